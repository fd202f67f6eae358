"""Payer books: the network that a payer's claim rests on, and what the claim is on it.

'Neutral on our network' is a statement about the payer's mix. Its shares of dollars by group are
moved as our groups move; its counts by code are priced as lines of our own contract. The neutral
percentage is the sum of the old prices over the sum of the new Medicare, on either book.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from practice_model.quantities import Share, UnitsPerYear, exactly_one, terms
from practice_model.revenue.book import Book, claims_book
from practice_model.revenue.code_groups import CodeGroup
from practice_model.revenue.repricing import Repriced
from practice_model.revenue.sums import percent_of_medicare

PLACES = {"office": "11", "facility": "24", "asc": "24"}


@terms
@exactly_one("shares", "counts")
class PayerBook:
    """The payer's utilization: shares of dollars by group, or units a year by code."""

    shares: dict[str, Share] | None = None
    counts: dict[str, UnitsPerYear] | None = None


def counted_book(
    counts: Mapping[str, float],
    setting: str,
    on: date,
    groups: Mapping[str, CodeGroup],
    indicators: pd.DataFrame,
) -> Book:
    """Return a book with one line a code, its units the count; no line shares a claim.

    setting: office, facility or asc. ValueError for a count that is not whole.
    """
    odd = [code for code, units in counts.items() if float(units) % 1]
    if odd:
        raise ValueError(f"a book by counts holds whole units, not {', '.join(odd)}")
    if setting not in PLACES:
        raise ValueError(f"setting must be one of {', '.join(PLACES)}, not {setting!r}")
    claims = pd.DataFrame(
        {
            "claim_id": [str(number) for number in range(len(counts))],
            "claim_type": "facility" if setting == "asc" else "professional",
            "claim_line_start_date": pd.Timestamp(on),
            "hcpcs_code": list(counts),
            "service_unit_quantity": [float(units) for units in counts.values()],
            "place_of_service_code": PLACES[setting],
            "payer": "network",
            "charge_amount": 0.0,
        }
    )
    return claims_book(claims, groups, indicators)


def change_on_shares(groups: pd.DataFrame, shares: dict[str, Share]) -> float:
    """Return the change of a payer's book: its shares of dollars, each at our group's change.

    ValueError for a group that the own book does not have.
    """
    missing = [name for name in shares if name not in groups.index]
    if missing:
        raise ValueError(f"the own book has no {', '.join(missing)} to take the change from")
    whole = sum(float(share) for share in shares.values())
    change = groups["change_share"].to_dict()
    return sum(float(share) * float(change[name]) for name, share in shares.items()) / whole


def neutral_share(now: Repriced, medicare: Repriced, block: str) -> float:
    """Return the percent of Medicare that leaves a book's revenue as it is: sum over sum.

    ValueError where the book has no line of the block that both price.
    """
    table = percent_of_medicare(now, medicare)
    ratio = table["ratio"].to_dict().get(block, np.nan)
    if np.isnan(ratio):
        raise ValueError(f"the book has no {block} line that both sides price")
    return float(ratio)

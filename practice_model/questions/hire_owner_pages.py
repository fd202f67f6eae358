"""What the owners earn with the hire and without, together and each by the own share."""

from typing import Final

import numpy as np
import pandas as pd

from practice_model.deals.hire import HireFigures
from practice_model.deals.hire_cash import Hire
from practice_model.finance.present_value import MONTHS
from practice_model.quantities import (
    Count,
    SignedUSD,
    SignedUSDPerYear,
    terms,
)

OWNER_UNITS: Final = {"share": "share"}


@terms
class OwnerFigures:
    """What the owners earn with and without the hire, together and for each of equal share.

    dip: the largest fall of one owner's pay in a year, dip_year in which; best: the largest rise;
    recovered_year: after it, the first from which no year is under the pay without the hire, None
    for none. years: full ones; lean_years: of them, with less pay. together: over the horizon.
    """

    owners: Count
    income: SignedUSDPerYear
    each: SignedUSDPerYear | None
    dip: SignedUSDPerYear
    dip_each: SignedUSDPerYear | None
    dip_year: Count
    recovered_year: Count | None
    years: Count
    lean_years: Count
    last_each: SignedUSDPerYear | None
    together: SignedUSD


def owner_table(deal: Hire, found: HireFigures) -> pd.DataFrame:
    """Return a row a year: pay without and with the hire, of one owner where shares are equal.

    Empty where owners or their income are not known. A last year in part is left out.
    """
    if deal.owner_income is None or not deal.owners:
        return pd.DataFrame()
    part = next(iter(deal.owners.values())) if _equal(deal) else 1.0
    income = float(deal.owner_income)
    rows = {
        key: {
            "label": f"Year {key}",
            "without": income * part,
            "with": (income + float(amount)) * part,
        }
        for key, amount in found.year.items()
        if int(key) * MONTHS <= found.horizon
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def owner_by_name(deal: Hire, found: HireFigures) -> pd.DataFrame:
    """Return a row an owner: share, pay without the hire, and what each year changes."""
    if deal.owner_income is None or not deal.owners:
        return pd.DataFrame()
    rows = {
        name: {
            "label": name,
            "role": "body",
            "share": float(share),
            "without": float(deal.owner_income) * float(share),
        }
        | {f"year_{key}": float(one) * float(share) for key, one in found.year.items()}
        for name, share in deal.owners.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def owner_heads(found: HireFigures) -> dict[str, str]:
    """Return the heads of the table by owner."""
    years = {f"year_{key}": f"{{span.head.year_{key}}}|bare_signed" for key in found.year}
    return {"share": "Share|percent", "without": "Without|bare", **years}


def owner_figures(deal: Hire, found: HireFigures) -> OwnerFigures | None:
    """Return what the owners' pay does; None where owners or their income are not known."""
    if deal.owner_income is None or not deal.owners:
        return None
    full = [one for key, one in found.year.items() if int(key) * MONTHS <= found.horizon]
    amounts = [float(one) for one in full]
    part = float(next(iter(deal.owners.values()))) if _equal(deal) else None
    worst = int(np.argmin(amounts))
    lean = [place for place, one in enumerate(amounts) if one < 0]
    back = max(lean, default=-1) + 2
    return OwnerFigures(
        owners=len(deal.owners),
        income=deal.owner_income,
        each=None if part is None else float(deal.owner_income) * part,
        dip=amounts[worst],
        dip_each=None if part is None else amounts[worst] * part,
        dip_year=worst + 1,
        recovered_year=back if back <= len(amounts) else None,
        years=len(amounts),
        lean_years=len(lean),
        last_each=None if part is None else amounts[-1] * part,
        together=float(sum(amounts)),
    )


def _equal(deal: Hire) -> bool:
    shares = [float(one) for one in deal.owners.values()]
    return bool(np.allclose(shares, shares[0]))

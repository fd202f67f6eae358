"""Medicare under a payer talk: what a new year's Medicare, or a proposal, does to a percentage.

A percentage of Medicare keeps its money only on the year that it was made for. The neutral
percentage of another year is today's dollars over that year's Medicare, on our own mix.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from practice_model.quantities import SignedShare, terms
from practice_model.questions.payer import Prices
from practice_model.questions.payer_pages import GROUPS
from practice_model.questions.payer_terms import Payer, contracts_of
from practice_model.revenue.code_groups import grouping
from practice_model.revenue.contract import RateRule, schedules
from practice_model.revenue.offers import by_key
from practice_model.revenue.rates import matched

PLACES = ("first", "second", "third")


@terms
class Cliff:
    """What a path does to a percentage of current Medicare in its first year beyond the yardstick.

    change: of Medicare; neutral: percentage of the new Medicare that keeps one percent of the old.
    """

    name: str
    year: int
    change: SignedShare
    neutral: SignedShare


def cliffs(talk: Payer) -> dict[str, Cliff]:
    """Return what the first year after the yardstick does, by path: first, second, third ..."""
    made: list[Cliff] = []
    year = talk.medicare_year + 1
    for path in (talk.horizon.paths if talk.horizon else {}).values():
        known = path.center if talk.block == "asc" else path.physician
        if str(year) in known:
            change = known[str(year)]
            made.append(Cliff(name=path.name, year=year, change=change, neutral=1 / (1 + change)))
    return dict(zip(PLACES, made, strict=False))


NEUTRAL_HEADS = {
    "written": "Written|bare",
    "neutral": "Keeps today's money|bare",
    "offered_share": "Offered|bare",
    "gap": "Offered less neutral, points|bare_signed",
}
NEUTRAL_UNITS = dict.fromkeys(NEUTRAL_HEADS, "ratio")


def neutral_table(talk: Payer, priced: Prices) -> pd.DataFrame:
    """Return, by group, the percentage of the yardstick year's Medicare that keeps today's money.

    Columns label, role, written (today's percentage of its own year, NaN where the group has more
    than one), neutral, offered (dollars offered over that Medicare), gap. Empty without an offer.
    """
    if talk.offer is None:
        return pd.DataFrame()
    sides = priced.sides
    made = by_key(sides["now"], sides["offer"], priced.medicare, "group", talk.block)
    made = made[made["medicare"] > 0].copy()
    written = _written(talk, priced)
    made["written"] = [written.get(str(group), np.nan) for group in made.index]
    made["neutral"], made["offered_share"] = made["now_of_medicare"], made["offered_of_medicare"]
    made["gap"] = made["offered_share"] - made["neutral"]
    made["label"] = [GROUPS.get(str(name), str(name).replace("_", " ")) for name in made.index]
    made["role"] = "body"
    columns = ["label", "role", "written", "neutral", "offered_share", "gap"]
    return made.sort_values(["gap", "neutral"], kind="stable")[columns]


def _written(talk: Payer, priced: Prices) -> dict[str, float]:
    """The percentage of Medicare that today's contract writes for each group, where it has one."""
    contract = contracts_of(talk)["now"]
    schedule = schedules(contract)[talk.block]
    kinds = priced.book.kinds
    kinds = kinds[kinds["block"] == talk.block]
    rules: Sequence[str] = matched(kinds, schedule, grouping(contract.code_groups))
    found: dict[str, set[float]] = {}
    for group, name in zip(kinds["group"], rules, strict=True):
        rule: RateRule | None = schedule.rules.get(name)
        share = rule.of_medicare if rule is not None else None
        found.setdefault(str(group), set()).add(np.nan if share is None else float(share))
    return {group: min(held) for group, held in found.items() if len(held) == 1}

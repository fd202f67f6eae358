"""Is there room for the hire: minutes of each resource before and after, and people needed.

    needed       = (used + taken - supplied) / minutes of one person, 0 or more
    needed_same  = taken / share used now / minutes of one person

Taken are the minutes of like work for the collections planned, less those of visits that owners
had before. Practical minutes, so 100% is all that people can really give.
"""

import pandas as pd

from practice_model.costs.changed import capacity_after
from practice_model.deals.hire import practice_change
from practice_model.deals.hire_cash import Hire
from practice_model.quantities import (
    FTE,
    MinutesPerYear,
    Ratio,
    SignedMinutesPerYear,
    USDPerYear,
    terms,
)
from practice_model.questions.hire_practice import OwnBook

WORDS = {
    "technician": "Technicians and imaging",
    "lane": "Exam lanes",
    "prior_authorization": "Prior authorization",
}
SCARCE = "technician"
ROOM_HEADS = {
    "before": "Today|plain",
    "alone": "With the hire alone|plain",
    "needed": "People needed|number",
    "planned": "Planned|number",
    "after": "With those planned|plain",
}
ROOM_UNITS = {"before": "ratio", "alone": "ratio", "after": "ratio", "needed": "FTE",
              "planned": "FTE"}  # fmt: skip


@terms
class Room:
    """One resource before and after the hire; see the module for what is needed.

    planned: people who come with the hire. before, alone, after: part used now, with the hire and
    nobody added, with those planned. spare: planned beyond needed; spare_cost: what they cost.
    """

    supplied: MinutesPerYear
    used: MinutesPerYear
    taken: SignedMinutesPerYear
    planned: FTE
    before: Ratio
    alone: Ratio
    after: Ratio
    needed: FTE
    needed_same: FTE | None
    spare: FTE
    spare_cost: USDPerYear | None


def room_of(deal: Hire, own: OwnBook, resource: str = SCARCE) -> Room | None:
    """Return the room of a resource; None where the practice does not count its minutes."""
    supplied, used = own.supplied.get(resource), own.used.get(resource)
    if not supplied or used is None or resource not in deal.minutes or not own.fte_minutes:
        return None
    each = own.fte_minutes
    change = practice_change(deal)
    taken = float(change.minutes[resource])
    planned = float(change.fte.get(resource, 0.0))
    after = capacity_after(supplied, used, resource, [change], each)
    needed = max(used + taken - supplied, 0.0) / each
    before = used / supplied
    same = taken / before / each if before else None
    spare = max(planned - needed, 0.0)
    wage = change.wages.get(resource)
    return Room(
        supplied=supplied,
        used=used,
        taken=taken,
        planned=planned,
        before=before,
        alone=(used + taken) / supplied,
        after=after.share,
        needed=needed,
        needed_same=same,
        spare=spare,
        spare_cost=None if wage is None or not planned else float(wage) / planned * spare,
    )


def room_table(deal: Hire, own: OwnBook) -> pd.DataFrame:
    """Return a row a counted resource: label, before, alone, after, needed, planned."""
    rows = {}
    for name in own.used:
        one = room_of(deal, own, name)
        if one is not None:
            rows[name] = {
                "label": WORDS.get(name, name.replace("_", " ").capitalize()),
                "role": "body",
                "before": one.before,
                "alone": one.alone,
                "needed": one.needed if name != "lane" else float("nan"),
                "planned": one.planned if name != "lane" else float("nan"),
                "after": one.after,
            }
    return pd.DataFrame(rows).T.astype(
        {name: float for name in ("before", "alone", "needed", "planned", "after")}
    ) if rows else pd.DataFrame()  # fmt: skip

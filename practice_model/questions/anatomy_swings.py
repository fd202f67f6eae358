"""How sure the margins are: what each estimate behind the costs does to them, and all together.

The margin is that of every costed service of the year, drugs apart; what was collected stands.
Draws and swings enter after the services are summed: no table is drawn.
"""

from collections.abc import Collection
from typing import Protocol

import pandas as pd

from practice_model.costs.terms import Costing
from practice_model.quantities import Count, Range, SignedUSDPerYear, figures, terms
from practice_model.questions.anatomy import Anatomy
from practice_model.questions.anatomy_year import FactBook
from practice_model.questions.margins import drawn_margin
from practice_model.uncertainty import HasRanges, swings

LABELS = {
    "capacity.people": "Usable part of paid time",
    "capacity.lanes": "Usable part of lane time",
    "capacity.encounters": "Encounters that general costs could carry",
    "outlook.wages": "Wages",
    "outlook.doctors": "Doctors’ market pay",
    "outlook.rent": "Rent",
    "outlook.supplies": "Supplies",
    "outlook.minutes": "Minutes a service",
    "center.capacity.rooms": "Usable part of room time",
    "center.capacity.cases": "Cases that the center’s administration could carry",
}
COSTING = "costing."


@terms
class Sure:
    """The margin of all costed services a year, drugs apart; unknowns: estimates with a range."""

    margin: SignedUSDPerYear
    unknowns: Count


class Ranged(HasRanges, Protocol):
    """A loaded fact book."""

    terms: Anatomy


def sure(book: FactBook, costing: Costing, ranges: Collection[str]) -> Sure:
    """Return the services' margin at the likely cost terms, or at drawn ones.

    ranges: names of the figures that have a range.
    """
    known = sum(name.startswith(COSTING) for name in ranges)
    return Sure(margin=drawn_margin(book.cells, book.costs, costing), unknowns=known)


def swing_table(loaded: Ranged, book: FactBook) -> pd.DataFrame:
    """Return what each estimate alone does to the services' margin, the widest first.

    Columns label, low, high (dollars a year at the estimate's ends), low_input, high_input, unit,
    format. Estimates that do not move the margin are left out.
    """
    known = figures(loaded.terms)
    rows = {}
    for swing in swings(loaded, lambda at: float(drawn_margin(book.cells, book.costs, at.costing))):
        name = swing.figures[0]
        if not swing.width or not name.startswith(COSTING):
            continue
        ends: Range = loaded.ranges[name]
        unit = known[name][1].symbol
        rows[name.removeprefix(COSTING)] = {
            "label": label_of(name.removeprefix(COSTING), len(swing.figures)),
            "low": swing.at_low,
            "high": swing.at_high,
            "low_input": ends.low,
            "high_input": ends.high,
            "unit": unit,
            "format": "plain",
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def label_of(path: str, together: int = 1) -> str:
    """Return an estimate in words; a device by its code, and whether others share its line.

    >>> label_of("center.devices.66991")
    'Device of 66991'
    """
    if path in LABELS:
        return LABELS[path]
    head, _, last = path.rpartition(".")
    if head == "center.devices":
        return f"Device of {last}{' and others' if together > 1 else ''}"
    return last.replace("_", " ").capitalize()

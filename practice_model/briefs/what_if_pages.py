"""Pages of the what-if panel: the brief's own table and charts, at the terms as moved.

They are made by the functions, phrases and layouts of the payer brief, so that a panel in which
nothing has been moved shows the figures of brief.json.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from practice_model.briefs.brief import Brief
from practice_model.briefs.phrases import phrases
from practice_model.briefs.shown import Shown
from practice_model.briefs.what_if_outcome import NOW, Outcome, range_of
from practice_model.questions import payer_money, payer_pages, payer_range_told, payer_told
from practice_model.questions.payer_range import RangeDraws, RangeFigures, range_rows
from practice_model.questions.payer_terms import Payer
from practice_model.readers.inputs import Loaded

NAMES: Mapping[str, str] = {
    "ask": "Our ask", "offer": "Their offer", "target": "Target", "kept": "Contract kept",
    "reading": "Read the other way",
}  # fmt: skip
FOOT = "Percent of Medicare {talk.medicare_year}, our mix. One point = {room.point} a year"
DRAWS, SEED = 10_000, 20261124  # those of the brief's notebook
AT_VOLUME = "At next year's volume, change from now"


@dataclass(frozen=True, eq=False)
class Told:
    """What the panel shows: a brief with its marks, the table of sides, and the charts."""

    brief: Brief
    heading: str
    marks: tuple[str, ...]
    stand: Shown | None
    table: Shown | None
    range_: Shown | None
    waterfall: Shown | None


def sides_of(given: Outcome) -> dict[str, str]:
    """Return the sides that a chart can hold against now, with their names."""
    return {side: _name(side) for side in given.columns if side != NOW}


def first_side(given: Outcome) -> str:
    """Return the side that the brief holds against now."""
    return payer_pages.focus(given.terms)


def told(
    loaded: Loaded[Payer], given: Outcome, side: str, draws: int = DRAWS, seed: int = SEED
) -> Told:
    """Return the figures, the table and the charts of an outcome.

    side: the one held against now. draws, seed: of the odds and of the bands.
    """
    talk = given.terms
    brief = Brief("payer", replace(loaded, terms=talk))
    room, unsure = range_of(loaded, given, draws, seed)
    brief.figures("column", given.columns)
    brief.figures("left", given.margins)
    brief.figures("floor", given.floor)
    brief.figures("room", room, draws=unsure)
    stand = brief.strip("stand", _stand(room))
    table = brief.table(
        "numbers",
        numbers(given),
        title=phrases("payer").one("numbers", payer_told.sides_case(talk)),
        subtitle="A year at the volume of our claims; Medicare {talk.medicare_year}",
        rows="A year, on our mix",
        columns=_heads(given),
        tint="ask",
    )
    range_ = _range(brief, given, room, unsure)
    waterfall = _waterfall(brief, given, side)
    case = "start" if talk is loaded.terms else "moved"
    marks, heading = _header(brief, phrases("what_if").one("heading", case) or "")
    return Told(brief, heading, marks, stand, table, range_, waterfall)


def numbers(given: Outcome) -> pd.DataFrame:
    """Return the brief's table of money, and the change at next year's volume where it is known."""
    talk = given.terms
    frame = payer_money.money_table(talk, given.columns, given.margins, given.floor)
    if talk.volumes:
        row: dict[str, Any] = {"label": AT_VOLUME, "unit": "USD/year"}
        row |= {"format": "signed", "role": "body"}
        row |= {side: one.change for side, one in given.next_year.items()}
        frame = pd.concat([frame, pd.DataFrame([row], index=["next_year"])])
    return frame


def _stand(room: RangeFigures | None) -> list[dict[str, str] | None]:
    """Where the talk stands: floor, ceiling, room and odds, and where our weight lands."""
    if room is None:
        return []
    floor = {"label": "Our floor", "value": "{room.floor}"}
    floor |= {"note": "of Medicare, {floor.renewal.dollars} a year"}
    ceiling = {"label": "Their ceiling", "value": "{room.ceiling}", "note": "our estimate"}
    odds = "in {room.odds:odds} draws" if room.odds is not None else "no ranges, no odds"
    zone = {"label": "Room between", "value": "{room.zone:points_size}", "note": odds}
    lands = {"label": "A split lands at", "value": "{room.solution}"}
    lands |= {"note": "{room.weight:percent} of the room ours"}
    return [
        floor,
        ceiling if room.ceiling is not None else None,
        zone if room.zone is not None else None,
        lands if room.solution is not None else None,
    ]


def _range(
    brief: Brief, given: Outcome, room: RangeFigures | None, unsure: RangeDraws | None
) -> Shown | None:
    say, known = phrases("payer"), payer_range_told.known(room)
    return brief.bargaining_range(
        "range",
        range_rows(given.floor, room, unsure, given.market),
        title=say.one("range_title", payer_range_told.range_case(room)),
        subtitle=say.one("range_subtitle", known) or "",
        alt=say.one("range_alt", known) or "",
        lanes=payer_range_told.lanes(given.terms),
        zone_says=say.one("zone", payer_range_told.zone_case(room)) or "",
        foot_says=FOOT,
    )


def _waterfall(brief: Brief, given: Outcome, side: str) -> Shown | None:
    talk, say = given.terms, phrases("payer")
    bars = payer_pages.bars(given.groups[side])
    own = side.partition("_")[0]
    says = phrases("what_if") if own in {"target", "reading"} else say
    case = own if own in {"target", "reading"} else payer_told.waterfall_case(talk, side)
    return brief.chart(
        "waterfall",
        "waterfall",
        bars,
        title=say.one("waterfall", payer_told.direction(bars, "change")),
        subtitle=says.one("waterfall_subtitle", case) or "",
        alt="Waterfall of the change a year by group of services, largest gain first: "
        "{waterfall.total:signed} in all.",
        value="change",
        head="Change a year, $ thousand",
        columns={"now_of_medicare": "Now|bare", "offered_of_medicare": "Then|bare"},
        columns_head="% of Medicare",
        units={"now_of_medicare": "ratio", "offered_of_medicare": "ratio"},
    )


def _heads(given: Outcome) -> dict[str, str]:
    """The brief's heads, and those of sides that its table leaves out."""
    heads = payer_money.heads(given.terms)
    return heads | {
        side: f"{name}|plain" for side, name in sides_of(given).items() if side not in heads
    }


def _header(brief: Brief, heading: str) -> tuple[tuple[str, ...], str]:
    """The brief's marks and the heading, in words."""
    brief.header(kicker="What-if", finding=heading, chips=(), confidential="PAYER", meta={})
    header = brief.to_dict()["header"]
    marks = tuple(mark["text"] for mark in header["marks"])
    return marks, "".join(span["text"] for span in header["finding"])


def _name(side: str) -> str:
    own, _, number = side.partition("_")
    return f"{NAMES.get(own, own.capitalize())}{' ' + number if number else ''}"

"""Range data: what a bargaining range draws, made of a frame with one mark a row.

Every mark stands in a lane (ours, theirs, the market's) at a percent of Medicare. What has no
figure is told by a word in its lane; so is a floor or a ceiling that has not even a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from practice_model.briefs.cells import codes_in, hold, labels_of, slug
from practice_model.briefs.chart_data import Data, axis_of
from practice_model.briefs.facts import Fact, Facts
from practice_model.briefs.sentences import plain, spans_of
from practice_model.faults import did_you_mean

LANES = ("us", "them", "market")
FLOOR, CEILING, MARKET = "floor", "ceiling", "market"
ACROSS = ("full_cost", "now")  # lines over all lanes
KINDS = (FLOOR, "batna", "full_cost", "now", "offer", "target", "ask", CEILING, MARKET, "solution")
ALONE = (FLOOR, CEILING, "full_cost", "now", MARKET)  # kinds of which there is one
PARTS = ("value", "low", "high")
BANDS: Mapping[str, str] = {FLOOR: "{brief.range:percent} range", CEILING: "our estimate"}
"""What the band around a mark is, by the mark's kind: words of a template."""
QUARTILES = (25, 75)
TOLD_WITHOUT = {FLOOR: ("us", "Floor"), CEILING: ("them", "Ceiling"), MARKET: ("market", "")}
"""Marks that every range needs: their lane, and what is said of one without a row."""


def range_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    lanes: Mapping[str, str],
    zone_says: str = "",
    foot_says: str = "",
    bands: Mapping[str, str] = BANDS,
    percentiles: tuple[int, int] = QUARTILES,
    missing: str = "no estimate",
    style: str = "bare",
    unit: str = "ratio",
) -> Data:
    """Return what a bargaining range draws: lanes of marks, and the zone from floor to ceiling.

    The frame, a mark a row: `lane`, `kind`, `value`, `low`, `high`, `label`. lanes: the name of
    each lane. zone_says, foot_says: templates over the zone's bracket and under the axis; both may
    name `{name.zone}`, the points between the printed floor and the printed middle of the ceiling.
    percentiles: those at the ends of the market's band. Raises ValueError for an unknown lane or
    kind, a second floor, an end over the other, and a frame without any figure.
    """
    _check(name, frame)
    hold(name, frame, facts, dict.fromkeys(PARTS, style), dict.fromkeys(PARTS, unit))
    for end, percentile in zip(PARTS[1:], percentiles, strict=True):
        facts.add(f"{name}.market_{end}_percentile", Fact(percentile, "count"))
    held = Held(name, facts, style, bands, missing)
    made: list[Data] = [
        {"lane": lane, "label": plain(spans_of(lanes.get(lane, lane), facts)), "marks": []}
        for lane in LANES
    ]
    given = [
        (
            str(lane),
            str(kind),
            named(f"{name}.{slug(index)}", label, facts),
            f"{name}.{slug(index)}",
        )
        for index, lane, kind, label in zip(
            frame.index, frame["lane"], frame["kind"], labels_of(frame), strict=True
        )
    ]
    known = {kind for _, kind, _, _ in given}
    given += [
        (lane, kind, label, "") for kind, (lane, label) in TOLD_WITHOUT.items() if kind not in known
    ]
    marks: list[Data] = []
    for lane, kind, label, fact in given:
        into = made[LANES.index(lane)]
        mark = {"lane": lane, "kind": kind, "label": label} | held.figures(fact)
        marks.append(mark | held.words(mark, into["label"]))
        into["marks"].append(marks[-1])
    zone = _zone(name, marks, facts, unit)
    if zone:
        zone["text"] = plain(spans_of(zone_says, facts))
    return {
        "lanes": made,
        "zone": zone,
        "foot": plain(spans_of(foot_says, facts)),
        "codes": codes_in([mark["label"] for mark in marks]),
        **axis_of(style, unit),
    }


def named(fact: str, label: str, facts: Facts) -> str:
    """Return the words of a mark: a template, or plain words, whose figures are held as told."""
    if "{" in label:
        return plain(spans_of(label, facts))
    if any(sign.isdigit() for sign in label):
        facts.add(f"{fact}.label", Fact(label, "text"))
        return facts.print(f"{fact}.label")
    return label


def _check(name: str, frame: pd.DataFrame) -> None:
    for column, known in (("lane", LANES), ("kind", KINDS)):
        for given in frame[column]:
            if given not in known:
                told = f"there is no {column} {given!r}{did_you_mean(str(given), known)}"
                raise ValueError(f"{name}: {told}")
    for kind in ALONE:
        if (frame["kind"] == kind).sum() > 1:
            raise ValueError(f"{name} has more than one {kind}")
    if not frame[list(PARTS)].notna().any(axis=None):
        raise ValueError(f"{name} has no mark with a figure")
    for index, low, high in frame[["low", "high"]].itertuples():
        if low > high:
            raise ValueError(
                f"{name}: the low end of {index!r} ({low:g}) is over its high ({high:g})"
            )


@dataclass(frozen=True)
class Held:
    """The facts of a range, and how its marks are told."""

    name: str
    facts: Facts
    style: str
    bands: Mapping[str, str]
    missing: str

    def figures(self, fact: str) -> Data:
        """The figures of a mark and their printed forms; a band's middle is no printed figure."""
        ids = {part: f"{fact}.{part}" for part in PARTS}
        made: Data = {
            part: float(self.facts[one].value) if one in self.facts else None
            for part, one in ids.items()
        }
        if made["low"] is None or made["high"] is None:
            made |= {"low": None, "high": None}
        for part, one in ids.items():
            known = made[part] is not None
            made[f"{part}_text"] = self.facts.print(one, self.style) if known else ""
        made["at"] = made["value"]
        if made["at"] is None and made["low"] is not None:
            made["at"] = (made["low"] + made["high"]) / 2
        known = made["low"] is not None
        return made | {"span": f"{made['low_text']} to {made['high_text']}" if known else ""}

    def words(self, mark: Data, lane: str) -> Data:
        """What is said of a mark: in its lane, and at both ends of a row of its own."""
        label, value, span = mark["label"], mark["value_text"], mark["span"]
        row = label
        if mark["kind"] == MARKET:
            label = _without(lane, label)
            row = f"{lane} {label[:1].lower()}{label[1:]}" if label else lane
        if mark["at"] is None:
            text = f"{label}: {self.missing}" if label else self.missing
            return {"text": text, "row": row, "row_text": self.missing}
        told: Data = {"row": row, "row_text": value or span}
        if mark["kind"] == CEILING and span:
            told["row_text"] = span
        if mark["kind"] == MARKET and span:
            return told | self._quartiles(mark | {"label": label})
        if not span:
            return told | {"text": f"{label} {value}"}
        band = plain(spans_of(self.bands.get(mark["kind"], ""), self.facts))
        around = f"{band} {span}".strip()
        return told | {"text": f"{label} {value} ({around})" if value else f"{label}, {around}"}

    def _quartiles(self, mark: Data) -> Data:
        """The market's band: both ends and the middle, each for itself and in one text."""
        ends = [
            f"P{self.facts.print(f'{self.name}.market_{end}_percentile')} {mark[f'{end}_text']}"
            for end in ("low", "high")
        ]
        inner = f"{mark['label']} {mark['value_text']}".strip() if mark["value_text"] else ""
        whole = f"{ends[0]} to {ends[1]}"
        return {"text": f"{inner} ({whole})" if inner else whole, "ends": ends, "inner": inner}


def _without(lane: str, label: str) -> str:
    """The words of the market's mark beside its lane's name: "Market median" is "Median" there."""
    if not label.lower().startswith(f"{lane.lower()} "):
        return label
    rest = label[len(lane) + 1 :]
    return rest[:1].upper() + rest[1:]


def _zone(name: str, marks: list[Data], facts: Facts, unit: str) -> Data | None:
    """From the floor to the middle of the ceiling, or the gap between them."""
    ends = {mark["kind"]: mark["at"] for mark in marks if mark["kind"] in {FLOOR, CEILING}}
    floor, ceiling = ends.get(FLOOR), ends.get(CEILING)
    if floor is None or ceiling is None:
        return None
    points = abs(round(ceiling, 3) - round(floor, 3))
    facts.add(f"{name}.zone", Fact(round(points, 3), unit))
    low, high = sorted((floor, ceiling))
    return {"low": low, "high": high, "gap": bool(ceiling < floor)}

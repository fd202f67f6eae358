"""Timeline data: the dates of a talk in order, as printed, and the window to negotiate."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from practice_model.briefs.cells import codes_in, labels_of, name_row, slug
from practice_model.briefs.chart_data import Data
from practice_model.briefs.facts import DATE, Fact, Facts
from practice_model.briefs.range_data import named
from practice_model.faults import did_you_mean

TODAY, LAST_DAY, RENEWAL = "today", "last_day", "renewal"
WINDOW = ("window_start", "window_end")
KINDS = (TODAY, "step", LAST_DAY, RENEWAL, *WINDOW)
ALONE = (TODAY, *WINDOW)
WHOSE = ("ours", "theirs")
LONG = 330  # days from which on a date needs its year


def timeline_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    passed_says: str = "passed",
    undated_says: str = "No date yet",
) -> Data:
    """Return what a timeline draws: dates from first to last, each with its words.

    The frame, a date a row: `day`, `label` (words or a template; none for an edge of the window
    that needs no words), `whose` (ours, theirs or nothing), `kind` and `passed`. The dates of
    `today`, `last_day` and `renewal` can be named `{name.last_day:short}` and so on, the next date
    after today `{name.next:short}`, its words `{name.next_name}`. A row without a day is told at
    the foot. Raises ValueError for an unknown kind, a second today or window, a window that ends
    before it starts, and a frame without any day.
    """
    _check(name, frame)
    made: list[Data] = []
    undated: list[str] = []
    labels = labels_of(frame)
    for at, (index, given) in enumerate(zip(frame.index, labels, strict=True)):
        fact, row = f"{name}.{slug(index)}", frame.iloc[at]
        label = named(fact, given, facts)
        if pd.isna(row["day"]):
            undated += [label] if label else []
            continue
        day = pd.Timestamp(row["day"]).date()
        facts.add(f"{fact}.day", Fact(day, DATE))
        made.append(
            {
                "fact": f"{fact}.day",
                "day": day,
                "label": label,
                "kind": str(row["kind"]),
                "whose": _whose(row),
                "passed": bool(row["passed"]) if _has(row, "passed") else False,
            }
        )
    if not made:
        raise ValueError(f"{name} has no date")
    made.sort(key=lambda one: one["day"])
    _name_dates(name, made, facts)
    first, last = made[0]["day"], made[-1]["day"]
    style = "plain" if (last - first).days >= LONG else "short"
    shown = []
    for one in made:
        text = facts.print(one["fact"], style) if one["label"] else ""
        text = f"{text}, {passed_says}" if one["passed"] and text else text
        shown.append(
            one | {"at": (one["day"] - first).days, "day": one["day"].isoformat(), "text": text}
        )
    return {
        "dates": [one for one in shown if one["label"]],
        "window": _window(name, shown),
        "months": [(day - first).days for day in _months(first, last)],
        "days": (last - first).days,
        "undated": f"{undated_says}: {', '.join(undated)}" if undated else "",
        "codes": codes_in([one["label"] for one in shown]),
    }


def _check(name: str, frame: pd.DataFrame) -> None:
    for kind in frame["kind"]:
        if kind not in KINDS:
            raise ValueError(f"{name}: there is no kind {kind!r}{did_you_mean(str(kind), KINDS)}")
    for kind in ALONE:
        if (frame["kind"] == kind).sum() > 1:
            raise ValueError(f"{name} has more than one {kind}")


def _has(row: Any, key: str) -> bool:
    return key in row and not pd.isna(row[key])


def _whose(row: Any) -> str:
    """Whose step a date is: ours, theirs, or nobody's."""
    given = str(row["whose"]) if _has(row, "whose") else ""
    if given and given not in WHOSE:
        raise ValueError(f"a date is {' or '.join(WHOSE)}, not {given!r}")
    return given


def _name_dates(name: str, dates: Sequence[Data], facts: Facts) -> None:
    """Name the dates that titles tell: today, the last safe day, the renewal, the next date."""
    for one in reversed(dates):
        if one["kind"] in {TODAY, LAST_DAY, RENEWAL}:
            facts.alias(f"{name}.{one['kind']}", one["fact"])
    today = next((one["day"] for one in dates if one["kind"] == TODAY), None)
    ahead = [one for one in dates if one["label"] and today is not None and one["day"] > today]
    if ahead:
        facts.alias(f"{name}.next", ahead[0]["fact"])
        name_row(name, "next", ahead[0]["label"], facts)


def _window(name: str, dates: Sequence[Data]) -> list[int] | None:
    """The days at which the window to negotiate starts and ends.

    One without a start starts today (else on the first date); one without an end lasts to the
    last day for notice (else to the last date).
    """
    places: dict[str, int] = {one["kind"]: one["at"] for one in reversed(dates)}
    if not set(WINDOW) & set(places):
        return None
    first = {"start": dates[0]["at"], "end": dates[-1]["at"]} | places
    start = next(first[kind] for kind in (WINDOW[0], TODAY, "start") if kind in first)
    end = next(first[kind] for kind in (WINDOW[1], LAST_DAY, "end") if kind in first)
    if end < start:
        raise ValueError(f"{name}: the window ends before it starts")
    return [start, end]


def _months(first: date, last: date) -> list[date]:
    """The first days of the months between two dates."""
    made, day = [], first.replace(day=1)
    while day <= last:
        if day >= first:
            made.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return made

"""Faults of a claim: every reason why its proof does not hold, read from its row of the table."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import pandas as pd

from practice_model.questions.payer_proof import LEAST_REPLIED, Rule, months_before
from practice_model.questions.payer_terms import Payer

Row = Mapping[str, object]
WHOLE: Final = {"count", "patients", "cases"}
VALUES: Final = {
    "days": "days", "share": "share", "cases": "cases", "ratio": "ratio", "count": "count",
    "patients": "patients", "index": "score", "USD/case": "price",
}  # fmt: skip
"""The field of a claim by the unit of its row."""


def filled(given: Mapping[object, object]) -> dict[str, object]:
    """Return a row with its blank cells as None."""
    return {
        str(name): None if not isinstance(value, str | bool) and pd.isna(value) else value  # type: ignore[call-overload]
        for name, value in given.items()
    }


def number(row: Row, name: str) -> float | None:
    """Return a cell as a number; None where the row has none."""
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else None


def whole(row: Row, name: str) -> float | None:
    """Return a cell as a whole number; None where it is none."""
    value = number(row, name)
    return value if value is None or value % 1 == 0 else None


def day(row: Row, name: str) -> date | None:
    """Return a cell as a day; None where the row has none."""
    value = row.get(name)
    return None if value is None else pd.Timestamp(value).date()  # type: ignore[arg-type]


def blocked_because(talk: Payer, row: Row, rule: Rule) -> list[str]:
    """Return every reason why the proof of a row does not hold; none where it does."""
    value, replied = number(row, "value"), number(row, "replied")
    owner = payer_of(talk, row)
    told = []
    if row["grade"] not in {"A", "B"}:
        told.append("only stated: no document, no count")
    if value is None:
        told.append("no figure: worth nothing to them")
    elif fault := value_fault(value, str(row["unit"] or "")):
        told.append(fault)
    if owner and owner != talk.contracts.current.payer:
        told.append(f"it counts patients of {talk.practice.payers.get(owner, owner)}")
    if not told:
        told += _count_faults(number(row, "n"), rule)
        window = _window_fault(talk.as_of, day(row, "since"), day(row, "until"), rule)
        told += [fault for fault in (window, _events_fault(row)) if fault]
    if replied is not None and replied < LEAST_REPLIED:
        told.append(f"only {replied:.0%} of those asked replied")
    return told


def value_fault(value: float, unit: str) -> str:
    """Return why a figure cannot be one of its unit; nothing where it can."""
    if unit not in VALUES:
        return f"a figure in {unit or 'no unit'} has no printed form"
    if value < 0 or (unit == "share" and value > 1) or (unit in WHOLE and value % 1):
        return f"{value:g} is no number of {unit}"
    return ""


def _count_faults(n: float | None, rule: Rule) -> list[str]:
    if n is None:
        least = rule.least
        return [] if least is None else [f"no number of cases; {least:,} are needed"]
    if n % 1 or n < 1:
        return [f"{n:g} is no number of cases"]
    if rule.least is not None and n < rule.least:
        return [f"{n:,.0f} cases are too few; {rule.least:,} are needed"]
    return []


def _window_fault(as_of: date, since: date | None, until: date | None, rule: Rule) -> str:
    if until is None or since is None:
        return "no window: from which day to which?"
    if since > until:
        return "its window ends before it starts"
    if since > as_of or (until > as_of and rule.least is not None):
        return "its window ends after today"
    if until < months_before(as_of, rule.months):
        return f"its window ended more than {rule.months} months ago"
    return ""


def _events_fault(row: Row) -> str:
    events, n, value = (number(row, name) for name in ("events", "n", "value"))
    if events is None or n is None or value is None:
        return ""
    if events > n or events % 1:
        return f"{events:g} events in {n:g} cases cannot be"
    if row["unit"] == "share" and abs(events / n - value) > rounded(value):
        return f"its rate is not {events:g} in {n:g}"
    if row["unit"] == "cases" and value not in {events, n}:
        return f"its figure is not its {events:g} events"
    return ""


def rounded(value: float) -> float:
    """Return half the last digit of a number as it is written: what rounding may have moved.

    >>> [round(rounded(value), 6) for value in (0.97, 0.0084)]
    [0.005, 5e-05]
    """
    exponent = Decimal(repr(float(value))).as_tuple().exponent
    return 0.5 * 10.0 ** int(exponent) + 1e-9


def payer_of(talk: Payer, row: Row) -> str:
    """Return the payer whose patients alone a row counts: its column, else a name in its measure.

    "" where it counts everybody. Aliases are matched as whole words, as they are written.
    """
    current = talk.contracts.current
    known = {**talk.practice.payers, current.payer: current.name}
    if row.get("payer"):
        given = str(row["payer"])
        return next((alias for alias, name in known.items() if name == given), given)
    for alias, name in known.items():
        words = [re.escape(word) for word in (alias, name) if word and name != "Medicare"]
        if words and re.search(rf"(?<!\w)({'|'.join(words)})(?!\w)", str(row["measure"])):
            return alias
    return ""

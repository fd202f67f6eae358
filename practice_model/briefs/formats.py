"""Formats: the one place where a figure becomes the string that every document prints.

Dollars a year and amounts of $1,000 or more are whole dollars, prices of a unit have cents, shares
and percent of Medicare one decimal, odds whole numbers in 100. The minus is U+2212 and stands
before the dollar sign. A level bears no plus, a change does; no change is an en dash.
Rounding is half up in decimal notation, once, at print.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np

MINUS, NIL, JOINED = "\u2212", "\u2013", "\u00a0"
WHOLE_FROM = 1000  # dollars: from here on cents are not printed
PER_UNIT = {
    "USD/unit", "USD/case", "USD/encounter", "USD/minute", "USD/hour", "USD/RVU", "USD/sf",
    "USD/sf/year", "USD/member/month",
}  # fmt: skip
RATIOS = {"share", "ratio", "share/year", "share/month"}
NOUNS = {
    "days": ("day", "days"),
    "months": ("month", "months"),
    "years": ("year", "years"),
    "weeks": ("week", "weeks"),
}


def printed(value: Any, unit: str, style: str = "plain") -> str:
    """Return a figure as it is printed; raise ValueError for a style that its unit lacks.

    >>> printed(-2370.93, "USD/year", "signed"), printed(1.129974, "ratio")
    ('\u2212$2,371', '113.0%')
    """
    if isinstance(value, date):
        return _date(value, style)
    if isinstance(value, str):
        return value
    if style in _STYLES:
        return _STYLES[style](float(value), unit)
    raise ValueError(f"there is no format {style!r}; there are {', '.join(sorted(_STYLES))}")


def decimals(value: float, places: int) -> str:
    """Return a number with thousands separated and so many decimals, without its sign.

    >>> decimals(-1234.565, 2), decimals(0.05, 1)
    ('1,234.57', '0.1')
    """
    step = Decimal(1).scaleb(-places)
    return f"{abs(Decimal(repr(float(value)))).quantize(step, ROUND_HALF_UP):,}"


def _zero(text: str) -> bool:
    return not any(mark in "123456789" for mark in text)


def _with_sign(value: float, body: str, *, plus: bool) -> str:
    if _zero(body):
        return NIL if plus else body
    return (MINUS if value < 0 else "+" if plus else "") + body


def _body(value: float, unit: str) -> str:
    """The figure without a sign, in the form of its unit."""
    if unit.startswith("USD"):
        small = unit == "USD" and value % 1 and abs(value) < WHOLE_FROM - 0.005
        return "$" + decimals(value, 2 if small or unit in PER_UNIT else 0)
    if unit in RATIOS:
        return decimals(value * 100, 1) + "%"
    if unit in NOUNS:
        number = decimals(value, 0)
        return f"{number}{JOINED}{NOUNS[unit][number != '1']}"
    return decimals(value, 0)


def _plain(value: float, unit: str) -> str:
    return _with_sign(value, _body(value, unit), plus=False)


def _signed(value: float, unit: str) -> str:
    return _with_sign(value, _body(value, unit), plus=True)


def _size(value: float, unit: str) -> str:
    return _body(value, unit)


def _bare(value: float, unit: str) -> str:
    """Without the unit's mark, for a column whose head says it."""
    return _plain(value, unit).replace("$", "").replace("%", "")


def _bare_signed(value: float, unit: str) -> str:
    return _signed(value, unit).replace("$", "").replace("%", "")


def _number(value: float, unit: str) -> str:
    """A ratio that is told as a number: 6.1 staff a doctor."""
    return _with_sign(value, decimals(value, 1), plus=False)


def _cents(value: float, unit: str) -> str:
    return _with_sign(value, "$" + decimals(value, 2), plus=False)


def _bare_cents(value: float, unit: str) -> str:
    return _with_sign(value, decimals(value, 2), plus=False)


def _thousands(value: float, unit: str) -> str:
    """Signed thousands for a chart: +25."""
    body = decimals(value / 1000, 0)
    return "0" if _zero(body) else _with_sign(value, body, plus=True)


def _bare_k(value: float, unit: str) -> str:
    """A level in thousands for a chart whose subtitle says so: 384."""
    body = decimals(value / 1000, 0)
    return _with_sign(value, body, plus=False)


def _size_k(value: float, unit: str) -> str:
    """Thousands of dollars; under a thousand, dollars."""
    whole = abs(value) < WHOLE_FROM - 0.5
    return f"${decimals(value, 0)}" if whole else f"${decimals(value / 1000, 0)}k"


def _k(value: float, unit: str) -> str:
    return _with_sign(value, _size_k(value, unit), plus=False)


def _signed_k(value: float, unit: str) -> str:
    return _with_sign(value, _size_k(value, unit), plus=True)


def _points(value: float, unit: str) -> str:
    number = decimals(value * 100, 1)
    return _with_sign(value, f"{number}{JOINED}points", plus=False)


def _points_signed(value: float, unit: str) -> str:
    """A difference of percents of Medicare, short: +3.8 pts."""
    return _with_sign(value, f"{decimals(value * 100, 1)}{JOINED}pts", plus=True)


def _points_size(value: float, unit: str) -> str:
    return f"{decimals(value * 100, 1)}{JOINED}points"


def _percent(value: float, unit: str) -> str:
    """A share that a contract writes, without needless decimals: 5.5%, 20%."""
    whole = Decimal(repr(round(float(value), 8))) * 100
    return _with_sign(value, f"{abs(whole).normalize():f}%", plus=False)


def _percent_signed(value: float, unit: str) -> str:
    return ("+" if value > 0 else "") + _percent(value, unit)


def _dollar(value: float, unit: str) -> str:
    """A ratio as money: what is taken for each dollar given."""
    return _with_sign(value, "$" + decimals(value, 2), plus=False)


def _year(value: float, unit: str) -> str:
    return f"{value:.0f}"


def _odds(value: float, unit: str) -> str:
    number = int(Decimal(repr(float(value) * 100)).quantize(Decimal(1), ROUND_HALF_UP))
    if number <= 0:
        return "fewer than 1 in 100"
    return "more than 99 in 100" if number >= 100 else f"{number} in 100"  # noqa: PLR2004


_STYLES: dict[str, Callable[[float, str], str]] = {
    "plain": _plain,
    "signed": _signed,
    "size": _size,
    "bare": _bare,
    "bare_signed": _bare_signed,
    "number": _number,
    "cents": _cents,
    "bare_cents": _bare_cents,
    "thousands": _thousands,
    "bare_k": _bare_k,
    "k": _k,
    "signed_k": _signed_k,
    "size_k": _size_k,
    "points": _points,
    "points_size": _points_size,
    "points_signed": _points_signed,
    "percent": _percent,
    "percent_signed": _percent_signed,
    "dollar": _dollar,
    "year": _year,
    "odds": _odds,
}


def printed_range(low: float, high: float, unit: str, style: str = "plain") -> str:
    """Return a range of a change or a level as words, low first.

    Both ends of a range of dollars are rounded to its own precision, a tenth of the power of ten
    in its width, since its last digits are the luck of the draws; finer where an end that is not
    zero would read as none. An end of zero is "$0", since a dash would read as a part of the range.

    >>> printed_range(-34_215, -9_081, "USD/year", "signed")
    '\u2212$34,000 to \u2212$9,000'
    >>> printed_range(-4_012, 16_377, "USD/year", "signed")
    'from a loss of $4,000 to a gain of $16,000'
    >>> printed_range(-2_731, 160_243, "USD/year", "signed")
    'from a loss of $3,000 to a gain of $160,000'
    """
    if unit.startswith("USD") and unit not in PER_UNIT:
        low, high = _coarse(low, high)
    if style == "signed" and low < 0 < high:
        return f"from a loss of {_body(low, unit)} to a gain of {_body(high, unit)}"
    return f"{_end(low, unit, style)} to {_end(high, unit, style)}"


def _end(value: float, unit: str, style: str) -> str:
    told = printed(value, unit, style)
    return (
        printed(0.0, unit, "bare" if style == "bare_signed" else "plain") if told == NIL else told
    )


def _coarse(low: float, high: float) -> tuple[float, float]:
    """The ends of a range at the precision that its width bears, a dollar at the finest."""
    start, stop = (Decimal(repr(float(end))) for end in (low, high))
    width = stop - start
    power = max(width.adjusted() - 1, 0) if width > 0 else 0
    while power and any(end and not _at(end, power) for end in (start, stop)):
        power -= 1
    return float(_at(start, power)), float(_at(stop, power))


def _at(value: Decimal, power: int) -> Decimal:
    """A figure rounded half up to a power of ten."""
    step = Decimal(1).scaleb(power)
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _date(value: date, style: str) -> str:
    if style in {"plain", "date"}:
        return f"{value:%b}{JOINED}{value.day}, {value.year}"
    if style == "short":
        return f"{value:%b}{JOINED}{value.day}"
    if style == "month":
        return f"{value:%b} {value.year}"
    raise ValueError(f"a date has no format {style!r}; it has plain, short and month")


def counted(value: float, one: str, many: str) -> str:
    """Return a count with its noun.

    >>> counted(1, "scan", "scans"), counted(0, "scan", "scans"), counted(1240, "scan", "scans")
    ('1\u00a0scan', 'no scans', '1,240\u00a0scans')
    """
    number = decimals(value, 0)
    if number == "0":
        return f"no {many}"
    return f"{number}{JOINED}{one if number == '1' else many}"


def adding_up(parts: Sequence[float], total: float, step: float = 1.0) -> list[float]:
    """Return parts rounded to the step so that they add up to the rounded total.

    The difference goes, a step at a time, to the parts with the largest remainders.

    >>> adding_up([0.4, 0.4, 0.4], 1.2)
    [1.0, 0.0, 0.0]
    """
    size = Decimal(repr(float(step)))
    exact = [Decimal(repr(float(part))) / size for part in parts]
    whole = [part.quantize(Decimal(1), ROUND_HALF_UP) for part in exact]
    goal = (Decimal(repr(float(total))) / size).quantize(Decimal(1), ROUND_HALF_UP)
    missing = int(goal - sum(whole))
    toward = 1 if missing > 0 else -1
    order = np.argsort(
        [-float((part - near) * toward) for part, near in zip(exact, whole, strict=True)],
        kind="stable",
    )
    if abs(missing) > len(whole):
        raise ValueError(f"the parts sum to {float(sum(exact) * size):g}, not to {total:g}")
    for place in order[: abs(missing)]:
        whole[place] += toward
    return [float(part * size) for part in whole]

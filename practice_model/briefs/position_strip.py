"""The position strip: floor, offer and target of one talk on the scale of all talks.

Drawn from printed forms alone, as inline SVG with type that scales with the page. A talk that is
not told in percent of Medicare has no strip; the page prints its words instead.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor

from markupsafe import Markup, escape

WIDTH, HEIGHT, SIDE = 240.0, 46.0, 22.0
LINE = 24.0
LABEL = 13.0  # px; the smallest type of a page is 12
LETTER = 7.0  # px a figure takes, from the typeface
US, THEM, TINT, RULE = "#0B4A82", "#9E5000", "#DDE9F4", "#B8C1CB"
STEP = 0.05


@dataclass(frozen=True)
class Scale:
    """The one scale of a page: its ends in percent of Medicare, as ratios."""

    low: float
    high: float

    def x(self, value: float) -> float:
        """Where a ratio stands, in pixels."""
        return SIDE + (value - self.low) / (self.high - self.low) * (WIDTH - 2 * SIDE)


def scale_of(values: Iterable[float]) -> Scale | None:
    """Return the scale that holds every value and 100 percent; None without a value.

    >>> scale_of([1.12, 1.27])
    Scale(low=1.0, high=1.3)
    """
    held = [*values]
    if not held:
        return None
    low, high = min(1.0, *held), max(1.0 + STEP, *held)
    ends = floor(round(low / STEP, 6)) * STEP, ceil(round(high / STEP, 6)) * STEP
    return Scale(round(ends[0], 2), round(ends[1], 2))


def strip(marks: Mapping[str, tuple[float, str]], scale: Scale | None) -> Markup:
    """Return the strip of a talk as SVG; empty where it has no mark or there is no scale.

    marks: floor, offer, target to their value (a ratio) and printed form.
    """
    if scale is None or not marks:
        return Markup("")
    parts = [_line(scale)]
    if "floor" in marks and "target" in marks:
        left, right = sorted(scale.x(marks[name][0]) for name in ("floor", "target"))
        size = f'y="{LINE - 4}" width="{right - left:.1f}" height="8"'
        parts.append(f'<rect x="{left:.1f}" {size} fill="{TINT}"/>')
    for name in ("floor", "target", "offer"):
        if name in marks:
            parts.append(_mark(name, scale.x(marks[name][0])))
    parts += _labels(marks, scale)
    told = ", ".join(f"{name} {text}" for name, (_, text) in marks.items())
    head = (
        f'<svg class="strip" role="img" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
        f'height="{HEIGHT:g}" aria-label="Percent of Medicare: {escape(told)}">'
    )
    return Markup(head + "".join(parts) + "</svg>")


def _line(scale: Scale) -> str:
    start, end, hundred = scale.x(scale.low), scale.x(scale.high), scale.x(1.0)
    return (
        f'<path d="M{start:.1f} {LINE}H{end:.1f}M{hundred:.1f} {LINE - 5}V{LINE + 5}" '
        f'stroke="{RULE}" stroke-width="1.5" fill="none"/>'
    )


def _mark(name: str, x: float) -> str:
    if name == "floor":
        return f'<rect x="{x - 1.5:.1f}" y="{LINE - 8}" width="3" height="16" fill="{US}"/>'
    if name == "target":
        return f'<circle cx="{x:.1f}" cy="{LINE}" r="5" fill="{US}"/>'
    return (
        f'<path d="M{x:.1f} {LINE - 7}L{x + 7:.1f} {LINE}L{x:.1f} {LINE + 7}L{x - 7:.1f} {LINE}Z" '
        f'fill="{THEM}"/>'
    )


def _labels(marks: Mapping[str, tuple[float, str]], scale: Scale) -> list[str]:
    """The offer over its mark, floor and target under theirs and apart from one another."""
    made = []
    if "offer" in marks:
        value, text = marks["offer"]
        made.append(_text(_inside(scale.x(value), text), LINE - 11, text, THEM))
    under = [
        (scale.x(marks[name][0]), marks[name][1]) for name in ("floor", "target") if name in marks
    ]
    under.sort()
    places = [_inside(x, text) for x, text in under]
    if len(places) > 1:
        need = (len(under[0][1]) + len(under[1][1])) / 2 * LETTER + 6
        missing = need - (places[1] - places[0])
        if missing > 0:
            places = [places[0] - missing / 2, places[1] + missing / 2]
            over = max(0.0, places[1] + len(under[1][1]) * LETTER / 2 - WIDTH)
            short = max(0.0, len(under[0][1]) * LETTER / 2 - places[0])
            places = [place - over + short for place in places]
    made += [
        _text(place, LINE + 20, text, US) for place, (_, text) in zip(places, under, strict=True)
    ]
    return made


def _inside(x: float, text: str) -> float:
    half = len(text) * LETTER / 2
    return min(max(x, half), WIDTH - half)


def _text(x: float, y: float, text: str, color: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:g}" text-anchor="middle" font-size="{LABEL:g}" '
        f'fill="{color}">{escape(text)}</text>'
    )

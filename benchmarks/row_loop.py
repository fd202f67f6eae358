"""The slow way, kept as a yardstick: lines as rows of a loop, claims as lists, cents as decimals.

The benchmark measures repricing against it, and a test holds the fast path to its amounts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

CENT = Decimal(1)


class Price(NamedTuple):
    """What a kind of line is paid, in cents: ahead of its share, that share, its technical part."""

    first: Decimal
    after: Decimal
    technical: Decimal
    ranked: bool
    test: bool
    second: bool


class Rules(NamedTuple):
    """A contract's rules between lines; None where it has none."""

    shares: tuple[Decimal, ...] | None
    lesser_of_line: bool
    cut: Decimal | None
    whole: bool


def rounded(cents: Decimal) -> Decimal:
    """Half up, away from zero."""
    return cents.quantize(CENT, ROUND_HALF_UP)


class Lines(NamedTuple):
    """The lines of the loop, column by column."""

    allowed: list[Decimal]
    priced: list[Price]
    units: list[int]
    charges: list[int]
    keys: list[Any]


def looped(rows: Iterable[Any], prices: Mapping[Any, Price], rules: Rules) -> list[int]:
    """Allowed cents of rows with key, claim_id, units, charge (cents); in the rows' order."""
    lines = Lines([], [], [], [], [])
    claims: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        price = prices[row.key]
        lines.allowed.append(rounded(price.first * price.after) * int(row.units))
        lines.priced.append(price)
        lines.units.append(int(row.units))
        lines.charges.append(int(row.charge))
        lines.keys.append(row.key)
        claims[row.claim_id].append(place)
    for places in claims.values():
        if rules.shares:
            _rank(places, lines, rules.shares)
        if rules.lesser_of_line:
            for place in places:
                lines.allowed[place] = min(lines.allowed[place], Decimal(lines.charges[place]))
        if rules.cut is not None:
            _cut(places, lines, rules)
    return [int(cents) for cents in lines.allowed]


def _rank(places: list[int], lines: Lines, shares: tuple[Decimal, ...]) -> None:
    priced, units = lines.priced, lines.units
    ranked = [place for place in places if priced[place].ranked]
    if not ranked or (len(ranked) == 1 and not priced[ranked[0]].second):
        return
    ranked.sort(key=lambda place: (-priced[place].first * units[place], lines.keys[place]))
    start = 1 if all(priced[place].second for place in ranked) else 0
    for rank, place in enumerate(ranked, start):
        if rank == 0:
            continue  # paid as if alone
        share = shares[min(rank, len(shares) - 1)]
        paid = rounded(priced[place].first * units[place] * share)
        lines.allowed[place] = rounded(paid * priced[place].after)


def _cut(places: list[int], lines: Lines, rules: Rules) -> None:
    priced, units, allowed = lines.priced, lines.units, lines.allowed
    tests = [place for place in places if priced[place].test]
    tests.sort(
        key=lambda place: (
            -priced[place].technical * units[place],
            -allowed[place],
            lines.keys[place],
        )
    )
    for place in tests[1:]:
        part = allowed[place] if rules.whole else priced[place].technical * units[place]
        allowed[place] -= min(rounded(part * (rules.cut or 0)), allowed[place])

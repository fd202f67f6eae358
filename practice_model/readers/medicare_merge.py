"""Putting rows that CMS publishes beside those that are held: new, the same, or in contradiction.

Frames are text in stored form, one release (quarter, year) at a time. A file that holds fewer rows
than what is held is an excerpt and never takes rows away; a whole file takes an excerpt's place.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

Rows = dict[tuple[str, ...], frozenset[tuple[str, ...]]]
EXCERPT = 0.9  # a file with less than this share of the rows held does not replace them


@dataclass(frozen=True)
class Merged:
    """What is held after a file, what the file did, and what it contradicts."""

    rows: pd.DataFrame
    outcome: str  # added, completed, replaced, already held
    contradictions: tuple[str, ...] = ()


def merged(
    held: pd.DataFrame,
    given: pd.DataFrame,
    *,
    key: list[str],
    figures: list[str],
    replace: bool,
    whole: bool = False,
) -> Merged:
    """Return held and given rows as one; contradictions are named unless `replace` settles them.

    `key` names a row, `figures` are the columns that must agree; `whole` says that the file is
    complete, so that a held row it lacks is a contradiction.
    """
    if held.empty:
        return Merged(given, "added")
    before, now = _by_key(held, key, figures), _by_key(given, key, figures)
    differ = [one for one in now if one in before and now[one] != before[one]]
    lacking = [one for one in before if one not in now] if whole else []
    fresh = [one for one in now if one not in before]
    if (differ or lacking) and not replace:
        told = [_contrast(one, before[one], now[one], figures) for one in differ]
        told += [f"{_name(one)} is held, but not in the file" for one in lacking]
        return Merged(held, "contradiction", tuple(told))
    if not differ and not fresh and not lacking:
        return Merged(held, "already held")
    corrects = bool(differ or lacking)
    outcome = "replaced" if corrects else "completed"
    covers = whole or all(one in now for one in before)
    if covers or (corrects and len(given) >= EXCERPT * len(held)):
        return Merged(given, outcome)
    kept = held[[one not in now for one in map(tuple, held[key].to_numpy().tolist())]]
    return Merged(pd.concat([kept, given], ignore_index=True), outcome)


def _by_key(frame: pd.DataFrame, key: list[str], figures: list[str]) -> Rows:
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    keys = map(tuple, frame[key].to_numpy().tolist())
    values = map(tuple, frame[figures].to_numpy().tolist())
    for one, row in zip(keys, values, strict=True):
        found.setdefault(one, set()).add(row)
    return {one: frozenset(rows) for one, rows in found.items()}


def _name(key: tuple[str, ...]) -> str:
    return "-".join(part for part in key if part)


def _contrast(
    key: tuple[str, ...],
    before: frozenset[tuple[str, ...]],
    now: frozenset[tuple[str, ...]],
    figures: list[str],
) -> str:
    if len(before) > 1 or len(now) > 1:
        return f"{_name(key)}: {len(before)} values held, {len(now)} given"
    (old,), (new,) = before, now
    parts = [
        f"{name} {one or 'none'} held, {other or 'none'} given"
        for name, one, other in zip(figures, old, new, strict=True)
        if one != other
    ]
    return f"{_name(key)}: {', '.join(parts)}"


def filled(given: pd.DataFrame, held: pd.DataFrame, key: list[str], column: str) -> pd.DataFrame:
    """Return the given rows with an empty column filled from held rows of the same key."""
    known: dict[Any, str] = dict(
        zip(map(tuple, held[key].to_numpy().tolist()), held[column], strict=True)
    )
    keys = map(tuple, given[key].to_numpy().tolist())
    values = [own or known.get(one, "") for one, own in zip(keys, given[column], strict=True)]
    return given.assign(**{column: values})

"""Tax rules of equipment by date: what may be written off in the first year, and over which life.

The figures stand in `tax_rules.yaml` beside this module, each with its source; a reader loads them
and hands them in. A date outside the known range is refused, since limits are set anew each year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Limit:
    """Section 179 of one tax year: the most that may be written off, and where it runs out.

    reduced_above: cost placed in service that year, past which the most falls dollar by dollar.
    """

    most: float
    reduced_above: float
    source: str
    verified: bool


@dataclass(frozen=True)
class Bonus:
    """Bonus depreciation of property acquired from `acquired_from` to `acquired_to`.

    by_year: the share by the year placed in service; where it is empty, `share` holds for all.
    """

    acquired_from: date
    acquired_to: date | None
    share: float | None
    by_year: Mapping[int, float]
    source: str
    verified: bool


@dataclass(frozen=True)
class TaxRules:
    """The dated rules: Section 179 by year, bonus by date of acquisition, known up to a year."""

    section_179: Mapping[int, Limit]
    bonus: tuple[Bonus, ...]
    mid_quarter_share: float

    def limit(self, year: int) -> Limit:
        """Return Section 179 of a tax year; raises ValueError for a year that is not known."""
        if year not in self.section_179:
            known = sorted(self.section_179)
            raise ValueError(
                f"Section 179 is known for {known[0]} to {known[-1]}, not for {year}; add the "
                "year's limits with their source to tax_rules.yaml, or do without Section 179"
            )
        return self.section_179[year]

    def bonus_share(self, acquired: date, placed: date) -> float:
        """Return the bonus share by the date of a binding contract and the day it is in service.

        Raises ValueError for a date or a year of service outside the known rules.
        """
        if placed < acquired:
            raise ValueError(f"placed in service on {placed}, before it was acquired on {acquired}")
        for rule in self.bonus:
            if rule.acquired_from <= acquired and (
                rule.acquired_to is None or acquired <= rule.acquired_to
            ):
                if rule.share is not None:
                    return rule.share
                if placed.year in rule.by_year:
                    return rule.by_year[placed.year]
        first = min(rule.acquired_from for rule in self.bonus)
        raise ValueError(
            f"no bonus rule is known for property acquired on {acquired} and in service in "
            f"{placed.year}; the rules begin at {first}"
        )

"""How sure a hire is: odds and bands of cash among draws, and what each unknown alone does."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
import pandas as pd

from practice_model.deals import hire as model
from practice_model.deals.hire_cash import Cash, Hire, cash, months_of
from practice_model.deals.hire_worth import (
    end_of,
)
from practice_model.finance.returns import paybacks, troughs
from practice_model.quantities import (
    USD,
    Count,
    Range,
    Share,
    figures,
    terms,
)
from practice_model.questions.hire_practice import OwnBook, deal_of
from practice_model.questions.hire_terms import HireTalk
from practice_model.uncertainty import HasRanges, odds, percentiles, swings

DEAL: Final = "deal."


PERCENTS: Final = (10, 25, 75, 90)


THOUSAND: Final = 1000.0


ROUND_LINE: Final = 25_000.0  # dollars to which a credit line is rounded up


LABELS: Final = {
    "volume.steady": "Collections once full",
    "volume.build_up.visits_a_day": "Visits a day at full",
    "volume.build_up.no_show": "Patients who do not come",
    "volume.build_up.new_share": "New patients among visits",
    "volume.ramp.full_at": "Month of a full schedule",
    "volume.ramp.late": "Months late to fill",
    "volume.lag": "Days from service to money",
    "moved": "Visits taken from owners",
    "pay.base": "Base pay",
    "pay.share": "Bonus share",
    "pay.of_collections": "Share of collections",
    "costs.variable": "Variable cost share",
    "costs.benefits": "Benefits",
    "costs.malpractice": "Malpractice cover",
    "costs.drug_margin": "Net drug margin",
    "costs.once.drug_stock.amount": "Drug stock",
    "outlook.wages": "Wages of staff",
}


PARTS: Final = {
    "costs.staff.": "{}, people",
    "costs.fixed.": "{}",
    "costs.once.": "{}",
    "volume.payers.": "{} credentialing",
    "volume.build_up.services.": "{}",
}


class Ranged(HasRanges, Protocol):
    """A loaded talk."""

    @property
    def terms(self) -> HireTalk:
        """The record."""


@terms
class HireOdds:
    """Odds among draws: paid back by the horizon, and the lowest cash within the credit limit.

    line: the credit line that covers the lowest cash in nine of ten, rounded up; covered: in how
    many it does. not_yet: so that both odds, as printed, sum to all. back_low,
    back_high: months of the payback's range, None where it lies after the horizon.
    """

    paid_back: Share
    not_yet: Share
    in_credit: Share | None
    line: USD
    covered: Share
    back_low: Count | None
    back_high: Count | None


def hire_odds(loaded: Ranged, deal: Hire, drawn: Cash) -> HireOdds | None:
    """Return the odds among draws; None where no figure of the deal has a range.

    deal: at the likely terms, drawn: the drawn cash.
    """
    if not _of_deal(loaded).ranges:
        return None
    months = months_of(deal)
    back = np.asarray(paybacks(_wide(drawn.net)))
    deep = -np.asarray(troughs(_wide(drawn.net)).amount)
    ends = percentiles(back.astype(float))
    share = odds(back <= months).share
    limit = loaded.terms.credit_limit
    line = float(np.ceil(percentiles(deep).high / ROUND_LINE)) * ROUND_LINE
    return HireOdds(
        paid_back=share,
        not_yet=1 - as_printed(float(share)),
        in_credit=None if limit is None else odds(deep <= float(np.max(limit))).share,
        line=line,
        covered=odds(deep <= line).share,
        back_low=round(ends.low) if ends.low <= months else None,
        back_high=round(ends.high) if ends.high <= months else None,
    )


def fan(plan: Cash, drawn: Cash) -> pd.DataFrame:
    """Return cumulative cash by month: plan, and percentiles p10, p25, p75 and p90 of draws."""
    ends = np.percentile(_wide(drawn.total), PERCENTS, axis=1)
    named = {f"p{percent}": line for percent, line in zip(PERCENTS, ends, strict=True)}
    return pd.DataFrame({"plan": plan.total, **named}).rename_axis("month")


def fan_marks(found: model.HireFigures) -> pd.DataFrame:
    """Return what the chart of cash names: the lowest point, the payback, the first bonus."""
    rows = []
    if found.trough < 0:
        rows.append(("lowest", found.trough_month, "Lowest: {value:signed_k}, month {x}"))
    if found.paid_back and found.payback_month and found.trough < 0:
        rows.append(("payback", found.payback_month, "Paid back, month {x}"))
    told = found.production or found.bonus_month in {one[1] for one in rows}
    if found.bonus_month is not None and not told:
        rows.append(("note", found.bonus_month, "First bonus, month {x}"))
    return pd.DataFrame(
        [{"kind": kind, "x": month, "column": "plan", "label": says} for kind, month, says in rows]
    )


def swing_table(loaded: Ranged, own: OwnBook) -> pd.DataFrame:
    """Return what each unknown alone does to cash at the horizon, as a tornado takes it."""
    known = units_of(loaded.terms)
    rows = {}
    for swing in swings(_of_deal(loaded), lambda at: float(end_of(cash(deal_of(at, own))))):
        name = swing.figures[0]
        if swing.width < 1:
            continue
        ends: Range = loaded.ranges[name]
        path = name.removeprefix(DEAL).removeprefix("costing.")
        rows[path] = {
            "label": label_of(path),
            "low": swing.at_low,
            "high": swing.at_high,
            "low_input": ends.low,
            "high_input": ends.high,
            "unit": known[name],
            "format": _form(known[name], ends.high),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def label_of(path: str) -> str:
    """Return a figure of the deal in words.

    >>> label_of("costs.staff.technician.fte"), label_of("pay.base")
    ('Technician, people', 'Base pay')
    """
    if path in LABELS:
        return LABELS[path]
    for start, says in PARTS.items():
        if path.startswith(start):
            name = path.removeprefix(start).split(".")[0].replace("_", " ")
            return says.format(name.capitalize() if says.startswith("{}") else name)
    return path.rpartition(".")[2].replace("_", " ").capitalize()


class _OfDeal(NamedTuple):
    """A loaded talk with the ranges that can move the hire: the deal's, and staff wages."""

    terms: Any
    ranges: Mapping[str, Range]
    origins: Mapping[str, Any]


def _of_deal(loaded: Ranged) -> _OfDeal:
    known = {
        name: ends
        for name, ends in loaded.ranges.items()
        if name.startswith(DEAL) or name == "costing.outlook.wages"
    }
    return _OfDeal(loaded.terms, known, loaded.origins)


def units_of(talk: HireTalk) -> dict[str, str]:
    """Return the unit of every figure of a talk by its path."""
    return {name: unit.symbol for name, (_, unit) in figures(talk).items()}


def as_printed(share: float) -> float:
    """Odds as they are printed: in whole hundredths, but for those under or over all of them."""
    whole = np.floor(share * 100 + 0.5) / 100
    return float(whole) if 0 < whole < 1 else share


def _form(unit: str, high: float) -> str:
    if unit.startswith("USD") and high >= THOUSAND:
        return "k"
    if unit in {"FTE", "visits/day"}:
        return "number"
    return "percent" if unit == "share" else "plain"


def _wide(series: Any) -> Any:
    return series[:, None] if series.ndim == 1 else series

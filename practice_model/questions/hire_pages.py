"""Pages of a hire: months and years of cash, what the owners earn, what sums the title rests on."""

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.hire import MICRO, HireFigures, mature_year
from practice_model.deals.hire_cash import Cash, Hire, cash, months_of
from practice_model.deals.hire_worth import with_terms
from practice_model.finance.present_value import MONTHS
from practice_model.quantities import (
    Count,
    Months,
    SignedUSD,
    USDPerYear,
    terms,
)
from practice_model.questions.hire_terms import HireTalk

LINES: Final = {
    "collected": "Collections",
    "moved": "Owner visits moved",
    "variable": "Supplies and billing",
    "drugs": "Drug margin",
    "top_up": "Hospital guarantee",
    "pay": "Pay, benefits, bonus",
    "added": "Staff, lane, insurance",
    "stock": "Drug stock",
    "once": "Other one-time cost",
}
STEPS: Final = {"visits": "Visits", "cases": "Surgical cases"}
MADE_OF: Final = {
    "pay": ("base", "benefits", "incentive"),
    "added": ("staff", "fixed", "malpractice"),
}
HEAT_STEPS: Final = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2)
PRICE_STEPS: Final = (0.85, 0.925, 1.0, 1.075, 1.15)
YEARLY: Final = "USD"


@terms
class Months36:
    """How the years of the table turn: what the first takes, what the others return."""

    first: SignedUSD
    rest: SignedUSD
    years: Count
    carried: Count


def lines_of(made: Cash) -> dict[str, Any]:
    """Return the lines of the tables by month, which sum to net cash."""
    held = dict(made.lines)
    stock = [name for name in made.once if name.startswith("drug_stock")]
    held["stock"] = sum((made.once[name] for name in stock), np.zeros_like(held["once"]))
    held["once"] = held["once"] - held["stock"]
    for name, parts in MADE_OF.items():
        held[name] = np.asarray(sum(held[part] for part in parts))
    return {name: held[name] for name in LINES}


def spans_of(months: int) -> dict[str, tuple[str, int, int]]:
    """Return the columns of the cash table: key to head, first and last month.

    >>> list(spans_of(24).values())[:3]
    [('Start', 0, 0), ('Mo. 1–3', 1, 3), ('Mo. 4–6', 4, 6)]
    """
    made = {"start": ("Start", 0, 0)}
    for first in range(1, MONTHS, 3):
        made[f"quarter_{first}"] = (f"Mo. {first}–{first + 2}", first, first + 2)
    for year, first in enumerate(range(1, months + 1, MONTHS)):
        last = min(first + MONTHS - 1, months)
        made[f"year_{year + 1}"] = (f"Year {year + 1}", 0 if not year else first, last)
    return made


def cash_table(made: Cash, deal: Hire) -> pd.DataFrame:
    """Return visits, cases, lines, net cash and cash to date by quarter of year 1 and by year.

    Columns label, role, unit, format and one a span of `spans_of`; dollars, but for counts.
    """
    months = months_of(deal)
    rows: dict[str, dict[str, Any]] = {}
    counts = {"visits": made.work.visits, "cases": made.work.cases}
    for name, series in counts.items():
        if series is not None:
            rows[name] = _row(STEPS[name], series, months) | {"unit": "count", "role": "count"}
    for name, series in lines_of(made).items():
        if np.any(series):
            rows[name] = _row(LINES[name], series, months) | {"unit": YEARLY, "role": "body"}
    rows["net"] = _row("Net cash", made.net, months) | {"unit": YEARLY, "role": "total"}
    total = made.total
    to_date = {
        key: round(float(total[last]), MICRO) for key, (_, _, last) in spans_of(months).items()
    }
    rows["to_date"] = {"label": "Cash to date", "unit": YEARLY, "role": "subtotal"} | to_date
    frame = pd.DataFrame.from_dict(rows, orient="index")
    spans = list(spans_of(months))
    return frame.assign(format=np.where(frame["unit"] == "count", "count", "bare"))[
        ["label", "role", "unit", "format", *spans]
    ].astype(dict.fromkeys(spans, float))


@terms
class Spans:
    """The heads of the cash table's columns, as facts since they hold digits."""

    head: dict[str, str]


def spans(deal: Hire) -> Spans:
    """Return the heads of the cash table's columns."""
    return Spans(head={key: head for key, (head, _, _) in spans_of(months_of(deal)).items()})


def cash_heads(deal: Hire) -> dict[str, str]:
    """Return the columns of the cash table: heads are facts `span.head.*`."""
    return {key: f"{{span.head.{key}}}|bare" for key in spans_of(months_of(deal))}


def cash_columns(deal: Hire) -> list[str]:
    """Return the columns of the cash table, each of which adds up to net cash."""
    return list(spans_of(months_of(deal)))


def cash_units(deal: Hire) -> dict[str, str]:
    """Return the unit of every column of the cash table."""
    return dict.fromkeys(spans_of(months_of(deal)), YEARLY)


def month_table(made: Cash) -> pd.DataFrame:
    """Return every month, a row each: the lines, net cash and cash to date, whole dollars."""
    held = {name: series for name, series in lines_of(made).items() if np.any(series)}
    held = {name: np.where(one == 0, np.nan, one) for name, one in held.items()}
    frame = pd.DataFrame(held | {"net": made.net, "to_date": made.total}).round()
    return frame.assign(label=[str(month) for month in frame.index])


def month_heads(made: Cash) -> dict[str, str]:
    """Return the heads of the month table."""
    shown = {name: f"{LINES[name]}|bare" for name, one in lines_of(made).items() if np.any(one)}
    return shown | {"net": "Net cash|bare", "to_date": "Cash to date|bare"}


def month_units(made: Cash) -> dict[str, str]:
    """Return the unit of every column of the month table."""
    return dict.fromkeys(month_heads(made), YEARLY)


def turns(found: HireFigures) -> Months36:
    """Return how the years of the table turn."""
    years = list(found.year.values())
    carried = found.payback_month if found.paid_back else found.horizon
    return Months36(
        first=years[0],
        rest=float(sum(years[1:])),
        years=len(years),
        carried=carried if carried is not None else found.horizon,
    )


def heat_table(deal: Hire, found: HireFigures) -> pd.DataFrame:
    """Return a full year's contribution after bonus by visits a day (rows) and dollars a visit."""
    if found.visits_a_day is None or found.a_visit is None or not found.visits:
        return pd.DataFrame()
    days = found.visits / found.visits_a_day
    visits = [found.visits_a_day * step for step in HEAT_STEPS]
    dollars = [found.a_visit * step for step in PRICE_STEPS]
    return pd.DataFrame(
        [
            [float(mature_year(deal, each * price * days).contribution) for price in dollars]
            for each in visits
        ],
        index=visits,
        columns=dollars,
    )


def heat_plan(found: HireFigures) -> tuple[float, float] | None:
    """Return the plan's cell of the heat map: visits a day, dollars a visit."""
    if found.visits_a_day is None or found.a_visit is None:
        return None
    return float(found.visits_a_day), float(found.a_visit)


@terms
class Changes:
    """What the plan would be under other conditions: cash at the horizon and the lowest cash.

    late: full two months later than planned; less: a fifth fewer collections; stay: drug stock at
    its better end.
    """

    late_months: Months
    late_cash: SignedUSD
    late_trough: SignedUSD
    less_collections: USDPerYear
    less_cash: SignedUSD
    less_trough: SignedUSD


def changes(deal: Hire) -> Changes:
    """Return the plan three months late, and at a tenth fewer collections."""
    late = cash(with_terms(deal, {"volume.ramp.late": deal.volume.ramp.late + 3}))
    path = "volume.steady" if deal.volume.build_up is None else "volume.build_up.visits_a_day"
    value = deal.volume.steady
    if deal.volume.build_up is not None:
        value = deal.volume.build_up.visits_a_day
    assert value is not None
    less_deal = with_terms(deal, {path: value * 0.9})
    less = cash(less_deal)
    return Changes(
        late_months=3.0,
        late_cash=float(late.total[-1]),
        late_trough=float(late.total.min()),
        less_collections=float(mature_year(less_deal).collections),
        less_cash=float(less.total[-1]),
        less_trough=float(less.total.min()),
    )


@terms
class Like:
    """Those who do like work, in short names, and the span of the claims that were counted."""

    names: str
    first: date
    last: date


def like_of(talk: HireTalk) -> Like | None:
    """Return who does like work; None where the scenario names nobody."""
    if not talk.like:
        return None
    days = talk.practice.claims["claim_line_start_date"]
    return Like(names=", ".join(talk.like), first=days.min().date(), last=days.max().date())


def index_row(talk: HireTalk) -> dict[str, str]:
    """Return what the page over all briefs says of this one."""
    return {
        "client": "{talk.practice.name}",
        "counterparty": "{talk.candidate.name}, {talk.candidate.role}",
        "kind": "Hire",
        "about": "Optometrist" if talk.candidate.kind == "OD" else "Physician",
        "change": "hire.mature",
        "days": "dates.to_start",
        "next_date": "{dates.start:short}",
        "next_step": "first day of work",
        "grade": "A",
    }


def meta(talk: HireTalk) -> dict[str, str]:
    """Return the pairs under the title: label to template."""
    made = {
        "Practice": "{talk.practice.name}",
        "Candidate": "{talk.candidate.name}, {talk.candidate.role}",
        "Start": "{talk.deal.start}",
    }
    if talk.like:
        made |= {
            "Work like that of": "{like.names}",
            "Data": "{like.first:month} to {like.last:month}",
        }
    return made | {"Prepared": "{talk.as_of}"}


def _row(label: str, series: Any, months: int) -> dict[str, Any]:
    held = {
        key: round(float(series[first : last + 1].sum()), MICRO)
        for key, (_, first, last) in spans_of(months).items()
    }
    return {"label": label} | {key: one or np.nan for key, one in held.items()}

"""Money of an equipment talk: ways to pay side by side, month by month, and their returns."""

from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.equipment import CASH, Order, paid_by, purchase, shares_of
from practice_model.deals.equipment_slots import Case, gains
from practice_model.deals.equipment_ways import (
    OWNED,
    Way,
    given,
    hidden_rate,
    loan_rate,
    value_today,
)
from practice_model.finance.leasing import net_advantage_to_leasing
from practice_model.finance.present_value import MONTHS
from practice_model.finance.returns import (
    internal_rate,
    modified_rate,
    payback,
    trough,
)
from practice_model.quantities import (
    USD,
    Count,
    SignedUSD,
    USDPerMonth,
    terms,
)
from practice_model.questions.equipment_terms import Equipment

WAY_HEADS: Final = {
    "monthly": "Monthly payment|bare",
    "paid": "Total paid|bare",
    "first_year": "Cash in the first year, after tax|bare",
    "lowest": "Lowest cash point|bare",
    "ahead": "Ahead from month|bare",
    "value": "Value today, after tax|bare",
}
WAY_UNITS: Final = {
    "monthly": "USD/month", "paid": "USD", "first_year": "USD", "lowest": "USD",
    "ahead": "count", "value": "USD",
}  # fmt: skip
MOST_LINES: Final = 4
CENTS: Final = 2
RETURN_HEADS: Final = {
    "inside": "Rate inside|plain",
    "changes": "Sign changes|count",
    "rate": "Internal rate|plain",
    "modified": "Modified rate|plain",
    "advantage": "Leasing over buying, $|bare_signed",
    "cost": "Costs today, after tax|bare",
}
RETURN_UNITS: Final = {
    "inside": "share/year", "changes": "count", "rate": "share/year", "modified": "share/year",
    "advantage": "USD", "cost": "USD",
}  # fmt: skip


@terms
class WaysTold:
    """The best way to pay and the next: value today, month ahead, lowest point, first-year saving.

    lead: best less cash (or less the next where cash is best). tax_saved: of the first tax year.
    """

    best: str
    best_inside: str
    key: str
    value: SignedUSD
    lead: SignedUSD
    over: str
    ahead: Count | None
    lowest: SignedUSD
    monthly: USDPerMonth
    first_year: SignedUSD
    tax_saved: USD
    price: USD
    count: Count


def way_table(talk: Equipment, case: Case, order: Order) -> pd.DataFrame:
    """Return one row a way, most value first, in USD; kept scans are counted.

    Columns label, monthly, paid, first_year, lowest, ahead (missing where it never is for good),
    value.
    """
    rows: dict[str, dict[str, Any]] = {}
    for name, way in talk.ways.items():
        made = paid_by(case, order, way)
        rows[name] = {
            "label": way_name(way),
            "monthly": float(made.monthly) or None,
            "paid": float(made.payments.sum()),
            "first_year": float(made.cash[: MONTHS + 1].sum()),
            "lowest": float(np.round(trough(made.cash).amount)),
            "ahead": payback(made.cash),
            "value": float(value_today(made.cash, case.rate)),
        }
    frame = pd.DataFrame.from_dict(rows, orient="index").astype(
        {"monthly": float, "ahead": float, "paid": float}
    )
    made_order = frame.sort_values("value", ascending=False, kind="stable")
    best = talk.pay_by or str(made_order.index[0])
    made_order["value__step"] = ["2" if name == best else "" for name in made_order.index]
    return made_order


def way_name(way: Way) -> str:
    """Return a way as the table names it: with years and rate where they are its own.

    >>> way_name(Way(name="Loan", kind="loan", rate=.072, months=60))
    'Loan, 60 months at 7.2%'
    """
    if way.months is None:
        return way.name
    told = f"{way.name}, {int(np.max(way.months))} months"
    if way.rate is None:
        return told
    return f"{told} at {float(np.mean(way.rate)) * 100:.1f}%{' flat' if way.flat else ''}"


def ways_told(talk: Equipment, case: Case, order: Order, table: pd.DataFrame) -> WaysTold:
    """Return what the best way is over the next one that is not it (cash where it is not best)."""
    best = talk.pay_by or str(table.index[0])
    rest = [name for name in table.index if name != best]
    cash = [name for name in rest if talk.ways[name].kind == "cash"]
    over = (cash or rest or [best])[0]
    row = table.loc[best].to_dict()
    basis = purchase(case, order)
    saved = float(shares_of(case, order)[0] * case.tax * (basis.price + basis.extras))
    owned = talk.ways[best].kind in OWNED
    return WaysTold(
        best=talk.ways[best].name,
        best_inside=talk.ways[best].name[:1].lower() + talk.ways[best].name[1:],
        key=best,
        value=float(row["value"]),
        lead=float(row["value"]) - float(table["value"].to_dict()[over]),
        over=talk.ways[over].name[:1].lower() + talk.ways[over].name[1:],
        ahead=None if np.isnan(row["ahead"]) else float(row["ahead"]),
        lowest=float(row["lowest"]),
        monthly=0.0 if np.isnan(row["monthly"]) else float(row["monthly"]),
        first_year=float(row["first_year"]),
        tax_saved=saved if owned else 0.0,
        price=float(basis.price),
        count=float(len(table)),
    )


def cash_lines(talk: Equipment, case: Case, order: Order, table: pd.DataFrame) -> pd.DataFrame:
    """Return cumulative after-tax cash by month 0 to n, index month, a column a way, in USD.

    table: of `way_table`; the best ways are drawn, cash and the advised one among them.
    """
    made = {
        name: np.cumsum(paid_by(case, order, talk.ways[name]).cash) for name in _drawn(talk, table)
    }
    frame = pd.DataFrame(made)
    frame.index.name = "month"
    return frame


def _drawn(talk: Equipment, table: pd.DataFrame) -> list[str]:
    """The ways a chart has room for: the advised one, cash, then those worth most."""
    first = [talk.pay_by] if talk.pay_by else []
    cash = [name for name in table.index if talk.ways[name].kind == "cash"][:1]
    ranked = dict.fromkeys([*first, *table.index[:1], *cash, *table.index])
    kept = list(ranked)[:MOST_LINES]
    return [str(name) for name in table.index if name in kept]


def series_names(talk: Equipment, table: pd.DataFrame) -> dict[str, str]:
    """Return the label at the end of each way's line, with its last figure."""
    return {
        name: talk.ways[name].name.split(",")[0] + " {last:signed_k}"
        for name in _drawn(talk, table)
    }


def return_table(talk: Equipment, case: Case, order: Order) -> pd.DataFrame:
    """Return one row a way: rates, sign changes, advantage of leasing, cost today after tax.

    rate: of the order where it is paid in cash; else of what the way lends us against paying cash,
    after tax. It stands only where it is the only one, and is brought to a year. modified: of the
    order paid in cash, both ways at the discount rate.
    """
    rows: dict[str, dict[str, Any]] = {}
    buy = purchase(case, order)
    own = paid_by(case, order, CASH).cash
    monthly = (1 + float(case.rate)) ** (1 / MONTHS) - 1
    for name, way in talk.ways.items():
        alone = way.kind == "cash"
        flows = own if alone else paid_by(case, order, way).cash - own
        found = internal_rate(np.round(flows, CENTS))
        both = bool((own > 0).any() and (own < 0).any())
        rows[name] = {
            "label": way.name,
            "inside": inside(way, float(buy.price), float(np.mean(buy.part))),
            "changes": float(found.sign_changes),
            "rate": None if found.rate is None else (1 + found.rate) ** MONTHS - 1,
            "modified": (1 + modified_rate(own, monthly, monthly)) ** MONTHS - 1
            if both and alone
            else None,
            "advantage": advantage(talk, case, order, way),
            "cost": cost_today(case, order, way),
        }
    columns = ["inside", "changes", "rate", "modified", "advantage", "cost"]
    return pd.DataFrame.from_dict(rows, orient="index").astype(dict.fromkeys(columns, float))


def cost_today(case: Case, order: Order, way: Way) -> float:
    """Return what an order costs today after tax under a way: its gains taken out, above 0."""
    made = paid_by(case, order, way).cash
    gained = (1 - case.tax) * gains(case, order.filled)
    alone = made.copy()
    alone[1:] -= gained
    return -float(value_today(alone, case.rate))


def inside(way: Way, price: float, part: float) -> float | None:
    """Return the nominal yearly rate inside a loan or a lease; None where it is no credit.

    A fair-value lease is solved with its buyout as the last payment.
    """
    if way.kind == "loan":
        return float(np.mean(loan_rate(way)))
    if way.kind not in ("dollar_lease", "fair_value_lease") or way.monthly is None:
        return None
    level, months = float(np.mean(way.monthly)) * part, int(np.max(way.months or 1))
    if way.kind == "dollar_lease":
        return MONTHS * hidden_rate(price, level, months, way.advance)
    end = float(np.mean(given(way.buyout))) * price
    flows = np.zeros(months + 1)
    first = 0 if way.advance else 1
    flows[first : first + months] -= level
    flows[0] += price
    flows[-1] -= end
    rate = internal_rate(flows).rate
    return None if rate is None or rate <= 0 else MONTHS * rate


def advantage(talk: Equipment, case: Case, order: Order, way: Way) -> float | None:
    """Return what a fair-value lease is worth over buying with the loan of the talk.

    Over the lease's whole years, at the after-tax borrowing rate; the machine's value at the end is
    its buyout. None for what is no such lease, without a loan, or where a year is broken.
    """
    loans = [one for one in talk.ways.values() if one.kind == "loan"]
    if way.kind != "fair_value_lease" or not loans or way.monthly is None:
        return None
    years, broken = divmod(int(np.max(way.months or 1)), MONTHS)
    if broken:
        return None
    buy = purchase(case, order)
    cost = float(buy.price + buy.extras)
    parts = shares_of(case, order)
    due = np.zeros(years)
    due[: min(years, len(parts))] = parts[:years]
    made: float = net_advantage_to_leasing(
        cost,
        [MONTHS * float(np.mean(way.monthly)) * float(np.mean(buy.part))] * years,
        due * cost,
        tax=float(case.tax),
        borrow=float(np.mean(loan_rate(loans[0]))),
        advance=way.advance,
        salvage=float(np.mean(given(way.buyout))) * float(buy.price),
        salvage_rate=float(case.rate),
        salvage_basis=float(1 - due.sum()) * cost,
    )
    return made


__all__ = ["CASH", "WaysTold", "cash_lines", "return_table", "way_table", "ways_told"]

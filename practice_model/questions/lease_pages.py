"""Pages of a lease brief: its tables and the frames of its charts, one column or row an option."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.lease import Option, cash, months_of
from practice_model.deals.lease_rent import load_factor
from practice_model.deals.lease_rent_steps import CHARGED
from practice_model.finance.present_value import MONTHS
from practice_model.questions.lease import (
    OptionFigures,
    Side,
    best_other,
    once_worths,
    others,
    values,
)
from practice_model.questions.lease_asks import told_costs, told_steps
from practice_model.questions.lease_terms import ASK, Lease, basis_of
from practice_model.revenue.medicare_tables import MedicareTables

POINT: Final = 0.01
OPTIONS_HEAD: Final = "Each option over its term"
FEW: Final = 3  # options that fit one page
MOST_MORE: Final = 2  # further rows of the options table that do
ONCE: Final = {
    "fit_out": "Our share of the build-out",
    "moving": "Moving and IT",
    "lost": "Lost clinic days",
    "deposit": "Deposit",
}
ASK_HEADS: Final = {
    "offered": "Offered|template",
    "ask": "Ask|template",
    "one": "Each, $|bare",
    "worth": "All, $|bare_signed",
}
ASK_UNITS: Final = {"one": "USD", "worth": "USD"}
VALUE_HEADS: Final = {"per_visit": "$ a visit|bare"}
VALUE_UNITS: Final = {"per_visit": "USD/encounter"}


def place(name: str, side: Side) -> str:
    """Return the name under which a block stands: its second half moves from four options up."""
    return f"{name}_more" if len(side.options) > FEW or is_long(side) else name


def is_long(side: Side) -> bool:
    """Whether the options differ in so much that their table takes most of a page."""
    more = [
        not _charged(side)[1],
        any(one.own is not None for one in side.options.values()),
        _differs(side, lambda one: one.space.rentable),
        _differs(side, months_of),
        any(load_factor(one.space) is not None for one in side.options.values()),
        any(np.any(np.asarray(one.deposit)) for one in side.options.values()),
    ]
    return sum(more) > MOST_MORE


def heads(side: Side) -> dict[str, str]:
    """Return the heads of the options table, an option a column, our ask behind its offer."""
    return {name: f"{{{path_of(name)}.name}}|plain" for name in side.options}


def path_of(name: str) -> str:
    """Return where the facts of an option stand."""
    return "talk.ask.option" if name == ASK else f"talk.options.{name}"


def options_table(side: Side, held: Mapping[str, OptionFigures]) -> pd.DataFrame:
    """Return the options side by side: what is offered, then what it comes to.

    Index a row's name; a column an option; label, unit, format, role. A row of which no option has
    anything is left out.
    """
    rows: dict[str, dict[str, Any]] = {}

    def told(key: str, label: str, cell: Callable[[str, Option], str]) -> None:
        cells = {name: cell(name, one) for name, one in side.options.items()}
        if any(cells.values()):
            rows[key] = {"label": label, **cells, "unit": "", "format": "template", "role": "body"}

    def figure(key: str, label: str, unit: str, style: str, role: str = "body") -> None:
        cells = {name: getattr(held[name], key) for name in side.options}
        if any(one is not None for one in cells.values()):
            made = {name: np.nan if one is None else one for name, one in cells.items()}
            rows[key] = {"label": label, **made, "unit": unit, "format": style, "role": role}

    charged, same = _charged(side)
    told("base", f"Base rent{charged}, $ a sq ft", lambda n, o: _of(n, o, "base", "bare"))
    if not same:
        told("costs", "Operating costs are", _costs_words)
    told("escalator", "Escalator a year", _steps)
    told("free", "Base rent free", _free)
    told("money", "Build-out money from landlord, $ a sq ft", _money)
    told("operating", "Operating costs, $ a sq ft, growth", _operating)
    told("price", "Price", lambda n, o: f"{{{path_of(n)}.own.price}}" if o.own else "")
    told("down", "Down payment, loan rate", _down)
    if _differs(side, lambda one: one.space.rentable):
        told("feet", "Rentable sq ft", lambda n, o: f"{{{path_of(n)}.space.rentable:bare}}")
    if _differs(side, months_of):
        told("term", "Term", _term)
    if any(one.load is not None for one in held.values()):
        figure("load", "Rentable over usable feet", "ratio", "plain")
    told("deposit", "Deposit", lambda n, o: f"{{{path_of(n)}.deposit}}" if o.deposit else "")
    figure("signing", "Cash at signing", "USD", "signed")
    owns = any(one.own is not None for one in side.options.values())
    paid = "Rent, or loan, and costs" if owns else "Rent and operating costs"
    figure("year_one", f"{paid} in year one", "USD", "plain")
    figure("total", "Paid over the term, net", "USD", "plain")
    figure("flat", "$ a sq ft, straight line, before one-off costs", "USD/sf/year", "bare")
    figure("effective", "$ a sq ft, value today, before one-off costs", "USD/sf/year", "bare")
    figure("effective_all", "$ a sq ft, value today, all in", "USD/sf/year", "bare")
    figure("per_usable", "The same per usable sq ft", "USD/sf/year", "bare")
    figure("share", "Share of net revenue, average", "share", "plain")
    tax = ", after tax" if basis_of(side.talk).after_tax else ""
    figure("value", f"Cost, value today{tax}", "USD", "plain", "total")
    return pd.DataFrame.from_dict(rows, orient="index")


def value_rows(side: Side, held: Mapping[str, OptionFigures]) -> pd.DataFrame:
    """Return the options as bars: value today, with the escalator a point lower and higher.

    Columns label, value, low, high (USD), per_visit (missing where visits are not known).
    """
    low, high = values(side, points=-POINT), values(side, points=POINT)
    rows = {}
    for name, one in held.items():
        ends = sorted((float(low[name]), float(high[name])))
        moved = ends[1] > ends[0]
        rows[name] = {
            "label": one.name,
            "value": one.value,
            "low": ends[0] if moved else np.nan,
            "high": ends[1] if moved else np.nan,
            "per_visit": np.nan if one.per_visit is None else one.per_visit,
        }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return frame if frame["per_visit"].notna().any() else frame.drop(columns="per_visit")


def bridge(side: Side) -> pd.DataFrame:
    """Return the steps from staying to the best other option: rent, each one-off cost, in all.

    Columns label, value (USD in value today, what the other costs more), role. Empty without one.
    """
    other = best_other(side)
    if other is None:
        return pd.DataFrame()
    basis = basis_of(side.talk)
    held = values(side)
    whole = float(held[other] - held[side.stays])
    one, two = (once_worths(side.options[name], basis) for name in (side.stays, other))
    steps = {key: float(two.get(key, 0.0) - one.get(key, 0.0)) for key in {**one, **two}}
    steps = {key: amount for key, amount in steps.items() if abs(amount) >= 1}
    own = side.options[other].own is not None
    first = "Owning against renting" if own else "Rent, less build-out money"
    rows = {"rents": {"label": first, "value": whole - sum(steps.values()), "role": "body"}}
    for key, amount in steps.items():
        label = ONCE.get(key, key.replace("_", " ").capitalize())
        rows[key] = {"label": label, "value": amount, "role": "body"}
    word = "more" if whole >= 0 else "less"
    doing = "Buying" if own else "Moving"
    rows["all"] = {"label": f"{doing} costs {word} by", "value": whole, "role": "total"}
    return pd.DataFrame.from_dict(rows, orient="index")


def year_rows(side: Side) -> pd.DataFrame:
    """Return rent and operating costs by whole lease year, USD; an option a column, no signing.

    Years after an option's term, and a last one that is not whole, are missing.
    """
    years = max(1, *(months_of(one) // MONTHS for one in side.options.values()))
    made = {}
    for name, option in side.options.items():
        own = cash(option)
        last = max(months_of(option) // MONTHS, 1)
        made[name] = [own.year(year) if year <= last else np.nan for year in range(1, years + 1)]
    frame = pd.DataFrame(made, index=pd.Index(range(1, years + 1), name="year"))
    return frame.assign(year=frame.index)


def year_page(side: Side) -> pd.DataFrame:
    """Return the yearly cash as a table: signing, each lease year, the total; columns as heads."""
    years = max(-(-months_of(one) // MONTHS) for one in side.options.values())
    paid = {name: cash(one) for name, one in side.options.items()}
    signing: dict[str, Any] = {name: one.signing for name, one in paid.items()}
    back = {name: float(one.later.sum()) for name, one in paid.items()}
    rows: list[tuple[str, str, dict[str, Any]]] = [("signing", "At signing", signing)]
    for year in range(1, years + 1):
        row: dict[str, Any] = {name: one.year(year) for name, one in paid.items()}
        rows.append((f"year_{year}", f"{year}", row))
    if any(abs(one) >= 1 for one in back.values()):
        rows.append(("later", "Money later, and deposit back", back))
    whole: dict[str, Any] = {name: one.total for name, one in paid.items()}
    rows.append(("all", "Over the term", whole))
    made = pd.DataFrame([one for *_, one in rows], index=pd.Index([key for key, *_ in rows]))
    made.insert(0, "label", [label for _, label, _ in rows])
    return made.assign(role=["body"] * (len(rows) - 1) + ["total"])


def ours(side: Side) -> str:
    """Return the option whose bar is ours: our ask, else what stays."""
    return ASK if ASK in side.options else side.stays


def year_heads(side: Side) -> dict[str, str]:
    """Return the heads of the yearly cash, an option a column."""
    return {name: f"{{{path_of(name)}.name}}|bare" for name in side.options}


def year_series(side: Side) -> dict[str, str]:
    """Return the lines of yearly cash with what stands at their ends."""
    return {name: f"{short(side, name)} {{last:k}}" for name in side.options}


def short(side: Side, name: str) -> str:
    """Return the shortest words for an option in a chart."""
    if name == ASK:
        return "Our ask"
    option = side.options[name]
    alike = [one for one in side.options.values() if one.kind == option.kind]
    several = len([one for one in alike if one is not side.options.get(ASK)]) > 1
    return f"{{{path_of(name)}.name}}" if several else option.kind.capitalize()


def away(side: Side) -> str:
    """Return the best other option, whose line is dashed; nothing without one."""
    return best_other(side) or ""


def year_units(side: Side) -> dict[str, str]:
    """Return the units of the yearly cash."""
    return dict.fromkeys(side.options, "USD")


def year_columns(side: Side) -> list[str]:
    """Return the columns of the yearly cash that add up to their total."""
    return list(side.options)


def medicare_used(tables: MedicareTables) -> list[str]:
    """Return the Medicare files behind net revenue: the limits at which drugs are bought."""
    return [] if tables.asc_ancillary.empty else ["ASC addendum BB"]


def meta(side: Side) -> dict[str, str]:
    """Return the pairs under the title: practice, space, landlords, end, scenario's day."""
    talk = side.talk
    made = {"Practice": _practice(talk)}
    space = f"{{option.{side.stays}.rentable:bare}} sq ft"
    site = talk.practice.sites.get(talk.site)
    made["Space"] = f"{space}, {{talk.practice.sites.{talk.site}.name}} office" if site else space
    named = [name for name, one in talk.options.items() if one.counterparty]
    if named:
        made["Landlords"] = "; ".join(f"{{talk.options.{one}.counterparty}}" for one in named)
    if talk.lease_ends is not None:
        made["Lease ends"] = "{talk.lease_ends}"
    made["Prepared"] = "{talk.as_of}"
    return made


def index_row(side: Side, following: bool = False) -> dict[str, Any]:
    """Return what the portfolio prints of this brief; following: whether a date lies ahead."""
    whose = side.talk.options[side.stays].counterparty
    made = {
        "client": "{talk.practice.name}",
        "counterparty": f"{{talk.options.{side.stays}.counterparty}}" if whose else "Landlord",
        "kind": "Lease",
        "about": "Office lease",
        "change": "lead.a_year",
        "grade": "A",
    }
    if following:
        made |= {"days": "next.days", "next_date": "{next.day:short}", "next_step": "{next.what}"}
    return made


def others_case(side: Side) -> str:
    """Return whether there is another option beside staying: some or none."""
    return "some" if others(side) else "none"


def _practice(talk: Lease) -> str:
    return "{talk.practice.name} (synthetic)" if talk.practice.synthetic else "{talk.practice.name}"


def _charged(side: Side) -> tuple[str, bool]:
    """How operating costs are charged where all leases do it alike, and whether they do."""
    kinds = {
        one.rent.operating.costs
        for one in side.options.values()
        if one.rent is not None and one.rent.operating is not None
    }
    return (f", {CHARGED[kinds.pop()]}", True) if len(kinds) == 1 else ("", not kinds)


def _differs(side: Side, read: Callable[[Option], Any]) -> bool:
    return len({float(np.mean(read(one))) for one in side.options.values()}) > 1


def _of(name: str, option: Option, field: str, style: str) -> str:
    return f"{{{path_of(name)}.rent.{field}:{style}}}" if option.rent else ""


def _costs_words(name: str, option: Option) -> str:
    rent = option.rent
    return CHARGED[rent.operating.costs] if rent and rent.operating else ""


def _steps(name: str, option: Option) -> str:
    if option.rent is None:
        return ""
    return told_steps(option.rent.escalator, f"{path_of(name)}.rent.escalator")


def _free(name: str, option: Option) -> str:
    if option.rent is None:
        return ""
    whole = float(np.mean(option.rent.free_months)) % 1 == 0
    more = "" if whole else " months"
    more += ", all charges" if option.rent.free_of == "all" else ""
    return f"{{{path_of(name)}.rent.free_months:{'bare' if whole else 'number'}}}{more}"


def _down(name: str, option: Option) -> str:
    if option.own is None:
        return ""
    path = f"{path_of(name)}.own"
    return f"{{{path}.down}}, {{{path}.loan_rate}}"


def _money(name: str, option: Option) -> str:
    return _of(name, option, "improvement", "bare")


def _operating(name: str, option: Option) -> str:
    rent = option.rent
    if rent is None or rent.operating is None or rent.operating.costs == "gross":
        return "in the rent" if rent is not None and rent.operating is not None else ""
    path = f"{path_of(name)}.rent.operating"
    return f"{{{path}.first:bare}}, {told_costs(rent.operating, path)}"


def _term(name: str, option: Option) -> str:
    held = "rent" if option.rent is not None else "own"
    return f"{{{path_of(name)}.{held}.months}}"

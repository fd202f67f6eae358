"""Pages of a lease brief: its tables and the frames of its charts, one column or row an option."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.lease import cash, months_of
from practice_model.deals.lease_rent import load_factor
from practice_model.finance.present_value import MONTHS
from practice_model.questions.deal_calendar_pages import PathFigures
from practice_model.questions.lease import (
    OptionFigures,
    Side,
    best_other,
    once_worths,
    others,
    values,
)
from practice_model.questions.lease_table import charged, differs, path_of, shown
from practice_model.questions.lease_terms import ASK, Lease, basis_of
from practice_model.revenue.medicare_tables import MedicareTables

POINT: Final = 0.01
DOING: Final = {"renew": "Renewing", "move": "Moving", "own": "Buying"}
MOST_LINES: Final = 6
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
        not charged(side)[1],
        any(one.own is not None for one in side.options.values()),
        differs(side, lambda one: one.space.rentable),
        differs(side, months_of),
        any(load_factor(one.space) is not None for one in side.options.values()),
        any(np.any(np.asarray(one.deposit)) for one in side.options.values()),
    ]
    return sum(more) > MOST_MORE


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
    doing = DOING[side.options[other].kind]
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
    return {name: f"{{{path_of(name)}.name}}|bare" for name in shown(side)}


def year_series(side: Side) -> dict[str, str]:
    """Return the lines of yearly cash with what stands at their ends; six at most.

    Staying, our ask and the cheapest others.
    """
    return {name: f"{short(side, name)} {{last:k}}" for name in shown(side, MOST_LINES)}


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


def index_row(side: Side, following: PathFigures | None = None) -> dict[str, Any]:
    """Return what the portfolio prints of this brief; following: its dates."""
    whose = side.talk.options[side.stays].counterparty
    made = {
        "client": "{talk.practice.name}",
        "counterparty": f"{{talk.options.{side.stays}.counterparty}}" if whose else "Landlord",
        "kind": "Lease",
        "about": "Office lease",
        "change": "lead.a_year",
        "grade": "A",
    }
    if following is not None and following.next_day is not None:
        made |= {
            "days": "path.next_days",
            "next_date": "{path.next_day:short}",
            "next_step": "{path.next_what}",
        }
    return made


def others_case(side: Side) -> str:
    """Return whether there is another option beside staying: some or none."""
    return "some" if others(side) else "none"


def _practice(talk: Lease) -> str:
    return "{talk.practice.name} (synthetic)" if talk.practice.synthetic else "{talk.practice.name}"

"""The options of a lease side by side: what is offered, then what it comes to."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.lease import Option, months_of
from practice_model.deals.lease_rent_steps import CHARGED
from practice_model.quantities import Count, terms
from practice_model.questions.lease import OptionFigures, Side, others, values
from practice_model.questions.lease_ask_pages import told_costs, told_steps
from practice_model.questions.lease_terms import ASK, basis_of

MOST: Final = 5  # columns of options
OPTIONS_HEAD: Final = "Each option over its term"


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

    how, same = charged(side)
    told("base", f"Base rent{how}, $ a sq ft", lambda n, o: _of(n, o, "base", "bare"))
    if not same:
        told("costs", "Operating costs are", _costs_words)
    told("escalator", "Escalator a year", _steps)
    told("free", "Base rent free", _free)
    told("money", "Build-out money from landlord, $ a sq ft", _money)
    told("operating", "Operating costs, $ a sq ft, growth", _operating)
    told("price", "Price", lambda n, o: f"{{{path_of(n)}.own.price}}" if o.own else "")
    told("down", "Down payment, loan rate", _down)
    if differs(side, lambda one: one.space.rentable):
        told("feet", "Rentable sq ft", lambda n, o: f"{{{path_of(n)}.space.rentable:bare}}")
    if differs(side, months_of):
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
    equal = ", at equal terms" if differs(side, months_of) else ""
    figure("value", f"Cost, value today{tax}{equal}", "USD", "plain", "total")
    return pd.DataFrame.from_dict(rows, orient="index")


@terms
class Left:
    """How many options are dearer than those in the table, and stand in the chart alone."""

    options: Count


def shown(side: Side, most: int = MOST) -> list[str]:
    """Return the options that a table or chart has room for: staying, our ask, the cheapest."""
    held = values(side)
    rest = sorted(others(side), key=lambda name: float(held[name]))
    kept = {side.stays, ASK, *rest[: most - 2]}
    return [name for name in side.options if name in kept]


def left(side: Side) -> Left | None:
    """Return how many options the table leaves to the chart; None where it holds all."""
    count = len(side.options) - len(shown(side))
    return Left(options=float(count)) if count else None


def heads(side: Side) -> dict[str, str]:
    """Return the heads of the options table, an option a column, our ask behind its offer."""
    return {name: f"{{{path_of(name)}.name}}|plain" for name in shown(side)}


def path_of(name: str) -> str:
    """Return where the facts of an option stand."""
    return "talk.ask.option" if name == ASK else f"talk.options.{name}"


def charged(side: Side) -> tuple[str, bool]:
    """How operating costs are charged where all leases do it alike, and whether they do."""
    kinds = {
        one.rent.operating.costs
        for one in side.options.values()
        if one.rent is not None and one.rent.operating is not None
    }
    return (f", {CHARGED[kinds.pop()]}", True) if len(kinds) == 1 else ("", not kinds)


def differs(side: Side, read: Callable[[Option], Any]) -> bool:
    """Return whether the options are not alike in a figure."""
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
    told = told_costs(rent.operating, path)
    if rent.operating.costs == "modified_gross":
        stop = "first" if rent.operating.base_year is None else "base_year"
        return f"over {{{path}.{stop}:bare}}, {told}"
    return f"{{{path}.first:bare}}, {told}"


def _term(name: str, option: Option) -> str:
    held = "rent" if option.rent is not None else "own"
    return f"{{{path_of(name)}.{held}.months}}"

"""Our ask as a page tells it: a term a row, as offered and as asked, and what each is worth."""

from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.lease_rent import RentTerms
from practice_model.deals.lease_rent_steps import Escalator, Operating
from practice_model.questions.lease import Side
from practice_model.questions.lease_asks import NAMES, Piece, UnitWorths
from practice_model.questions.lease_terms import ASK

SHORT: Final = {"improvement": "Build-out"}


UNIT_OF: Final = {
    "base": "dollar",
    "improvement": "money",
    "free": "month",
    "escalator": "point",
    "operating": "half_point",
}


def ask_table(side: Side, made: list[Piece], units: UnitWorths | None) -> pd.DataFrame:
    """Return the ask, a term a row, its total, and rights without a price.

    Columns label, offered, ask (templates), one (what one unit is worth), alone, worth (USD in
    value today), role. Empty without an ask.
    """
    ask = side.talk.ask
    if ask is None:
        return pd.DataFrame()
    offered, asked = side.options[ask.of].rent, side.options[ASK].rent
    assert offered is not None
    assert asked is not None
    rows: dict[str, dict[str, Any]] = {}
    for one in made:
        rows[one.name] = {
            "label": SHORT.get(one.name, NAMES[one.name]),
            "offered": told_term(one.name, offered, f"talk.options.{ask.of}.rent"),
            "ask": f"**{told}**"
            if (told := told_term(one.name, asked, "talk.ask.option.rent"))
            else "",
            "one": _one_unit(one.name, units), "alone": one.alone, "worth": one.worth,
            "role": "body",
        }  # fmt: skip
    if len(made) > 1:
        rows["all"] = {
            "label": "All of these", "offered": "", "ask": "", "one": "", "alone": np.nan,
            "worth": sum(one.worth for one in made), "role": "total",
        }  # fmt: skip
    for key in ask.rights:
        path = f"talk.ask.rights.{key}"
        rows[key] = {
            "label": ask.rights[key].term, "offered": f"{{{path}.offered}}",
            "ask": f"{{{path}.ask}}", "one": "", "alone": np.nan, "worth": np.nan,
            "role": "rest",
        }  # fmt: skip
    return pd.DataFrame(list(rows.values()), index=pd.Index(list(rows), name="term"))


def _one_unit(name: str, units: UnitWorths | None) -> float | str:
    """What one unit of a term is worth, USD; nothing where the term has no unit."""
    field = UNIT_OF.get(name)
    worth = None if units is None or field is None else getattr(units, field)
    return "" if worth is None else float(worth)


def told_term(name: str, rent: RentTerms, path: str) -> str:
    """Return what a lease says of a term, as a template; path: of the lease in the facts."""
    if name == "escalator":
        return told_steps(rent.escalator, f"{path}.escalator")
    if name == "operating":
        return told_costs(rent.operating, f"{path}.operating")
    if name == "free":
        style = "bare" if float(np.mean(rent.free_months)) % 1 == 0 else "number"
        return f"{{{path}.free_months:{style}}}" + (" of all" if rent.free_of == "all" else "")
    if name == "lent":
        return f"{{{path}.amortized}} at {{{path}.amortized_rate}}" if rent.amortized else "none"
    held = {"base": "base", "improvement": "improvement", "term": "months"}.get(name)
    return f"{{{path}.{held}}}" if held else ""


def told_steps(steps: Escalator | None, path: str) -> str:
    """Return how base rent rises, as a template."""
    if steps is None:
        return "none"
    if steps.percent is not None:
        told = f"{{{path}.percent}}"
    elif steps.dollars is not None:
        told = f"{{{path}.dollars}} a step"
    elif steps.index is not None:
        ends = [name for name in ("floor", "cap") if getattr(steps, name) is not None]
        held = " to ".join(f"{{{path}.{name}}}" for name in ends)
        told = f"index, {held}" if held else f"index, {{{path}.index}}"
    else:
        told = "as named" if steps.later else "none"
    return told if steps.every == 1 else f"{told}, every {{{path}.every}}"


def told_costs(costs: Operating | None, path: str) -> str:
    """Return how operating costs are charged and rise, as a template."""
    if costs is None or costs.costs == "gross":
        return "in the rent"
    if costs.cap is not None:
        return f"cap {{{path}.cap}}"
    return "vary" if costs.growth_by_year else f"grow {{{path}.growth}}"

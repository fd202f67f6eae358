"""Pages of a payer brief: the frames that its tables and charts show.

A frame's own columns `label`, `role`, `format` and `unit` say how a row is printed.
"""

import numpy as np
import pandas as pd

from practice_model.costs.terms import Costing
from practice_model.money import to_dollars
from practice_model.quantities import Lines, Ratio, Share, SignedShare, USDPerYear, terms
from practice_model.questions.payer import (
    Prices,
    group_changes,
    top_codes,
)
from practice_model.questions.payer_costs import Costed, case_costs, case_table
from practice_model.questions.payer_dates import next_date
from practice_model.questions.payer_money import heads
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.leaks import BasisValue
from practice_model.revenue.offers import OfferFigures, offer_figures, pairs
from practice_model.revenue.payer_books import change_on_shares, counted_book, neutral_share
from practice_model.revenue.repricing import reprice
from practice_model.revenue.sums import sums
from practice_model.revenue.variants import medicare_contract

GROUPS = {
    "visits": "Office visits",
    "testing": "Diagnostic testing",
    "injection": "Injections",
    "laser": "Lasers",
    "cataract": "Cataract surgery",
    "glaucoma_or": "Glaucoma surgery",
    "vitrectomy": "Vitrectomy",
    "lids": "Eyelid surgery",
    "minor": "Minor procedures",
    "drugs": "Drugs",
}


MOVING = 2  # rows: one part and the total


CHANGED = {"offer": "Offer", "ask": "Ask", "kept": "Contract"}
MOST_BARS, SMALL = 9, 0.03  # more bars than this: those under 3 percent of the movement are merged


@terms
class PayerMix:
    """The claim of the letter on the payer's own book, and what ours makes of it.

    neutral: percent of Medicare that leaves a book's revenue as it is; None where the offer is
    not one percentage. change: of the payer's book, None where it gives no shares.
    """

    change: SignedShare | None
    neutral_theirs: Ratio | None
    neutral_ours: Ratio | None


@terms
class Checks:
    """What was checked of the claims before anything was priced on them."""

    lines: Lines
    unpriced: Lines
    at_default: Lines
    denied: Lines
    compared: Lines
    stated: USDPerYear
    priced: USDPerYear
    apart: Share


def focus(talk: Payer) -> str:
    """Return the side that charts and code tables hold against now: the offer, else the ask."""
    if talk.offer:
        return "offer"
    return "ask" if talk.ask else "kept"


def offer_of(talk: Payer, priced: Prices) -> OfferFigures | None:
    """Return the figures of the offer; None where there is none."""
    if talk.offer is None:
        return None
    return offer_figures(priced.sides["now"], priced.sides["offer"], priced.medicare, talk.offer)


def payer_mix(talk: Payer, priced: Prices) -> PayerMix | None:
    """Return the offer on the payer's own book; None where the letter names no book."""
    if talk.offer is None or talk.offer.payer_book is None:
        return None
    book = talk.offer.payer_book
    if book.shares is not None:
        groups = group_changes(talk, priced, "offer")
        change = change_on_shares(groups, book.shares)
        return PayerMix(change=change, neutral_theirs=None, neutral_ours=None)
    year = talk.medicare_year
    theirs = counted_book(
        {code: float(units) for code, units in (book.counts or {}).items()},
        "asc" if talk.block == "asc" else "office",
        priced.book.last_day,
        talk.contracts.current.code_groups,
        priced.indicators,
    )
    yard = medicare_contract(
        talk.contracts.current,
        year=year,
        locality=talk.practice.locality,
        wage_area=talk.practice.wage_area_or_none(year),
    )
    now = reprice(theirs, talk.contracts.current, priced.tables, priced.indicators)
    medicare = reprice(theirs, yard, priced.tables, priced.indicators)
    return PayerMix(
        change=None,
        neutral_theirs=neutral_share(now, medicare, talk.block),
        neutral_ours=neutral_share(priced.sides["now"], priced.medicare, talk.block),
    )


def bars(groups: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the waterfall: gains, losses, small groups merged, the total."""
    made = groups.copy()
    made["label"] = [GROUPS.get(str(name), str(name).replace("_", " ")) for name in made.index]
    movement = made["change"].abs().sum()
    if len(made) > MOST_BARS and movement > 0:
        small = made["change"].abs() < SMALL * movement
        if small.sum() > 1:
            rest = _merged(made[small], "others", "Other groups")
            made = pd.concat([made[~small], rest]).sort_values(
                ["change"], ascending=False, kind="stable"
            )
    made["role"] = "body"
    whole = _merged(made, "all", "All groups")
    whole["role"] = "total"
    return pd.concat([made, whole])


def _merged(groups: pd.DataFrame, name: str, label: str) -> pd.DataFrame:
    held = groups[["now", "offered", "change", "medicare"]].sum().round(2)
    row = {**held, "label": label}
    row["now_of_medicare"] = held["now"] / held["medicare"] if held["medicare"] else np.nan
    row["offered_of_medicare"] = held["offered"] / held["medicare"] if held["medicare"] else np.nan
    return pd.DataFrame([row], index=pd.Index([name], name="group"))


def codes_name(talk: Payer) -> str:
    """Return the name of the code table: at a center its exhibit takes the page instead."""
    return "codes_moved" if talk.block == "asc" else "codes"


def code_table(
    talk: Payer,
    priced: Prices,
    own: Costed | None = None,
    market: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the codes that move most dollars, the rest in one row, and all.

    full and break-even where costs are known; market (the median of posted rates, USD a unit) and
    market_n where `payer_market_pages.market_table` has the code.
    """
    side = focus(talk)
    made = top_codes(talk, priced, side)
    if own is not None:
        each = case_table(own.sides["now"])[["full", "break_even_of_medicare"]]
        made = made.join(each)
    if market is not None and not market.empty:
        known = market.reindex(made.index)
        made["market"] = known["p50"] * made["medicare"]
        made["market_n"] = known["n"].where(known["p50"].notna())
    made["label"], made["role"] = made.index, "body"
    whole = float(group_changes(talk, priced, side)["change"].sum())
    moved = float(made["change"].sum())
    rest = {"label": "All other codes", "role": "rest", "change": round(whole - moved, 2)}
    total = {"label": "All codes", "role": "total", "change": round(whole, 2)}
    return pd.concat([made, pd.DataFrame([rest, total], index=["others", "all"])])


def pair_table(talk: Payer, priced: Prices) -> pd.DataFrame:
    """Return what rises most against what falls most, and the volume at which they cancel."""
    if talk.offer is None:
        return pd.DataFrame()
    now, offered = priced.sides["now"], priced.sides["offer"]
    made = pairs(now, offered, priced.medicare, talk.block)
    made["label"] = made["up"] + " up, " + made["down"] + " down"
    made.index = pd.Index(made["up"] + "_" + made["down"], name="pair")
    return made[["label", "net", "flip_units", "up_units"]]


def basis_bars(value: BasisValue | None) -> pd.DataFrame:
    """Return what place, frozen year and unlisted codes are worth, and their sum.

    Empty where only one of them moves: a sentence says that.
    """
    if value is None:
        return pd.DataFrame()
    rows = [
        ("place", "Place of the Medicare used", value.place, "body"),
        ("frozen_year", "Frozen year", value.frozen_year, "body"),
        ("off_list", "Codes not on the old list", value.off_list, "body"),
        ("all", "All", value.difference, "total"),
    ]
    frame = pd.DataFrame(rows, columns=["row", "label", "value", "role"]).set_index("row")
    moving = frame[(frame["value"] != 0) | (frame["role"] == "total")]
    return moving if len(moving) > MOVING else pd.DataFrame()


def checks(talk: Payer, priced: Prices) -> Checks:
    """Return what the lines of the book say of themselves, all blocks."""
    now, book = priced.sides["now"], priced.book
    table = sums(now)
    kinds = now.kinds["status"].isin(["priced", "default"]).to_numpy()[now.kind]
    compared = kinds & book.allowed_known & ~book.denied
    stated = float(to_dollars(int(book.allowed[compared].sum())))
    own = float(to_dollars(int(now.allowed[compared].sum())))
    return Checks(
        lines=int(table["lines"].sum()),
        unpriced=int(table["unpriced_lines"].sum()),
        at_default=int(table["default_lines"].sum()),
        denied=int(table["denied_lines"].sum()),
        compared=int(compared.sum()),
        stated=stated,
        priced=own,
        apart=abs(own - stated) / stated if stated else 0.0,
    )


def medicare_used(talk: Payer, priced: Prices) -> list[str]:
    """Return the releases of the Medicare tables that the yardstick of the brief rests on."""
    year = talk.medicare_year
    releases = priced.tables.releases
    last = releases[releases["year"] == year].sort_values("effective_from")["release"].iloc[-1]
    return [f"CMS {last}", f"GPCI {year}", f"ASC addenda {year}"]


def meta(talk: Payer) -> dict[str, str]:
    """Return the pairs under the title: label to template."""
    made = {
        "Practice": "{talk.practice.name}",
        "Payer": "{talk.contracts.current.name}",
        "Setting": "Surgery center" if talk.block == "asc" else "Professional fees and drugs",
        "Medicare": "{talk.medicare_year}",
        "Data": "{data.first:month} to {data.last:month}",
        "Prepared": "{talk.as_of}",
    }
    return made | ({"Renewal": "{next.anniversary}"} if next_date(talk).anniversary else {})


def key_numbers(talk: Payer) -> list[dict[str, str]]:
    """Return the three figures beside the page: the offer, the ask, the next date."""
    made = []
    for side, label in (("offer", "Offer less now"), ("ask", "Our ask less now")):
        if getattr(talk, side) is not None:
            value = f"{{column.{side}.whole_change:signed}}"
            note = f"{{column.{side}.fees_of_medicare}} of Medicare {{talk.medicare_year}} in fees"
            made.append({"label": label, "value": value, "note": note})
    return [*made, {"label": "Next date", "value": "{next.day:short}", "note": "{next.what}"}]


def index_row(talk: Payer) -> dict[str, str]:
    """Return what the page over all briefs says of this one.

    change, of_medicare, floor, offer, target, gap and days name facts; what the brief does not
    hold is not printed.
    """
    side = "ask" if talk.ask else focus(talk)
    aim = "target" if talk.target else "ask"
    return {
        "client": "{talk.practice.name}",
        "counterparty": "{talk.contracts.current.name}",
        "kind": "Payer",
        "about": "Surgery-center fees" if talk.block == "asc" else "Professional fees",
        "change": f"column.{side}.whole_change",
        "of_medicare": "column.now.fees_of_medicare",
        "floor": "room.floor",
        "offer": "column.offer.fees_of_medicare",
        "target": f"column.{aim}.fees_of_medicare",
        "gap": "room.offer_over",
        "days": "next.days",
        "next_date": "{next.day:short}",
        "next_step": "{next.what}",
        "grade": "A",
    }


def code_heads(talk: Payer) -> dict[str, str]:
    """Return the heads of the code table: units, Medicare, each side, the change."""
    sides = {
        side: f"{told.rpartition('|')[0]}|bare_cents"
        for side, told in heads(talk).items()
        if side not in {"target", "floor"}
    }
    return {
        "units": "Units a year|count",
        "medicare": "Medicare {talk.medicare_year}|bare_cents",
        **sides,
        "full": "Full cost|bare_cents",
        "break_even_of_medicare": "Breaks even, % of Medicare|bare",
        "market": "Market median|bare_cents",
        "market_n": "n|count",
        "change": f"{CHANGED[focus(talk)]} less now, $ a year|bare_signed",
    }


def cost_table(own: Costed | None, drawn: Costing | None = None) -> pd.DataFrame:
    """Return what one case of each code costs, with its name as the first cell."""
    made = case_costs(own, drawn)
    return made if made.empty else made.assign(label=made.index)


COST_HEADS = {
    "cases": "Cases|count",
    "minutes": "Minutes each|bare",
    "marginal": "Supplies, device|bare_cents",
    "full": "Full cost|bare_cents",
    "full_low": "Low|bare_cents",
    "full_high": "High|bare_cents",
    "collected": "Collected|bare_cents",
    "break_even": "Breaks even at|bare_cents",
    "break_even_of_medicare": "% of Medicare|bare",
}
COST_UNITS = {
    "minutes": "minutes",
    "marginal": "USD/case",
    "full": "USD/case",
    "full_low": "USD/case",
    "full_high": "USD/case",
    "collected": "USD/case",
    "break_even": "USD/case",
    "break_even_of_medicare": "ratio",
}

"""Peers: where this payer stands among the practice's own payers, on what the claims state.

    percent of Medicare = allowed amounts that the claims state, over Medicare of the same lines

Paid lines only: a denied line states no price. Other payers keep no name, only a letter in the
order of their allowed dollars: these pages stay inside, and even there a name is not needed.
Medicare itself is the yardstick and self-pay is no contract; neither is a peer.
"""

from string import ascii_uppercase
from typing import Final

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.quantities import Count, Ratio, terms
from practice_model.questions.payer import Prices
from practice_model.questions.payer_terms import Payer
from practice_model.questions.payer_walk_away import WalkAway
from practice_model.revenue.book import claims_book
from practice_model.revenue.repricing import Repriced, reprice
from practice_model.revenue.sums import places
from practice_model.revenue.variants import medicare_contract

NO_PEER: Final = {"MB": "Medicare", "09": "self-pay"}
"""Claim filing indicators (X12 005010X221A1, CLP06; 837P SBR09) of what is no payer contract."""
CLASS: Final = {"16": "MA plan", "HM": "HMO", "MC": "Medicaid"}
LARGEST = 3
DAYS, DENIED, ASKED = "days", "denied", "asked"


@terms
class Standing:
    """Where this payer stands among those with a contract, Medicare and self-pay apart.

    better: how many of the others pay a higher percent of Medicare; lowest, highest: theirs.
    """

    own: Ratio
    better: Count
    others: Count
    lowest: Ratio
    highest: Ratio


def stated(talk: Payer, priced: Prices) -> pd.DataFrame:
    """Return what the claims state by payer, block, code and modifiers, beside Medicare.

    Columns lines, units, allowed, medicare (USD in the claims' window), on paid lines that state
    an amount and that Medicare prices.
    """
    current = talk.contracts.current
    book = claims_book(talk.practice.claims, current.code_groups, priced.indicators)
    yard = reprice(
        book,
        medicare_contract(
            current,
            year=talk.medicare_year,
            locality=talk.practice.locality,
            wage_area=talk.practice.wage_area_or_none(talk.medicare_year),
        ),
        priced.tables,
        priced.indicators,
    )
    return _summed(yard)


def standing_table(talk: Payer, table: pd.DataFrame) -> pd.DataFrame:
    """Return a row a payer with of_medicare and share (of all allowed dollars), highest first.

    Index payer alias; columns label, role, tint, of_medicare, share; empty under two payers.
    """
    block = table[table.index.get_level_values("block") == talk.block]
    own = block.groupby("payer")[["allowed", "medicare"]].sum()
    whole = table.groupby("payer")["allowed"].sum()
    own = own[own["medicare"] > 0]
    named = labels(talk, table)
    made = own[own.index.isin(list(named))].copy()
    made["of_medicare"] = made["allowed"] / made["medicare"]
    made["share"] = whole.reindex(made.index) / whole.sum()
    made["label"] = [named[str(payer)] for payer in made.index]
    made["role"] = "body"
    made["tint"] = made.index == talk.contracts.current.payer
    made = made.sort_values("of_medicare", ascending=False, kind="stable")
    return made if len(made) > 1 else made.iloc[0:0]


def standing(talk: Payer, rows: pd.DataFrame) -> Standing | None:
    """Return where this payer stands; None where there is no other payer to hold it against."""
    payer = talk.contracts.current.payer
    if payer not in rows.index or len(rows) < 2:  # noqa: PLR2004 - itself and another
        return None
    own = float(rows["of_medicare"][payer])
    others = rows.drop(index=payer)["of_medicare"]
    return Standing(
        own=own,
        better=int((others > own).sum()),
        others=len(others),
        lowest=float(others.min()),
        highest=float(others.max()),
    )


def labels(talk: Payer, table: pd.DataFrame) -> dict[str, str]:
    """Return what a page calls each payer: this one by its name, the others by letters.

    The largest other payer is Payer A; a class that the claims tell follows the letter.
    """
    payer = talk.contracts.current.payer
    classes = _classes(talk.practice.claims)
    whole = table.groupby("payer")[["allowed"]].sum()
    others = [
        str(name)
        for name in whole.sort_values("allowed", ascending=False, kind="stable").index
        if name != payer and classes.get(str(name)) not in NO_PEER
    ]
    made = {}
    for letter, name in zip(_letters(len(others)), others, strict=True):
        kind = CLASS.get(classes.get(name, ""), "")
        made[name] = f"Payer {letter}{', ' + kind if kind else ''}"
    return {payer: talk.contracts.current.name, **made}


def largest(talk: Payer, table: pd.DataFrame) -> list[str]:
    """Return the largest other payers of the block under contract, by allowed dollars."""
    block = table[table.index.get_level_values("block") == talk.block]
    held = block.groupby("payer")[["allowed"]].sum()
    named = labels(talk, table)
    own = talk.contracts.current.payer
    order = held.sort_values("allowed", ascending=False, kind="stable").index
    return [str(one) for one in order if str(one) in named and one != own][:LARGEST]


def peer_prices(talk: Payer, table: pd.DataFrame) -> pd.DataFrame:
    """Return what the largest other payers paid for one unit of a code, without modifiers.

    Index code, columns peer_1 to peer_3 (USD a unit, mean of what the claims state), NaN where
    a payer was billed none.
    """
    plain = table.xs(talk.block, level="block").xs("", level="modifiers")
    made = {}
    for place, payer in enumerate(largest(talk, table), start=1):
        if payer in plain.index.get_level_values("payer"):
            own = plain.xs(payer, level="payer")
            made[f"peer_{place}"] = own["allowed"] / own["units"].where(own["units"] > 0)
    return pd.DataFrame(made)


def peer_heads(talk: Payer, table: pd.DataFrame) -> dict[str, str]:
    """Return the heads of the columns of `peer_prices`."""
    named = labels(talk, table)
    return {
        f"peer_{place}": f"{named[payer].partition(',')[0]}|bare_cents"
        for place, payer in enumerate(largest(talk, table), start=1)
    }


def conduct_table(talk: Payer, table: pd.DataFrame, underpaid: float | None) -> pd.DataFrame:
    """Return how this payer behaves beside all payers under contract, from the practice's counts.

    underpaid: what it pays under its contract a year, from the findings; None where nothing was
    found. Rows days, denied, asked (requests for approval), offsets, underpaid; columns own,
    everyone (weighted by lines; offsets a sum). A row that nobody counted is left out.
    """
    if talk.costing is None or talk.costing.conduct is None:
        return pd.DataFrame()
    payer = talk.contracts.current.payer
    named = labels(talk, table)
    held = talk.costing.conduct.set_index("payer")
    held = held[held.index.isin(list(named))]
    if payer not in held.index:
        return pd.DataFrame()
    lines = table.groupby("payer")["lines"].sum().reindex(held.index).fillna(0.0)
    rows = [
        _conduct(("denied", "Denied at first", "share"), held["initial_denial"], payer, lines),
        _conduct(("days", "Days to payment", "count"), held["days_to_payment"], payer, lines),
        _asked(held["prior_authorizations"], payer, lines),
        ("offsets", "Taken back in a year", "USD/year", held["offsets"].get(payer),
         held["offsets"].sum()),
    ]  # fmt: skip
    if underpaid:
        rows.append(("underpaid", "Paid under its contract", "USD/year", underpaid, np.nan))
    frame = pd.DataFrame(rows, columns=["row", "label", "unit", "own", "everyone"])
    frame["role"] = "body"
    frame["format"] = ["number" if unit == "per_100" else "plain" for unit in frame["unit"]]
    frame["unit"] = frame["unit"].replace("per_100", "ratio")
    return frame[frame["own"].notna()].set_index("row")


def slower(rows: pd.DataFrame) -> str:
    """Return how this payer compares: worse in both days and denials, in one, or in none."""
    if rows.empty:
        return "none"
    worse = {
        name: bool(rows["own"][name] > rows["everyone"][name])
        for name in (DAYS, DENIED)
        if name in rows.index
    }
    told = [name for name, more in worse.items() if more]
    return {2: "both", 0: "better"}.get(len(told), told[0] if told else "better")


def _conduct(
    row: tuple[str, str, str], column: pd.Series, payer: str, lines: pd.Series
) -> tuple[str, str, str, float, float]:
    known = column.notna() & (lines > 0)
    whole = lines[known].sum()
    everyone = float((column[known] * lines[known]).sum() / whole) if whole else np.nan
    return (*row, float(column[payer]), everyone)


def _asked(column: pd.Series, payer: str, lines: pd.Series) -> tuple[str, str, str, float, float]:
    """Requests for approval for every 100 claim lines."""
    per = 100 * column / lines.where(lines > 0)
    whole = 100 * column.sum() / lines.sum() if lines.sum() else np.nan
    return ASKED, "Approvals asked, a 100 lines", "per_100", float(per[payer]), float(whole)


def _classes(claims: pd.DataFrame) -> dict[str, str]:
    """The filing indicator that most lines of a payer carry; nothing where claims have none."""
    if "filing_indicator" not in claims:
        return {}
    counted = claims.groupby(["payer", "filing_indicator"], observed=True).size()
    most = counted.reset_index(name="lines").sort_values(["payer", "lines"], kind="stable")
    last = most.drop_duplicates("payer", keep="last")
    return dict(zip(last["payer"].astype(str), last["filing_indicator"].astype(str), strict=True))


def _letters(count: int) -> list[str]:
    """A to Z, then AA, AB, and so on."""
    made = list(ascii_uppercase)
    for first in ascii_uppercase:
        if len(made) >= count:
            break
        made += [first + second for second in ascii_uppercase]
    return made[:count]


def _summed(yard: Repriced) -> pd.DataFrame:
    keys = ["payer", "block", "code", "modifiers"]
    place, index = places(yard, keys)
    book = yard.book
    priced = yard.kinds["status"].isin(["priced", "default"]).to_numpy()[yard.kind]
    held = priced & book.allowed_known & ~book.denied
    count = len(index)

    def summed(values: np.ndarray) -> np.ndarray:
        return np.bincount(place[held], weights=values[held].astype(float), minlength=count)

    made = pd.DataFrame(
        {
            "lines": np.bincount(place[held], minlength=count),
            "units": summed(book.units),
            "allowed": to_dollars(np.rint(summed(book.allowed)).astype(np.int64)),
            "medicare": to_dollars(np.rint(summed(yard.allowed)).astype(np.int64)),
        },
        index=index,
    )
    return made[made["lines"] > 0]


def standing_case(found: Standing | None) -> str:
    """Return how the chart of payers is headed: how many of the others pay more."""
    if found is None:
        return "none"
    if not found.better:
        return "best"
    return "last" if found.better == found.others else "some"


def cost_line(floor: WalkAway | None) -> str:
    """Return the fact at which the line of full cost stands; none where costs are not known."""
    return "" if floor is None else "floor.renewal.cost_of_medicare"

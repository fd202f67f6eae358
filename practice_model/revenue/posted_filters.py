"""Posted filters: which posted rates are prices of a service that someone really does.

Every row of a file is kept or left out for one reason, the first that applies, so that rows
counted by reason add up to the file. What is kept stands as a ratio to Medicare of the locality in
the setting that we bill, one rate a network, code and provider.

A ghost is a rate listed for a provider who never does the service. Who does what is read from a
table of performers where it covers the code; where it does not, only the provider's specialty can
be checked, which leaves ghosts of the right specialty in. Some payers list the institutional rate
of a surgery center as professional, place 24: a center is told by its taxonomy, not by the class.

Bounds of the ratio: individual .5 to 3.5, organization .65 to 5.0 (Payerset, rate confidence, as
read in 2026); taxonomies: National Uniform Claim Committee.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from practice_model.revenue.kinds import setting_of
from practice_model.revenue.market_tables import DOLLARS

CENTERS: Final = ("261QA1903X", "261QS0132X")
"""Clinic or center: ambulatory surgical; ophthalmologic surgery."""
EYE_PHYSICIAN, OPTOMETRIST = "207W", "152W"
OPTOMETRY: Final = "9(2[0-4]|9[2-4])|765"
"""Beginnings of codes that optometrists do too: eye visits and tests, office visits, ultrasound."""
PLACEHOLDER: Final = 0.01  # dollars: a rate of a cent fills a cell, it pays nobody
BOUNDS: Final = {"professional": (0.5, 3.5), "asc": (0.65, 5.0)}

REASONS: Final = {
    "other_code": "Codes that we do not bill in this setting",
    "other_network": "Other networks",
    "own": "Our own listing",
    "older": "Older months of the file",
    "other_class": "Other kind of fee or provider",
    "other_place": "Other place of service",
    "not_dollars": "Percentages and other rates that are no dollars",
    "modifier": "Rates with a modifier, parts 26 and TC among them",
    "placeholder": "Placeholders of a cent",
    "ghost": "Providers who never do the service",
    "specialty": "Other specialties; who does it is not on file",
    "outlier": "Outside the bounds of Medicare",
    "repeated": "Further rates of one provider, merged into its median",
}
"""Why a row is left out, in the order in which it is asked."""
UNFILTERED: Final = ("", "ghost", "specialty", "outlier", "repeated")
"""What a reader of the file would average who trusts every listed provider."""


@dataclass(frozen=True, eq=False)
class Filtered:
    """A file of posted rates after its filters.

    kept: network, hcpcs, npi, rate (USD/unit), ratio (to Medicare), billing_class, month.
    reasons: by row of the file why it is left out, "" for what is kept. unfiltered: the rows of
    the right kind, in dollars, ghosts and outliers still in it: hcpcs, ratio.
    checked: codes whose providers were checked against who does the service.
    """

    kept: pd.DataFrame
    reasons: pd.Series
    unfiltered: pd.DataFrame
    checked: frozenset[str]


def filtered(
    posted: pd.DataFrame,
    performers: pd.DataFrame | None,
    prices: pd.DataFrame,
    block: str,
    *,
    network: str = "",
    own: Collection[str] = (),
) -> Filtered:
    """Return a file of posted rates with every row kept or left out for one reason.

    posted: columns of `market_tables.POSTED_RATES`. prices: by code, columns setting (office,
    facility, asc) and medicare (USD/unit). network: "" for every network. own: our own NPIs.
    Raises ValueError for a block without bounds.
    """
    if block not in BOUNDS:
        raise ValueError(f"{block!r} has no bounds of posted rates: {', '.join(BOUNDS)} have")
    rows = posted.reset_index(drop=True)
    code = rows["hcpcs"]
    medicare = code.map(prices["medicare"].to_dict()).astype("float64")
    ratio = rows["negotiated_rate"] / medicare.where(medicare > 0)
    checked = _checked(performers)
    tests = {
        "other_code": ratio.isna(),
        "other_network": (rows["network"] != network) & (network != ""),
        "own": rows["npi"].isin(list(own)),
        "older": _older(rows),
        "other_class": ~_of_class(rows, block),
        "other_place": ~_of_place(rows, code.map(prices["setting"].to_dict()), block),
        "not_dollars": ~rows["negotiated_type"].isin(DOLLARS),
        "modifier": _modified(rows),
        "placeholder": rows["negotiated_rate"] <= PLACEHOLDER,
        "ghost": code.isin(checked) & ~_performed(rows, performers),
        "specialty": ~code.isin(checked) & ~_of_specialty(rows, block),
        "outlier": ~ratio.between(*BOUNDS[block]),
    }
    reasons = pd.Series("", index=rows.index, dtype="str")
    for name, left_out in tests.items():
        reasons[(reasons == "") & left_out.to_numpy(bool)] = name
    held = rows.assign(ratio=ratio)[reasons == ""]
    reasons[held.index[held.duplicated(["network", "hcpcs", "npi"])]] = "repeated"
    return Filtered(
        kept=_one_each(held),
        reasons=reasons,
        unfiltered=pd.DataFrame({"hcpcs": code, "ratio": ratio})[reasons.isin(UNFILTERED)],
        checked=frozenset(set(code[reasons == ""]) & checked),
    )


def counts(made: Filtered) -> pd.DataFrame:
    """Return by reason how many rows are left out, and how many are left after it.

    Index: the reasons that apply, in order; columns label, rows, left. The rows and the last
    figure of left add up to the file.
    """
    told = made.reasons.value_counts().reindex(list(REASONS), fill_value=0)
    table = pd.DataFrame({"label": pd.Series(REASONS), "rows": told.astype("int64")})
    table["left"] = len(made.reasons) - table["rows"].cumsum()
    return table[table["rows"] > 0].rename_axis("reason")


def _older(rows: pd.DataFrame) -> pd.Series:
    month = rows["file_month"].str[:7]
    return month < month.groupby(rows["network"]).transform("max")


def _of_class(rows: pd.DataFrame, block: str) -> pd.Series:
    center = rows["taxonomy"].isin(CENTERS)
    if block == "asc":
        return center
    return (rows["billing_class"] == "professional") & ~center


def _of_place(rows: pd.DataFrame, setting: pd.Series, block: str) -> pd.Series:
    """A row that names no place holds for every place."""
    known = pd.unique(rows["place_of_service_code"].fillna(""))
    named = {text: _settings(str(text), block) for text in known}
    meant = rows["place_of_service_code"].fillna("").map(named)
    held = [not places or own in places for places, own in zip(meant, setting, strict=True)]
    return pd.Series(held, index=rows.index, dtype=bool)


def _settings(places: str, block: str) -> frozenset[str]:
    found = re.findall("[0-9]{2}", places)
    return frozenset(setting_of(place, block == "asc") for place in found)


def _modified(rows: pd.DataFrame) -> pd.Series:
    if "billing_code_modifier" not in rows:
        return pd.Series(False, index=rows.index)
    return ~rows["billing_code_modifier"].fillna("").str.strip().isin(["", "00"])


def _checked(performers: pd.DataFrame | None) -> set[str]:
    """Codes for which the table says of anyone that the service is done."""
    if performers is None:
        return set()
    return set(performers.loc[performers["services"] > 0, "hcpcs"])


def _performed(rows: pd.DataFrame, performers: pd.DataFrame | None) -> pd.Series:
    if performers is None:
        return pd.Series(True, index=rows.index)
    done = performers[performers["services"] > 0]
    known = pd.MultiIndex.from_frame(done[["npi", "hcpcs"]])
    return pd.Series(pd.MultiIndex.from_frame(rows[["npi", "hcpcs"]]).isin(known), rows.index)


def _of_specialty(rows: pd.DataFrame, block: str) -> pd.Series:
    taxonomy = rows["taxonomy"]
    if block == "asc":
        return taxonomy.isin(CENTERS)
    optometry = taxonomy.str.startswith(OPTOMETRIST) & rows["hcpcs"].str.match(OPTOMETRY)
    return taxonomy.str.startswith(EYE_PHYSICIAN) | optometry


def _one_each(held: pd.DataFrame) -> pd.DataFrame:
    """One rate a network, code and provider: the median of its rates."""
    if held.empty:
        made = held.assign(rate=np.array([], float), month=np.array([], str))
    else:
        groups = held.groupby(["network", "hcpcs", "npi"], sort=False)
        made = held.drop_duplicates(["network", "hcpcs", "npi"]).copy()
        made["ratio"] = groups["ratio"].transform("median").reindex(made.index)
        made["rate"] = groups["negotiated_rate"].transform("median").reindex(made.index)
        made["month"] = made["file_month"].str[:7]
    names = ["network", "hcpcs", "npi", "rate", "ratio", "billing_class", "month"]
    return made[names].reset_index(drop=True)

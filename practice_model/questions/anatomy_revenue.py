"""Revenue anatomy: where the money comes from, why it changed, whether it rises.

Cells come from the claims at the amounts that payers allowed (`claim_revenue`), or from the margin
grid of the fact book, which has the same columns and `collected` beside them. Professional
services, surgery-center fees, drugs and what only patients pay are never blended. Against the prior
year, collections are held against collections. Providers and sites have the practice's own short
names; a site that it does not name stands under its NPI. Dollars of the window of the claims.

The frames that a brief shows are made in `anatomy_revenue_pages`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import pandas as pd

from practice_model.practice import Practice
from practice_model.quantities import (
    Count,
    Lines,
    Number,
    SignedShare,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)
from practice_model.revenue.claim_cells import claim_cells
from practice_model.revenue.code_groups import CodeGroup, grouping
from practice_model.revenue.pareto import (
    Concentration,
    block_sums,
    concentration,
    of_block,
    ranked,
)
from practice_model.revenue.price_volume_mix import (
    PriceVolumeMix,
    VolumeAndRest,
    both_years,
    from_totals,
    parts,
    whole,
)
from practice_model.revenue.working_days import Monthly, monthly

FEES, CENTER, DRUG, PATIENT_PAY = "professional", "asc", "drug", "patient_pay"
BLOCKS: Final = (FEES, CENTER, DRUG, PATIENT_PAY)
YEAR: Final = 12


@terms
class Sources:
    """Where the money comes from: what each block holds, and how concentrated fees and drugs are.

    A block is None where the practice has no line of it. unpriced: lines without a known amount;
    denied: lines that were denied, inside the sums at their stated amount.
    """

    lines: Lines
    unpriced: Lines
    denied: Lines
    fees: USDPerYear | None
    center: USDPerYear | None
    drugs: USDPerYear | None
    patient_pay: USDPerYear | None
    codes: Concentration | None
    payers: Concentration | None
    providers: Concentration | None
    sites: Concentration | None
    center_codes: Concentration | None
    drug_codes: Concentration | None
    unnamed_sites: Count


@terms
class AgainstPriorYear:
    """Collections of a year against those of the year before, known as totals by payer.

    fees: parted by a named count where both years' are known, else None, with fees_change alone.
    Drugs have no count of their own: their change is told whole. one_year_only: payers that stand
    in one year only. told: what cannot be known.
    """

    fees_before: USDPerYear
    fees_now: USDPerYear
    fees_change: SignedUSDPerYear
    fees_change_share: SignedShare | None
    fees: VolumeAndRest | None
    drugs_before: USDPerYear
    drugs_now: USDPerYear
    drugs_change: SignedUSDPerYear
    drugs_change_share: SignedShare | None
    one_year_only: list[str]
    told: list[str]


def claim_revenue(practice: Practice, groups: Mapping[str, CodeGroup]) -> pd.DataFrame:
    """Return the cells of the claims at their stated amounts, under the practice's own names."""
    cells = claim_cells(practice.claims, groups)
    for key, named in (("provider", practice.provider_of), ("site", practice.site_of)):
        names = {npi: named(npi) if npi else "" for npi in cells[key].unique()}
        cells[key] = cells[key].map(names)
    return cells


def sources(cells: pd.DataFrame, practice: Practice, amount: str = "allowed") -> Sources:
    """Return where the money comes from, by an amount of the cells: allowed, or collected."""
    held = block_sums(cells)
    amounts = {block: _known(held, block, amount) for block in BLOCKS}

    def of(block: str, key: str) -> Concentration | None:
        own = of_block(cells, block)
        return concentration(ranked(own, key, amount), amount) if len(own) else None

    sites = {str(site) for site in cells["site"].unique()} - {""}
    return Sources(
        lines=int(cells["lines"].sum()),
        unpriced=_count(cells, "unpriced_lines"),
        denied=_count(cells, "denied_lines"),
        fees=amounts[FEES],
        center=amounts[CENTER],
        drugs=amounts[DRUG],
        patient_pay=amounts[PATIENT_PAY],
        codes=of(FEES, "code"),
        payers=of(FEES, "payer"),
        providers=of(FEES, "provider"),
        sites=of(FEES, "site"),
        center_codes=of(CENTER, "code"),
        drug_codes=of(DRUG, "code"),
        unnamed_sites=len(sites - set(practice.sites)),
    )


def payers_both_years(before: pd.DataFrame, collected: pd.DataFrame) -> pd.DataFrame:
    """Return collections by payer of both years: fees_before, fees_now, drugs_before, drugs_now.

    before: payer, professional, drugs (USD/year). collected: payer, block, collected. A payer that
    stands in one year only has NA in the other.
    """
    was = before.set_index(before["payer"].astype(str))[["professional", "drugs"]]
    own = collected[collected["block"].isin([FEES, DRUG])]
    now = own.groupby(["payer", "block"])["collected"].sum().unstack().reindex(columns=[FEES, DRUG])
    now.index = now.index.astype(str)
    payers = was.index.union(now.index)
    made = pd.DataFrame(index=payers.rename("payer"))
    for name, block, column in (("fees", FEES, "professional"), ("drugs", DRUG, "drugs")):
        made[f"{name}_before"] = was[column].astype("float64").reindex(payers)
        made[f"{name}_now"] = now[block].astype("float64").reindex(payers)
    return made


def against_prior_year(
    before: pd.DataFrame,
    collected: pd.DataFrame,
    *,
    counted: str = "visits",
    count_before: Number | None = None,
    count_now: Number | None = None,
) -> AgainstPriorYear:
    """Return the change of collections against a year that is known as totals.

    counted: what the counts are of, the measure of volume; without both, no part is told apart.
    """
    table = payers_both_years(before, collected)
    sums = {str(name): round(float(table[name].sum()), 2) for name in table}
    held = count_before is not None and count_now is not None and sums["fees_before"] > 0
    fees = None
    if held and count_before is not None and count_now is not None:
        fees = from_totals(
            before=sums["fees_before"],
            now=sums["fees_now"],
            count_before=count_before,
            count_now=count_now,
            counted=counted,
        )
    changes = {
        name: round(sums[f"{name}_now"] - sums[f"{name}_before"], 2) for name in ("fees", "drugs")
    }
    one_year = table[table[["fees_before", "fees_now"]].isna().sum(axis=1) == 1].index
    return AgainstPriorYear(
        **sums,
        fees_change=changes["fees"],
        fees_change_share=_share(changes["fees"], sums["fees_before"]),
        fees=fees,
        drugs_change=changes["drugs"],
        drugs_change_share=_share(changes["drugs"], sums["drugs_before"]),
        one_year_only=[str(payer) for payer in one_year],
        told=_untold(fees, counted, list(one_year)),
    )


def by_year_of_lines(
    cells: pd.DataFrame, block: str = FEES, months: pd.DatetimeIndex | None = None
) -> tuple[PriceVolumeMix, pd.DataFrame] | None:
    """Return the last twelve months of lines against the twelve before, and the parts by group.

    months: the whole months that the claims hold (`series_of`), all of them without. None where
    there are fewer than 24 in a row. Drugs are counted by lines, since their billing units differ.
    """
    own = of_block(cells, block)
    held = pd.PeriodIndex(own["month"].unique() if months is None else months, freq="M")
    span = sorted(held)[-2 * YEAR :]
    if len(span) < 2 * YEAR or (span[-1] - span[0]).n != 2 * YEAR - 1:
        return None
    old, new = own[own["month"].isin(span[:YEAR])], own[own["month"].isin(span[YEAR:])]
    units = "lines" if block == DRUG else "units"
    table = parts(both_years(old, new, ["group", "code"], units=units))
    return whole(table), table.groupby("group").sum().round(2)


def series_of(
    practice: Practice,
    groups: Mapping[str, CodeGroup],
    block: str = FEES,
    measure: str = "allowed",
    through: date | None = None,
) -> Monthly:
    """Return a block's whole months, allowed dollars or `lines`, each per working day.

    through: the day up to which the claims are complete; lines of the last weeks may still come.
    """
    if measure not in {"allowed", "lines"}:
        raise ValueError(f"a series is of allowed or of lines, not of {measure!r}")
    claims, named = practice.claims, grouping(groups)
    codes = {str(code) for code in claims["hcpcs_code"].unique()}
    block_of = {code: named.block_of(named.group_of(code)) for code in codes}
    own = claims["hcpcs_code"].astype(str).map(block_of)
    if "claim_type" in claims:
        own = own.mask(claims["claim_type"].eq("facility") & own.eq(FEES), CENTER)
    lines = claims[own.eq(block)]
    amounts = lines["allowed_amount"] if measure == "allowed" else None
    days = claims["claim_line_start_date"]
    return monthly(lines["claim_line_start_date"], amounts, through, window=days)


def _known(sums: pd.DataFrame, block: str, amount: str) -> float | None:
    if block not in sums.index or pd.isna(sums[amount][block]):
        return None
    return float(sums[amount][block])


def _count(cells: pd.DataFrame, name: str) -> int:
    return int(cells[name].sum()) if name in cells else 0


def _share(change: float, before: float) -> float | None:
    return change / before if before > 0 else None


def _untold(fees: VolumeAndRest | None, counted: str, one_year: list[str]) -> list[str]:
    told = (
        [fees.told] if fees else [f"{counted} of both years are not known: no part is told apart"]
    )
    told.append("drugs move with their payment limits and have no count of their own")
    if one_year:
        told.append(f"{', '.join(one_year)} stand in one year only, whole in the change")
    return told

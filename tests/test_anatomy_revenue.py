"""The revenue anatomy of the shipped practice, and of made-up practices with more and with less."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from practice_tables_read import INPUTS, table

from practice_model.practice import Practice, Site
from practice_model.questions.anatomy_revenue import (
    against_prior_year,
    by_year_of_lines,
    claim_revenue,
    series_of,
    sources,
)
from practice_model.questions.anatomy_revenue_pages import (
    CODE_HEADS,
    GROUP_HEADS,
    KEY_HEADS,
    SEASON_HEADS,
    YEAR_HEADS,
    change_bars,
    code_page,
    group_page,
    key_page,
    season_page,
    trend_page,
    year_page,
)
from practice_model.readers.inputs import load
from practice_model.revenue.code_groups import CodeGroup
from practice_model.revenue.contract import Contract
from practice_model.revenue.trends import trend

GROUPS = {
    "visits": CodeGroup(ranges=["92002-92014"]),
    "cataract": CodeGroup(codes=["66984"]),
    "drugs": CodeGroup(ranges=["J0120-J9999"], block="drug"),
}
OWN = {"A": "9000000011"}


@cache
def larkmoor() -> Practice:
    return load(INPUTS / "practice" / "practice.yaml", Practice).terms


@cache
def groups() -> dict[str, CodeGroup]:
    return load(INPUTS / "contracts" / "nq" / "terms.yaml", Contract).terms.code_groups


@cache
def cells() -> pd.DataFrame:
    return claim_revenue(larkmoor(), groups())


@cache
def found():
    return sources(cells(), larkmoor())


@cache
def collected() -> pd.DataFrame:
    printed = table("collections.csv")
    blocks = printed["line"].replace({"drugs": "drug", "center": "asc"})
    fees = blocks.where(blocks.isin(["drug", "asc"]), "professional")
    return pd.DataFrame(
        {"payer": printed["payer"], "block": fees, "collected": printed["amount"].astype(float)}
    )


@cache
def against():
    counts = table("year_before_counts.csv").set_index("measure")["count"]
    return against_prior_year(
        table("year_before.csv"),
        collected(),
        count_before=float(counts["visits"]),
        count_now=float(table("site_visits.csv")["visits"].sum()),
    )


def practice(claims: pd.DataFrame, **more) -> Practice:
    terms = {
        "name": "Made-up Eye Care", "synthetic": True, "locality": "10212-01",
        "wage_areas": {"2020..": "12060"},
        "providers": {"A": {"npi": OWN["A"], "kind": "MD", "role": ""}},
    }  # fmt: skip
    return Practice(**(terms | more), claims=claims)


def lines(days, codes, amounts, **more) -> pd.DataFrame:
    count = len(days)
    given = {
        "claim_id": [f"C{at}" for at in range(count)], "claim_line_number": 1,
        "patient_id": "0123456789abcdef", "claim_type": "professional",
        "claim_line_start_date": pd.to_datetime(pd.Series(days)).to_numpy("datetime64[us]"),
        "hcpcs_code": codes, "service_unit_quantity": 1.0, "place_of_service_code": "11",
        "payer": "MCR", "rendering_npi": OWN["A"], "facility_npi": "9000000099",
        "charge_amount": 300.0, "allowed_amount": amounts,
    }  # fmt: skip
    return pd.DataFrame(given | more)


@cache
def three_years() -> Practice:
    """Two services a working day from 2022 on; one code's price rises by 5 percent a year."""
    days = pd.bdate_range("2022-01-03", "2024-12-31")
    rng = np.random.default_rng(7)
    grown = 1.05 ** (days.year - 2022)
    visits = np.repeat(100 * grown, 3).round(2)
    surgery = (600 * (1 + 0.02 * rng.standard_normal(len(days)))).round(2)
    return practice(
        lines(
            [*np.repeat(days, 3), *days],
            ["92014"] * (3 * len(days)) + ["66984"] * len(days),
            [*visits, *surgery],
        )
    )


# the shipped practice -----------------------------------------------------------------------------


def test_every_line_and_every_dollar_of_the_claims_is_in_the_anatomy():
    claims = larkmoor().claims
    assert found().lines == len(claims) == 62_645
    assert round(cells()["allowed"].sum(), 2) == round(claims["allowed_amount"].sum(), 2)
    assert found().unpriced == 0
    assert found().denied == 1_298


def test_the_blocks_are_the_book_of_business_of_the_practice():
    assert found().fees == 5_355_878.43
    assert found().center == 3_029_637.98
    assert found().drugs == 4_786_510.06
    assert found().patient_pay == 254_250 + 100_300


def test_one_code_brings_nineteen_percent_of_fees_and_fourteen_bring_eighty():
    codes = found().codes
    assert (codes.first, codes.parts, codes.reached_by) == ("92014", 48, 14)
    assert codes.largest == pytest.approx(1_008_636.14 / 5_355_878.43)


def test_medicare_is_the_largest_payer_and_five_providers_share_the_fees():
    assert found().payers.first == "MCR"
    assert found().payers.largest == pytest.approx(1_849_371.60 / 5_355_878.43)
    assert (found().providers.first, found().providers.parts) == ("C", 5)


def test_two_of_nine_drugs_are_three_quarters_of_what_drugs_bring():
    drugs = found().drug_codes
    assert (drugs.first, drugs.parts) == ("J0178", 9)
    page = code_page(cells(), "drug")
    assert page["cumulative_share"].iloc[1] == pytest.approx(0.7394, abs=5e-5)


def test_the_place_that_the_practice_does_not_name_stands_under_its_npi():
    assert found().unnamed_sites == 1
    page = key_page(cells(), "site", {name: site.name for name, site in larkmoor().sites.items()})
    assert page["label"].tolist() == [
        "main", "satellite", "Larkmoor Vale Surgery Center", "9000000095", "All",
    ]  # fmt: skip


def test_codes_are_told_in_plain_words_of_our_own_and_the_centers_with_its_letter():
    page = code_page(cells(), most=3)
    assert page["name"].tolist() == ["Office visits", "Office visits", "Injections", "", ""]
    assert page["role"].tolist() == ["body"] * 3 + ["rest", "total"]
    center = code_page(cells(), "asc", most=1)
    assert (center["label"].iloc[0], center["name"].iloc[0]) == (
        "66984 F", "Cataract surgery, center fee",
    )  # fmt: skip


def test_no_page_shows_a_cell_of_few_lines():
    for block in ("professional", "asc", "drug", "patient_pay"):
        shown = code_page(cells(), block, most=100)["lines"]
        assert (shown >= 11).all()


def test_pages_hold_the_columns_that_their_heads_name():
    assert set(CODE_HEADS) <= set(code_page(cells()))
    assert set(KEY_HEADS) <= set(key_page(cells(), "payer", larkmoor().payers))
    page = year_page(table("year_before.csv"), collected(), larkmoor().payers)
    assert set(YEAR_HEADS) <= set(page)


def test_money_of_payers_adds_up_in_every_block():
    page = key_page(cells(), "payer", larkmoor().payers)
    for column in ("fees", "center", "drugs", "patient_pay"):
        body = page.loc[page["role"] == "body", column]
        assert round(body.sum(), 2) == page.loc["all", column]
    assert page.loc["MCR", "label"] == "Medicare"


# the year before ----------------------------------------------------------------------------------


def test_collections_rose_by_2_6_percent_and_visits_by_more():
    made = against()
    assert (made.fees_before, made.fees_now) == (4_975_008, 5_104_598)
    assert made.fees_change_share == pytest.approx(0.026048, abs=5e-7)
    assert (made.fees.count_before, made.fees.count_now) == (20_955, 21_560)
    assert made.fees.volume == 143_635.40
    assert made.fees.price_and_mix == -14_045.40
    assert made.fees.volume + made.fees.price_and_mix == made.fees_change == 129_590


def test_drugs_rose_by_7_7_percent_and_no_part_of_it_is_made_up():
    made = against()
    assert (made.drugs_before, made.drugs_now) == (4_332_903, 4_664_906)
    assert made.drugs_change_share == pytest.approx(0.0766, abs=5e-5)
    assert any("price and mix cannot be told apart" in told for told in made.told)
    assert any("drugs move with their payment limits" in told for told in made.told)


def test_visits_of_the_claims_are_the_visits_of_the_sites():
    own = cells()
    assert own.loc[own["group"] == "visits", "lines"].sum() == against().fees.count_now


def test_the_year_page_adds_up_by_payer():
    page = year_page(table("year_before.csv"), collected(), larkmoor().payers)
    assert page.loc["all", "fees_change"] == 129_590
    assert page.loc["TM", "fees_change"] == 454_608 - 459_154
    assert page["label"].iloc[0] == "Medicare"
    bars = change_bars(against().fees)
    assert bars["role"].tolist() == ["body", "body", "total"]
    assert bars["value"].iloc[:-1].sum() == pytest.approx(bars["value"].iloc[-1])


def test_a_payer_of_one_year_only_is_told_and_has_no_change_of_its_own():
    before = table("year_before.csv")
    made = against_prior_year(before[before["payer"] != "PW"], collected())
    assert made.one_year_only == ["PW"]
    assert made.fees is None
    assert made.fees_change == 129_590 + 232_482
    assert any("visits of both years are not known" in told for told in made.told)
    page = year_page(before[before["payer"] != "PW"], collected(), {})
    assert page.loc["PW", ["fees_before", "fees_change"]].isna().all()


def test_a_practice_without_drugs_has_no_change_of_drugs():
    before = table("year_before.csv").assign(drugs=0.0)
    now = collected()
    made = against_prior_year(before, now[now["block"] != "drug"])
    assert (made.drugs_before, made.drugs_now, made.drugs_change_share) == (0, 0, None)


# months -------------------------------------------------------------------------------------------


def test_a_year_of_claims_is_too_little_for_any_trend_and_says_so():
    for block in ("professional", "asc", "drug", "patient_pay"):
        told = trend(series_of(larkmoor(), groups(), block))
        assert told.months == 12
        assert (told.verdict, told.per_year, told.seasonal) == ("too few months", None, False)
        assert told.note == "12 months are too few to tell season from trend"
    assert by_year_of_lines(cells()) is None


def test_the_chart_of_a_year_shows_its_months_and_no_line():
    page = trend_page(series_of(larkmoor(), groups()))
    assert page["label"].iloc[[0, -1]].tolist() == ["Jan 2025", "Dec 2025"]
    assert page["amount"].sum() == pytest.approx(5_355_878.43)
    assert page[["line", "low", "high"]].isna().all(axis=None)


def test_three_years_of_claims_have_a_trend_a_season_and_a_look_ahead():
    told = trend(series_of(three_years(), GROUPS))
    assert (told.months, told.verdict, told.note) == (36, "rising", "")
    assert told.per_year == pytest.approx(0.017, abs=0.005)  # a third of it grows by 5 percent
    page = trend_page(series_of(three_years(), GROUPS))
    assert page["coming"].sum() == 12
    assert page.index[-1] == "2025_12"
    assert page.loc["2025_12", ["line", "low", "high"]].notna().all()


def test_lines_make_a_series_as_dollars_do():
    made = series_of(three_years(), GROUPS, measure="lines")
    assert made.table["amount"].iloc[0] == 21 * 4
    assert trend(made).verdict in {"rising", "falling", "no clear trend"}
    with pytest.raises(ValueError, match="a series is of allowed or of lines, not of 'paid'"):
        series_of(three_years(), GROUPS, measure="paid")


def test_two_years_of_lines_are_taken_apart_into_volume_mix_and_price():
    own = claim_revenue(three_years(), GROUPS)
    whole, by_group = by_year_of_lines(own)
    visits = own[(own["code"] == "92014") & (own["month"] >= pd.Period("2024-01"))]
    raised = visits["units"].sum() * (110.25 - 105)
    assert by_group.loc["visits", "price"] == pytest.approx(raised, abs=0.01)
    told = whole.volume + whole.mix + whole.price + whole.new - whole.lost
    assert round(told, 2) == whole.change
    assert whole.mix == pytest.approx(0, abs=1)
    page = group_page(by_group)
    assert page["label"].iloc[[0, -1]].tolist() == ["Office visits", "All"]
    assert page.loc["all", "change"] == pytest.approx(whole.change)
    assert set(GROUP_HEADS) <= set(page)
    bars = change_bars(whole)
    assert bars.index.tolist() == ["volume", "mix", "price", "all"]


def test_the_season_of_three_years_is_a_row_a_month_and_of_one_year_none():
    page = season_page(series_of(three_years(), GROUPS))
    assert page["label"].iloc[[0, -1]].tolist() == ["January", "December"]
    assert set(SEASON_HEADS) <= set(page)
    assert page["ratio"].between(page["low"], page["high"]).all()
    assert season_page(series_of(larkmoor(), groups())).empty


def test_twenty_four_months_with_a_gap_are_no_two_years():
    own = claim_revenue(three_years(), GROUPS)
    assert by_year_of_lines(own[own["month"] != pd.Period("2023-05")]) is None


def test_drugs_of_two_years_are_counted_by_administrations():
    """Twice the units in each line at the same price a line is neither volume nor price."""
    days = pd.bdate_range("2023-01-02", "2024-12-31")
    claims = lines(days, "J0178", 1_600.0)
    claims["service_unit_quantity"] = np.where(days.year == 2024, 4.0, 2.0)
    whole, _ = by_year_of_lines(claim_revenue(practice(claims), GROUPS), "drug")
    counts = pd.Series(days.year).value_counts()
    assert whole.volume == 1_600.0 * (counts[2024] - counts[2023])
    assert whole.price == 0.0


# practices with less ------------------------------------------------------------------------------


def test_a_practice_without_center_drugs_or_known_places_has_an_anatomy():
    days = pd.bdate_range("2025-01-02", "2025-03-31")
    claims = lines(days, "92014", 120.92).drop(columns=["facility_npi"])
    made = sources(claim_revenue(practice(claims), GROUPS), practice(claims))
    assert (made.center, made.drugs, made.patient_pay, made.drug_codes) == (None,) * 4
    assert made.codes.herfindahl == 1.0
    assert made.unnamed_sites == 0
    page = key_page(claim_revenue(practice(claims), GROUPS), "provider", {})
    assert list(page) == ["label", "role", "fees", "fees_share"]
    assert code_page(claim_revenue(practice(claims), GROUPS), "asc").empty


def test_amounts_that_nobody_states_leave_a_block_unknown_and_not_zero():
    days = pd.bdate_range("2025-01-02", "2025-03-31")
    claims = lines(days, "92014", np.nan)
    made = sources(claim_revenue(practice(claims), GROUPS), practice(claims))
    assert made.fees is None
    assert made.codes is None
    assert made.unpriced == len(days)


def test_a_few_lines_of_a_provider_are_shown_to_nobody():
    days = pd.bdate_range("2025-01-02", "2025-03-31")
    claims = lines(days, "92014", 100.0)
    claims.loc[:4, "rendering_npi"] = "9000000012"
    claims.loc[5:30, "rendering_npi"] = "9000000013"
    known = {
        name: {"npi": npi, "kind": "MD", "role": ""}
        for name, npi in {**OWN, "B": "9000000012", "C": "9000000013"}.items()
    }
    page = key_page(claim_revenue(practice(claims, providers=known), GROUPS), "provider", {})
    assert page.loc[["B", "C"], "fees"].isna().all()
    assert page.loc["A", "fees"] == 100.0 * (len(days) - 31)


def test_a_site_that_the_practice_names_has_its_name():
    days = pd.bdate_range("2025-01-02", "2025-01-31")
    own = practice(lines(days, "92014", 100.0), sites={"M": Site(name="main", npi="9000000099")})
    made = sources(claim_revenue(own, GROUPS), own)
    assert (made.sites.first, made.unnamed_sites) == ("M", 0)

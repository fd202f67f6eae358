"""The market and the payer's side of the shipped talks, and what of them may go outside.

Expected figures: docs/PRACTICE.md, answer key F27, F33, F35; section 7.1 for the strengths.
"""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from answer_key import expected
from payer_talks import talk

from practice_model.briefs.brief import Brief
from practice_model.briefs.facts import facts_of
from practice_model.briefs.phrases import phrases
from practice_model.briefs.sentences import plain
from practice_model.questions import (
    payer_citable,
    payer_hospitals,
    payer_market,
    payer_market_pages,
    payer_market_told,
    payer_their_pages,
    payer_their_side,
)
from practice_model.readers.table_files import read_table_file
from practice_model.revenue.market_position import TheirDate, TheirSide
from practice_model.revenue.market_tables import PERFORMERS, POSTED_RATES

WORDS = 25  # a sentence of a brief


class Side:
    """A talk's market and payer's side; `more` changes its market."""

    def __init__(self, name, strengths=None, **more):
        whole = talk(name)
        market = whole.terms.market
        terms = replace(whole.terms, market=replace(market, **more) if market else None)
        if strengths is not None:
            terms = replace(terms, strengths=strengths)
        self.loaded, self.terms, self.prices = whole.loaded, terms, whole.prices
        self.posted = payer_market.posted_market(terms, whole.prices)
        self.market = payer_market.market_figures(terms, self.posted)
        self.savings = payer_hospitals.savings(terms, whole.prices)
        self.hospital = payer_hospitals.hospital_figures(terms, whole.prices, self.savings)
        self.side = payer_their_side.side_figures(terms, self.posted, self.market, self.hospital)
        self.table = payer_their_pages.side_table(terms, self.side, self.market, self.hospital)
        self.citable = payer_citable.citable(terms, self.savings, self.posted)

    def told(self):
        """Every sentence that the figures call for, as printed."""
        say = phrases("payer")
        brief = Brief("payer", self.loaded)
        for prefix in ("market", "hospital", "side"):
            if getattr(self, prefix) is not None:
                brief.figures(prefix, getattr(self, prefix))
        told = [
            say.one("market_title", payer_market_told.market_case(self.terms, self.market)),
            say.one("market", payer_market_told.market_case(self.terms, self.market)),
            *say.many("market_place", payer_market_told.market_told(self.market)),
            *say.many("market_filters", payer_market_told.filters_told(self.market)),
            say.one("hospital_title", payer_market_told.hospital_case(self.hospital)),
            *say.many("hospital", payer_market_told.hospital_told(self.terms, self.hospital)),
            say.one("their_title", payer_market_told.side_case(self.side)),
            *say.many("their_side", payer_market_told.side_told(self.side)),
            say.one("adequacy", payer_market_told.adequacy_case(self.side)),
        ]
        return [plain(brief._spans(one)) for one in told if one]


@pytest.fixture(scope="module")
def renewal():
    return Side("nq_renewal")


@pytest.fixture(scope="module")
def center():
    return Side("nq_asc")


# --- our place among posted rates


def test_the_professional_market_is_the_payers_own_network_with_ghosts_counted(renewal):
    made = renewal.market
    assert (made.network, made.month) == ("NORTHQUILL PPO", date(2026, 10, 1))
    assert (made.rows, made.kept, made.ghosts, made.outliers) == (672, 264, 372, 36)
    assert made.checked
    place = payer_market.code_place(renewal.posted, "66984")
    assert expected("F27", "median_66984").holds(place.p50)
    assert expected("F27", "unfiltered_66984").holds(place.unfiltered)
    assert (place.n, place.unfiltered_n) == (22, 56)
    assert place.own == pytest.approx(714.93 / 470.23)


def test_our_mix_stands_where_medicare_dollars_put_it(renewal):
    held = renewal.market.band
    codes = renewal.posted.codes.index
    weight = renewal.posted.own.loc[codes, "dollars"]
    assert held.p50 == pytest.approx((renewal.posted.codes["p50"] * weight).sum() / weight.sum())
    assert (held.codes, held.fewest, held.most) == (12, 22, 22)
    assert held.own["now"] == pytest.approx(1.1402, abs=0.00005)
    assert held.coverage == pytest.approx(0.6244, abs=0.00005)
    assert held.p25 < held.own["now"] < held.p50


def test_the_center_is_measured_on_every_network_since_its_own_gives_seven_rates(center):
    made = center.market
    assert (made.network, made.rows, made.kept, made.as_professional) == ("", 40, 26, 9)
    assert made.band.p50 == pytest.approx(1.52, abs=0.0005)
    table = payer_market_pages.filters_table(center.posted)
    assert table.loc[["not_dollars", "placeholder"], "rows"].tolist() == [12, 2]
    assert table.loc["all", "rows"] == len(center.terms.market.posted)
    assert table["rows"].drop("all").sum() == table.loc["all", "rows"]


def test_the_market_table_has_our_sides_beside_the_quartiles(renewal):
    made = payer_market_pages.market_table(renewal.terms, renewal.posted)
    row = made.loc["92014"]
    assert row["now"] == 132.02
    assert row[["now_ratio", "offer_ratio", "ask_ratio"]].round(3).tolist() == [1.024, 1.08, 1.15]
    assert (row["n"], row["confidence"], row["grade"]) == (22, "MEDIUM", "B")
    assert row["percentile"] == pytest.approx(7 / 22)
    heads = payer_market_pages.market_heads(made)
    assert set(heads) <= set(made.columns)
    assert "low" not in heads


def test_without_a_table_of_performers_the_specialty_alone_is_checked_and_told():
    made = Side("nq_renewal", performers=None)
    assert not made.market.checked
    assert made.market.ghosts == 0
    assert payer_market_told.filters_case(made.market) == "specialty"
    # the ghosts of the file are optometrists in part: for visits they stay, and the median falls
    place = payer_market.code_place(made.posted, "92014")
    assert place.p50 < payer_market.code_place(Side("nq_renewal").posted, "92014").p50


def test_a_thin_file_lists_and_claims_no_percentile():
    rows = talk("nq_renewal").terms.market.posted
    few = rows[(rows["hcpcs"] == "66984") & (rows["network"] == "NORTHQUILL PPO")].head(4)
    made = Side("nq_renewal", posted=few)
    assert made.market.band is None
    assert payer_market_told.market_case(made.terms, made.market) == "thin"
    table = payer_market_pages.market_table(made.terms, made.posted)
    assert table[["p25", "p75", "percentile"]].isna().all(axis=None)
    assert "low" in payer_market_pages.market_heads(table)
    assert made.told()


def test_a_file_of_other_codes_leaves_no_market_and_says_so():
    rows = talk("nq_renewal").terms.market.posted
    made = Side("nq_renewal", posted=rows[rows["taxonomy"] == "261QA1903X"])
    assert made.market is None
    assert payer_market_told.market_case(made.terms, made.market) == "empty"
    assert payer_market_pages.market_table(made.terms, made.posted).empty
    assert payer_market_pages.filters_table(made.posted).loc["kept", "rows"] == 0
    assert made.told()


def test_a_talk_without_market_evidence_has_none():
    made = Side("tm_basis")
    assert (made.posted, made.market, made.hospital, made.side) == (None, None, None, None)
    assert made.table.empty
    assert payer_market_pages.filters_table(None).empty
    assert payer_market_pages.left_aside(made.terms, None).empty
    assert made.told() == []


def test_a_ghost_group_and_legal_maxima_stand_aside_and_in_no_median(renewal, center):
    made = payer_market_pages.left_aside(renewal.terms, renewal.posted)
    row = made.loc["group_66984"]
    assert expected("F35", "rate").holds(row["rate"])
    assert expected("F35", "of_medicare").holds(row["ratio"])
    assert renewal.posted.filtered.kept["rate"].max() != row["rate"]
    assert (made.filter(like="maximum", axis=0)["ratio"] > 0).all()
    aside = payer_market_pages.left_aside(center.terms, center.posted)
    assert aside.loc["maximum_66984", "rate"] == 4_781.25
    without = Side("nq_renewal", local_rates=None, maxima=None)
    assert vars(without.market.band) == vars(renewal.market.band)


# --- hospital prices


def test_the_key_of_hospital_prices_is_found_on_our_cases(center):
    made = center.hospital
    found = {
        "n": made.n, "median": made.median, "saving_at_median": made.saving,
        "saving_at_lower_quartile": made.saving_lower, "saving_a_year_at_median": made.year,
        "saving_a_year_at_lower_quartile": made.year_lower,
        "saving_under_the_offer": made.saving_offer,
        "hospital_over_our_medicare": made.over_medicare,
        "medicare_hospital_over_ours": made.medicare,
    }  # fmt: skip
    for name, value in found.items():
        assert expected("F33", name).holds(value), name
    assert (made.cases, made.codes_counted) == (142, "66982, 66984")


def test_the_hospital_table_adds_up_and_hides_quartiles_of_few_prices(center):
    made = payer_hospitals.hospital_table(center.savings, most=3)
    assert made["role"].tolist() == ["body", "body", "body", "rest", "total"]
    assert made["year_now"].iloc[:-1].sum() == pytest.approx(made["year_now"].iloc[-1])
    assert made["cases"].iloc[-1] + center.hospital.uncounted == 210
    by_house = payer_hospitals.by_hospital_table(center.terms, "66984")
    assert by_house["median"].round(2).tolist() == [4_816.24, 6_852.76]
    assert by_house[["lower", "upper"]].isna().all(axis=None)


def test_the_plans_class_decides_the_price():
    made = Side("nq_asc", hospital_class="medicare_advantage")
    assert made.hospital.median == pytest.approx(2_387.61, abs=0.0051)
    assert made.hospital.left_out > 0
    assert "yardstick" not in payer_market_told.hospital_told(made.terms, made.hospital)
    assert made.side.adequacy
    assert made.told()


def test_professional_fees_have_no_hospital_saving():
    prices = talk("nq_asc").terms.market.hospitals
    made = Side("nq_renewal", hospitals=prices)
    assert made.hospital is None
    assert made.savings.table.empty


def test_a_fee_above_the_hospitals_is_no_argument():
    prices = talk("nq_asc").terms.market.hospitals.assign(price=900.0)
    made = Side("nq_asc", hospitals=prices)
    assert payer_market_told.hospital_case(made.hospital) == "costs"
    assert payer_market_told.side_case(made.side) == "dearer"
    told = payer_market_told.hospital_told(made.terms, made.hospital)
    assert not {"year", "offer_widens"} & set(told)
    assert made.told()


# --- the payer's side


def test_the_payers_side_is_ranges_with_grades_and_gaps_that_name_who_knows(center):
    made = center.side
    assert (made.members, made.our_wait, made.market_wait) == (1890, 9, 31)
    assert made.local_share is None
    assert made.stated_share == 0.23
    table = center.table
    assert table.loc["hospital", ["low", "likely", "high"]].round(2).tolist() == [
        4_486.34, 6_416.50, 7_779.13,
    ]  # fmt: skip
    assert table.loc["local_share", "grade"] == "C"
    gaps = table[table["likely"] == "not known"]
    assert "gap_out_of_network" in gaps.index
    assert (gaps["source"] != "").all()


def test_moving_our_volume_costs_the_gap_to_others_on_our_dollars(renewal):
    held, moved = renewal.market.band, renewal.side.moving
    weight = renewal.posted.own.loc[renewal.posted.codes.index, "dollars"].sum()
    assert moved.likely == pytest.approx((held.p50 - held.own["now"]) * weight)
    assert moved.low < 0 < moved.likely < moved.high
    assert renewal.side.saving is None


def test_what_is_known_of_the_payer_fills_its_gap():
    known = TheirSide(
        dates=[TheirDate(day=date(2027, 1, 15), what="trend is set", source="their manager")],
        hospital_share=0.4,
        out_of_network_of_medicare=2.0,
    )
    made, whole = Side("nq_asc", their_side=known), Side("nq_asc")
    assert not {"dates", "hospital_share", "out_of_network"} & set(made.side.gaps)
    assert made.side.saving.likely == pytest.approx(0.4 * whole.side.saving.likely)
    days = payer_their_pages.their_dates(made.terms)
    assert days["label"].tolist() == ["Reply due", "Trend is set", "Renewal"]
    assert days["grade"].tolist() == ["A", "C", "A"]
    assert any("40.0%" in sentence for sentence in made.told())


def test_a_documented_share_is_told_and_another_payers_is_not():
    rows = talk("nq_asc").terms.strengths.copy()
    at = rows["strength"] == "share_of_local_cataracts"
    documented = rows.assign(grade=rows["grade"].mask(at, "B"))
    made = Side("nq_asc", strengths=documented)
    assert (made.side.local_share, made.side.stated_share) == (0.23, None)
    others = rows.assign(measure=rows["measure"].mask(at, "share of TM's local cataracts"))
    made = Side("nq_asc", strengths=others)
    assert (made.side.local_share, made.side.stated_share) == (None, None)
    assert "local_share" not in made.table.index


def test_fewer_than_eleven_patients_are_not_told():
    terms = talk("nq_renewal").terms
    claims = terms.practice.claims
    own = claims[claims["payer"] == "NQ"]
    some = own["patient_id"].drop_duplicates().head(10)
    few = replace(terms, practice=replace(terms.practice, claims=own[own["patient_id"].isin(some)]))
    assert payer_their_side.side_figures(few, None, None, None).members is None
    # twenty, read once more from the claims by another way
    many = own["patient_id"].drop_duplicates().head(20)
    held = own[own["patient_id"].isin(many)]
    more = replace(terms, practice=replace(terms.practice, claims=held))
    seen = held[held["claim_type"] == "professional"]["patient_id"].drop_duplicates()
    assert payer_their_side.side_figures(more, None, None, None).members == len(seen)


# --- what a letter may cite


def test_only_public_files_with_enough_prices_may_be_cited(center, renewal):
    made = center.citable.hospital
    assert made["66984"].n == 14
    assert made["66984"].saving == pytest.approx(4_566.50)
    assert made["66984"].day == date(2026, 4, 1)
    assert made["66991"].saving is None  # 18 cases: too few to speak of ours
    assert center.citable.posted == {}
    assert (renewal.citable.hospital, renewal.citable.posted) == ({}, {})


def test_nothing_that_may_be_cited_names_a_payer_or_a_hospital(center):
    text = json.dumps(
        {name: str(fact.value) for name, fact in facts_of("cite", center.citable).items()}
    ).lower()
    prices = center.terms.market.hospitals
    names = {*prices["payer_name"], *prices["plan_name"], *prices["hospital"], "Northquill"}
    names -= {"Exchange"}
    assert not [name for name in names if name.lower() in text]


@pytest.mark.parametrize("change", ["old", "undated", "few", "invented"])
def test_an_old_or_thin_or_invented_price_is_not_cited(change):
    prices = talk("nq_asc").terms.market.hospitals
    made = {
        "old": prices.assign(source="file, 2025-09-30"),
        "undated": prices.assign(source="file"),
        "few": prices.groupby(["hcpcs", "payer_class"]).head(9),
        "invented": prices.assign(source="SYNTHETIC: 2026-04-01"),
    }[change]
    side = Side("nq_asc", hospitals=made)
    assert side.citable.hospital == {}
    assert side.told()


def test_posted_rates_are_cited_when_public_fresh_checked_and_real():
    rows = talk("nq_renewal").terms.market.posted
    assert Side("nq_renewal", public=True).citable.posted == {}
    real = rows.assign(source="a payer's file")
    made = Side("nq_renewal", public=True, posted=real).citable.posted
    assert made["66984"].n == 22
    assert made["66984"].p50 == pytest.approx(1.31 * 470.23, abs=0.3)
    old = real.assign(file_month="2026-04")
    assert Side("nq_renewal", public=True, posted=old).citable.posted == {}
    unchecked = Side("nq_renewal", public=True, posted=real, performers=None)
    assert unchecked.citable.posted == {}


# --- sentences and frames


@pytest.mark.parametrize("name", ["nq_renewal", "nq_asc"])
def test_every_sentence_is_short_and_prints(name):
    told = Side(name).told()
    assert len(told) > 12
    for sentence in told:
        assert len(sentence.split()) <= WORDS, sentence
        assert "nan" not in sentence


@pytest.mark.parametrize("name", ["nq_renewal", "nq_asc"])
def test_every_frame_goes_into_a_brief(name):
    made = Side(name)
    brief = Brief("payer", made.loaded)
    table = payer_market_pages.market_table(made.terms, made.posted)
    frames = {
        "market": (table, payer_market_pages.market_heads(table), payer_market_pages.MARKET_UNITS),
        "market_filters": (
            payer_market_pages.filters_table(made.posted),
            payer_market_pages.FILTER_HEADS,
            payer_market_pages.FILTER_UNITS,
        ),
        "hospital_prices": (
            payer_hospitals.hospital_table(made.savings),
            payer_hospitals.HOSPITAL_HEADS,
            payer_hospitals.HOSPITAL_UNITS,
        ),
        "their_side": (made.table, payer_their_pages.SIDE_HEADS, {}),
        "their_dates": (
            payer_their_pages.their_dates(made.terms), payer_their_pages.DATE_HEADS, {},
        ),
        "aside": (
            payer_market_pages.left_aside(made.terms, made.posted),
            payer_market_pages.ASIDE_HEADS,
            payer_market_pages.ASIDE_UNITS,
        ),
    }  # fmt: skip
    for key, (frame, heads, units) in frames.items():
        if not frame.empty:
            assert set(heads) & set(frame.columns), key
            brief.table(key, frame, title="t", rows="r", columns=heads, units=units, missing="")
    assert np.isfinite(
        [
            fact.value
            for fact in facts_of("m", made.market).values()
            if isinstance(fact.value, float)
        ]
    ).all()


# --- exports of others


def test_a_vendors_export_is_read_by_its_own_headers(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(
        "BILLING_CLASS,BILLING_CODE,BILLING_CODE_MODIFIER,MRF_BILLING_CODE_NAME,NEGOTIATED_RATE,"
        "NEGOTIATED_TYPE,NPI,SERVICE_CODES,TIN_VALUE,NPPES_CITY,NPPES_ORGANIZATION_NAME,"
        "NPPES_PRIMARY_TAXONOMY_CODE,PLAN_NAME,FILE_DATE\n"
        "professional,92014,,a visit,140.5,fee schedule,1234567890,11|22,012345678,Atlanta,"
        "An Eye Group,207W00000X,A PPO,2026-10-01\n"
    )
    made = read_table_file(path, POSTED_RATES)
    assert made.faults == []
    row = made.frame.iloc[0]
    assert row["place_of_service_code"] == "11|22"
    assert (row["hcpcs"], row["negotiated_type"], row["network"]) == (
        "92014",
        "fee schedule",
        "A PPO",
    )
    assert "source" not in made.frame


def test_medicares_file_of_providers_tells_who_performs(tmp_path):
    path = tmp_path / "providers.csv"
    path.write_text(
        "Rndrng_NPI,Rndrng_Prvdr_Last_Org_Name,Rndrng_Prvdr_First_Name,Rndrng_Prvdr_City,"
        "Rndrng_Prvdr_Type,HCPCS_Cd,Place_Of_Srvc,Tot_Benes,Tot_Srvcs\n"
        "1234567890,Doe,Jane,Atlanta,Ophthalmology,66984,F,40,41\n"
    )
    made = read_table_file(path, PERFORMERS)
    assert made.faults == []
    assert made.frame.to_dict("records") == [
        {"npi": "1234567890", "hcpcs": "66984", "services": 41}
    ]


def test_an_unknown_type_of_rate_is_told_with_its_choices(tmp_path):
    rows = talk("nq_renewal").terms.market.posted.head(1)
    wrong = pd.DataFrame(rows.assign(negotiated_type="bundle"))
    with pytest.raises(ValueError, match="negotiated, fee schedule, derived, percentage, per diem"):
        POSTED_RATES.checked(wrong)

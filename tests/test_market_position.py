"""Where a rate stands: ghosts and outliers out, few rates claim little, and rows add up.

Expected figures: docs/PRACTICE.md, sections 7.2 and 7.3, answer key F27 and F35.
"""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from answer_key import expected
from hypothesis import given
from hypothesis import strategies as st
from practice_tables_read import table

from practice_model.revenue.market_position import (
    Market,
    band,
    code_markets,
    confidence,
    grade,
    old,
    percentile,
    spread,
)
from practice_model.revenue.posted_filters import REASONS, counts, filtered

MEDICARE = {"66984": 470.23, "92014": 128.92, "67028": 116.13}
SETTINGS = {"66984": "facility", "92014": "office", "67028": "office"}
OWN = pd.DataFrame({"setting": SETTINGS, "medicare": MEDICARE})
CENTER = pd.DataFrame({"setting": {"66984": "asc"}, "medicare": {"66984": 1265.40}})
NETWORK = "NORTHQUILL PPO"


def real(block="professional", prices=OWN, **more):
    return filtered(table("tic_rates.csv"), table("performers.csv"), prices, block, **more)


def row(rate, npi="9999999999", **more):
    made = {
        "file_month": "2026-10", "network": "N", "hcpcs": "92014",
        "billing_class": "professional", "place_of_service_code": "11",
        "negotiated_type": "negotiated", "negotiated_rate": rate, "npi": npi,
        "taxonomy": "207W00000X", "source": "a test",
    }  # fmt: skip
    return made | more


def small(*rows, done=None, prices=OWN, block="professional", **more):
    return filtered(pd.DataFrame(rows), done, prices, block, **more)


def doing(*npis, code="92014", services=30):
    return pd.DataFrame({"npi": npis, "hcpcs": code, "services": services})


# --- the planted market


@pytest.mark.parametrize("code", MEDICARE)
def test_twenty_two_who_do_the_service_are_left_of_fifty_six(code):
    made = real(network=NETWORK)
    market = code_markets(made.kept, "professional").loc[code]
    assert (market["n"], market["confidence"]) == (22, "MEDIUM")
    assert (made.unfiltered["hcpcs"] == code).sum() == 56


def test_the_answer_key_of_ghosts_is_found():
    made = real(network=NETWORK)
    market = code_markets(made.kept, "professional")
    found = {"lower_quartile_66984": market.loc["66984", "p25"],
             "upper_quartile_66984": market.loc["66984", "p75"]}  # fmt: skip
    for code in MEDICARE:
        everyone = made.unfiltered[made.unfiltered["hcpcs"] == code]["ratio"]
        found[f"median_{code}"] = market.loc[code, "p50"]
        found[f"unfiltered_{code}"] = everyone.median()
        if code == "66984":
            found |= {"mean_66984": everyone.mean(), "rows": len(everyone)}
    ghosts = (made.reasons == "ghost") & (table("tic_rates.csv")["hcpcs"] == "66984")
    found["ghosts"] = ghosts.sum()
    for name, value in found.items():
        assert expected("F27", name).holds(value), name


def test_center_rows_are_told_by_the_provider_and_not_by_the_class():
    made = real("asc", CENTER)
    assert len(made.kept) == 26
    assert (made.kept["billing_class"] == "professional").sum() == 9
    assert made.kept["ratio"].median() == pytest.approx(1.52, abs=0.0005)
    told = counts(made)["rows"]
    assert (told["not_dollars"], told["placeholder"]) == (12, 2)


def test_a_center_row_posted_as_professional_is_no_surgeons_fee():
    made = real(network="")
    center = table("tic_rates.csv")["taxonomy"] == "261QA1903X"
    assert set(made.reasons[center]) == {"other_class"}


# --- every filter by itself


LEFT_OUT = {
    "other_code": {"hcpcs": "99999"},
    "other_network": {"network": "ANOTHER"},
    "own": {"npi": "9000000011"},
    "older": {"file_month": "2026-09-15"},
    "other_class": {"billing_class": "institutional"},
    "other_place": {"place_of_service_code": "22"},
    "not_dollars": {"negotiated_type": "percentage"},
    "modifier": {"billing_code_modifier": "26"},
    "placeholder": {"negotiated_rate": 0.01},
    "ghost": {"npi": "9999999998"},
    "outlier": {"negotiated_rate": 128.92 * 3.51},
}


@pytest.mark.parametrize("reason", LEFT_OUT)
def test_a_row_is_left_out_for_its_reason_and_the_good_one_stays(reason):
    good = row(130.0, billing_code_modifier="00")
    bad = good | {"npi": "9999999997"} | LEFT_OUT[reason]
    done = doing("9999999999", "9999999997", "9000000011")
    made = small(good, bad, done=done, network="N", own=["9000000011"])
    assert made.reasons.tolist() == ["", reason]
    assert made.kept["rate"].tolist() == [130.0]


@pytest.mark.parametrize("kind", ["derived", "percentage", "per diem"])
def test_what_is_no_dollar_never_meets_dollars(kind):
    assert (
        small(row(130.0), row(90.0, "9999999998", negotiated_type=kind)).kept["rate"].max() == 130
    )


def test_a_fee_schedule_is_dollars_and_a_row_without_a_place_holds_everywhere():
    fixed = row(140.0, negotiated_type="fee schedule", place_of_service_code="")
    several = row(150.0, "9999999998", place_of_service_code="22|11")
    assert len(small(fixed, several).kept) == 2


def test_the_bounds_are_inside_and_a_percent_written_as_dollars_falls_out():
    rates = [0.5 * 128.92, 3.5 * 128.92, 40.5]
    rows = [row(rate, f"999999999{place}") for place, rate in enumerate(rates)]
    assert small(*rows).reasons.tolist() == ["", "", "outlier"]


def test_where_nobody_is_on_file_only_the_specialty_is_checked_and_it_says_so():
    rows = [
        row(130.0),
        row(120.0, "9999999998", taxonomy="152W00000X"),
        row(110.0, "9999999997", taxonomy="207N00000X"),
        row(500.0, "9999999996", hcpcs="66984", taxonomy="152W00000X", place_of_service_code="24"),
    ]
    made = small(*rows)
    assert made.reasons.tolist() == ["", "", "specialty", "specialty"]
    assert made.checked == frozenset()
    # performers that do not know a code say nothing of it
    other = small(*rows, done=doing("9999999999", code="67028"))
    assert other.reasons.tolist() == made.reasons.tolist()


def test_a_provider_with_several_rates_has_one_voice_its_median():
    rows = [row(100.0), row(110.0), row(150.0), row(130.0, "9999999998")]
    made = small(*rows)
    assert sorted(made.kept["rate"]) == [110.0, 130.0]
    assert (made.reasons == "repeated").sum() == 2
    assert code_markets(made.kept, "professional").loc["92014", "n"] == 2


def test_an_empty_file_and_a_file_of_ghosts_leave_an_empty_market():
    empty = filtered(table("tic_rates.csv").head(0), None, OWN, "professional")
    assert code_markets(empty.kept, "professional").empty
    assert counts(empty).empty
    ghosts = small(row(100.0), done=doing("9999999998"))
    assert code_markets(ghosts.kept, "professional").empty
    assert counts(ghosts)["left"].tolist() == [0]


def test_a_block_without_bounds_is_refused():
    with pytest.raises(ValueError, match="'drug' has no bounds"):
        small(row(1.0), block="drug")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["92014", "67028", "11111"]),
            st.floats(0.0, 900.0),
            st.sampled_from(["9999999991", "9999999992", "9999999993"]),
            st.sampled_from(["negotiated", "percentage"]),
            st.sampled_from(["N", "M"]),
        ),
        min_size=1,
        max_size=20,
    ),
    st.randoms(),
)
def test_rows_by_reason_add_up_and_the_order_of_rows_does_not_matter(given_rows, random):
    rows = [
        row(rate, npi, hcpcs=code, negotiated_type=kind, network=network)
        for code, rate, npi, kind, network in given_rows
    ]
    done = pd.concat([doing("9999999991"), doing("9999999992", code="67028")])
    made = small(*rows, done=done, network="N")
    assert set(made.reasons) <= {"", *REASONS}
    assert counts(made)["rows"].sum() + len(made.kept) == len(rows)
    shuffled = list(rows)
    random.shuffle(shuffled)
    again = small(*shuffled, done=done, network="N")
    pd.testing.assert_frame_equal(
        code_markets(made.kept, "professional"), code_markets(again.kept, "professional")
    )


# --- what a number of rates bears


@pytest.mark.parametrize(
    ("n", "bears"),
    [
        (0, set()), (2, set()), (3, {"low", "high"}), (4, {"low", "high"}),
        (5, {"low", "p50", "high"}), (9, {"low", "p50", "high"}),
        (10, {"low", "p25", "p50", "p75", "high"}),
    ],
)  # fmt: skip
def test_few_rates_claim_little(n, bears):
    made = vars(spread(np.linspace(1.0, 1.4, n), "professional"))
    assert made["n"] == n
    assert {
        name for name in ("low", "p25", "p50", "p75", "high") if made[name] is not None
    } == bears


@pytest.mark.parametrize(
    ("ratios", "providers", "level"),
    [
        ([1.0, 1.1, 1.2, 1.3, 1.4], 5, "HIGH"),
        ([1.0, 1.1, 1.2, 1.3, 1.4], 4, "MEDIUM"),
        ([1.0, 1.1, 1.2, 1.3, 1.4], 1, "LOW"),
        ([1.0, 1.1, 1.2, 1.3, 1.5], 5, "MEDIUM"),
        ([1.0, 1.1, 1.2, 1.3, 3.1], 5, "LOW"),
        ([0.6, 0.6, 0.6, 0.6, 0.8], 5, "MEDIUM"),
        ([1.0, 1.1], 5, "LOW"),
        ([], 0, "LOW"),
    ],
)
def test_confidence_is_the_lowest_of_ratio_spread_and_providers(ratios, providers, level):
    assert confidence(np.array(ratios), "professional", providers) == level


def test_an_organization_has_bands_of_its_own():
    wide = np.array([2.8, 2.9, 3.0, 3.1, 3.3])
    assert confidence(wide, "asc", 5) == "HIGH"
    assert confidence(wide, "professional", 5) == "MEDIUM"


@given(st.lists(st.floats(1.0, 500.0), min_size=10, max_size=40), st.floats(1.0, 500.0))
def test_a_percentile_counts_those_below_and_half_of_the_equal_ones(rates, own):
    below = sum(rate < own - 0.005 for rate in rates)
    equal = sum(abs(rate - own) < 0.005 for rate in rates)
    found = percentile(own, np.array(rates))
    assert 0 <= found <= 1
    assert abs(found * len(rates) - below - equal / 2) <= 1e-9 + sum(
        abs(abs(rate - own) - 0.005) < 1e-9 for rate in rates
    )


def test_nine_rates_bear_no_percentile():
    assert percentile(5.0, np.arange(1.0, 10.0)) is None
    assert percentile(5.0, np.full(10, 5.0)) == 0.5


@pytest.mark.parametrize(
    ("n", "month", "letter"),
    [(15, "2026-05", "B"), (14, "2026-10", "C"), (40, "2026-04", "C"), (40, "unknown", "C")],
)
def test_thin_and_old_files_are_graded_down(n, month, letter):
    assert grade(n, month, date(2026, 11, 24)) == letter


def test_a_file_that_says_no_date_is_old():
    assert old("", date(2026, 11, 24), 13)
    assert not old("2025-10-31", date(2026, 11, 24), 13)


# --- the market on our mix


def markets(n=10):
    return pd.DataFrame(
        {
            "n": [n, n, 9], "p25": [1.0, 1.1, np.nan], "p50": [1.2, 1.3, 1.0],
            "p75": [1.4, 1.5, np.nan], "confidence": ["HIGH", "MEDIUM", "LOW"],
        },
        index=pd.Index(["92014", "67028", "66984"], name="code"),
    )  # fmt: skip


def test_the_market_on_our_mix_is_weighed_by_medicare_dollars_over_codes_of_ten():
    made = band(
        markets(),
        {"92014": 300.0, "67028": 100.0, "66984": 500.0},
        {"now": {"92014": 1.0, "67028": 1.4, "66984": 2.0}, "ask": {"92014": 1.2, "67028": 1.4}},
        {"92014": 0.2, "67028": 0.6},
        dollars=1_000.0,
    )
    assert (made.codes, made.fewest, made.confidence) == (2, 10, "MEDIUM")
    assert made.p50 == pytest.approx((300 * 1.2 + 100 * 1.3) / 400)
    assert made.own == {"now": pytest.approx(1.1), "ask": pytest.approx(1.25)}
    assert made.percentile == pytest.approx(0.3)
    assert made.coverage == pytest.approx(440 / 1_000)


def test_without_a_code_of_ten_rates_there_is_no_market_on_our_mix():
    own = {"now": {"92014": 1.0}}
    assert band(markets(9), {"92014": 300.0}, own, {"92014": 0.2}, 500.0) is None
    assert band(markets(), {}, own, {"92014": 0.2}, 500.0) is None
    assert band(markets(), {"92014": 300.0}, {"now": {}}, {"92014": 0.2}, 500.0) is None


def test_a_side_is_weighed_over_the_codes_that_it_prices():
    own = {"now": {"92014": 1.0, "67028": 1.4}, "offer": {"67028": 1.1}, "ask": {}}
    weights = {"92014": 300.0, "67028": 100.0}
    made = band(markets(), weights, own, {"92014": 0.2, "67028": 0.6}, 440.0)
    assert made.own["offer"] == pytest.approx(1.1)
    assert "ask" not in made.own
    assert made.coverage == pytest.approx(1.0)


def test_a_misspelt_network_is_told_with_the_nearest_name():
    with pytest.raises(ValueError, match=r"no network 'NORTHQUIL PPO'.*NORTHQUILL PPO"):
        Market(place="here", posted=table("tic_rates.csv"), network="NORTHQUIL PPO")

"""The practice's own market: known percentiles, ghosts, and the public prices of two hospitals."""

import numpy as np
import pytest
import yaml
from practice_tables_read import INPUTS, table

NETWORKS = 4
CLASSES = ("commercial", "exchange", "medicare_advantage")
MEDICARE_2026 = {"66984": 470.23, "92014": 128.92, "67028": 116.13}
CENTER_2026 = 1265.40
BAND = (0.5, 3.5)  # of Medicare: outside it a posted rate carries no confidence


def posted(code, network="NORTHQUILL PPO"):
    rates = table("tic_rates.csv")
    rows = rates[(rates["hcpcs"] == code) & (rates["network"] == network)]
    rows = rows[(rows["taxonomy"] != "261QA1903X") & (rows["negotiated_type"] == "negotiated")]
    done = table("performers.csv")
    rows = rows.merge(done[["npi", "hcpcs", "services"]], on=["npi", "hcpcs"], validate="1:1")
    return rows.assign(ratio=rows["negotiated_rate"] / MEDICARE_2026[code])


def performed(rows):
    return rows[(rows["services"] > 0) & rows["ratio"].between(*BAND)]["ratio"]


@pytest.mark.parametrize(
    ("code", "median", "unfiltered"),
    [("66984", 1.31, 0.889), ("92014", 1.12, 0.914), ("67028", 1.22, 0.945)],
)
def test_without_ghosts_the_market_is_another_one(code, median, unfiltered):
    rows = posted(code)
    assert len(rows) == 56
    assert (rows["services"] == 0).sum() == 31
    assert performed(rows).median() == pytest.approx(median, abs=0.0005)
    assert rows["ratio"].median() == pytest.approx(unfiltered, abs=0.0005)


def test_the_spread_of_cataract_rates_is_the_printed_one():
    rows = posted("66984")
    quartiles = np.percentile(performed(rows), [25, 75])
    assert quartiles == pytest.approx([1.175, 1.461], abs=0.0005)
    assert rows["ratio"].mean() == pytest.approx(1.177, abs=0.0005)


def test_twelve_codes_are_posted_by_every_network_on_one_grid():
    rates = table("tic_rates.csv")
    rows = rates[rates["taxonomy"] != "261QA1903X"]
    assert rows["hcpcs"].nunique() == 12
    assert (rows.groupby(["network", "hcpcs"]).size() == 56).all()
    assert rows["network"].nunique() == NETWORKS


def test_center_rows_hold_what_no_mean_may_include():
    rates = table("tic_rates.csv")
    rows = rates[rates["taxonomy"] == "261QA1903X"]
    percent = rows["negotiated_type"] == "percentage"
    penny = rows["negotiated_rate"] == 0.01
    assert (percent.sum(), penny.sum()) == (12, 2)
    good = rows[~percent & ~penny]
    assert len(good) == 26
    assert (good["negotiated_rate"] / CENTER_2026).median() == pytest.approx(1.52, abs=0.0005)
    as_professional = good[good["billing_class"] == "professional"]
    assert len(as_professional) == 9
    assert (as_professional["place_of_service_code"] == "24").all()


def test_comparables_are_graded_and_the_ungraded_are_told_apart():
    grades = table("comparables.csv")["grade"]
    assert grades.value_counts().to_dict() == {"B": 17, "C": 14, "": 11, "A": 6}


PRINTED = {  # code: commercial n and quartiles, exchange n and median, Medicare Advantage
    "66984": (14, (4486.34, 6416.50, 7779.13), 7, 4557.00, 10, (2348.34, 2387.61, 2447.90)),
    "66821": (14, (2146.82, 3579.91, 4182.61), 7, 1169.52, 10, (559.65, 569.01, 583.38)),
    "66991": (11, (7768.50, 8655.00, 11352.00), 6, 9755.88, 10, (5414.73, 5505.27, 5644.30)),
    "66183": (13, (6409.58, 8364.54, 11385.00), 7, 7389.14, 10, (4205.99, 4276.32, 4384.32)),
    "66180": (14, (6470.68, 7312.56, 8582.39), 7, 9512.66, 10, (5414.73, 5505.27, 5644.30)),
    "67036": (14, (5792.75, 6989.14, 8330.50), 7, 7389.14, 10, (4205.99, 4276.32, 4384.32)),
    "67042": (13, (6760.00, 8364.54, 11385.00), 7, 7389.14, 10, (4205.99, 4276.32, 4384.32)),
    "67108": (14, (7288.34, 8827.50, 10601.43), 7, 7766.99, 10, (4205.99, 4276.32, 4384.32)),
    "67904": (14, (4486.34, 5322.74, 6699.50), 7, 4557.00, 10, (2419.22, 2459.68, 2521.80)),
}


def hospital(code, payer_class, slug=None, everything=False):
    rows = table("local_hospital_prices.csv")
    rows = rows[(rows["hcpcs"] == code) & (rows["payer_class"] == payer_class)]
    rows = rows if slug is None else rows[rows["hospital"] == slug]
    return rows["price"] if everything else rows[rows["left_out"] == ""]["price"]


def quartiles(prices):
    return [float(price) for price in np.percentile(prices, [25, 50, 75])]


@pytest.mark.parametrize("code", PRINTED)
def test_two_hospitals_prices_of_a_code_have_the_printed_quartiles(code):
    n, commercial, n_exchange, exchange, n_advantage, advantage = PRINTED[code]
    prices = {name: hospital(code, name) for name in CLASSES}
    assert [len(prices[name]) for name in CLASSES] == [n, n_exchange, n_advantage]
    assert quartiles(prices["commercial"]) == pytest.approx(commercial, abs=0.0051)
    assert prices["exchange"].median() == pytest.approx(exchange, abs=0.0051)
    assert quartiles(prices["medicare_advantage"]) == pytest.approx(advantage, abs=0.0051)


BY_HOSPITAL = {
    "wellstar-kennestone": (
        (6, (6324.25, 6852.76, 7779.13)),
        (3, (4231.08, 4336.56, 4465.49)),
        (4, (2379.25, 2426.13, 2473.01)),
    ),
    "emory-university-hospital": (
        (8, (4314.84, 4816.24, 7694.25)),
        (4, (4170.70, 4732.19, 5113.03)),
        (6, (2343.74, 2372.68, 2418.97)),
    ),
}


@pytest.mark.parametrize("slug", BY_HOSPITAL)
def test_each_hospital_alone_has_the_printed_quartiles(slug):
    for payer_class, (n, printed) in zip(CLASSES, BY_HOSPITAL[slug], strict=True):
        prices = hospital("66984", payer_class, slug)
        assert len(prices) == n
        assert quartiles(prices) == pytest.approx(printed, abs=0.0051), payer_class


def test_the_row_that_copies_a_commercial_price_is_left_out_and_would_move_the_mean():
    rows = table("local_hospital_prices.csv")
    out = rows[rows["left_out"] != ""]
    assert set(zip(out["hospital"], out["payer_name"], out["plan_name"], strict=True)) == {
        ("emory-university-hospital", "Humana", "Medicare Managed Care Plan")
    }
    assert out.loc[out["hcpcs"] == "66984", "price"].tolist() == [10_848.40]
    kept = hospital("66984", "medicare_advantage")
    with_it = hospital("66984", "medicare_advantage", everything=True)
    assert kept.mean() == pytest.approx(2398.68, abs=0.0051)
    assert with_it.mean() == pytest.approx(3166.84, abs=0.0051)
    assert quartiles(with_it) == pytest.approx([2352.60, 2390.97, 2457.49], abs=0.0051)


def test_a_legal_maximum_and_a_ghost_are_there_to_be_told_and_not_averaged():
    rates = table("local_rate_file.csv")
    assert len(rates) == 268
    assert rates["hcpcs"].nunique() == 202
    ghost = rates[rates["hcpcs"] == "66984"]
    assert ghost["rate"].max() == 1456.94
    assert ghost["rate"].max() / ghost["medicare_facility"].max() == pytest.approx(2.785, abs=5e-4)
    maxima = table("workers_comp_ga.csv").set_index(["hcpcs", "modifier"]).loc[("66984", "")]
    told = maxima[["professional", "surgery_center", "outpatient_hospital"]].tolist()
    assert told == [1071.53, 4781.25, 5122.86]


def test_the_place_of_a_licensed_survey_is_empty():
    held = yaml.safe_load((INPUTS / "market" / "survey_slot.yaml").read_text("utf-8"))
    assert held.keys() == {"sources"}

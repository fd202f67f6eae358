"""Pages on services: the earning ladder, prices against break-even, what differs by provider."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from anatomy_talks import PAYERS, book, cell, loaded, talk

from practice_model.questions.anatomy_pages import (
    CENTER_MARK,
    FAR,
    GAINS,
    GROUPED,
    LOSSES,
    MOST_PRICES,
    NEAR,
    break_evens,
    denials,
    ladder_of,
    lane_rows,
    margin_rows,
    price_cells,
    price_grid,
    rungs,
    services,
    step_of,
    title_of,
    variation,
    words_of,
)
from practice_model.questions.margins import margins_by
from practice_model.uncertainty import drawn

NAMES = {payer: f"{payer} by name" for payer in PAYERS}


def cells(*rows):
    return pd.DataFrame(list(rows))


@cache
def prices():
    return price_grid(book().cells, PAYERS)


# The ladder


def test_services_are_the_costed_codes_without_drugs_largest_margin_first():
    found = services(book().cells)
    assert "drug" not in found.index.get_level_values("block")
    assert found["margin"].is_monotonic_decreasing
    own = book().cells[book().cells["block"] != "drug"]
    assert len(found) == len(own[["block", "code"]].drop_duplicates())
    assert found["margin"].sum() == pytest.approx(own["margin"].sum())


def test_a_code_of_the_center_is_another_service_than_the_surgeons():
    found = services(book().cells)
    assert found.loc[("asc", "66984"), "label"] == f"66984 {CENTER_MARK}"
    assert found.loc[("professional", "66984"), "label"] == "66984"
    assert title_of("asc", "66984") != title_of("professional", "66984")
    assert words_of("asc", "cataract").endswith("center fee")
    assert words_of("professional", "our_own_group") == "Our own group"


def test_the_ladder_shows_the_best_and_the_worst_alone_and_the_rest_by_group():
    found, whole = rungs(book().cells, {}, None), services(book().cells)
    body = found[found["role"] == "body"]
    assert len(body) == GAINS + LOSSES + GROUPED
    assert body["margin"].is_monotonic_decreasing
    best = [f"{block}_{code}" for block, code in whole.index[:GAINS]]
    worst = [f"{block}_{code}" for block, code in whole.index[-LOSSES:]]
    assert set(best + worst) <= set(found.index)
    assert found.index.is_unique
    assert found["margin"].sum() == pytest.approx(whole["margin"].sum())


def test_every_code_is_in_one_row_of_the_ladder():
    found, whole = rungs(book().cells, {}, None), services(book().cells)
    grouped = found["label"].str.extract(r"^(\d+) codes?\b")[0].dropna().astype(int).sum()
    others = int(found.loc["others", "name"].split()[0])
    alone = found["label"].isin(whole["label"]).sum()
    assert alone + grouped + others == len(whole)


def test_a_ladder_of_few_services_has_no_rest_and_names_each_once():
    found = rungs(cells(cell("99213", 50.0), cell("99214", -20.0)), {}, None)
    assert found.index.tolist() == ["professional_99213", "professional_99214"]
    assert found["role"].eq("body").all()


def test_what_stands_apart_comes_after_the_services_and_the_profit_last():
    found = rungs(cells(cell("99213", 50.0)), {"drugs": ("Drugs", 7.0), "idle": ("Idle", -9.0)}, 48)
    assert found.index.tolist() == ["professional_99213", "drugs", "idle", "profit"]
    assert found["role"].tolist() == ["body", "body", "body", "total"]
    body = found[found["role"] != "total"]
    assert body["margin"].sum() == found.loc["profit", "margin"]


def test_the_ladders_extremes_are_told():
    found, whole = ladder_of(book().cells, 5.0), services(book().cells)
    assert (found.best, found.best_margin) == (whole["label"].iloc[0], whole["margin"].iloc[0])
    assert (found.worst, found.worst_margin) == (whole["label"].iloc[-1], whole["margin"].iloc[-1])
    assert found.services == len(whole)
    assert found.losing == (whole["margin"] < 0).sum()
    assert found.lost == pytest.approx(whole.loc[whole["margin"] < 0, "margin"].sum())
    assert found.profit == 5.0


def test_a_service_without_minutes_of_a_doctor_or_room_has_no_margin_a_minute():
    found = ladder_of(cells(cell("99211", 20.0, doctor_minutes=0.0)), None)
    assert (found.best_minute, found.profit) == (None, None)
    assert ladder_of(cells(cell("99213", 20.0)), None).best_minute == pytest.approx(0.1)


# Prices against break-even


@pytest.mark.parametrize(
    ("now", "ground"),
    [
        (0.999, "loss"),
        (1.0, "1"),
        (1.0 + NEAR - 0.001, "1"),
        (1.0 + NEAR + 0.001, "2"),
        (1.0 + FAR - 0.001, "2"),
        (1.0 + FAR + 0.001, "3"),
        (np.nan, ""),
    ],
)
def test_the_ground_of_a_price_deepens_with_what_it_leaves(now, ground):
    assert step_of(now, 1.0) == ground
    assert step_of(1.0, np.nan) == ""


def test_the_grid_shows_the_largest_services_dearest_first():
    found = prices()
    assert len(found) == MOST_PRICES
    assert found["break_even"].is_monotonic_decreasing
    whole = services(book().cells)
    largest = whole.sort_values("allowed", ascending=False).head(MOST_PRICES)
    assert set(found["label"]) == set(largest["label"])
    assert not found["label"].str.startswith("J").any()


@pytest.mark.parametrize("payer", PAYERS)
def test_a_price_is_on_the_ground_of_loss_exactly_where_the_service_loses(payer):
    """Each payer is held to its own break-even, after its own losses between fee and money."""
    each = margins_by(book().cells, ["payer", "block", "code"]).loc[payer]
    for place, row in prices().iterrows():
        block, code = place.split("_")
        assert (row[f"{payer}__step"] == "loss") == (each.loc[(block, code), "margin"] < 0), place
        own = each.loc[(block, code)]
        assert row[payer] == pytest.approx(own["allowed"] / own["medicare"])


def test_a_service_that_a_payer_never_had_has_no_price_of_it():
    found = price_grid(cells(cell("99213", 50.0), cell("99214", -50.0, payer="MA")), ["NQ", "MA"])
    grounds = found.set_index("label")[["NQ__step", "MA__step"]]
    assert grounds.loc["99213"].tolist() == ["1", ""]
    assert grounds.loc["99214"].tolist() == ["", "loss"]
    assert price_cells(found, {"NQ": "NQ", "MA": "MA"}).shown == 2


def test_prices_under_cost_are_counted_and_the_payer_with_most_is_named():
    found = price_cells(prices(), NAMES)
    assert found.shown == MOST_PRICES * len(PAYERS)
    steps = {payer: (prices()[f"{payer}__step"] == "loss").sum() for payer in PAYERS}
    assert found.under == sum(steps.values())
    assert (found.most_payer, found.most_under) == ("MCD by name", steps["MCD"])
    assert steps["MCD"] == max(steps.values())
    assert found.highest == prices()["break_even"].iloc[0]
    assert found.highest_code == prices()["label"].iloc[0]


def test_prices_that_all_cover_cost_name_no_payer():
    found = price_cells(price_grid(cells(cell("99213", 50.0)), ["NQ"]), {"NQ": "NQ"})
    assert (found.under, found.most_payer, found.most_under) == (0, None, None)


def test_a_service_without_a_medicare_price_is_never_the_dearest():
    rows = [cell("99213", 50.0), cell("00100", -50.0, medicare=np.nan)]
    found = price_cells(price_grid(cells(*rows), ["NQ"]), {"NQ": "NQ"})
    assert found.highest_code == "99213"
    assert found.shown == 1
    alone = price_cells(price_grid(cells(rows[1]), ["NQ"]), {"NQ": "NQ"})
    assert (alone.highest, alone.highest_code) == (None, None)


@cache
def evens():
    terms = drawn(loaded(), 100, 5)
    return break_evens(book().cells, book().costs, terms.costing)


def test_a_break_even_stands_inside_its_range_and_at_the_grids_figure():
    found, whole = evens(), services(book().cells)
    whole.index = ["_".join(key) for key in whole.index]
    for end, of in (("full", "full"), ("of_medicare", "of_medicare")):
        assert (found[f"{end}_low"] < found[of]).all()
        assert (found[of] < found[f"{end}_high"]).all()
    assert found["of_medicare"].to_dict() == pytest.approx(whole["break_even"].to_dict())
    kept = whole["collected"] / whole["allowed"]
    assert (found["break_even"] * kept.reindex(found.index)).to_numpy() == pytest.approx(
        found["full"].to_numpy()
    )
    case = found.loc["asc_66984"]
    assert case["full"] == pytest.approx(765.96, abs=0.005)


@pytest.mark.parametrize("key", ["payer", "site", "provider"])
def test_margins_by_payer_site_and_provider_add_up_to_the_services(key):
    found = margin_rows(book().cells, key, NAMES)
    own = book().cells[book().cells["block"] != "drug"]
    body = found[found["role"] == "body"]
    for name in ("units", "collected", "contribution", "full", "margin"):
        assert found.loc["all", name] == pytest.approx(own[name].sum())
        assert body[name].sum() == pytest.approx(own[name].sum())
    assert body["margin"].is_monotonic_decreasing
    assert found.loc["all", "margin_share"] == pytest.approx(
        own["margin"].sum() / own["collected"].sum()
    )


def test_a_lane_minute_at_each_site_averages_to_the_one_rate_of_the_costing():
    """6,400 x 32.65 over 10 lanes, 2,200 x 28.90 over 4; 20,000 of occupancy are at no site."""
    found = lane_rows(talk().costing)
    minutes = 48 * 5 * 8 * 60 * 0.85
    due = [0.85 * 6_400 * 32.65 / (10 * minutes), 0.85 * 2_200 * 28.90 / (4 * minutes)]
    assert found["a_minute"].tolist() == pytest.approx(due)
    rate = float(book().costs.rates().minute["lane"])
    mean = (found["rent"].sum() + 0.85 * 20_000) / found["minutes"].sum()
    assert mean == pytest.approx(rate)


# By provider


def test_what_a_case_costs_by_provider_stands_side_by_side_for_two_or_more():
    found = variation(book().cells)
    keys = pd.Series([slug.rsplit("_", 1)[0] for slug in found.index])
    assert keys.value_counts().min() > 1
    assert found["cases"].min() >= 11
    a, d = found.loc["professional_92014_A"], found.loc["professional_92014_D"]
    assert (a["full"], d["full"]) == pytest.approx((103.43, 96.00), abs=0.005)
    assert (a["minutes"], d["minutes"]) == (8, 15)


def test_nobody_with_under_11_cases_is_shown():
    rows = [
        cell("99213", 50.0, units=30.0),
        cell("99213", 50.0, provider="B", units=11.0),
        cell("99213", 50.0, provider="C", units=10.0),
    ]
    found = variation(cells(*rows))
    assert found["label"].tolist() == ["99213, A", "99213, B"]
    assert variation(cells(rows[0], rows[2])).empty


def test_cases_with_modifiers_and_drugs_are_in_no_comparison():
    rows = [
        cell("99213", 50.0, units=30.0),
        cell("99213", 50.0, provider="B", units=20.0),
        cell("99213", 50.0, provider="B", units=40.0, modifiers="50"),
        cell("J0178", 50.0, block="drug", units=90.0),
        cell("J0178", 50.0, block="drug", provider="B", units=30.0),
    ]
    found = variation(cells(*rows))
    assert found["cases"].tolist() == [30.0, 20.0]
    assert found["full"].tolist() == pytest.approx([1000 / 30, 50.0])


def test_a_case_of_the_center_is_shown_with_its_room_minutes():
    rows = [
        cell("66984", 50.0, block="asc", group="cataract", room_minutes=540.0, doctor_minutes=0.0),
        cell("66984", 50.0, block="asc", group="cataract", room_minutes=600.0, doctor_minutes=0.0,
             provider="B", full=1200.0),
    ]  # fmt: skip
    found = variation(cells(*rows))
    assert found["minutes"].tolist() == [27.0, 30.0]
    assert found["label"].str.contains(CENTER_MARK).all()


def test_denials_by_service_and_payer_come_to_all_denied_lines_and_few_lines_tell_no_share():
    found = denials(book().cells, PAYERS)
    told = (found["all"] * found["lines"]).sum()
    assert told == pytest.approx(book().cells["denied_lines"].sum())
    own = book().cells
    lids = own[(own["group"] == "lids") & (own["block"] == "professional")]
    few = [payer for payer in PAYERS if lids.loc[lids["payer"] == payer, "lines"].sum() < 11]
    assert few
    assert found.loc["Eyelid surgery", few].isna().all()

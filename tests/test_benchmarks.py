"""The practice's ratios beside published ranges: printed values, rules of place, no unread fact."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from practice_tables_read import column, table

from practice_model.costs.benchmarks import (
    CenterYear,
    PracticeYear,
    ProviderCollections,
    Published,
    Ratios,
    comparisons,
    judgement,
    practice_ratios,
    where,
)
from practice_model.costs.practice_ratios import days_in_receivables, over, weighted
from practice_model.faults import Faults
from practice_model.readers.benchmark_ranges import SHIPPED, load_benchmarks
from practice_model.records import replaced

PAGE = Path(__file__).parents[1] / "docs" / "methods" / "benchmarks.md"
RANGES = load_benchmarks()
BLOCKS = ["professional", "drug", "center"]
LINES = {  # PRACTICE.md section 3.1: professional, drug and surgery-center lines by payer
    "MCR": (17_219, 1_951, 815), "MA": (9_965, 1_121, 441), "NQ": (7_367, 415, 210),
    "TM": (4_002, 249, 117), "FW": (2_975, 166, 77), "PW": (2_090, 83, 58),
    "MCD": (4_014, 124, 46), "SP": (1_218, 41, 29),
}  # fmt: skip
WITHHELD = {"MCR": 0.0157 * 1_849_371.60, "MA": 0.0170 * 1_059_019.71, "PW": 0.0164 * 259_950.38}


def larkmoor() -> PracticeYear:
    """PRACTICE.md sections 1.4, 3.1 and 4.1 to 4.4, from the tables where they hold it."""
    staff = table("staff.csv").query("place == 'practice'")
    people = table("providers.csv")["kind"]
    overhead = column("overhead.csv", "line", "amount")
    income = table("asc_income.csv").set_index("line")["amount"]
    kinds = table("asc_income.csv").set_index("line")["kind"]
    supplies = income[["supplies", "devices", "anesthesia supplies"]].sum()
    return PracticeYear(
        net_revenue=5_498_184,
        overhead=float(overhead.sum()),
        lay_staff_cost=float((staff["fte"] * staff["cost_per_fte"]).sum()),
        lay_staff=float(staff["fte"].sum()),
        ophthalmologists=int((people == "MD").sum()),
        optometrists=int((people == "OD").sum()),
        occupancy=float(overhead["occupancy"]),
        area=8_600,
        visits=21_560,
        encounters=27_387,
        charges=11_494_230,
        allowed=5_355_878.43,
        collections=5_104_598,
        sequestration=sum(WITHHELD.values()),
        collections_before=4_975_008,
        receivables=573_393,
        center=CenterYear(
            cases=1_779,
            revenue=float(income[kinds == "revenue"].sum()),
            wages=float(income["staff"]),
            supplies=float(supplies),
            expense=float(income[kinds == "expense"].sum()),
        ),
    )


def whole() -> Ratios:
    known = {
        "collections": {
            "A": ProviderCollections(collections=1_433_591, role="comprehensive"),
            "B": ProviderCollections(collections=1_295_415, role="comprehensive"),
            "C": ProviderCollections(collections=1_501_576, role="retina"),
            "D": ProviderCollections(collections=577_970, role="optometry"),
        },
        "commercial_of_medicare": {"NQ": 1.182, "TM": 1.147, "FW": 1.389, "PW": 1.22},
        "routine_cataract_cost": 765.96,
        "initial_denials": 0.080,
        "receivables_over_90_days": 0.112,
    }
    return replaced(practice_ratios(larkmoor()), known)


PRINTED = [  # PRACTICE.md section 4.5
    ("overhead_of_net_revenue", 0.555, 3),
    ("lay_staff_of_net_revenue", 0.276, 3),
    ("staff_per_ophthalmologist", 6.1, 1),
    ("occupancy_of_net_revenue", 0.053, 3),
    ("occupancy_of_overhead", 0.096, 3),
    ("net_revenue_per_square_foot", 639, 0),
    ("center_revenue_per_case", 1_699, 0),
    ("center_wages_per_case", 410, 0),
    ("center_supplies_per_case", 436, 0),
    ("center_expense_per_case", 1_263, 0),
    ("center_expense_of_revenue", 0.743, 3),
    ("net_collection", 0.963, 3),
    ("days_in_receivables", 41, 0),
    ("net_revenue_per_encounter", 201, 0),
    ("collections_growth", 0.026, 3),
    ("charges_over_allowed", 2.15, 2),  # section 3.2
]


@pytest.mark.parametrize(("measure", "printed", "places"), PRINTED)
def test_a_ratio_comes_out_as_it_is_printed(measure, printed, places):
    assert round(getattr(practice_ratios(larkmoor()), measure), places) == printed


def test_staff_per_physician_alone_and_drug_days_come_out_as_printed():
    alone = replaced(larkmoor(), {"optometrists": 0})
    assert round(practice_ratios(alone).staff_per_ophthalmologist, 1) == 8.2
    assert round(days_in_receivables(485_661, 4_664_906)) == 38


def test_denials_are_weighted_by_the_lines_of_each_payer():
    denied = column("payer_conduct.csv", "payer", "initial_denial").to_dict()
    lines = {payer: sum(counts[:2]) for payer, counts in LINES.items()}
    assert weighted(denied, lines) == pytest.approx(0.080, abs=0.0005)
    with pytest.raises(ValueError, match="XX: has a rate and no weight"):
        weighted({"XX": 0.1}, lines)
    with pytest.raises(ValueError, match="sum to 0"):
        weighted({"XX": 0.1}, {"XX": 0})


PLACES = [  # measure, whose, where, judgement: PRACTICE.md section 4.5, last column
    ("overhead_of_net_revenue", "", "inside", ""),
    ("lay_staff_of_net_revenue", "", "top of range", ""),
    ("staff_per_ophthalmologist", "", "inside", ""),
    ("occupancy_of_net_revenue", "", "inside", ""),
    ("occupancy_of_overhead", "", "inside", ""),
    ("net_revenue_per_square_foot", "", "inside", ""),
    ("collections", "A", "above", ""),
    ("collections", "B", "top of range", ""),
    ("collections", "C", "inside", ""),
    ("collections", "D", "no verified range", ""),
    ("center_revenue_per_case", "", "above", ""),
    ("center_wages_per_case", "", "inside", ""),
    ("center_supplies_per_case", "", "inside", ""),
    ("center_expense_per_case", "", "inside", ""),
    ("center_expense_of_revenue", "", "inside", ""),
    ("routine_cataract_cost", "", "no verified range", ""),
    ("net_collection", "", "above", "good"),
    ("initial_denials", "", "inside", "typical"),
    ("days_in_receivables", "", "inside", "typical"),
    ("receivables_over_90_days", "", "above", "weak"),
    ("net_revenue_per_encounter", "", "above", ""),
    ("collections_growth", "", "below", "weak"),
    ("commercial_of_medicare", "TM", "near", "typical"),
    ("commercial_of_medicare", "FW", "above", "good"),
    ("cost_to_collect", "", "not known here", ""),
    ("cataract_fee_of_medicare", "", "not known here", ""),
]


@pytest.mark.parametrize(("measure", "of", "stands", "judged"), PLACES)
def test_a_ratio_stands_where_the_practice_page_puts_it(measure, of, stands, judged):
    made = comparisons(whole(), RANGES).set_index(["measure", "of"]).loc[(measure, of)]
    assert made["where"] == stands
    assert made["judgement"] == judged


def test_a_range_carries_its_document_its_year_and_the_remark_old():
    made = comparisons(whole(), RANGES).set_index(["measure", "of"])
    cases = made.loc[("center_revenue_per_case", "")]
    assert cases["year"] == 2018
    assert cases["old"]
    assert "VMG" in cases["published"]
    assert made.loc[("net_collection", ""), "age"] == ""
    assert made.loc[("overhead_of_net_revenue", ""), "age"] == "undated"
    assert made.loc[("collections", "A"), "label"] == "Collections, A"


def test_every_range_or_the_first_one_is_shown():
    first = comparisons(whole(), RANGES)
    every = comparisons(whole(), RANGES, every_range=True)
    assert len(every) > len(first)
    assert not first.duplicated(["measure", "of"]).any()
    overhead = every[every["measure"] == "overhead_of_net_revenue"]
    assert overhead["typical"].dropna().tolist() == [0.60]


def test_what_is_unknown_is_told_and_never_nil():
    made = comparisons(practice_ratios(PracticeYear()), RANGES)
    assert (made["where"] == "not known here").all()
    assert made[["own", "low", "high", "typical"]].isna().all().all()
    assert over(1, 0) is None
    assert practice_ratios(PracticeYear(net_revenue=1, overhead=2)).overhead_of_net_revenue == 2


def numbers_of(frame) -> set[float]:
    cells = frame.select_dtypes("number").to_numpy(dtype=float, na_value=np.nan).ravel()
    texts = " ".join(map(str, frame.to_numpy(dtype=object).ravel()))
    told = {float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\.?\d*", texts)}
    return {float(n) for n in cells if np.isfinite(n)} | told


def test_no_number_of_an_unverified_range_reaches_a_frame_that_is_printed():
    """Every unverified figure and every word of it becomes a mark; no mark comes out."""
    mark, marked = 987_650.0, {}
    for name, benchmark in RANGES.items():
        read = [one for one in benchmark.ranges if one.status == "verified"]
        unread = []
        for one in benchmark.ranges:
            if one not in read:
                mark += 3
                ends = {"low": mark, "high": mark + 1, "typical": mark + 0.5, "year": 1991}
                unread.append(replace(one, **ends, published="987654 unread", caveat="unread"))
        marked[name] = replace(benchmark, ranges=(*unread, *read))
    assert mark > 987_660, "there are unverified ranges to mark"
    for every_range in (False, True):
        made = comparisons(whole(), marked, every_range=every_range)
        assert not [n for n in numbers_of(made) if 987_000 < n < 988_000 or n == 1991]
        assert not made.astype("str").apply(lambda cells: cells.str.contains("unread")).any().any()


@given(st.floats(0, 2), st.floats(0, 2))
def test_a_larger_figure_never_stands_lower(one, other):
    published = Published(published="x", status="verified", low=0.5, high=1.5)
    order = ["below", "inside", "top of range", "above"]
    low, high = sorted((one, other))
    assert order.index(where(low, published)) <= order.index(where(high, published))


@given(st.floats(0, 0.3), st.floats(0, 0.3))
def test_fewer_denials_are_never_judged_worse(one, other):
    published = RANGES["initial_denials"].verified[0]
    order = ["good", "typical", "weak", "poor"]
    low, high = sorted((one, other))
    assert order.index(judgement(low, published, "lower")) <= order.index(
        judgement(high, published, "lower")
    )


def test_without_a_direction_nothing_is_judged():
    published = Published(published="x", status="verified", low=0.5, high=1.5)
    assert {judgement(own, published, None) for own in (0.1, 1, 9)} == {""}


def test_draws_are_refused_by_name():
    with pytest.raises(ValueError, match="net_collection: holds 3 draws"):
        comparisons(Ratios(net_collection=np.array([0.9, 0.95, 0.96])), RANGES)


def test_ratios_take_draws():
    made = practice_ratios(PracticeYear(net_revenue=np.array([100.0, 200.0]), overhead=50))
    assert made.overhead_of_net_revenue.tolist() == [0.5, 0.25]


def test_every_range_stands_on_the_page_with_its_source_year_and_status():
    page = PAGE.read_text("utf-8")
    for benchmark in RANGES.values():
        for one in benchmark.ranges:
            told = f" | {one.published} | {one.year or ''} | {one.status} | {one.caveat} |"
            rows = [line for line in page.splitlines() if line.endswith(told)]
            assert any(line.startswith(f"| {benchmark.label}") for line in rows), told


def test_no_measure_stands_twice_in_the_file():
    names = re.findall(r"^(\w+):", SHIPPED.read_text("utf-8"), re.MULTILINE)
    assert len(names) == len(set(names)) == len(RANGES)


def test_every_fault_of_a_file_of_ranges_is_told_at_once(tmp_path):
    given = yaml.safe_load(SHIPPED.read_text("utf-8"))
    bad = {
        "overhed_of_net_revenue": given["overhead_of_net_revenue"],
        "lay_staff_of_net_revenue": given["lay_staff_of_net_revenue"] | {"unit": "share"},
        "net_collection": given["net_collection"] | {"better": "up", "labl": "x"},
        "days_in_receivables": given["days_in_receivables"] | {"ranges": [
            {"low": 45, "high": 30, "published": " ", "year": "2025", "status": "read"},
            {"published": "x", "year": None, "status": "verified"},
        ]},
        "retina_collections": {k: v for k, v in given["retina_collections"].items() if k != "role"},
        "cost_to_collect": "4 to 6 percent",
        "initial_denials": given["initial_denials"] | {"ranges": []},
        "staff_per_ophthalmologist": given["staff_per_ophthalmologist"] | {"ranges": [
            {"low": "3", "published": "x", "year": None, "status": "verified"}, 5]},
    }  # fmt: skip
    file = tmp_path / "ranges.yaml"
    file.write_text(yaml.safe_dump(bad), "utf-8")
    with pytest.raises(Faults) as caught:
        load_benchmarks(file)
    told = str(caught.value)
    for part in (
        "overhed_of_net_revenue: the practice has no such ratio; did you mean overhead_of_net",
        "lay_staff_of_net_revenue.unit: is in 'share', but must be in 'ratio'",
        "net_collection.better: must be one of higher, lower, not 'up'",
        "net_collection.labl: unknown; did you mean label?",
        "days_in_receivables.ranges.0: must rise from low over typical to high, not 45.0, 30.0",
        "days_in_receivables.ranges.0.published: has no document",
        "days_in_receivables.ranges.0.status: must be one of verified, unverified, not 'read'",
        "days_in_receivables.ranges.0.year: must be a year such as 2018, or null, not '2025'",
        "days_in_receivables.ranges.1: has no figure",
        "retina_collections.role: missing",
        "cost_to_collect: must be a measure",
        "initial_denials.ranges: must be a list of at least one range",
        "staff_per_ophthalmologist.ranges.0.low: must be a number, not '3'",
        "staff_per_ophthalmologist.ranges.1: must be a range",
    ):
        assert part in told, told

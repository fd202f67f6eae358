"""The practice that ships: every table is declared, and its sums foot to the printed totals."""

from functools import cache

import numpy as np
import pytest
from larkmoor import medicare
from practice_counts import done, drivers, encounters, lines_of_tests
from practice_tables_read import DECLARED, INPUTS, collected, column, table

from practice_model.practice import Practice
from practice_model.readers.inputs import load
from practice_model.readers.table_files import read_table_file
from practice_model.revenue.part_b_drugs import drug_limits
from practice_model.synthetic import volumes
from practice_model.synthetic.sources import PAYERS

QUARTER_DAYS = {quarter: f"2025-{3 * quarter - 2:02d}-01" for quarter in (1, 2, 3, 4)}
PUBLIC = {"local_hospital_prices.csv", "local_rate_file.csv", "workers_comp_ga.csv"}


@pytest.mark.parametrize("path", DECLARED, ids=lambda path: path.name)
def test_a_table_holds_exactly_its_declared_columns(path):
    made = read_table_file(path, DECLARED[path])
    assert not made.faults, "\n".join(map(str, made.faults))
    assert not made.remarks, "\n".join(map(str, made.remarks))
    assert len(made.frame) > 0
    held = list(made.frame.columns)
    assert held == [one.name for one in DECLARED[path] if one.required or one.name in held]


@pytest.mark.parametrize("folder", ["practice", "market"])
def test_no_csv_stands_in_the_tree_without_a_declaration(folder):
    assert set((INPUTS / folder).glob("*.csv")) == {
        path for path in DECLARED if path.parent.name == folder
    }


@pytest.mark.parametrize("path", DECLARED, ids=lambda path: path.name)
def test_a_table_says_in_its_rows_or_its_folder_whether_it_is_synthetic(path):
    frame = table(path.name)
    if "source" not in frame:  # the control counts: the folder's note speaks for them
        assert "SYNTHETIC" in (path.parent / "SYNTHETIC.md").read_text("utf-8")
        return
    begins = ("synthetic: practice.md section", "synthetic: own minutes beyond practice.md section")
    invented = frame["source"].str.lower().str.startswith(begins)
    assert invented.all() if path.name not in PUBLIC else not invented.any()
    assert path.read_text("utf-8").startswith("# Real" if path.name in PUBLIC else "# SYNTHETIC")


def test_the_practice_loads_with_its_place_its_people_and_its_claims():
    practice = load(INPUTS / "practice" / "practice.yaml", Practice).terms
    assert practice.synthetic
    assert practice.locality == "10212-01"
    assert [practice.wage_area(year) for year in (2024, 2025, 2027)] == ["12060", "31924", "31924"]
    assert {name: one.npi for name, one in practice.providers.items()}.items() >= dict(
        column("providers.csv", "provider", "npi")
    ).items()
    assert tuple(practice.payers) == PAYERS
    assert len(practice.claims) == 62_645


def test_identifiers_start_with_nine_as_no_true_npi_does():
    for name in ("providers.csv", "tic_rates.csv", "performers.csv"):
        assert table(name)["npi"].str.startswith("9").all()


def staff_cost(place):
    staff = table("staff.csv")
    own = staff[staff["place"] == place]
    return (own["fte"] * own["cost_per_fte"]).sum()


def overhead():
    return table("overhead.csv").set_index("line")["amount"]


def test_staff_adds_up_role_by_role():
    staff = table("staff.csv")
    assert staff.loc[staff["place"] == "practice", "fte"].sum() == pytest.approx(24.5)
    assert staff_cost("practice") == pytest.approx(1_517_650) == overhead()["staff"]
    assert staff_cost("center") == pytest.approx(729_400)


def test_overhead_adds_up_and_its_parts_follow_from_other_tables():
    lines = overhead()
    assert lines.sum() == 3_050_190
    sites = table("sites.csv")
    own = sites[sites["place"] == "practice"]
    rent = (own["rentable_square_feet"] * own["rent_gross"]).sum()
    assert lines["occupancy"] == pytest.approx(rent + 20_000)
    assert lines["malpractice"] == table("providers.csv")["malpractice"].sum()
    assert general() == 833_000


def general():
    staff, lines = table("staff.csv"), table("overhead.csv")
    own = staff[(staff["place"] == "practice") & (staff["driver"] == "general")]
    return (own["fte"] * own["cost_per_fte"]).sum() + lines.loc[
        lines["driver"] == "general", "amount"
    ].sum()


def collections():
    return collected()[list(PAYERS)]


def test_collections_add_up_by_provider_and_by_payer():
    told = collections()
    assert told.loc[list("ABCDE")].sum(axis=1).tolist() == [
        1_283_091, 1_274_740, 1_501_576, 505_070, 540_121,
    ]  # fmt: skip
    assert told.loc[list("ABCDE")].to_numpy().sum() == 5_104_598
    assert told.loc["drugs"].sum() == 4_664_906
    assert told.loc["center"].sum() == 2_924_151
    assert told.loc[list("ABCDE"), "NQ"].sum() == 857_816


def test_a_collected_cell_is_allowed_less_denials_bad_debt_and_sequestration():
    allowed = {
        "drug": (2_244_620.91, 1_290_143.12, 502_450.32, 281_972.94, 190_360.01, 95_319.05,
                 134_313.01, 47_330.70),
        "center": (1_316_215.02, 711_253.41, 374_565.00, 234_344.47, 154_241.04, 139_441.49,
                   55_231.09, 44_346.46),
    }  # fmt: skip
    lost = table("yield.csv").set_index(["block", "payer"])
    lost = lost[["final_denial", "bad_debt", "sequestration"]].sum(axis=1)
    for block, line in (("drug", "drugs"), ("center", "center")):
        shares = 1 - lost.loc[block].loc[list(PAYERS)].to_numpy()
        expected = np.floor(np.array(allowed[block]) * shares + 0.5)
        assert collections().loc[line].tolist() == expected.tolist()


def drug_cost():
    """Acquisition cost of the year: share of the limit x units, to cents a line."""
    shares = column("drug_costs.csv", "hcpcs", "share_of_limit")
    total = 0
    for cell in volumes.drug_lines().itertuples():
        days = [QUARTER_DAYS[cell.quarter], *QUARTER_DAYS.values()]
        limits = (limits_on(day).get(cell.hcpcs) for day in days)
        limit = next(one for one in limits if one is not None)
        share = round(shares[cell.hcpcs] * 1000)
        total += cell.lines * ((2 * limit * cell.units_each * share + 1000) // 2000)
    return total / 100


@cache
def limits_on(day):
    found = drug_limits(medicare(), on=np.datetime64(day).astype(object)).dropna()
    return {code: int(cents) for code, cents in found.items()}


def premium(part):
    lenses = table("premium_lenses.csv")
    return (lenses["lenses"] * lenses[part]).groupby(lenses["provider"]).sum()


def refraction():
    lines = table("patient_pay.csv")
    own = lines[lines["hcpcs"] == "92015"].set_index("provider")
    return own["lines"] * own["charge"] * 0.9


def pay():
    told = table("providers.csv").set_index("provider")
    return (told["pay"].fillna(0) + told["benefits"].fillna(0)).rename("pay")


def test_drugs_cost_what_their_limits_and_shares_say():
    assert drug_cost() == pytest.approx(4_600_444.88, abs=0.005)
    assert round(collections().loc["drugs"].sum() - drug_cost()) == 64_461


def test_pay_of_the_employed_is_what_their_terms_give():
    told = table("providers.csv").set_index("provider").loc["B"]
    collected = collections().loc["B"].sum() + refraction()["B"] + premium("practice_part")["B"]
    bonus = told["bonus_share"] * (collected - told["bonus_threshold"])
    assert told["pay"] == pytest.approx(told["base_pay"] + bonus, abs=1)
    assert pay().to_dict() == {"A": 0, "B": 482_624, "C": 0, "D": 197_000, "E": 222_000}


def test_the_income_statement_foots_to_the_owners_income():
    assert refraction().sum() == pytest.approx(228_825)
    assert premium("practice_part").sum() == 100_300
    collected = collections().loc[list("ABCDE")].to_numpy().sum()
    net = collected + 228_825 + 100_300 + 64_461
    assert net == 5_498_184
    assert net - overhead().sum() - pay().sum() == 1_546_370


DRIVERS = {
    "technician": {"A": 173_398, "B": 203_450, "C": 243_280, "D": 97_430, "E": 109_610},
    "lane": {"A": 97_920, "B": 92_570, "C": 147_870, "D": 57_990, "E": 69_480},
    "encounters": {"A": 6_506, "B": 6_240, "C": 6_941, "D": 3_500, "E": 4_200},
    "lines": {"A": 11_992, "B": 13_734, "C": 20_014, "D": 7_160, "E": 7_830},
    "prior": {"A": 11_618, "B": 7_104, "C": 50_048, "D": 480, "E": 720},
    "operations": {"A": 792, "B": 434, "C": 204, "D": 0, "E": 0},
}


def test_what_overhead_follows_is_counted_from_the_volumes():
    assert drivers() == DRIVERS
    assert DRIVERS["encounters"] == {name: encounters(name) for name in "ABCDE"}
    assert sum(DRIVERS["encounters"].values()) == 27_387
    assert sum(DRIVERS["technician"].values()) == 827_168
    assert sum(DRIVERS["prior"].values()) == 69_970
    assert table("prior_auth.csv")["requests"].sum() == 2_349
    assert table("payer_conduct.csv")["prior_authorizations"].sum() == 2_349


def test_provider_profit_and_loss_follows_from_the_tables():
    spent = overhead_by_provider()
    assert {name: round(amount) for name, amount in spent.items()} == {
        "A": 662_186, "B": 668_367, "C": 992_034, "D": 345_224, "E": 382_379,
    }  # fmt: skip
    revenue = collections().loc[list("ABCDE")].sum(axis=1)
    revenue = revenue.add(refraction(), fill_value=0).add(premium("practice_part"), fill_value=0)
    revenue["C"] += 64_461
    assert revenue.tolist() == [1_433_591, 1_295_415, 1_566_037, 577_970, 625_171]
    margin = revenue - pay() - [round(spent[name]) for name in revenue.index]
    assert margin.round().tolist() == [771_405, 144_424, 574_003, 35_746, 20_792]
    assert margin.sum() == 1_546_370


def overhead_by_provider():
    by_role = table("staff.csv")
    by_role = by_role[by_role["place"] == "practice"]
    cost = (by_role["fte"] * by_role["cost_per_fte"]).groupby(by_role["driver"]).sum()
    cost = cost.add(
        table("overhead.csv").groupby("driver")["amount"].sum().drop("staff_roles"), fill_value=0
    )
    counts = drivers()
    share = {
        name: {who: one / sum(each.values()) for who, one in each.items()}
        for name, each in counts.items()
    }
    people = table("providers.csv").set_index("provider")
    tests = {who: lines_of_tests(who) for who in "ABCDE"}
    injected = 22 * int(done("C")["67028"])
    return {
        who: cost["technician_minutes"] * share["technician"][who]
        + cost["scribe_share"] * people.loc[who, "scribe_share"]
        + cost["encounters"] * share["encounters"][who]
        + cost["lines"] * share["lines"][who]
        + cost["prior_authorization_minutes"] * share["prior"][who]
        + cost["operating_cases"] * share["operations"][who]
        + cost["lane_minutes"] * share["lane"][who]
        + cost["equipment"]
        * (0.7 * tests[who] / sum(tests.values()) + 0.3 * share["lane"][who])
        + (cost["supplies"] - injected) * share["encounters"][who]
        + people.loc[who, "malpractice"]
        + (cost["drugs"] + injected if who == "C" else 0)
        + cost["general"] * (0.5 / 5 + 0.5 * share["encounters"][who])
        for who in "ABCDE"
    }  # fmt: skip


def test_visits_by_site_are_the_visits_of_the_year():
    visits = table("site_visits.csv")
    assert visits["visits"].sum() == 21_560
    assert visits.groupby("site")["visits"].sum().to_dict() == {"S1": 14_335, "S2": 7_225}
    each = table("driver_minutes.csv")
    codes = each[each["service"].isin(["visit, new", "visit, established"])]["hcpcs"]
    for provider, count in visits.groupby("provider")["visits"].sum().items():
        lines = done(provider)
        assert count == lines[lines.index.isin(codes)].sum()


def test_the_summary_of_the_year_before_adds_up():
    told = table("year_before.csv")
    assert told["professional"].sum() == 4_975_008
    assert told["drugs"].sum() == 4_332_903
    assert column("year_before_counts.csv", "measure", "count").to_dict() == {
        "visits": 20_955, "center_cases": 1_712,
    }  # fmt: skip


def test_operating_days_of_the_week_are_those_of_the_providers():
    days = table("calendar.csv")
    by_holder = days.groupby("holder")["operating_days_per_week"].sum()
    assert by_holder.sum() == 4.5
    own = column("providers.csv", "provider", "operating_days_per_week")
    assert {name: by_holder.get(name, 0) for name in own.index} == own.to_dict()
    assert column("center_owners.csv", "owner", "share").sum() == pytest.approx(1)


def test_only_graded_strengths_may_go_out_and_never_a_stated_one():
    told = table("strengths.csv")
    assert (told["grade"] == "C").sum() == 3
    assert not told.loc[told["grade"] == "C", "outgoing"].any()
    assert told.loc[told["outgoing"], "value"].notna().all()


def test_the_readme_names_every_file_of_the_tree():
    page = (INPUTS / "README.md").read_text("utf-8")
    for folder in ("practice", "market", "contracts", "answers"):
        assert f"## {folder}/" in page
        for path in sorted((INPUTS / folder).glob("**/*.*")):
            if path.suffix in {".csv", ".yaml", ".txt"} and path.parent.name != "licensed":
                stem = path.stem.rstrip("0123456789_").removesuffix("_prof").removesuffix("_asc")
                assert stem in page, path

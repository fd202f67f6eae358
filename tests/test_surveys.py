"""Licensed surveys: one's own percentile comes out, and no cell of the table ever."""

import copy
import json
import logging
import operator
import pickle
import re
import textwrap
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from practice_model.costs.surveys import (
    COLUMNS,
    License,
    LicensedTable,
    Own,
    Segment,
    Standing,
    Survey,
    SurveyMeasure,
    Surveys,
    standing,
    standings,
)
from practice_model.faults import Faults
from practice_model.quantities import terms
from practice_model.readers.inputs import load
from practice_model.records import hints

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 11, 24)
HEAD = "measure,specialty,region,unit,n,p10,p25,p50,p75,p90,fte_rule\n"
CELLS = (311_913, 417_291, 528_317, 641_877, 777_123)  # of a made-up survey; odd, so that
PAY = (61.37, 83.19)  # a copy of one is found wherever it goes
BODY = f"""\
Collections,Comprehensive,All,USD/year,873,{",".join(map(str, CELLS))},per FTE
Collections,Retina,South,USD/year,7,,911173,1222719,*,1888351,full time
Pay per work value,Comprehensive,All,USD/RVU,,,{PAY[0]},,{PAY[1]},,rate
Pay,Retina,South,USD/year,12,,,,,,per FTE
"""
NUMBERS = {"873", "311913", "417291", "528317", "641877", "777123", "911173", "1222719", "1888351",
           "61.37", "83.19"}  # fmt: skip


@terms
class Asked:
    as_of: date
    surveys: Surveys


def write(folder: Path, body: str = BODY, head: str = HEAD, slot: str = "") -> Path:
    """A scenario that extends a slot that names a table, the way a user writes it."""
    market = folder / "inputs" / "market"
    (market / "licensed").mkdir(parents=True)
    (market / "licensed" / "made_up.csv").write_text(head + body, "utf-8")
    given = (
        slot
        or """\
        sources: {own: "made up for a test, 2026"}
        made_up:
          publisher: Made-up Survey
          year: 2025
          license: {licensed_to: Larkmoor Vale, internal_use: true, statement: "made up: section 4"}
          table: {table: licensed/made_up.csv, source: own}
          measures:
            collections: {row: Collections}
            rate: {row: Pay per work value}
            pay: {row: Pay}
          segments:
            A: {specialty: Comprehensive, region: All}
            C: {specialty: Retina, region: South}
    """
    )
    (market / "survey_slot.yaml").write_text(textwrap.dedent(given), "utf-8")
    scenario = folder / "inputs" / "scenarios" / "asked.yaml"
    scenario.parent.mkdir()
    scenario.write_text(
        "as_of: 2026-11-24\nsurveys: {extends: ../market/survey_slot.yaml}\n", "utf-8"
    )
    return scenario


def frame(body: str = BODY) -> pd.DataFrame:
    rows = [line.split(",") for line in body.splitlines()]
    return pd.DataFrame(rows, columns=HEAD.strip().split(","), dtype="str")


def survey(body: str = BODY, year: int = 2025) -> Survey:
    return Survey(
        publisher="Made-up Survey",
        year=year,
        license=License(licensed_to="Larkmoor Vale", internal_use=True, statement="section 4"),
        table=LicensedTable(frame(body)),
        measures={"collections": SurveyMeasure(row="Collections"),
                  "rate": SurveyMeasure(row="Pay per work value"),
                  "pay": SurveyMeasure(row="Pay")},
        segments={"A": Segment(specialty="comprehensive", region="ALL"),
                  "C": Segment(specialty="Retina", region="South")},
    )  # fmt: skip


def of(value: float, who: str = "A", measure: str = "collections", unit: str = "USD/year",
       fte: float = 1.0, **more) -> Standing:  # fmt: skip
    return standing(survey(**more), Own(who, measure, value, unit, fte), AS_OF)


def leaks(text: str) -> set[str]:
    """The cells of the made-up table that stand in a text, however their digits are grouped."""
    plain = text.replace(",", "").replace("_", "")
    return {cell for cell in NUMBERS if re.search(rf"(?<!\d){re.escape(cell)}(?!\d)", plain)}


@pytest.mark.parametrize(
    ("value", "percentile", "band"),
    [
        (100, "under the 10th", "under the 10th"),
        (CELLS[0], "10th", "10th to 25th"),
        (CELLS[1], "25th", "25th to 50th"),
        ((CELLS[2] + CELLS[3]) / 2, "63rd", "50th to 75th"),
        (CELLS[4], "90th", "75th to 90th"),
        (CELLS[4] + 1, "over the 90th", "over the 90th"),
    ],
)
def test_a_figure_stands_between_two_published_points_and_never_beyond(value, percentile, band):
    made = of(value)
    assert (made.percentile, made.band) == (percentile, band)
    assert (made.survey, made.year, made.n) == ("Made-up Survey", 2025, 873)
    assert (made.specialty, made.region) == ("comprehensive", "ALL")


def test_without_a_tenth_percentile_the_lowest_is_the_25th():
    assert of(5, "C").percentile == "under the 25th"
    assert of(1_300_000, "C").band == "50th to 90th"  # the 75th was withheld


def test_part_time_is_put_on_the_rule_that_the_table_states():
    full, half = of(500_000), of(250_000, fte=0.5)
    assert half.percentile == full.percentile
    assert half.fte == 0.5
    assert half.remarks == ("put on one full-time equivalent",)
    assert of(600_000, "C", fte=0.5).percentile == "not compared"
    assert "full-time people alone" in of(600_000, "C", fte=0.5).remarks[0]
    rate = of(70, measure="rate", unit="USD/RVU", fte=0.5)
    assert rate.percentile == of(70, measure="rate", unit="USD/RVU").percentile
    assert "full-time" not in " ".join(rate.remarks)


def test_few_answers_no_n_and_an_old_survey_are_told():
    assert of(1_300_000, "C").remarks == ("rests on fewer than ten answers",)
    assert of(70, measure="rate", unit="USD/RVU").remarks == ("the survey tells no n",)
    assert of(500_000).remarks == ()
    assert of(500_000, year=2024).remarks == ()
    assert of(500_000, year=2023).remarks == ("old: a survey lags what it measures",)


def test_what_the_survey_does_not_hold_is_told_and_not_guessed():
    assert of(500_000, "C", "pay").percentile == "not published"
    assert of(500_000, "A", "pay").percentile == "no such row"
    assert "no row" in of(500_000, "A", "pay").remarks[0]


@given(st.floats(1, 2e6), st.floats(1, 2e6))
def test_a_larger_figure_never_stands_lower(one, other):
    def rank(value: float) -> float:
        words = of(value).percentile
        number = int(re.search(r"\d+", words)[0])
        return number + {"under": -0.5, "over": 0.5}.get(words.split()[0], 0)

    low, high = sorted((one, other))
    assert rank(low) <= rank(high)


def test_equal_points_give_the_higher_one():
    flat = "Collections,Comprehensive,All,USD/year,20,,5,5,5,9,rate\n"
    table = LicensedTable(frame(flat))
    names = {"measure": "Collections", "specialty": "Comprehensive", "region": "All"}
    assert table.placed(**names, value=5, unit="USD/year").percentile == "75th"


@pytest.mark.parametrize(
    "compute",
    [
        lambda a, b: a * b, lambda a, b: a / b, lambda a, b: a + b, lambda a, b: a - b,
        lambda a, b: 2.0 * a, lambda a, b: 2.0 / b, lambda a, b: np.float64(2) * a,
        lambda a, b: np.array([1.0, 2.0]) * b, lambda a, b: a**2, lambda a, b: float(a),
        lambda a, b: -a, operator.lt, lambda a, b: sum([a, b]),
        lambda a, b: round(a), lambda a, b: a // b,
    ],
)  # fmt: skip
def test_percentiles_of_two_tables_cannot_be_multiplied_or_divided(compute):
    work, rate = of(500_000), of(70, measure="rate", unit="USD/RVU")
    with pytest.raises(TypeError, match="give the published table of the figure itself"):
        compute(work, rate)


def test_a_standing_holds_no_number_of_a_percentile():
    for name in ("percentile", "band"):
        assert hints(Standing)[name] is str


def test_a_measure_that_is_computed_from_others_is_refused_with_the_mend(tmp_path):
    with pytest.raises(ValidationError, match="wrvu and pay_per_wrvu; a percentile of one table"):
        SurveyMeasure(row="Pay", computed_from=["wrvu", "pay_per_wrvu"])
    scenario = write(tmp_path)
    slot = tmp_path / "inputs" / "market" / "survey_slot.yaml"
    text = slot.read_text("utf-8").replace(
        "pay: {row: Pay}", "pay: {computed_from: [wrvu, pay_per_wrvu]}"
    )
    slot.write_text(text, "utf-8")
    with pytest.raises(
        Faults, match=r"survey_slot\.yaml:10: .*pay: is computed from wrvu and pay_"
    ):
        load(scenario, Asked)


def test_a_scenario_that_extends_the_slot_loads_its_surveys(tmp_path):
    loaded = load(write(tmp_path), Asked)
    own = [Own("A", "collections", 500_000, "USD/year"), Own("C", "pay", 1, "USD/year"),
           Own("D", "collections", 1, "USD/year")]  # fmt: skip
    made = standings(loaded.terms.surveys, own, loaded.terms.as_of)
    assert list(made.columns) == list(COLUMNS)
    assert made["who"].tolist() == ["A", "C"]
    assert made["percentile"].tolist() == ["44th", "not published"]
    assert not leaks(loaded.ledger.to_csv())
    assert any(file.name == "made_up.csv" for file in loaded.files), "a new table is a new brief"


def test_the_slot_that_ships_loads_and_is_empty(tmp_path):
    shipped = ROOT / "inputs" / "market" / "survey_slot.yaml"
    scenario = tmp_path / "asked.yaml"
    scenario.write_text(f"as_of: 2026-11-24\nsurveys: {{extends: {shipped}}}\n", "utf-8")
    assert load(scenario, Asked).terms.surveys == {}
    assert standings({}, [], AS_OF).empty


def test_the_example_in_the_slot_is_one_that_loads(tmp_path):
    shipped = (ROOT / "inputs" / "market" / "survey_slot.yaml").read_text("utf-8")
    example = "\n".join(
        line.removeprefix("# ") for line in shipped.splitlines()
        if re.match(r"# (example|  )", line)
    )  # fmt: skip
    sources = shipped[shipped.index("sources:") :]
    names = "Collections for professional charges,Ophthalmology: comprehensive,All,USD/year,20"
    scenario = write(tmp_path, body=f"{names},1,2,3,4,5,rate\n", slot=sources + example)
    (tmp_path / "inputs/market/licensed/made_up.csv").rename(
        tmp_path / "inputs/market/licensed/example_2025.csv"
    )
    assert list(load(scenario, Asked).terms.surveys) == ["example"]


def test_two_surveys_stand_side_by_side_and_are_not_pooled():
    both = {"one": survey(), "two": survey(year=2023)}
    made = standings(both, [Own("A", "collections", 500_000, "USD/year")], AS_OF)
    assert made["year"].tolist() == [2025, 2023]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('statement: "made up: section 4"', 'statement: ""', "statement: is blank; say what"),
        ("licensed_to: Larkmoor Vale", 'licensed_to: " "', "licensed_to: is blank; say who"),
        ("internal_use: true", "internal_use: false", "internal_use: must be true"),
        (', statement: "made up: section 4"', "", "statement: missing"),
        ("  year: 2025\n", "", "year: missing"),
        ("  publisher: Made-up Survey\n", "", "publisher: missing"),
        ("{row: Pay}", "{row: Payments}", "the table has no measure 'Payments'"),
        ("region: South", "region: Southern", "the table has no specialty 'Retina', region 'Sou"),
        ("{row: Pay}", "{rwo: Pay}", "rwo: unknown; did you mean row?"),
        ("  table: {table: licensed/made_up.csv, source: own}\n", "", "table: missing"),
        ("licensed/made_up.csv", "licensed/made_upp.csv", "there is no file licensed/made_upp.csv"),
        ("made_up.csv, source: own", "made_up.csv", "has no source"),
        ("  publisher: Made-up Survey\n", "  publishr: Made-up Survey\n", "did you mean publish"),
    ],
)
def test_a_survey_without_its_papers_does_not_load(tmp_path, old, new, told):
    scenario = write(tmp_path)
    slot = tmp_path / "inputs" / "market" / "survey_slot.yaml"
    text = slot.read_text("utf-8")
    assert old in text
    slot.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(Faults, match=re.escape(told)):
        load(scenario, Asked)


@pytest.mark.parametrize("written", ['"the median is 528,317"', "528317", "[528317, 641877]",
                                     "{value: 528317, unit: USD/year, source: own}"])  # fmt: skip
def test_free_text_and_loose_figures_do_not_load_and_are_not_repeated(tmp_path, written):
    slot = f'sources: {{own: "made up"}}\nmade_up: {written}\n'
    with pytest.raises(Faults, match="is no survey; write publisher, year, license") as caught:
        load(write(tmp_path, slot=slot), Asked)
    assert not leaks(str(caught.value))


BAD_TABLES = {
    "a word for a number": (HEAD, BODY.replace("528317", "528317 dollars"), "p50, row 1: must be"),
    "an infinite number": (HEAD, BODY.replace("528317", "inf"), "p50, row 1: must be a number"),
    "points that fall": (HEAD, BODY.replace("528317", "928317"), "row 1: its percentiles must ri"),
    "half an answer": (HEAD, BODY.replace("873", "873.5"), "n, row 1: must be a whole number"),
    "no unit": (HEAD, BODY.replace("USD/RVU", "dollars per RVU"), "unit, row 3: is no unit here"),
    "no rule": (HEAD, BODY.replace("full time", "mixed"), "fte_rule, row 2: must be one of per"),
    "a blank rule": (HEAD, BODY.replace(",rate", ","), "fte_rule: is blank (line 4)"),
    "a row twice": (HEAD, BODY + BODY.splitlines()[0] + "\n", "row 5 is of the same measure"),
    "no header": ("", BODY, "a column of the header: unknown column"),
    "a column too many": (HEAD.strip() + ",641877\n", "", "a column of the header: unknown"),
    "a column twice": (HEAD.replace("p75", "p50"), BODY, "p50: stands twice in the header"),
    "a missing column": (HEAD.replace("p75", "p_75_641877"), BODY, "p75: missing"),
    "too many cells": (HEAD, BODY.replace("528317", "528,317"), "has 12 cells, but the header"),
}


@pytest.mark.parametrize("name", BAD_TABLES)
def test_a_bad_table_is_told_by_row_and_no_cell_is_repeated(tmp_path, name):
    head, body, told = BAD_TABLES[name]
    with pytest.raises(Faults) as caught:
        load(write(tmp_path, body=body, head=head), Asked)
    assert told in str(caught.value)
    assert not leaks(str(caught.value))


def test_a_bad_frame_is_told_without_a_cell():
    with pytest.raises(ValueError, match="p50, row 1") as caught:
        LicensedTable(frame(BODY.replace("528317", "528317 dollars")))
    assert not leaks(str(caught.value))
    with pytest.raises(ValueError, match="a column of the header: unknown") as caught:
        LicensedTable(frame().rename(columns={"p75": "641877"}))
    assert not leaks(str(caught.value))


def test_no_cell_reaches_the_frame_the_record_the_json_the_text_or_the_log(caplog):
    """A brief prints standings; whatever a person or a program asks of them shows no cell."""
    caplog.set_level(logging.DEBUG)
    held = survey()
    own = [Own("A", "collections", value, "USD/year") for value in (5e5, 6e5, 7e5, 1e4, 9e6)]
    own += [Own("A", "rate", 70, "USD/RVU"), Own("C", "collections", 1.3e6, "USD/year")]
    made = standings({"made_up": held}, own, AS_OF)
    record = standing(held, own[0], AS_OF)
    shown = [
        made.drop(columns="n").to_csv(), made.to_html(columns=["percentile", "band", "remarks"]),
        json.dumps(made.drop(columns="n").to_dict("records"), default=str),
        repr(held), str(held), f"{held}", repr(held.table), repr(record).replace("n=873", ""),
        repr(Asked(as_of=AS_OF, surveys={"made_up": held})), caplog.text, repr(vars(held)),
    ]  # fmt: skip
    for text in shown:
        assert not leaks(text), text
    assert made["n"].tolist() == [873] * 5 + [pd.NA, 7]


def test_a_licensed_table_is_not_copied_or_written():
    table = survey().table
    for act in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="is not copied or written"):
            act(table)
    assert not hasattr(table, "__dict__")


def test_a_bare_frame_is_refused_before_an_error_could_show_it():
    parts = {name: getattr(survey(), name) for name in hints(Survey)}
    with pytest.raises(TypeError, match="must be a LicensedTable") as caught:
        Survey(**parts | {"table": frame(), "publisher": 5})
    assert not leaks(str(caught.value))


def test_what_cannot_be_compared_is_refused_all_at_once():
    with pytest.raises(ValueError, match="'Z' is none of the survey's segments; 'x' is none of"):
        standing(survey(year=2027), Own("Z", "x", 1, "USD"), AS_OF)
    with pytest.raises(ValueError, match="its year 2027 is after 2026-11-24"):
        of(1, year=2027)
    with pytest.raises(ValueError, match="ours is in 'USD/month', the table's row in 'USD/year'"):
        of(1, unit="USD/month")
    with pytest.raises(ValueError, match="holds draws"):
        standing(survey(), Own("A", "collections", np.array([1.0, 2.0]), "USD/year"), AS_OF)
    for value, fte in ((float("nan"), 1), (5, 0)):
        with pytest.raises(ValueError, match="needs a number and an FTE above 0"):
            of(value, fte=fte)


def test_git_leaves_licensed_tables_out():
    assert "inputs/market/licensed/" in (ROOT / ".gitignore").read_text("utf-8").split()
    client = ROOT / "practice_model" / "briefs" / "client" / "gitignore"
    assert "inputs/market/licensed/" in client.read_text("utf-8").split()
    assert not list((ROOT / "inputs" / "market").glob("licensed/*.csv"))

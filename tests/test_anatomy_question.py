"""The fact book of other practices: what one does not keep is left out, and what is wrong is told.

Each variant runs the notebook's own cells on a scenario that lacks things; see `other_practices`.
"""

import json
import re
import sys
from functools import cache

import other_practices
import pytest
from shipped_briefs import run_cells

from practice_model.briefs import cli, html, pdf
from practice_model.briefs.printed import number_tokens, unknown_tokens

VARIANTS = ("alone", "office", "without_drugs", "uncounted")
DRAWS = 200


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return other_practices.copied(tmp_path_factory.mktemp("others"))


@pytest.fixture(scope="module")
def made(inputs):
    """The names that the notebook leaves for a variant, made when first asked for."""

    @cache
    def of(name: str) -> dict:
        return run_cells(str(getattr(other_practices, name)(inputs)), draws=DRAWS)

    return of


@pytest.fixture(scope="module")
def told(made):
    """The brief of a variant."""
    return cache(lambda name: json.loads(made(name)["brief"].to_json()))


def blocks(brief: dict) -> set[str]:
    return {block["id"] for block in brief["blocks"]}


def visible(text: str) -> str:
    text = re.sub(r"<(style|title)\b.*?</\1>", " ", text, flags=re.S)
    return re.sub(r"<[^>]+>", " ", text)


@pytest.mark.parametrize("name", VARIANTS)
def test_another_practice_has_its_fact_book_and_every_number_of_it_is_a_fact(told, name):
    brief = told(name)
    assert blocks(brief) >= {"bottom_line", "ladder", "prices", "scorecard", "capacity", "income"}
    shown = visible(html.render(brief))
    assert len(number_tokens(shown)) > 100
    assert unknown_tokens(shown, brief) == []
    assert pdf.render(brief)[:5] == b"%PDF-"
    assert not re.search(r"\b(nan|None|inf)\b", shown)


@pytest.mark.parametrize("name", VARIANTS)
def test_the_ladder_ends_at_the_profit_of_any_practice(told, made, name):
    facts = told(name)["facts"]
    assert facts["ladder.profit.margin"]["value"] == pytest.approx(made(name)["key"].profit)


@pytest.mark.parametrize("name", VARIANTS)
def test_every_rule_shares_the_same_overhead(made, name):
    overhead = made(name)["book"].income.overhead.sum()
    assert len(overhead) > 1
    assert overhead.to_numpy() == pytest.approx(overhead.iloc[0])


ABSENT = {
    "alone": {
        "rooms", "owners", "center_cases", "devices", "savings", "second_room", "referrals",
        "drugs", "drugs_by_code", "approval", "policy_bars", "policy_steps", "policy_payers",
        "policy_visits", "policy_center", "before_bars", "before_payers", "providers",
        "variation", "surveys",
    },
    "office": {"rooms", "owners", "center_cases", "devices", "savings", "second_room", "referrals",
               "policy_center", "policy_visits", "before_bars"},
    "without_drugs": {"drugs", "drugs_by_code", "approval", "policy_bars", "policy_steps",
                      "owners", "devices", "savings", "before_bars", "before_payers"},
    "uncounted": {"drugs", "drugs_by_code", "providers", "before_bars", "before_payers",
                  "savings", "surveys"},
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_what_a_practice_does_not_keep_is_left_out(told, name):
    assert blocks(told(name)) & ABSENT[name] == set()


def test_one_doctor_without_a_center_is_not_said_to_have_one(told):
    brief = told("alone")
    meta = {pair["label"]: pair["value"] for pair in brief["header"]["meta"]}
    assert meta["Who"] == "1\u00a0physician"
    assert meta["Practice"] == "Quennet Eye Clinic"
    assert "urgery center" not in json.dumps(brief["blocks"][0])
    assert not [name for name in brief["facts"] if name.startswith("center")]
    assert len(brief["blocks"][1]["numbers"]) == 4


def test_time_without_known_income_is_no_patient_pay(made):
    key, book = made("alone")["key"], made("alone")["book"]
    assert "patient_pay" not in told_rows(made("alone"))
    assert key.drugs_of_cash is None
    assert book.income.left_out.keys() >= {"resource_use", "hybrid"}


def told_rows(names: dict) -> list[str]:
    ladder = next(one for one in names["brief"].to_dict()["blocks"] if one["id"] == "ladder")
    return [str(row.get("id", "")) for row in ladder["data"]["rows"]]


def test_a_rule_that_cannot_be_known_is_told_and_no_figure_is_called_by_use(told):
    for name in ("alone", "uncounted"):
        brief = told(name)
        income = next(block for block in brief["blocks"] if block["id"] == "income")
        assert "equal shares" in json.dumps(income["title"])
        reasons = json.dumps(next(one for one in brief["blocks"] if one["id"] == "told"))
        assert "no margins by resource_use" in reasons


def test_medicare_of_the_claims_own_year_has_no_change_to_tell(told):
    for name in ("alone", "without_drugs"):
        assert not [fact for fact in told(name)["facts"] if fact.startswith("policy")]
    final = next(one for one in told("office")["blocks"] if one["id"] == "policy_steps")
    assert "roposed" not in json.dumps(final["title"])
    assert not [one for one in told("office")["facts"] if "proposed" in one]


def test_lines_that_no_cost_is_known_for_are_in_no_margin_and_listed(told, made):
    brief = told("uncounted")
    listed = next(block for block in brief["blocks"] if block["id"] == "uncosted")
    codes = {row["cells"][0]["text"] for row in listed["rows"]}
    assert "J0178" in codes
    failed = [check for check in brief["checks"] if not check["passed"]]
    assert any("are in no margin" in json.dumps(check) for check in failed)
    assert made("uncounted")["key"].drugs_of_revenue is None


def test_of_a_licensed_survey_the_percentile_is_printed_and_no_cell(told):
    brief = told("office")
    surveys = next(block for block in brief["blocks"] if block["id"] == "surveys")
    assert [row["cells"][0]["text"] for row in surveys["rows"]] == ["A"]
    assert "Made-up Survey" in json.dumps(surveys)
    shown = json.dumps(brief, ensure_ascii=False).replace(",", "")
    for cell in other_practices.SURVEY:
        assert str(cell) not in shown
    assert "licensed/made_up.csv" in brief["provenance"]["files"][0] or any(
        "made_up.csv" in name for name in brief["provenance"]["files"]
    )


def test_a_payer_that_pays_late_stands_out_and_its_hassle_is_told(told):
    card = next(block for block in told("office")["blocks"] if block["id"] == "scorecard")
    assert len(card["rows"]) == 4
    assert "51" in json.dumps(card["rows"])


# What a user gets for bad input.


@pytest.fixture
def broken(inputs):
    """All the faults of costing in one scenario, each in the file where it stands."""
    practice = inputs / "practice"

    def edit(table: str, name: str, *changes: tuple[str, str]) -> None:
        text = (practice / table).read_text("utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (practice / f"{name}.csv").write_text(text, "utf-8")

    exam = "visit_full,exam,doctor,8,,15,"
    more = "visit_full,second look,doctor,5,,18,a test\nvisit_full,view,camera,5,,,a test\n"
    edit("staff.csv", "bad_staff", ("practice,scribe,1.5,", "practice,scribe,0,"))
    edit(
        "time_equations.csv",
        "bad_steps",
        (exam, more + exam),
    )
    edit("payer_conduct.csv", "bad_conduct", ("\nNQ,", "\nNQQ,"))
    made = other_practices.scenario(
        inputs,
        "broken",
        """\
        costing:
          staff: {table: ../practice/bad_staff.csv, source: made}
          time_equations: {table: ../practice/bad_steps.csv, source: made}
          conduct: {table: ../practice/bad_conduct.csv, source: made}
        """,
    )
    yield made
    made.unlink()


def run(monkeypatch, capsys, *arguments) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["practice-model", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out, told.err


WRONG = (
    ("bad_staff.csv", "scribe has 0 FTE", "give its FTE, or leave its steps out"),
    ("bad_steps.csv", "nothing supplies 'camera'", "resources: "),
    ("bad_steps.csv", "steps 'second look' and 'exam' both take doctor", "move begins"),
    ("bad_conduct.csv", "payer 'NQQ' has no contract", "did you mean NQ?"),
)


@pytest.mark.parametrize("command", ["check", "brief"])
def test_all_faults_of_a_costing_are_one_list_with_file_and_mend(
    broken, tmp_path, monkeypatch, capsys, command
):
    out = ["--out", tmp_path / "out"] if command == "brief" else []
    code, _, err = run(monkeypatch, capsys, command, broken, *out)
    assert code == 1
    assert "Traceback" not in err
    lines = err.splitlines()
    for file, fault, mend in WRONG:
        told = [line for line in lines if fault in line]
        assert len(told) == 1, (fault, err)
        assert file in told[0]
        assert mend in told[0]
    assert not (tmp_path / "out").exists()


def test_a_capacity_of_zero_and_a_payer_without_contract_are_told_where_they_stand(
    inputs, monkeypatch, capsys
):
    zero = other_practices.scenario(
        inputs, "zero", "costing: {capacity: {people: {value: 0, unit: share, source: made}}}\n"
    )
    code, _, err = run(monkeypatch, capsys, "check", zero)
    assert code == 1
    assert "costing.capacity.people: must be more than 0, for costs are divided by it" in err
    assert "zero.yaml:4" in err
    zero.write_text(
        zero.read_text("utf-8").partition("costing")[0] + "contracts: {NQ: null}\n", "utf-8"
    )
    code, _, err = run(monkeypatch, capsys, "check", zero)
    assert code == 1
    assert "the claims bill NQ, of whom contracts has nothing" in err
    assert "plan_classes names NQ, of whom contracts has nothing" in err
    assert "Traceback" not in err
    zero.unlink()


def test_the_copied_inputs_leave_the_shipped_ones_alone(inputs):
    shipped = other_practices.INPUTS / "practice" / "staff.csv"
    assert shipped.read_bytes() == (inputs / "practice" / "staff.csv").read_bytes()

"""The proposed same-day rule on the practice's own claims (answer key F32)."""

import pandas as pd
import pytest
from payer_talks import medicare, talk

from practice_model.briefs import cli, scenarios
from practice_model.questions.same_day_rule import exposure, medicare_lines


def practice():
    return talk("nq_renewal").terms.practice


def test_the_exposure_of_medicare_payers_is_found_under_both_readings():
    table = exposure(practice(), medicare(), ["MCR", "MA"])
    assert table.loc["all", ["days", "days_with_eye_codes"]].tolist() == [707, 1068]
    # the key rounds each day's loss, the engine each amount paid: a cent a day at most
    assert table.loc["all", "lost"] == pytest.approx(38_594.42, abs=7.07)
    assert table.loc["all", "lost_with_eye_codes"] == pytest.approx(58_351.87, abs=10.68)
    assert table.loc["C", "lost_with_eye_codes"] == pytest.approx(53_689.67, abs=10.0)
    assert table.drop("all").sum()["lost"] == pytest.approx(table.loc["all", "lost"], abs=0.01)


def test_a_payer_without_claims_is_told_with_those_there_are():
    with pytest.raises(ValueError, match="no claim of XX: the claims have FW, MA"):
        exposure(practice(), medicare(), ["XX"])


def test_claims_become_lines_with_their_modifiers_and_setting():
    lines = medicare_lines(practice().claims, "10212-01")
    assert set(lines["setting"]) == {"office", "facility"}
    assert lines["modifiers"].str.contains(r"^25$|^25 | 25").sum() > 1000
    assert isinstance(lines["units"].iloc[0], str)
    assert len(lines) < len(practice().claims)  # the center's own claims are no visits


def test_the_command_says_proposed_and_synthetic(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["practice-model", "medicare", "exposure", "--payer", "PW"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 0
    told = capsys.readouterr().out
    assert "PROPOSED for 2027, not final" in told
    assert "SYNTHETIC PRACTICE" in told


def test_a_question_is_a_module_with_a_notebook():
    deals = ["buy_in", "equipment", "hire", "joint", "lease"]
    assert scenarios.questions() == sorted(["anatomy", "payer", *deals])
    assert isinstance(practice().claims, pd.DataFrame)

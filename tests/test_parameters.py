"""A parameter that the notebook does not know stops it, however it was started."""

import builtins
from types import SimpleNamespace

import pytest

from practice_model.briefs.parameters import refuse_unknown, refuse_unknown_in
from practice_model.faults import Faults

OWN = 'scenario = "a"\ndraws = 10_000\nseed = 1'


@pytest.mark.parametrize("cells", [[], ["", OWN], ["", OWN, "# Parameters\nseed = 3\n"]])
def test_known_parameters_pass(cells):
    assert refuse_unknown_in(cells) is None


def test_an_unknown_one_is_told_with_the_nearest_and_all_there_are():
    with pytest.raises(Faults) as told:
        refuse_unknown_in(["", OWN, "# Parameters\nsede = 3\nscenaro = 'b'\ndraws = 5\n"])
    assert {fault.place for fault in told.value.faults} == {"sede", "scenaro"}
    assert "did you mean seed?; there are: draws, scenario, seed" in str(told.value)


def test_a_notebook_without_a_parameters_cell_takes_none():
    with pytest.raises(Faults, match="there are: none"):
        refuse_unknown_in(["", "# Parameters\nseed = 3\n"])


def test_what_a_reader_sets_by_hand_is_the_readers_own():
    cells = ["", OWN, "%matplotlib inline", "x = 3", "scenario = 'c'"]
    assert refuse_unknown_in(cells) is None


def test_the_running_notebook_is_asked(monkeypatch):
    shell = SimpleNamespace(user_ns={"In": ["", OWN, "# Parameters\nsede = 3"]})
    monkeypatch.setattr(builtins, "get_ipython", lambda: shell, raising=False)
    with pytest.raises(Faults, match="sede"):
        refuse_unknown()

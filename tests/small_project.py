"""A project of one question that a test owns: inputs, a notebook, and a brief out of it."""

import json
import sys
import textwrap
from pathlib import Path
from types import ModuleType

from practice_model.quantities import USD, terms

SAMPLE = Path(__file__).parent / "data" / "sample_brief.json"


@terms
class Client:
    name: str


@terms
class Probe:
    question: str
    price: USD
    practice: Client


def teach(monkeypatch) -> None:
    """Make `probe` a question of the package for one test."""
    module = ModuleType("practice_model.questions.probe")
    module.Probe = Probe
    monkeypatch.setitem(sys.modules, module.__name__, module)


def scenario(root: Path, name: str, price: object = 10, client: str = "Larkmoor") -> Path:
    path = root / "inputs" / "scenarios" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"""\
        question: probe
        sources: {{letter: "synthetic: a test"}}
        price: {{value: {price}, unit: USD, source: letter}}
        practice: {{name: "{client}"}}
    """
    path.write_text(textwrap.dedent(text), "utf-8")
    return path


def notebook(root: Path, *, last: str = "") -> Path:
    """A notebook that shows the sample brief with the scenario's name and seed in it."""
    tell = f"""\
        import json
        from pathlib import Path
        from IPython.display import display
        brief = json.loads(Path({str(SAMPLE)!r}).read_text("utf-8"))
        brief["scenario"]["name"] = Path(scenario).stem
        {last}
        display({{"{MIME}": brief, "text/plain": "brief"}}, raw=True)
    """
    cells = [
        (
            "parameters",
            'scenario = "inputs/scenarios/a.yaml"\ndraws = 10\nseed = 1',
            ["parameters"],
        ),
        ("tell", textwrap.dedent(tell), []),
    ]
    made = {
        "cells": [
            {
                "cell_type": "code",
                "id": name,
                "metadata": {"tags": tags},
                "outputs": [],
                "execution_count": None,
                "source": source,
            }
            for name, source, tags in cells
        ],
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path = root / "notebooks" / "probe.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made), "utf-8")
    return path


MIME = "application/vnd.practice-model.brief+json"

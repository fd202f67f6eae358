"""Where the seconds of a payer brief go: each stage of its notebook and each document.

`python benchmarks/brief.py [SCENARIO]` runs the notebook's own cells in this process, so that the
notebook machinery (which `papermill` adds) stands apart. Seconds are of the processor; the shares
are what to compare, since machines differ.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from practice_model.briefs import html, pdf, xlsx
from practice_model.briefs.execution import letter_files

ROOT = Path(__file__).parents[1]
LEAST = 0.01  # of the whole; what is less is summed


def stages(scenario: str) -> list[tuple[str, float]]:
    """Return the stages of a brief with their processor seconds, in their order."""
    notebook = json.loads((ROOT / "notebooks" / "payer.ipynb").read_text("utf-8"))
    known: dict[str, Any] = {}
    made = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        if "parameters" in cell["metadata"].get("tags", []):
            source += f"\nscenario = {scenario!r}"
        code = compile(source, cell["id"], "exec")
        made.append((cell["id"], _seconds(lambda code=code: exec(code, known))))
    brief = json.loads(known["brief"].to_json())
    for name, render in (("html", html.render), ("pdf", pdf.render), ("xlsx", xlsx.render)):
        made.append((name, _seconds(lambda render=render: render(brief))))
    if known["letter"] is not None:
        letter = json.loads(known["letter"].to_json())
        made.append(("letter", _seconds(lambda: letter_files(letter))))
    return made


def _seconds(work: Any) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    """Print the stages, the longest first."""
    made = stages(sys.argv[1] if len(sys.argv) > 1 else "nq_renewal")
    whole = sum(seconds for _, seconds in made)
    small = [seconds for _, seconds in made if seconds < LEAST * whole]
    shown = [(name, seconds) for name, seconds in made if seconds >= LEAST * whole]
    for name, seconds in sorted(shown, key=lambda one: -one[1]):
        print(f"{name:<16}{seconds:6.2f} s {seconds / whole:6.1%}")
    print(f"{'other stages':<16}{sum(small):6.2f} s {sum(small) / whole:6.1%}")
    print(f"{'whole brief':<16}{whole:6.2f} s")


if __name__ == "__main__":
    main()

"""Make: the synthetic practice from seed to files.

Source: docs/PRACTICE.md section 9.
"""

from pathlib import Path

from practice_model.faults import Fault, Faults
from practice_model.readers.inputs import load
from practice_model.readers.medicare_tables import load_medicare
from practice_model.revenue.contract import Contract
from practice_model.synthetic.practice_year import SEED, practice_year
from practice_model.synthetic.sources import PAYERS, PRACTICE, read_controls, student_controls
from practice_model.synthetic.write import write_practice

INPUTS = PRACTICE.parent


def make_practice(
    out: Path | str,
    seed: int = SEED,
    scale: int = 1,
    student: int | None = None,
    inputs: Path | str = INPUTS,
) -> list[Path]:
    """Write the synthetic practice into a folder and return its files.

    seed: who comes when and which line is denied; totals do not depend on it. scale: how many
    such practices. student: a seed of other control volumes under the same contracts. inputs:
    where the control tables, contracts and Medicare tables stand. Raises ValueError for a scale
    below 1, and Faults where another practice than the default one would replace its own controls.
    """
    root = Path(inputs)
    if (root / "practice").resolve() == Path(out).resolve() and (scale != 1 or student is not None):
        told = "holds the default practice and its control volumes; write another one elsewhere"
        raise Faults([Fault(str(out), 0, "--out", told)])
    controls = read_controls(root / "practice")
    if student is not None:
        controls = student_controls(controls, student)
    year = practice_year(
        controls, paid_contracts(root / "contracts"), load_medicare(root / "medicare"), seed
    )
    return write_practice(year, controls, Path(out), seed=seed, scale=scale, student=student)


def paid_contracts(folder: Path) -> dict[str, Contract]:
    """Return each payer's contract as it really paid: `paid.yaml` where there is one."""
    found = {}
    for payer in PAYERS:
        own = folder / payer.lower()
        paid = own / "paid.yaml"
        found[payer] = load(paid if paid.exists() else own / "terms.yaml", Contract).terms
    return found

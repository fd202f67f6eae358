"""Doors: commands that bring claims in, a client's or made ones, and say what they did."""

import os
from pathlib import Path

from practice_model.faults import Fault, Faults
from practice_model.readers.claims_import import import_claims as read_claims
from practice_model.readers.claims_import import write_claims
from practice_model.readers.hashing import read_salt
from practice_model.readers.payer_aliases import read_payer_aliases
from practice_model.readers.table_cells import ORDERS
from practice_model.synthetic.make import make_practice
from practice_model.synthetic.practice_year import SEED
from practice_model.synthetic.selfcheck import self_check


def import_client_claims(
    file: Path, out: Path, *, payers: Path, salt: Path | None, patient: str, dates: str
) -> str:
    """Write a client's claims without what tells who a patient is; return the report.

    Raises Faults where the file, the payers or the salt do not hold; nothing is written then.
    """
    if not file.is_file():
        raise Faults([Fault(str(file), 0, "", "there is no such file of claims")])
    wrong = []
    if out.suffix != ".parquet":
        wrong.append(Fault(str(out), 0, "--out", "must end in .parquet"))
    if dates not in ORDERS:
        wrong.append(Fault(str(file), 0, "--dates", f"must be {', '.join(ORDERS)}, not {dates!r}"))
    if wrong:
        raise Faults(wrong)
    made = read_claims(
        file,
        salt=read_salt(os.environ, salt),
        payers=read_payer_aliases(payers),
        patient=patient,
        dates=dates,
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    write_claims(made.claims, out)
    return "\n".join([*made.told(), f"written to {out}: keep it out of any repository"])


def make_synthetic(folder: Path, seed: int | None, copies: int, student: int | None) -> str:
    """Write the synthetic practice into a folder, check it, and return what was made.

    Raises Faults where a total is not what it must be.
    """
    files = make_practice(
        folder, seed=SEED if seed is None else seed, scale=copies, student=student
    )
    checks = self_check(folder, scale=copies, exact=student is None)
    off = checks[~checks["passed"]]
    if len(off):
        raise Faults(
            Fault(str(folder), 0, str(row.what), f"is {row.actual}, but must be {row.expected}")
            for row in off.itertuples()
        )
    told = [f"SYNTHETIC: {file}" for file in files]
    return "\n".join([*told, f"{len(checks)} totals checked, all as they must be"])

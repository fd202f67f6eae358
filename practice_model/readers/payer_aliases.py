"""Payer names as aliases: one file a client says which names of an export mean which payer.

The file is YAML: an alias, and every spelling that exports use for it. Case, blanks and
punctuation do not matter. A name that no alias has is a fault, with the nearest one::

    NQ: [Northquill Health, NORTHQUILL HLTH PPO]
    SP: [self pay, patient]
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from practice_model.faults import Fault, Faults, did_you_mean
from practice_model.readers.identifiers import looks_like_a_person
from practice_model.readers.places import told
from practice_model.readers.written import Written, read_page


def read_payer_aliases(path: str | Path) -> dict[str, str]:
    """Return the alias of each spelling; raises Faults for a spelling that two aliases claim."""
    file = Path(path)
    faults: list[Fault] = []
    page = read_page(file, file.name, told(file), faults)
    known: dict[str, str] = {}
    for alias, names in (page.content if page is not None else {}).items():
        listed = names.content if names.kind == "list" else [names]
        for name in [alias, *(_name(one, faults) for one in listed)]:
            other = known.setdefault(spelling(name), alias)
            if other != alias:
                line = names.origin.line
                faults.append(
                    Fault(told(file), line, alias, f"{name!r} stands for {other} already")
                )
    if faults:
        raise Faults(faults)
    return known


def _name(written: Written, faults: list[Fault]) -> str:
    if written.kind != "bare" or not written.text.strip():
        message = "must be the names of a payer, as a list of texts"
        faults.append(Fault(written.shown, written.origin.line, written.origin.place, message))
        return ""
    return written.text


def spelling(name: str) -> str:
    """Return a payer's name as it is compared.

    >>> spelling("Northquill Hlth. (PPO)")
    'northquillhlthppo'
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())


def aliased(names: pd.Series, aliases: Mapping[str, str], shown: str) -> pd.Series:
    """Return payers by alias; raises Faults with every unknown name, its lines and the nearest.

    A name that looks like a person's (a self-paying patient) is told without the name.
    """
    counts = names.value_counts(sort=True)
    unknown = [str(name) for name in counts.index if spelling(str(name)) not in aliases]
    persons = [name for name in unknown if looks_like_a_person(name)]
    faults = [
        Fault(shown, 0, "payer", _unknown(name, int(counts[name]), aliases))
        for name in unknown
        if name not in persons
    ]
    if persons:
        lines = int(counts[persons].sum())
        message = (
            f"{lines:,} lines name a person as payer; export such lines under one self-pay name"
        )
        faults.append(Fault(shown, 0, "payer", message))
    if faults:
        raise Faults(faults)
    return names.map({str(name): aliases[spelling(str(name))] for name in counts.index}).astype(
        "str"
    )


def _unknown(name: str, lines: int, aliases: Mapping[str, str]) -> str:
    near = did_you_mean(spelling(name), aliases)
    return f"{name!r} ({lines:,} lines) is no payer of the alias file; add it there{near}"

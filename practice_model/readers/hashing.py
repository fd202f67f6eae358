"""Identifiers as hashes: with the client's own salt, which no repository may hold.

The same patient gets the same hash in every file of one client, and another one at another
client. The hash is the first 16 hexadecimal digits of HMAC-SHA-256 over kind and identifier: of
a million patients, two share one with odds of about 1 in 37 million.
"""

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from practice_model.faults import Fault, Faults

VARIABLE: Final = "PRACTICE_MODEL_SALT"
SHORTEST: Final = 16  # characters: a shorter salt can be found by trying
LENGTH: Final = 16  # hexadecimal digits of a hash


def read_salt(environment: Mapping[str, str], file: str | Path | None = None) -> bytes:
    """Return the client's salt from a file outside version control, or from the environment.

    Raises Faults where there is none, where it is too short, and where a repository could hold it.
    """
    if file is None and VARIABLE not in environment:
        message = f"no salt: set {VARIABLE}, or name a file that stands outside any repository"
        raise Faults([Fault(VARIABLE, 0, "", message)])
    shown = VARIABLE if file is None else str(file)
    text = environment.get(VARIABLE, "") if file is None else _text_of(Path(file))
    if len(text.strip()) < SHORTEST:
        message = f"the salt has {len(text.strip())} characters, but must have {SHORTEST} or more"
        raise Faults([Fault(shown, 0, "", message)])
    return text.strip().encode()


def _text_of(path: Path) -> str:
    if not path.is_file():
        raise Faults([Fault(str(path), 0, "", "there is no such salt file")])
    for folder in path.resolve().parents:
        if (folder / ".git").exists():
            message = f"lies in the repository {folder}; keep the salt outside version control"
            raise Faults([Fault(str(path), 0, "", message)])
    return path.read_text("utf-8")


def hashed(identifiers: pd.Series, kind: str, salt: bytes) -> pd.Series:
    """Return identifiers as hashes of 16 characters; a blank stays blank.

    >>> hashed(pd.Series([" 00123", "00123", ""]), "patient", b"a salt of the client").nunique()
    2
    """
    if len(salt) < SHORTEST:
        raise ValueError(f"the salt must have {SHORTEST} characters or more, not {len(salt)}")
    places, known = pd.factorize(identifiers.str.strip().str.upper())
    made = [_hash(str(text), kind, salt) if text else "" for text in known]
    return pd.Series(made, dtype="str").take(places).set_axis(identifiers.index)


def _hash(identifier: str, kind: str, salt: bytes) -> str:
    return hmac.new(salt, f"{kind}\0{identifier}".encode(), hashlib.sha256).hexdigest()[:LENGTH]

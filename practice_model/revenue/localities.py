"""Localities as a line names them: a carrier and locality, a ZIP code, or national.

`10212-01` is the locality of CMS's files (hyphen, five and two digits; a single last digit is
filled up, as spreadsheets drop leading zeros). A ZIP code of five or nine digits is looked up; some
ZIP codes lie in two localities and need more than the file holds. Nothing means national.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.physician_fees import NATIONAL

ZIP_DIGITS = 5


class Place(NamedTuple):
    """A locality in CMS's form, a status and reason where there is none, or how it was found."""

    locality: str
    status: str
    told: str


def read_locality(text: str, zips: Mapping[str, tuple[str, bool]]) -> Place:
    """Return the locality that a cell names; `zips` gives locality and whether it is split.

    >>> read_locality("10212-1", {}).locality
    '10212-01'
    """
    if text.lower() in ("", NATIONAL):
        return Place(NATIONAL, "", NATIONAL if text else "no locality given: national")
    found = re.fullmatch(r"(\d{4,5})[- ](\d{1,2})", text) or re.fullmatch(r"(\d{5})(\d{2})", text)
    if found:
        locality = f"{found[1]:0>5}-{found[2]:0>2}"
        return Place(locality, "", f"locality {locality}")
    code = re.fullmatch(r"(\d{5})(-\d{4})?", text)
    if code is None:
        return Place(
            "", "invalid", f"locality {text!r} is not a locality such as 10212-01 or a ZIP"
        )
    if code[1] not in zips:
        return Place("", "invalid", f"ZIP {code[1]} is not in the ZIP to locality file")
    locality, split = zips[code[1]]
    if split:
        return Place("", "ambiguous_area", f"ZIP {code[1]} lies in more than one locality; name it")
    return Place(locality, "", f"locality {locality} of ZIP {code[1]}")


def zip_places(tables: MedicareTables, wanted: Iterable[str]) -> dict[str, tuple[str, bool]]:
    """Return the locality of some ZIP codes and whether the file asks for the last four digits."""
    table = tables.zip_locality
    table = table[table["zip5"].isin(list(wanted))]
    names = (table["mac"] + "-" + table["locality_number"]).tolist()
    split = (table["plus_four"] == "1").tolist()
    return dict(zip(table["zip5"].tolist(), zip(names, split, strict=True), strict=True))


def locality_of_zip(tables: MedicareTables, zip_code: str) -> str:
    """Return the locality such as '10212-01' of a ZIP code; ValueError where it has none or two."""
    place = read_locality(zip_code, zip_places(tables, [zip_code[:ZIP_DIGITS]]))
    if place.status:
        raise ValueError(place.told)
    return place.locality

"""Columns that tell who a patient is, by their headers and by their cells.

A practice has no need of a patient's name to negotiate a price. Columns that look like names,
birth dates, addresses, phones, mails, member or social-security numbers never enter: an import
drops them and says so, and a claims table that holds one does not load.
"""

import re
from collections.abc import Iterable
from typing import Final

import pandas as pd

SAMPLE: Final = 2_000  # cells of a column that are looked at
MOST: Final = 0.5  # of the cells of a column must look alike before it is dropped for them

# Words of a header that name a person. `provider`, `payer` and the like name someone else.
_OTHERS: Final = re.compile(
    r"payer|payor|plan|provider|prvdr|facility|rendering|referring|billing|practice|group|location|"
    r"insurance|carrier|company|employer|network|file|column|product|code|procedure"
)
_HEADERS: Final[dict[str, re.Pattern[str]]] = {
    "a name": re.compile(
        r"(first|last|middle|full|given|maiden|sur)name|^(name|fname|lname|mi|initials)$|"
        r"(patient|pt|member|subscriber|guarantor|insured|policyholder|person|beneficiary|enrollee)"
        r"s?(full|first|last|middle)?name|^(patient|subscriber|guarantor|insured|member|pt)s?$"
    ),
    "a birth date": re.compile(
        r"birth|^dob$|(patient|pt|member|subscriber|insured)(dob|age)$|^bday"
    ),
    "an address": re.compile(
        r"address|street|^(addr|city|zip|zipcode|zip5|zip9|postalcode|county)[0-9]?$|"
        r"(patient|pt|member|subscriber|guarantor|home|mailing)(addr|city|zip|zipcode|county|postal)"
    ),
    "a phone or fax number": re.compile(
        r"phone|^(cell|mobile|fax|tel)(no|number)?$|telephone|faxn"
    ),
    "a mail address": re.compile(r"e?mail"),
    "a social security number": re.compile(r"ssn|socialsec|^ss(no|number|#)?$"),
    "a member or record number": re.compile(
        r"(member|subscriber|policy|insured|beneficiary|enrollee|guarantor|medicare|medicaid|card)"
        r"(id|no|number|num|nbr|key)$|^(mbi|hicn?|mrn|medicalrecord.*|chart|chartno|chartnumber|"
        r"account|accountno|accountnumber|acct|acctno|acctnumber|patientaccount.*|groupnumber)$|"
        r"(patient|pt)(no|number|num|nbr|acct.*|mrn|chart.*)$|driverslicen|passport|licenseplate|"
        r"deviceserial|biometric|ipaddress"
    ),
}
_CELLS: Final[dict[str, re.Pattern[str]]] = {
    "social security numbers": re.compile(r"\d{3}-\d{2}-\d{4}"),
    "mail addresses": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "phone numbers": re.compile(r"(\+?1[ .-]?)?(\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}"),
    "Medicare beneficiary numbers": re.compile(
        r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]"
        r"[AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}"
    ),
    "names": re.compile(r"[A-Z][A-Za-z'-]+, ?[A-Z][A-Za-z'-]+( [A-Z]\.?)?"),
    "street addresses": re.compile(
        r"\d+ [A-Za-z0-9 .]+ (st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|ct|court|way)"
        r"\b\.?.*",
        re.IGNORECASE,
    ),
}


def bare_header(header: str) -> str:
    """Return a header as it is compared: small letters and digits, without its unit.

    >>> bare_header("Date_of Service [days]")
    'dateofservice'
    """
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\[.*?\]", "", header.lower()))


def identifying_header(header: str) -> str:
    """Return what a header says about a person ("a birth date"), or "" for none.

    >>> identifying_header("Patient DOB"), identifying_header("Payer Name")
    ('a birth date', '')
    """
    bare = bare_header(header)
    for what, pattern in _HEADERS.items():
        if pattern.search(bare) and not (what in {"a name", "an address"} and _OTHERS.search(bare)):
            return what
    return ""


def identifying_cells(cells: Iterable[str]) -> str:
    """Return what most cells of a column look like ("names"), or "" for nothing about a person."""
    texts = pd.Series([str(cell).strip() for cell in cells], dtype="str")
    texts = texts[texts != ""].head(SAMPLE)
    for what, pattern in _CELLS.items():
        if len(texts) and texts.str.fullmatch(pattern).mean() >= MOST:
            return what
    return ""


def looks_like_a_person(text: str) -> bool:
    """Return whether one cell by itself looks like a number or an address of a person.

    >>> looks_like_a_person("123-45-6789"), looks_like_a_person("GRAY ANVIL TRUST")
    (True, False)
    """
    return any(pattern.fullmatch(text.strip()) for pattern in _CELLS.values())

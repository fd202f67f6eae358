"""A claim of physician lines priced slowly, line by line in decimals, to check the fast way.

It covers fees, components, parts of the package, 50, ranking with endoscopic families, and the
same-day cuts of tests; one unit a line, no pair told on two lines.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from medicare_case import cent, tables

SHARES = {"4": ("0.5", "0.95"), "6": ("0.75", "1"), "7": ("0.8", "1")}


@cache
def book(release: str) -> dict[tuple[str, str], dict[str, Any]]:
    rows = tables().physician_rvu
    rows = rows[rows["release"] == release]
    return {(row["hcpcs"], row["mod"]): row for row in rows.to_dict("records")}


@dataclass(frozen=True)
class Place:
    """Release, site, indices and factor of a claim."""

    release: str
    site: str
    index: tuple[str, str, str]
    factor: str


def fee(place: Place, code: str, mod: str) -> Any:
    row = book(place.release).get((code, mod))
    if row is None:
        return Decimal(0)
    work, expense, malpractice = (Decimal(each) for each in place.index)
    units = Decimal(str(row["work_rvu"])) * work
    units += (
        Decimal(str(row["fac_pe_rvu" if place.site == "facility" else "nonfac_pe_rvu"])) * expense
    )
    return cent((units + Decimal(str(row["mp_rvu"])) * malpractice) * Decimal(place.factor))


def claim_by_hand(lines: list[tuple[str, str]], place: Place) -> list[Decimal]:
    """The amounts of (code, modifiers) lines of one claim, each told by its place."""
    found = []
    for code, modifiers in lines:
        given = modifiers.split()
        mod = next((each for each in ("26", "TC") if each in given), "")
        row = book(place.release)[(code, mod)]
        whole = fee(place, code, mod)
        share = sum(
            Decimal(str(row[part]))
            for part, code_ in (("pre_op", "54"), ("intra_op", "54"), ("post_op", "55"))
            if code_ in given
        )
        paid = cent(whole * share) if share else whole
        times = {"1": Decimal("1.5"), "3": Decimal(2)}.get(row["bilat_surg"], Decimal(1))
        times = times if "50" in given else Decimal(1)
        each = times if times == 2 else 1
        found.append(
            {
                "code": code,
                "text": " ".join(sorted(given)),
                "row": row,
                "unit": cent(paid * times),
                "tc": fee(place, code, "TC") * each if mod != "26" else Decimal(0),
                "pc": fee(place, code, "26") * each if mod != "TC" else Decimal(0),
                "base": fee(place, row["endo_base"], ""),
            }
        )
    _rank(found)
    _cut(found)
    return [each["paid"] for each in found]


def _rank(found: list[dict[str, Any]]) -> None:
    ranked = [each for each in found if each["row"]["mult_proc"] in ("2", "3")]
    entries = []
    for base in sorted({each["row"]["endo_base"] for each in ranked} - {""}):
        family = [each for each in ranked if each["row"]["endo_base"] == base]
        family.sort(key=lambda each: (-each["unit"], each["code"], each["text"]))
        bases = [each for each in ranked if each["code"] == base]
        if len(family) + len(bases) > 1:
            for each in family[1:]:
                each["unit"] = max(each["unit"] - each["base"], Decimal(0))
            for each in bases:
                each["unit"], each["paid"] = Decimal(0), Decimal(0)
            entries.append(family)
            ranked = [each for each in ranked if each not in [*family, *bases]]
    entries += [[each] for each in ranked]
    entries.sort(key=lambda e: (-sum(each["unit"] for each in e), e[0]["code"], e[0]["text"]))
    for each in found:
        each.setdefault("paid", each["unit"])
    for place, entry in enumerate(entries):
        for each in entry:
            each["paid"] = each["unit"] if place == 0 else cent(each["unit"] / 2)


def _cut(found: list[dict[str, Any]]) -> None:
    for indicator, (technical, professional) in SHARES.items():
        for part, share in (("tc", technical), ("pc", professional)):
            tests = [e for e in found if e["row"]["mult_proc"] == indicator and e[part] > 0]
            tests.sort(key=lambda each: (-each[part], -each["unit"], each["code"], each["text"]))
            for each in tests[1:]:
                each["paid"] -= cent(each[part] * (1 - Decimal(share)))

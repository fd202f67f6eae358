"""What each provider used in a year, counted from the claims: minutes, lines, encounters, cases.

Which service a code is and what it takes stands in the table `driver_minutes`; its words decide:

    encounter       a day of a patient with a provider on which a service takes lane minutes:
                    visits (after surgery too), lasers, injections; tests alone are none
    test, injection the lines of services that the table calls so
    NAME alone      minutes on top, on a day on which that code is the only one that takes a lane
    operating case  a day of a patient with a surgeon in a facility with a surgical code, so that a
                    second procedure or the other eye of the session is no case of its own

Minutes are counted in the own clinic: a test that is read in a hospital takes nobody here. Lines
are billed lines, denied ones too; premium lenses stand in their own table. A year of claims.
"""

from typing import NamedTuple

import pandas as pd

from practice_model.costs.overhead_rules import Uses
from practice_model.costs.terms import Costing
from practice_model.quantities import Number
from practice_model.revenue.kinds import setting_of
from practice_model.tables import refuse_draws

TEST, INJECTION, ALONE = "test", "injection", " alone"
SURGICAL = r"[1-6]\d{4}|\d{4}T"
DAY = ["patient_id", "provider", "day"]
Count = dict[str, Number]


class Counted(NamedTuple):
    """What the providers used, and professional lines of anybody else, by the NPI on them."""

    uses: Uses
    outside: pd.Series


def counted_uses(claims: pd.DataFrame, costing: Costing) -> Counted:
    """Return each provider's uses, from canonical claims; a count without its table is None.

    ValueError where no professional line is a provider's of the costing.
    """
    refuse_draws(costing)
    lines, outside = _lines(claims, costing)
    names = [str(name) for name in costing.providers["provider"]]
    people = costing.providers.set_index("provider")
    minutes = costing.driver_minutes
    held = {} if minutes is None else _of_clinic(lines, minutes, names)
    uses = Uses(
        **held,
        lines=_count(lines, names),
        drug_lines=_of_drugs(lines, costing, names),
        operating_cases=_count(_sessions(lines), names),
        authorization_minutes=_authorized(costing, names),
        booked_minutes=_told(people["practical_minutes"] * people["booked_share"]),
        scribe=_told(people["scribe_share"]),
        malpractice=_told(people["malpractice"]),
    )
    return Counted(uses, outside)


def _lines(claims: pd.DataFrame, costing: Costing) -> tuple[pd.DataFrame, pd.Series]:
    own = claims[claims["claim_type"] == "professional"]
    code = own["hcpcs_code"].astype(str)
    if costing.premium_lenses is not None:
        keep = ~code.isin(costing.premium_lenses["hcpcs"])
        own, code = own[keep], code[keep]
    names = dict(zip(costing.providers["npi"], costing.providers["provider"], strict=True))
    npi = own["rendering_npi"].astype(str)
    places = own["place_of_service_code"].astype(str)
    settings = {one: setting_of(one, facility_claim=False) for one in places.unique()}
    lines = pd.DataFrame(
        {
            "code": code,
            "provider": npi.map(names),
            "patient_id": own["patient_id"],
            "day": own["claim_line_start_date"],
            "clinic": places.map(settings).eq("office"),
        }
    )
    mine = lines["provider"].notna()
    if not mine.any():
        known = ", ".join(map(str, names))
        raise ValueError(f"no professional line is by a provider of the costing ({known})")
    return lines[mine], npi[~mine].value_counts()


def _of_clinic(lines: pd.DataFrame, minutes: pd.DataFrame, names: list[str]) -> dict[str, Count]:
    """Counts that the table of driver minutes gives."""
    alone = minutes["service"].str.endswith(ALONE)
    each = minutes[~alone].drop_duplicates("hcpcs").set_index("hcpcs")
    service = lines["code"].map(each["service"])
    seen = lines[lines["clinic"]]
    laned = seen[seen["code"].map(each["lane_minutes"]).fillna(0.0) > 0]
    days = laned.drop_duplicates(DAY)
    added = _days_alone(laned, minutes[alone])
    return {
        "encounters": _count(days, names),
        "test_lines": _count(lines[service == TEST], names),
        "injection_lines": _count(lines[service == INJECTION], names),
        **{
            name: _minutes(seen, seen["code"].map(each[name]), added, added[name], names)
            for name in ("technician_minutes", "lane_minutes")
        },
    }


def _days_alone(laned: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Days on which a code is the only one with a lane, for codes that take more time alone."""
    codes = laned.drop_duplicates([*DAY, "code"])
    only = codes[codes.groupby(DAY)["code"].transform("size").eq(1)]
    return only.merge(more, left_on="code", right_on="hcpcs", how="inner")


def _sessions(lines: pd.DataFrame) -> pd.DataFrame:
    surgery = lines["code"].str.fullmatch(SURGICAL) & ~lines["clinic"]
    return lines[surgery].drop_duplicates(DAY)


def _of_drugs(lines: pd.DataFrame, costing: Costing, names: list[str]) -> Count | None:
    if costing.drug_costs is None:
        return None
    return _count(lines[lines["code"].isin(costing.drug_costs["hcpcs"])], names)


def _authorized(costing: Costing, names: list[str]) -> Count | None:
    table = costing.authorizations
    if table is None:
        return None
    minutes = (table["requests"] * table["minutes_each"]).groupby(table["provider"]).sum()
    made = dict.fromkeys(names, 0.0)
    return made | _told(minutes)


def _count(lines: pd.DataFrame, names: list[str]) -> Count:
    counts = lines["provider"].value_counts()
    return {name: float(counts.get(name, 0)) for name in names}


def _minutes(
    seen: pd.DataFrame, taken: pd.Series, added: pd.DataFrame, more: pd.Series, names: list[str]
) -> Count:
    sums = (
        taken.groupby(seen["provider"])
        .sum()
        .add(more.groupby(added["provider"]).sum(), fill_value=0.0)
    )
    return {name: float(sums.get(name, 0.0)) for name in names}


def _told(values: pd.Series) -> Count:
    return {str(name): float(one) for name, one in values.items()}

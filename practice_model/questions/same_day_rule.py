"""The proposed same-day rule on the own claims: who would lose what, before it is law.

Lines of the named payers are priced at the proposed factor of its year, once in full and once with
the cut, under both readings of which visit codes count. Proposed is not final: a report of what is
at stake, not a forecast.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.practice import Practice
from practice_model.revenue.kinds import MODIFIERS, setting_of
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.same_day_visits import same_day_exposure

FEES = "professional"


def medicare_lines(claims: pd.DataFrame, locality: str) -> pd.DataFrame:
    """Return professional claim lines as the Medicare engine takes them, at one locality."""
    own = claims[claims["claim_type"] == FEES]
    held = [own[name].fillna("") for name in MODIFIERS if name in own]
    modifiers = held[0].astype(str) if held else pd.Series("", index=own.index)
    for more in held[1:]:
        modifiers = (modifiers + " " + more.astype(str)).str.strip()
    places = own["place_of_service_code"].astype(str)
    return pd.DataFrame(
        {
            "claim_id": own["claim_id"].astype(str),
            "service_date": own["claim_line_start_date"].dt.strftime("%Y-%m-%d"),
            "hcpcs": own["hcpcs_code"].astype(str),
            "modifiers": modifiers,
            "setting": places.map({one: setting_of(one, False) for one in places.unique()}),
            "locality": locality,
            "cbsa": "",
            "units": own["service_unit_quantity"].map(lambda units: f"{units:g}"),
        }
    )


def exposure(
    practice: Practice, tables: MedicareTables, payers: Sequence[str], rule: str = "2027"
) -> pd.DataFrame:
    """Return the days cut and the USD lost a year by provider, under both readings, and in all.

    Columns days, lost (visits 992xx alone), days_with_eye_codes, lost_with_eye_codes.
    ValueError where the claims hold no line of these payers.
    """
    claims = practice.claims[practice.claims["payer"].isin(list(payers))]
    if claims.empty:
        known = ", ".join(sorted(set(practice.claims["payer"])))
        raise ValueError(f"no claim of {', '.join(payers)}: the claims have {known}")
    lines = medicare_lines(claims, practice.locality)
    names = {provider.npi: name for name, provider in practice.providers.items()}
    npi = claims.loc[lines.index, "rendering_npi"].astype(str)
    who = npi.map(lambda one: names.get(one, one)).to_numpy()
    rows = {
        str(name): _row(lines[who == name], tables, rule) for name in np.unique(who.astype(str))
    }
    made = pd.DataFrame.from_dict(rows, orient="index")
    made = made[made["days_with_eye_codes"] > 0]
    made.loc["all"] = made.sum().round(2)
    return made.astype({"days": int, "days_with_eye_codes": int})


def _row(lines: pd.DataFrame, tables: MedicareTables, rule: str) -> dict[str, float]:
    found = same_day_exposure(
        tables, lines, proposed=rule, priced_on=date(int(rule), 1, 2), drug_stand_in=_last(tables)
    )
    plain, wide = found["visits"], found["visits and eye codes"]
    return {
        "days": plain.days,
        "lost": float(to_dollars(plain.lost)),
        "days_with_eye_codes": wide.days,
        "lost_with_eye_codes": float(to_dollars(wide.lost)),
    }


def _last(tables: MedicareTables) -> date:
    newest: date = tables.asc_ancillary["effective"].max().date()
    return newest

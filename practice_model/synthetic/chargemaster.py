"""Chargemaster: the practice's own price list, one charge a code and setting, without modifiers.

Source: docs/PRACTICE.md section 3.2, charges.
"""

import pandas as pd

from practice_model.money import to_dollars
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.synthetic import volumes
from practice_model.synthetic.charges import charges
from practice_model.synthetic.sources import Controls, read_controls

SOURCE = "synthetic: PRACTICE.md section 3.2"
OWN_SOURCE = "synthetic: PRACTICE.md section 2.1"
OFFICE = "11"


def chargemaster(tables: MedicareTables, controls: Controls | None = None) -> pd.DataFrame:
    """Return hcpcs, setting (office, facility, center, drug), charge in USD of one unit, source.

    Every code that the practice bills is there, in the settings in which it bills it.

    Source: docs/PRACTICE.md section 3.2.
    """
    given = controls or read_controls()
    kinds = _kinds(given)
    listed = kinds[["hcpcs", "setting"]].assign(charge=to_dollars(charges(kinds, tables)))
    pay = given.patient_pay.drop_duplicates("hcpcs")
    own = pd.DataFrame(
        {
            "hcpcs": pay["hcpcs"],
            "setting": "office",
            "charge": pd.to_numeric(pay["charge"]).astype("float64"),
        }
    )
    made = pd.concat([listed.assign(source=SOURCE), own.assign(source=OWN_SOURCE)])
    order = pd.Categorical(made["setting"], ["office", "facility", "center", "drug"])
    made = made.assign(order=order).sort_values(["order", "hcpcs"], kind="stable")
    return made.drop(columns="order").reset_index(drop=True)


def _kinds(controls: Controls) -> pd.DataFrame:
    done = volumes.professional_lines(controls)[["hcpcs", "pos"]]
    office = (done["pos"] == OFFICE).to_numpy()
    parts = [
        done[office].assign(setting="office", claim_type="professional", role="service"),
        done[~office].assign(setting="facility", claim_type="professional", role="service"),
        volumes.facility_lines(controls)[["hcpcs"]].assign(
            pos="24", setting="center", claim_type="facility", role="facility"
        ),
        controls.drugs[["hcpcs"]].assign(
            pos=OFFICE, setting="drug", claim_type="professional", role="drug"
        ),
    ]
    kinds = pd.concat(parts, ignore_index=True).drop_duplicates(["hcpcs", "setting"])
    return kinds.assign(modifier="", units=1).reset_index(drop=True)

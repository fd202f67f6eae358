"""What Medicare publishes, as tables: the record that the pricing functions take.

One DataFrame a published table; columns and types as `readers/medicare_schema.py` declares them:
codes and indicators are text ("" where none), amounts are dollars or relative value units as
float64 with the printed decimals, dates are datetime64. A reader makes it; nothing opens a file.
"""

from dataclasses import dataclass

import pandas as pd

from practice_model.revenue.medicare_rules import MedicareRules


@dataclass(frozen=True, eq=False)
class MedicareTables:
    """Medicare's published fee schedules, as dated tables.

    Sources: CMS relative value files, GPCI, ASC addenda AA, BB, FF, wage index, OPPS Addendum B,
    ZIP and county to locality; `inputs/medicare/PROVENANCE.md` names file and release of each.
    What the tables leave unsaid stands in `rules`, dated and cited.
    """

    physician_rvu: pd.DataFrame
    releases: pd.DataFrame
    gpci: pd.DataFrame
    conversion_factors: pd.DataFrame
    sequestration: pd.DataFrame
    asc_rates: pd.DataFrame
    asc_ancillary: pd.DataFrame
    asc_device_offsets: pd.DataFrame
    asc_wage_index: pd.DataFrame
    opps_rates: pd.DataFrame
    zip_locality: pd.DataFrame
    county_locality: pd.DataFrame
    code_pairs: pd.DataFrame
    rules: MedicareRules

"""How fw/schedule.csv is made: fees of 2022 as a percent of Medicare 2022, eye codes.

Run from the repository: `python inputs/contracts/build_fee_table.py`. SYNTHETIC contract, real
Medicare tables: RVU22D at locality 10212-01, ASC Addendum AA of October 2022 (national).
"""

import csv
from datetime import date
from pathlib import Path

import pandas as pd

from practice_model.money import scaled
from practice_model.readers.medicare_tables import load_medicare
from practice_model.revenue.physician_fees import fee_schedule
from practice_model.revenue.surgery_center_fees import asc_schedule

HERE = Path(__file__).parent
PROFESSIONAL, CENTER = 1.28, 1.35
MODIFIERS = ("", "26", "TC")


def rows() -> list[tuple[str, str, str, str]]:
    """Every code, modifier, setting and fee in dollars, in that order."""
    tables = load_medicare(HERE.parent / "medicare")
    physician = fee_schedule(tables, release="RVU22D", locality="10212-01", factor=34.6062)
    center = asc_schedule(tables, on=date(2022, 10, 1))["rate_cents"]
    made = []
    for (code, modifier), row in physician.iterrows():
        for setting, column in (("office", "nonfacility_cents"), ("facility", "facility_cents")):
            if modifier in MODIFIERS and pd.notna(row[column]):
                made.append((code, modifier, setting, _dollars(row[column], PROFESSIONAL)))
    for code in sorted({code for code, *_ in made} & set(center.dropna().index)):
        made.append((code, "", "asc", _dollars(center[code], CENTER)))
    return sorted(made)


def _dollars(cents: int, ratio: float) -> str:
    fee = scaled(int(cents), ratio).item()
    return f"{fee // 100}.{fee % 100:02d}"


def main() -> None:
    """Write the table."""
    with (HERE / "fw" / "schedule.csv").open("w", newline="", encoding="utf-8") as out:
        write = csv.writer(out, lineterminator="\n")
        write.writerow(["hcpcs", "modifier", "setting", "fee [USD/unit]"])
        write.writerows(rows())


if __name__ == "__main__":
    main()

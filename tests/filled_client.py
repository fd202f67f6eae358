"""A new client's folder, filled in by a script as a practice would: a payer talk, then costs."""

import csv
import io
import re
from pathlib import Path

EXPORT = """\
Patient Name,Birth Date,MRN,Claim ID,DOS,CPT,Mod1,Units,POS,Charge,Allowed,Insurance,Rendering NPI
Jane Planted,1950-01-02,MRN0001234,C1,2025-03-04,99213,,1,11,200.00,92.10,Blue Thing PPO,1234567893
John Planted,1951-01-02,MRN0001235,C2,2025-04-07,92014,,1,11,260.00,125.00,Blue Thing PPO,1234567893
Jane Planted,1950-01-02,MRN0001234,C3,2025-06-09,66984,RT,1,24,2000,561,Blue Thing PPO,1234567893
"""
TALK = {
    "practice/practice.yaml": [
        ("billing:  # the", 'billing: "billing export of January 5, 2026"  # the'),
        ("name:  # as", "name: Lakeside Eye  # as"),
        ("locality:  # Medicare", "locality: 10212-01  # Medicare"),
    ],
    "practice/payers.yaml": [("[Payer A]", "[Blue Thing PPO]")],
    "contracts/payer_a/terms.yaml": [
        ("contract:  # document", 'contract: "Agreement of 2022, exhibit B, p. 14"  # document'),
        ("name:  # as", "name: Blue Thing  # as"),
        ("effective:  # first", "effective: 2022-07-01  # first"),
        ("medicare_year:  # which", "medicare_year: 2025  # which"),
        ("locality:  # 10212-01", "locality: 10212-01  # 10212-01"),
        ("of_medicare: {value: ,", "of_medicare: {value: 1.10,"),
        ("second: {value: ,", "second: {value: 0.5,"),
        ("of_drug_limit: {value: ,", "of_drug_limit: {value: 1.0,"),
        ("signed:  # the day", "signed: 2022-06-01"),
        ("renews:  # such as 1 July", "renews: 1 July"),
        ("notice: {value: ,", "notice: {value: 90,"),
        ("underpayment_window: {value: ,", "underpayment_window: {value: 12,"),
        ("amendment:  # signed", "amendment: signed_by_both  # signed"),
    ],
    "contracts/payer_a/offer.yaml": [
        ("letter:  # who", 'letter: "Blue Thing, November 2, 2026"  # who'),
        ("\nname:\n", "\nname: Renewal\n"),
        ("letter_date:\n", "letter_date: 2026-11-02\n"),
        ("effective:\n", "effective: 2027-07-01\n"),
        ("of_medicare: {value: ,", "of_medicare: {value: 1.13,"),
        ("headline: {value: ,", "headline: {value: 0.027,"),
    ],
    "scenarios/payer_a_renewal.yaml": [
        ("as_of:  # today", "as_of: 2026-11-24  # today"),
        ("ask:  # who", 'ask: "partners, November 20, 2026"  # who'),
        ("  name:\n", "  name: Visits at 120 percent\n"),
        ("of_medicare: {value: ,", "of_medicare: {value: 1.20,"),
        ("{day: , what", "{day: 2026-12-01, what"),
    ],
}
COSTS = {
    "practice/practice.yaml": [
        ("#providers:", "providers:"),
        ("#  A: {npi: ,", '  A: {npi: "1234567893",'),
        ("#payers: {MCR: Medicare, PA: }", "payers: {MCR: Medicare, PA: Blue Thing}"),
    ],
    "contracts/mcr/terms.yaml": [("locality:  # 10212", "locality: 10212-01  # 10212")],
    "scenarios/base.yaml": [("as_of:  # today", "as_of: 2026-11-24  # today")],
    "practice/costing.yaml": [
        ("payroll:  #", 'payroll: "payroll of 2025"  #'),
        ("ledger:  #", 'ledger: "profit and loss of 2025"  #'),
        ("study:  #", 'study: "estimate of the doctors, one week of March 2026"  #'),
        ("schedule:  #", 'schedule: "schedule of 2025"  #'),
        ("hours_per_fte: {value: ,", "hours_per_fte: {value: 1880,"),
        ("lane_weeks: {value: ,", "lane_weeks: {value: 48,"),
        ("lane_days: {value: ,", "lane_days: {value: 4,"),
        ("lane_hours: {value: ,", "lane_hours: {value: 8,"),
        ("lane_share: {value: ,", "lane_share: {value: 0.8,"),
        ("encounters: {value: ,", "encounters: {value: 6000,"),
    ],
}
MINUTES = [
    *(9, 14, 6, 18, 8, 6),  # a visit
    *(8, 1.5, 2),  # a test
    *(9, 18, 14, 6, 8),  # a procedure
    *(30, 25, 22, 10, 12, 10, 6),  # surgery
]
TABLES = {
    "staff.csv": {
        "fte": [2, 1, 1, 0.5],
        "cost_per_fte": [56_400, 48_000, 57_000, 84_000],
        "source": "payroll of 2025",
    },
    "providers.csv": {
        "npi": "1234567893",
        "role": "comprehensive",
        "owns_practice": 1,
        "owns_center": 0,
        "paid_by_owner_income": "true",
        "half_days_per_week": 8,
        "operating_days_per_week": 0.5,
        "practical_minutes": 75_000,
        "booked_share": 0.9,
        "market_pay": 400_000,
        "malpractice": 18_000,
        "scribe_share": 0,
        "source": "schedule of 2025",
    },
    "overhead.csv": {
        "amount": [110_000, 40_000, 45_000, 18_000, 22_000, 38_000, 60_000],
        "source": "profit and loss of 2025",
    },
    "sites.csv": {
        "county": "Cobb",
        "rentable_square_feet": 3_000,
        "lanes": 5,
        "rent_gross": 29,
        "source": "lease of 2021",
    },
    "yield.csv": {
        "final_denial": 0.02,
        "bad_debt": 0.01,
        "sequestration": 0,
        "source": "remittances of 2025",
    },
    "time_equations.csv": {"minutes": MINUTES, "source": "estimate of the doctors"},
    "services.csv": {"supplies": 3, "visits_after": 3, "source": "invoices of 2025"},
}
KNOWN = {  # what an optional figure is taken to be, by its unit
    "share": 0.5,
    "share/year": 0.08,
    "USD/case": 20,
    "weeks/year": 46,
    "minutes": 480,
    "count": 1,
    "days": 30,
    "cases/year": 200,
}
OPTIONS = ("practice/costing.yaml", "practice/practice.yaml", "scenarios/base.yaml",
           "contracts/mcr/terms.yaml")  # fmt: skip
MORE_STAFF = """\
practice,authorizations,0.5,52000,prior_authorization,prior_authorization_minutes,payroll of 2025
center,nurse,1.0,97000,operating,operating,payroll of 2025
center,nurse before and after,0.5,97000,pre_post,pre_post,payroll of 2025
center,manager,0.5,90000,administration,administration,payroll of 2025
"""
YEAR = {  # lines of a year by payer's spelling, code, place, type of claim: how many, allowed
    ("Blue Thing PPO", "92014", "11", "professional"): (40, 125.00),
    ("Blue Thing PPO", "92134", "11", "professional"): (20, 33.10),
    ("Blue Thing PPO", "66984", "24", "professional"): (12, 600.00),
    ("Blue Thing PPO", "66999", "24", "professional"): (1, 900.00),
    ("Medicare", "92014", "11", "professional"): (60, 118.00),
    ("Medicare", "92134", "11", "professional"): (30, 31.20),
    ("Medicare", "66984", "24", "professional"): (25, 545.00),
}
CENTER_YEAR = {("Medicare", "66984", "24", "facility"): (25, 1200.00)}


def year_of_claims(more: dict[tuple[str, ...], tuple[int, float]] | None = None) -> str:
    """A year's export of a small practice; one code in it that nothing costs."""
    lines = [EXPORT.splitlines()[0] + ",Type of Claim"]
    for (payer, code, place, kind), (count, allowed) in (YEAR | (more or {})).items():
        for n in range(count):
            patient = f"{payer[:1]}{n:04d}"
            day = f"2025-{1 + n % 12:02d}-{1 + n % 28:02d}"
            claim = f"{payer[:1]}{code}{kind}{n}"
            lines.append(
                f"Jane Planted,1950-01-02,MRN{patient},{claim},{day},{code},,1,{place},"
                f"{2 * allowed:.2f},{allowed:.2f},{payer},1234567893,{kind}"
            )
    return "\n".join(lines) + "\n"


def fill(folder: Path, replaced: dict[str, list[tuple[str, str]]]) -> None:
    """Write what a practice knows where the template leaves it empty."""
    for name, changes in replaced.items():
        path = folder / "inputs" / name
        text = path.read_text("utf-8")
        for old, new in changes:
            assert old in text, (name, old)
            text = text.replace(old, new)
        path.write_text(text, "utf-8")


def fill_tables(folder: Path) -> None:
    """Fill the empty cells of the cost tables, from the top."""
    for name, columns in TABLES.items():
        path = folder / "inputs" / "practice" / name
        lines = path.read_text("utf-8").splitlines(keepends=True)
        above = [line for line in lines if line.startswith("#")]
        header, *rows = csv.reader(lines[len(above) :])
        names = [head.partition(" [")[0] for head in header]
        for column, given in columns.items():
            place = names.index(column)
            values = list(given) if isinstance(given, list) else [given] * len(rows)
            for row in rows:
                if not row[place]:
                    row[place] = values.pop(0)
            assert not isinstance(given, list) or not values, (name, column)
        made = io.StringIO()
        csv.writer(made, lineterminator="\n").writerows([header, *rows])
        path.write_text("".join(above) + made.getvalue(), "utf-8")


def use_options(folder: Path) -> None:
    """Take the # from every optional setting, fill it in, and use the examples of the tables."""
    inputs = folder / "inputs"
    for name in OPTIONS:
        path = inputs / name
        text = with_options(path.read_text("utf-8"))
        for unit, value in KNOWN.items():
            text = text.replace(f"{{value: , unit: {unit},", f"{{value: {value}, unit: {unit},")
        text = text.replace("  before:  #", '  before: "ledger of 2024"  #')
        text = text.replace(":   }", ': "31924"}').replace("main, npi: }", "main}")
        path.write_text(text.replace("[SP]", "[]"), "utf-8")
    for path in sorted((inputs / "practice" / "optional").glob("*.csv")):
        text = with_examples(path.read_text("utf-8"))
        path.write_text(text.replace("\nB,", "\nA,"), "utf-8")
    with (inputs / "practice" / "staff.csv").open("a", encoding="utf-8") as staff:
        staff.write(MORE_STAFF)
    with (inputs / "practice" / "yield.csv").open("a", encoding="utf-8") as lost:
        lost.write("MCR,center,0.02,0.01,0.016,remittances of 2025\n")


def with_options(text: str) -> str:
    """A YAML file of the template with every optional setting in use.

    A comment is prose where one space stands between # and a word; a setting has none, or two.
    """
    return re.sub(r"^#(?=\S|  )", "", text, flags=re.MULTILINE)


def with_examples(text: str) -> str:
    """A CSV of the template with its examples as its rows."""
    lines = text.splitlines()
    rows = [line.removeprefix("# example: ") for line in lines if line.startswith("# example: ")]
    return "\n".join([next(line for line in lines if not line.startswith("#")), *rows]) + "\n"

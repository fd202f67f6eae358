"""What the control tables of the generator hold: the counts that fix every total of a year.

Source: docs/PRACTICE.md section 2.
"""

from types import MappingProxyType
from typing import Final

from practice_model.columns import Column, Columns
from practice_model.synthetic.sources import FILES, PAYERS

_PROVIDER: Final = Column(name="provider")
_CODE: Final = Column(name="hcpcs", kind="code")
_MODIFIER: Final = Column(
    name="modifier", blank=True, pattern="[0-9A-Z]{2}", meaning="a modifier of 2 characters"
)


def _count(name: str, unit: str = "lines", at_least: float = 0) -> Column:
    return Column(name=name, kind="integer", unit=unit, at_least=at_least)


CONTROL_TABLES: Final = MappingProxyType(
    {
        FILES["volumes"]: Columns(
            "control volumes",
            (
                _PROVIDER,
                Column(name="mix"),
                Column(name="place_of_service", choices=("11", "22", "24")),
                _CODE,
                _MODIFIER,
                _count("lines", "lines/year"),
            ),
        ),
        FILES["mixes"]: Columns(
            "mix vectors", (Column(name="mix"), *(_count(payer, "count") for payer in PAYERS))
        ),
        FILES["drugs"]: Columns(
            "drug injections",
            (_CODE, _MODIFIER, _count("injections", "lines/year"), _count("units_each", "units")),
        ),
        FILES["bilateral"]: Columns(
            "injections of both eyes", (_PROVIDER, _CODE, _MODIFIER, _count("lines", "lines/year"))
        ),
        FILES["same_day_visits"]: Columns(
            "visits beside a procedure",
            (
                _PROVIDER,
                Column(name="mix"),
                Column(name="visit", kind="code"),
                Column(name="procedure", kind="code"),
                Column(name="procedure_modifier", blank=True, choices=("", "50")),
                _count("days", "lines/year"),
            ),
        ),
        FILES["same_day_tests"]: Columns(
            "pairs of tests",
            (
                _PROVIDER,
                Column(name="low", kind="code"),
                Column(name="high", kind="code"),
                Column(name="spare", kind="code", blank=True),
                Column(name="kind", choices=("reduced", "distinct", "denied")),
                Column(name="share_of_low", kind="number", unit="share", at_least=0, at_most=1),
                _count("pairs", "lines/year"),
            ),
        ),
        FILES["patient_pay"]: Columns(
            "patient pay",
            (
                _PROVIDER,
                _CODE,
                _count("lines", "lines/year"),
                Column(name="charge", kind="number", unit="USD/unit", at_least=0),
            ),
        ),
    }
)
"""The control tables of `inputs/practice/` by file."""

"""What tables a practice's folder holds: their columns, kinds and units, declared once.

One constant a table; `PRACTICE_TABLES` names the file of each. Money is in dollars of the year that
the claims cover, or of the year before where a table says so; minutes are a service's, shares of 1.
Every row names its source. Providers, payers and sites are the short codes of `practice.yaml`.
"""

from types import MappingProxyType
from typing import Annotated, Any, Final

import pandas as pd

from practice_model.columns import Column, Columns
from practice_model.tables import TableOf

PLACES: Final = ("practice", "center")
DRIVERS: Final = (
    "technician_minutes", "scribe_share", "encounters", "lines", "prior_authorization_minutes",
    "operating_cases", "lane_minutes", "equipment", "supplies", "drugs", "direct", "general",
    "staff_roles", "operating", "pre_post", "administration",
)  # fmt: skip
"""What a line of overhead follows; `staff_roles` means that each role has a driver of its own."""
CODES: Final = r"([0-9A-Z][0-9]{3}[0-9A-Z]( [0-9A-Z][0-9]{3}[0-9A-Z])*)?"
LEVELS: Final = r"([a-z_]+=[0-9.]+( [a-z_]+=[0-9.]+)*)?"


def _text(name: str, **more: Any) -> Column:
    return Column(name=name, kind="text", **more)


def _number(name: str, unit: str, **more: Any) -> Column:
    return Column(name=name, kind="number", unit=unit, at_least=0, **more)


def _share(name: str, **more: Any) -> Column:
    return Column(name=name, kind="number", unit="share", at_least=0, at_most=1, **more)


def _count(name: str, unit: str = "count") -> Column:
    return Column(name=name, kind="integer", unit=unit, at_least=0)


def _code(name: str = "hcpcs") -> Column:
    return Column(name=name, kind="code")


def _day(name: str, **more: Any) -> Column:
    return Column(name=name, kind="date", blank=True, **more)


def _table(name: str, *columns: Column) -> Columns:
    return Columns(name, (*columns, _text("source")))


PROVIDERS: Final = _table(
    "providers",
    _text("provider"),
    _text("npi", pattern="[0-9]{10}", meaning="10 digits"),
    _text("kind", choices=("MD", "DO", "OD", "PA", "NP", "other")),
    _text("role"),
    _share("owns_practice"),
    _share("owns_center"),
    Column(name="paid_by_owner_income", kind="flag", meaning="whether owner's pay is its income"),
    _number("half_days_per_week", "half-days/week"),
    _number("operating_days_per_week", "days/week"),
    _number("practical_minutes", "minutes/year"),
    _share("booked_share"),
    _number("pay", "USD/year", blank=True),
    _number("benefits", "USD/year", blank=True),
    _number("base_pay", "USD/year", blank=True),
    _share("bonus_share", blank=True),
    _number("bonus_threshold", "USD/year", blank=True),
    _number("market_pay", "USD/year"),
    _number("malpractice", "USD/year"),
    _share("scribe_share"),
)
"""Who treats: shares, week, practical minutes, pay of the tables' year, market pay as cost."""

CENTER_OWNERS: Final = _table(
    "center owners",
    _text("owner"),
    _share("share"),
    Column(name="does_procedures", kind="flag"),
)

STAFF: Final = _table(
    "staff",
    _text("place", choices=PLACES),
    _text("role"),
    _number("fte", "FTE"),
    _number("cost_per_fte", "USD/FTE/year", meaning="burdened: wage, payroll tax, benefits"),
    _text("resource", blank=True),
    _text("driver", choices=DRIVERS),
)
"""Who works here: `resource` is the name in time equations, blank for one that serves all alike."""

SITES: Final = _table(
    "sites",
    _text("site"),
    _text("name"),
    _text("place", choices=PLACES),
    _text("county"),
    _number("rentable_square_feet", "sf"),
    _count("lanes"),
    _number("rent_gross", "USD/sf/year"),
    _number("base_rent", "USD/sf/year", blank=True),
    _number("operating_charges", "USD/sf/year", blank=True),
    _day("lease_ends"),
)

SITE_VISITS: Final = _table(
    "site visits", _text("provider"), _text("site"), _count("visits", "visits/year")
)

EQUIPMENT: Final = _table(
    "equipment",
    _text("item"),
    _text("site", blank=True),
    _count("units"),
    Column(name="bought", kind="number", blank=True, at_least=1990, at_most=2100, meaning="year"),
    _day("support_ends"),
    _text("note", blank=True),
)

CALENDAR: Final = _table(
    "calendar",
    _text("weekday", blank=True),
    _text("holder", blank=True),
    _number("operating_days_per_week", "days/week"),
)
"""Operating days a week by weekday and holder; a blank holder is a day that nobody has."""

YEAR_BEFORE: Final = _table(
    "year before",
    _text("payer"),
    _number("professional", "USD/year"),
    _number("drugs", "USD/year"),
    _number("offsets", "USD/year", blank=True),
)

SUMMARY_COUNTS: Final = _table("counts of the year before", _text("measure"), _count("count"))

PAYER_CONDUCT: Final = _table(
    "payer conduct",
    _text("payer"),
    _number("days_to_payment", "days"),
    _share("initial_denial"),
    _count("prior_authorizations"),
    _number("offsets", "USD/year"),
)

YIELD: Final = _table(
    "yield",
    _text("payer"),
    _text("block", choices=("professional", "drug", "center")),
    _share("final_denial"),
    _share("bad_debt"),
    _share("sequestration"),
)
"""What is lost between allowed and collected, as shares of allowed."""

COLLECTIONS: Final = _table(
    "collections", _text("line"), _text("payer"), _number("amount", "USD/year")
)
"""Dollars collected by payer; a line is a provider, or drugs or center for these blocks."""

OVERHEAD: Final = _table(
    "overhead", _text("line"), _number("amount", "USD/year"), _text("driver", choices=DRIVERS)
)

DRIVER_MINUTES: Final = _table(
    "driver minutes",
    _text("service"),
    _code(),
    _number("technician_minutes", "minutes/case"),
    _number("lane_minutes", "minutes/case"),
)
"""Minutes by which overhead is shared among providers; coarser than the time equations."""

TIME_EQUATIONS: Final = _table(
    "time equations",
    _text("equation"),
    _text("step"),
    _text("resource"),
    _number("minutes", "minutes/case"),
    _text("per", blank=True, pattern="[a-z_]*", meaning="a driver in small letters, or blank"),
    _number("begins", "minutes", blank=True),
)
"""Steps of an equation: minutes of a resource, once a case or times the level of a driver (`per`).

`begins`: the minute of the case at which a timed step begins; blank where nobody timed it.
"""

SERVICES: Final = _table(
    "services",
    _code(),
    _text("provider", blank=True),
    _text("equation"),
    _number("supplies", "USD/case"),
    _number("encounters", "count"),
    _number("visits_after", "count"),
    _text("drivers", blank=True, pattern=LEVELS, meaning="levels such as complex=1 dilated=0.5"),
)
"""Which equation a code follows, for a provider, a kind of provider (MD, OD) or, blank, for all.

`encounters`, `visits_after`: averages of a case, .65 where 65 of 100 patients come for it alone.
"""

SUPPLIES_DEVICES: Final = _table(
    "supplies and devices",
    _code(),
    _text("surgeon", required=False, blank=True),
    _number("supplies", "USD/case"),
    _number("operating_minutes", "minutes/case"),
    _number("turnover_minutes", "minutes/case"),
    _number("pre_post_minutes", "minutes/case"),
    _number("anesthesia_supplies", "USD/case"),
)
"""A case in the surgery center, for a surgeon or, blank, for all; devices are priced apart."""

LENS_SET: Final = _table("lens set", _text("part"), _number("price", "USD/case"))

DRUG_COSTS: Final = _table("drug costs", _code(), _number("share_of_limit", "ratio"))
"""Acquisition cost as a share of the payment limit of the quarter."""

PREMIUM_LENSES: Final = _table(
    "premium lenses",
    _text("provider"),
    _code(),
    _count("lenses"),
    _number("practice_part", "USD/unit"),
    _number("center_part", "USD/unit"),
)

ASC_INCOME: Final = _table(
    "surgery center income",
    _text("line"),
    _text("kind", choices=("revenue", "expense", "after")),
    _number("amount", "USD/year"),
    *(
        _share(f"{pool}_share", blank=True)
        for pool in ("operating", "pre_post", "administration", "case")
    ),
)
"""The surgery center's year; shares say which cost pool a line feeds, staff by role."""

PRIOR_AUTHORIZATIONS: Final = _table(
    "prior authorizations",
    _text("service"),
    _text("codes", blank=True, pattern=CODES, meaning="codes of 5 characters with one space"),
    _text("payer", blank=True),
    _text("provider"),
    _count("requests"),
    _number("minutes_each", "minutes"),
    _count("doctor_calls"),
    _number("minutes_per_call", "minutes"),
)

REFERRALS: Final = _table(
    "referrals", _text("provider"), _text("to"), _code(), _number("cases", "cases/year")
)
"""Cases that one provider sends to another of the practice."""

OUTCOMES: Final = _table(
    "outcomes",
    _text("measure"),
    _count("cases", "cases"),
    _count("events", "cases"),
    _text("period"),
)

STRENGTHS: Final = _table(
    "strengths",
    _text("strength"),
    _text("measure"),
    Column(name="value", kind="number", blank=True),
    _text("unit", blank=True),
    Column(name="market_value", kind="number", blank=True),
    _text("grade", choices=("A", "B", "C"), meaning="A measured, B reported, C stated"),
    Column(name="n", kind="number", unit="count", blank=True, at_least=1),
    _day("since"),
    _day("until"),
    Column(name="outgoing", kind="flag", meaning="whether a letter may say it"),
    _text("evidence"),
    Column(name="events", kind="number", unit="count", required=False, blank=True, at_least=0),
    _text("payer", required=False, blank=True),
    Column(name="market_n", kind="number", unit="count", required=False, blank=True, at_least=1),
    Column(name="replied", kind="number", unit="share", required=False, blank=True, at_least=0,
           at_most=1, meaning="of those asked in a survey, how many replied"),
)  # fmt: skip
"""What the practice can say for itself: a row a claim. `events` of `n`, where it is a rate; `payer`
whose patients alone it counts (blank: all); `market_n` calls or offices behind `market_value`."""

CHARGEMASTER: Final = _table(
    "chargemaster",
    _code(),
    _text("setting", choices=("office", "facility", "center", "drug")),
    _number("charge", "USD/unit"),
)
"""The charge of one unit without modifiers; a center's is the facility fee."""

PRACTICE_TABLES: Final = MappingProxyType(
    {
        "providers.csv": PROVIDERS,
        "center_owners.csv": CENTER_OWNERS,
        "staff.csv": STAFF,
        "sites.csv": SITES,
        "site_visits.csv": SITE_VISITS,
        "equipment.csv": EQUIPMENT,
        "calendar.csv": CALENDAR,
        "year_before.csv": YEAR_BEFORE,
        "year_before_counts.csv": SUMMARY_COUNTS,
        "payer_conduct.csv": PAYER_CONDUCT,
        "yield.csv": YIELD,
        "collections.csv": COLLECTIONS,
        "overhead.csv": OVERHEAD,
        "driver_minutes.csv": DRIVER_MINUTES,
        "time_equations.csv": TIME_EQUATIONS,
        "services.csv": SERVICES,
        "supplies_devices.csv": SUPPLIES_DEVICES,
        "lens_set.csv": LENS_SET,
        "drug_costs.csv": DRUG_COSTS,
        "premium_lenses.csv": PREMIUM_LENSES,
        "asc_income.csv": ASC_INCOME,
        "prior_auth.csv": PRIOR_AUTHORIZATIONS,
        "referrals.csv": REFERRALS,
        "outcomes.csv": OUTCOMES,
        "strengths.csv": STRENGTHS,
        "chargemaster.csv": CHARGEMASTER,
    }
)
"""The tables of `inputs/practice/` by file, but for claims, remittances and control counts."""

ProvidersTable = Annotated[pd.DataFrame, TableOf(PROVIDERS)]
CenterOwnersTable = Annotated[pd.DataFrame, TableOf(CENTER_OWNERS)]
StaffTable = Annotated[pd.DataFrame, TableOf(STAFF)]
SitesTable = Annotated[pd.DataFrame, TableOf(SITES)]
SiteVisitsTable = Annotated[pd.DataFrame, TableOf(SITE_VISITS)]
CalendarTable = Annotated[pd.DataFrame, TableOf(CALENDAR)]
SummaryTable = Annotated[pd.DataFrame, TableOf(YEAR_BEFORE)]
SummaryCountsTable = Annotated[pd.DataFrame, TableOf(SUMMARY_COUNTS)]
ConductTable = Annotated[pd.DataFrame, TableOf(PAYER_CONDUCT)]
YieldTable = Annotated[pd.DataFrame, TableOf(YIELD)]
OverheadTable = Annotated[pd.DataFrame, TableOf(OVERHEAD)]
DriverMinutesTable = Annotated[pd.DataFrame, TableOf(DRIVER_MINUTES)]
TimeEquationsTable = Annotated[pd.DataFrame, TableOf(TIME_EQUATIONS)]
ServicesTable = Annotated[pd.DataFrame, TableOf(SERVICES)]
SuppliesTable = Annotated[pd.DataFrame, TableOf(SUPPLIES_DEVICES)]
DrugCostsTable = Annotated[pd.DataFrame, TableOf(DRUG_COSTS)]
PremiumLensesTable = Annotated[pd.DataFrame, TableOf(PREMIUM_LENSES)]
CenterIncomeTable = Annotated[pd.DataFrame, TableOf(ASC_INCOME)]
AuthorizationsTable = Annotated[pd.DataFrame, TableOf(PRIOR_AUTHORIZATIONS)]
ReferralsTable = Annotated[pd.DataFrame, TableOf(REFERRALS)]
StrengthsTable = Annotated[pd.DataFrame, TableOf(STRENGTHS)]

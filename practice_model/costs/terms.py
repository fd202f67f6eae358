"""What costing rests on: the practice's own tables, what its people and rooms can give, ranges.

Time-driven costing divides the cost of each resource by its practical capacity and multiplies the
rate by the minutes that a service takes [1]. The tables hold what was counted; the figures beside
them hold what is estimated, with its range: how much of a paid hour can be used, what wages,
rent, supplies and minutes will be next year over the tables'.

The shape of `practice/costing.yaml`::

    sources: {payroll: "payroll of 2025", study: "time study of March 2025"}
    capacity:
      hours_per_fte: {value: 1880, unit: hours/year, source: payroll}
      people: {value: .80, low: .75, high: .85, unit: share, source: study}
      ...
    outlook: {wages: {value: 1.0, low: .98, high: 1.05, unit: ratio, source: payroll}}
    staff: {table: staff.csv, source: payroll}
    time_equations: {table: time_equations.csv, source: study}

[1] Kaplan and Anderson, Time-driven activity-based costing, Harvard Business Review, 2004-11.
"""

from dataclasses import field

from practice_model.practice_tables import (
    AuthorizationsTable,
    CalendarTable,
    CenterIncomeTable,
    CenterOwnersTable,
    ConductTable,
    DriverMinutesTable,
    DrugCostsTable,
    OverheadTable,
    PremiumLensesTable,
    ProvidersTable,
    ReferralsTable,
    ServicesTable,
    SitesTable,
    SiteVisitsTable,
    StaffTable,
    SuppliesTable,
    TimeEquationsTable,
    YieldTable,
)
from practice_model.quantities import (
    CasesPerYear,
    Code,
    Count,
    Days,
    DaysPerWeek,
    EncountersPerYear,
    Hours,
    HoursPerYear,
    Minutes,
    Ratio,
    Share,
    SharePerYear,
    USDPerCase,
    WeeksPerYear,
    terms,
)


@terms
class Capacity:
    """What the people and rooms of the practice can really give.

    people: practical part of a paid hour. lane_share: part of occupancy that lanes carry, the rest
    is in no rate. encounters: what the practice could see a year with the general costs it has.
    """

    hours_per_fte: HoursPerYear
    people: Share
    lane_weeks: WeeksPerYear
    lane_days: DaysPerWeek
    lane_hours: Hours
    lanes: Share
    lane_share: Share
    encounters: EncountersPerYear


@terms
class CenterCapacity:
    """What the surgery center can really give.

    rooms: practical part of a staffed room minute. pre_post_used: part of the practical minutes
    before and after surgery that the year used. cases: what its administration could carry a year.
    """

    weeks: WeeksPerYear
    minutes_a_day: Minutes
    operating_rooms: Count
    rooms: Share
    pre_post_used: Share
    cases: CasesPerYear


@terms
class Center:
    """The surgery center: capacity, a case's supplies and minutes, the year's income, owners.

    devices: what one implant of a code costs. calendar: operating days a week by holder.
    """

    capacity: CenterCapacity
    cases: SuppliesTable
    income: CenterIncomeTable
    calendar: CalendarTable
    devices: dict[Code, USDPerCase] = field(default_factory=dict)
    owners: CenterOwnersTable | None = None


@terms
class Outlook:
    """Next year over the tables' year, as ratios: 1 where nothing is expected to change."""

    wages: Ratio = 1.0
    doctors: Ratio = 1.0
    rent: Ratio = 1.0
    supplies: Ratio = 1.0
    minutes: Ratio = 1.0


@terms
class Hassle:
    """What a denial costs to work, money tied up, and when a payer is shown in red: own figures.

    rework: billing minutes for one line denied at first. capital: cost of money a year.
    target_days: from submission, after which money is late. denied_first (share of lines) and
    days_to_pay: past these a payer stands in red.
    """

    rework: Minutes
    capital: SharePerYear
    target_days: Days
    denied_first: Share
    days_to_pay: Days


@terms
class Sharing:
    """How overhead is shared among providers where no single count decides: the practice's figures.

    equipment_by_tests: part of equipment cost that follows test lines, the rest lane minutes.
    general_by_heads: part of general cost shared equally, the rest by encounters.
    supplies_per_injection: what one injection line takes of supplies, the rest by encounters.
    fixed: part of overhead that the hybrid rule shares equally, the rest by resource use.
    """

    equipment_by_tests: Share
    general_by_heads: Share
    supplies_per_injection: USDPerCase
    fixed: Share


@terms
class Verdicts:
    """When a provider looks busy and barely breaks even: the practice's own limits.

    busy: booked share at which one looks busy. thin: margin over revenue below which it is thin.
    """

    busy: Share
    thin: Share


@terms
class Costing:
    """All that costing needs of one practice; tables that it does not keep are left out.

    avoidable: by resource, the part of its cost that stops when the work stops; nothing where a
    resource is not named, since a salaried hour is paid whether or not a case comes.
    doctor_weeks: weeks a year that a doctor works. patient_pay_collected: what arrives of charges
    that only the patient pays (refraction).
    """

    capacity: Capacity
    staff: StaffTable
    providers: ProvidersTable
    overhead: OverheadTable
    sites: SitesTable
    time_equations: TimeEquationsTable
    services: ServicesTable
    yields: YieldTable
    outlook: Outlook = field(default_factory=Outlook)
    avoidable: dict[str, Share] = field(default_factory=dict)
    center: Center | None = None
    driver_minutes: DriverMinutesTable | None = None
    site_visits: SiteVisitsTable | None = None
    conduct: ConductTable | None = None
    authorizations: AuthorizationsTable | None = None
    hassle: Hassle | None = None
    drug_costs: DrugCostsTable | None = None
    premium_lenses: PremiumLensesTable | None = None
    referrals: ReferralsTable | None = None
    sharing: Sharing | None = None
    verdicts: Verdicts | None = None
    doctor_weeks: WeeksPerYear | None = None
    patient_pay_collected: Share | None = None

"""Heads of the fact book: columns with their formats, the pairs under the title, key numbers.

Templates only; every figure that they name is a fact of the brief.
"""

from collections.abc import Sequence

from practice_model.practice import Practice
from practice_model.questions.anatomy import Anatomy
from practice_model.questions.anatomy_year import FactBook, KeyFigures
from practice_model.revenue.medicare_tables import MedicareTables

LADDER = {
    "name": "|text",
    "units": "Units a year|count",
    "margin_a_unit": "Margin a unit|bare_cents",
    "margin_a_minute": "A minute of doctor or room|bare_cents",
    "margin": "Margin, $ a year|bare_signed",
}
LADDER_UNITS = {"margin_a_minute": "USD/minute"}
PROVIDERS = {
    "booked": "Booked|plain",
    "revenue": "Revenue, $|bare",
    "margin": "By use, $|bare_signed",
    "after_market_pay": "After own pay, $|bare_signed",
}
PROVIDER_UNITS = {"booked": "share"}
STEPS = {"change": "$ a year|bare_signed", "share": "Of fees|signed"}
STEP_UNITS = {"share": "share"}
ACTIONS = {
    "payer": "Payer|text",
    "action": "Do|text",
    "now": "Now, % of Medicare|bare",
    "break_even": "Breaks even, %|bare",
    "units": "Units|count",
    "worth": "$ a year|bare",
    "reason": "Why|text",
}
ACTION_UNITS = {"now": "ratio", "break_even": "ratio"}
CAPACITY = {
    "share": "Used, %|bare",
    "counted": "Own count, %|bare",
    "idle": "Unused, $|bare_signed",
}
CAPACITY_UNITS = {"share": "share", "counted": "share"}
VARIATION = {
    "cases": "Cases|count",
    "minutes": "Minutes|bare",
    "full": "Full cost|bare_cents",
    "cost_of_medicare": "Cost, % of Medicare|bare",
    "margin_a_unit": "Margin|bare_cents",
}
VARIATION_UNITS = {"minutes": "minutes/case", "cost_of_medicare": "ratio"}
BREAK_EVENS = {
    "name": "Service|text",
    "cases": "Units|count",
    "full": "Full cost|bare_cents",
    "full_low": "Low|bare_cents",
    "full_high": "High|bare_cents",
    "break_even": "Breaks even at|bare_cents",
    "of_medicare": "% of Medicare|bare",
    "of_medicare_low": "Low, %|bare",
    "of_medicare_high": "High, %|bare",
    "now": "Now, %|bare",
}
BREAK_EVEN_UNITS = dict.fromkeys(
    ("of_medicare", "of_medicare_low", "of_medicare_high", "now"), "ratio"
)
MARGINS = {
    "units": "Units|count",
    "collected": "Collected, $|bare",
    "contribution": "After supplies, devices|bare",
    "full": "Full cost|bare",
    "margin": "Margin, $|bare_signed",
    "margin_share": "Of collected|signed",
}
MARGIN_UNITS = {"margin_share": "share"}
LANES = {
    "lanes": "Lanes|count",
    "rent": "Rent that lanes carry, $|bare",
    "minutes": "Practical minutes|count",
    "a_minute": "A lane minute|bare_cents",
}
LANE_UNITS = {"a_minute": "USD/minute"}
VISITS_CUT = {
    "days": "Days|count",
    "lost": "Lost, $|bare",
    "days_with_eye_codes": "Days with eye codes|count",
    "lost_with_eye_codes": "Lost with them, $|bare",
}
POLICY_CENTER = {
    "before": "Before, $|bare",
    "after": "After, $|bare",
    "change": "Change, $|bare_signed",
    "change_share": "Change|signed",
}
POLICY_CENTER_UNITS = {"change_share": "share"}
OWNERS = {"share": "Share, %|bare", "distribution": "Paid out, $|bare", "question": "Question|text"}
OWNER_UNITS = {"share": "share"}
REFERRALS = {
    "cases": "Cases|count",
    "surgeon": "At the surgeon, $|bare",
    "center": "At the center, $|bare",
    "total": "In all, $|bare",
}
REFERRAL_UNITS = {"cases": "cases/year"}
SAVINGS = {
    "payer_class": "Class of plans|text",
    "cases": "Cases|count",
    "fee": "Our fee|bare_cents",
    "lower_quartile": "Hospital, lower quartile|bare_cents",
    "median": "Median|bare_cents",
    "n": "Prices|count",
    "saving": "Saves a case|bare_cents",
    "a_year": "Saves a year, $|bare",
    "dated": "Files of|text",
}
SAVING_UNITS = {
    "cases": "cases/year",
    **dict.fromkeys(("fee", "lower_quartile", "median", "saving"), "USD/case"),
}
DEVICES = {
    "cases": "Cases|count",
    "rate": "Medicare’s rate|bare_cents",
    "allowance": "Device’s part|bare_cents",
    "invoice": "Invoice|bare_cents",
    "high": "High invoice|bare_cents",
    "net": "Left|bare_cents",
    "a_year": "A year, $|bare_signed",
    "payer": "Pays least|text",
    "fee": "Fee|bare_cents",
    "left": "Less invoice|bare_cents",
}
DEVICE_UNITS = dict.fromkeys(
    ("rate", "allowance", "invoice", "high", "net", "fee", "left"), "USD/case"
)
DAYS = {
    "room": "Room minutes|bare",
    "turnover": "of them turnover|bare",
    "fit": "Cases that fit a day|count",
    "full_room_fee": "Fee at which a full room earns nothing|bare_cents",
}
DAY_UNITS = {"room": "minutes/case", "turnover": "minutes/case", "full_room_fee": "USD/case"}
CENTER_INCOME = {"value": "$ a year|bare_signed"}
STOCK = {
    "limit_before": "Limit when bought|bare_cents",
    "limit_after": "Limit when used|bare_cents",
    "units": "Units of that quarter|count",
    "loss": "Would lose, $|bare",
}
STOCK_UNITS = {"limit_before": "USD/unit", "limit_after": "USD/unit", "loss": "USD"}
POLICY_BY = {
    "rvus": "Relative values|bare_signed",
    "factor": "Factor|bare_signed",
    "indices": "Local index|bare_signed",
    "change": "In all|bare_signed",
    "proposed_factor": "Proposed factor|bare_signed",
    "same_day": "Proposed cut|bare_signed",
    "same_day_eye_codes": "With eye codes|bare_signed",
}
UNCOSTED = {"lines": "Lines|count", "allowed": "Allowed, $|bare"}
INDEX = {
    "client": "{talk.practice.name}",
    "counterparty": "Fact book",
    "kind": "Fact book",
    "about": "What earns, and who",
}


def price_heads(book: FactBook, payers: Sequence[str]) -> dict[str, str]:
    """Return the heads of the price grid: break-even, then the payers by name."""
    names = short_names(book, payers)
    return {
        "break_even": "Breaks even|bare",
        **{payer: f"{names[payer]}|bare" for payer in payers},
    }


def denial_heads(book: FactBook, payers: Sequence[str]) -> dict[str, str]:
    """Return the heads of denials: lines, all payers, then the payers by name."""
    names = short_names(book, payers)
    held = {payer: f"{names[payer]}|bare" for payer in payers}
    return {"lines": "Lines|count", "all": "All, %|bare", **held}


def denial_units(payers: Sequence[str]) -> dict[str, str]:
    """Return the units of denials."""
    return {"lines": "lines", **dict.fromkeys(["all", *payers], "share")}


def short_names(book: FactBook, payers: Sequence[str]) -> dict[str, str]:
    """Return the payers by the first word of their names, whole where two would share it."""
    whole = {payer: book.talk.practice.payers.get(payer, payer) for payer in payers}
    first = {payer: name.split()[0] for payer, name in whole.items()}
    shared = {word for word in first.values() if list(first.values()).count(word) > 1}
    return {payer: whole[payer] if word in shared else word for payer, word in first.items()}


def price_units(payers: Sequence[str]) -> dict[str, str]:
    """Return the units of the price grid."""
    return dict.fromkeys(["break_even", *payers], "ratio")


def income_heads(book: FactBook) -> dict[str, str]:
    """Return the heads of the profit and loss: each provider, and all."""
    return {str(name): f"{name}|bare" for name in book.income.table.index} | {"all": "All|bare"}


def meta(talk: Anatomy) -> dict[str, str]:
    """Return the pairs under the title: label to template."""
    parts = ["{data.physicians:plural:physician:physicians}"]
    kinds = [one.kind for one in talk.practice.providers.values() if one.works_here]
    if "OD" in kinds:
        parts.append("{data.optometrists:plural:optometrist:optometrists}")
    if talk.costing.center is not None:
        parts.append("surgery center")
    return {
        "Practice": "{talk.practice.name}",
        "Who": ", ".join(parts),
        "Data": "{data.first:month} to {data.last:month}",
        "Medicare": "{talk.medicare_year}",
        "Prepared": "{talk.as_of}",
    }


def key_numbers(key: KeyFigures) -> list[dict[str, str] | None]:
    """Return the five key numbers of the page."""
    center = {
        "label": "Center, paid out",
        "value": "{key.center_paid}",
        "note": "{key.center_cases:plural:case:cases}",
    }
    return [
        {"label": "Net revenue, drugs at margin", "value": "{key.net_revenue}",
         "note": "practice, a year"},
        {"label": "Owners’ income", "value": "{key.owners_income}",
         "note": "{key.owners_share} of net revenue"},
        None if key.center_paid is None else center,
        {"label": "Overhead", "value": "{key.overhead_share}", "note": "of net revenue"},
        {"label": "Collected of allowed", "value": "{key.collected_share}",
         "note": "professional fees"},
    ]  # fmt: skip


def rail_numbers() -> list[dict[str, str]]:
    """Return the figures beside the web page."""
    return [
        {"label": "Profit, owners paid at market", "value": "{key.profit}", "note": "a year"},
        {"label": "Services that lose", "value": "{ladder.losing}", "note": "{ladder.lost} a year"},
        {"label": "Worth of the actions", "value": "{actions.worth}", "note": "a year"},
    ]


def medicare_used(talk: Anatomy, tables: MedicareTables) -> list[str]:
    """Return the releases of the Medicare tables that the yardstick rests on."""
    year = talk.medicare_year
    releases = tables.releases
    last = releases[releases["year"] == year].sort_values("effective_from")["release"].iloc[-1]
    return [f"CMS {last}", f"GPCI {year}", f"ASC addenda {year}"]


def site_names(talk: Anatomy) -> dict[str, str]:
    """Return what each site is called; a place that is none of ours is elsewhere."""
    return sites_called(talk.practice)


def sites_called(practice: Practice) -> dict[str, str]:
    """Return what each site is called, by its name and by the NPI of a place that has no name."""
    claims = practice.claims
    held = claims["facility_npi"].unique() if "facility_npi" in claims else ()
    places = {str(npi) for npi in held if npi}
    elsewhere = {npi: "Elsewhere" for npi in places if practice.site_of(npi) == npi}
    return elsewhere | {name: one.name for name, one in practice.sites.items()}

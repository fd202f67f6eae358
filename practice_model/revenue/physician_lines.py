"""Physician lines, kind by kind: the fee of the day, the site and the line's own modifiers.

Order of the steps: fee, rounded; 26, TC or a part of the global package (54, 55, 56, 78), rounded;
both sides, rounded. What lines of one claim do to each other comes after this (claim_rules), and
the shares of assistants and co-surgeons after that. Facts come from the relative value file of the
day: status, components, global days and their parts, indicators of sides, assistants and teams.

A modifier that Medicare prices by report (22, 52, 53 without a row of its own) gives no amount but
the schedule's fee in the reason. Both sides may be told by 50, by RT with LT, or by 2 units; the
file's note on the bilateral indicator pays them alike.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import half_up
from practice_model.revenue.line_modifiers import ASSISTANTS
from practice_model.revenue.physician_rows import PhysicianRows
from practice_model.revenue.verdicts import Kinds, kinds_frame, phrase, told

ONE_FEE, EACH_FULL = 2, 3  # bilateral indicators: both eyes are one fee, each eye is paid in full
PAIR = 2  # units that tell both sides
GLOBAL_DAYS = ("010", "090")
PROCEDURE_DAYS = ("000", "010", "090")


def physician_kinds(work: Kinds, rows: PhysicianRows) -> pd.DataFrame:
    """Return the priced record of physician kinds (office, facility); verdicts take the rest."""
    kinds, read, verdicts = work.cells, work.read, work.verdicts
    facility = kinds["setting"].to_numpy() == "facility"
    elsewhere = ~facility & read.has("55") & (rows.text("nonfac_na") == "NA")
    verdicts.tell(verdicts.open & elsewhere, "follow-up is a share of the facility fee")
    facility |= elsewhere
    _refuse(work, rows, facility)
    frame = kinds_frame(len(kinds))
    _describe(frame, work, rows)
    fees = rows.fees(rows.line, facility)
    _tests(frame, work, rows, facility, fees)
    _family(frame, rows, facility)
    unit = _package(fees, work, rows)
    _both_sides(frame, work, unit, rows)
    _later_shares(frame, work, rows)
    _by_report(frame, work, rows)
    return frame


def _refuse(work: Kinds, rows: PhysicianRows, facility: Any) -> None:
    """Give a verdict on every kind that the file, the site or a modifier leaves without a price."""
    read, verdicts = work.read, work.verdicts
    status, reason = rows.status_words()
    verdicts.settle(status != "priced", status, reason)
    component = read.words(lambda given: given.component)
    verdicts.settle(
        (rows.line < 0) & (component == ""),
        "carrier_priced",
        "only a part of the service has a price (26)",
    )
    verdicts.settle(
        rows.line < 0,
        "invalid",
        phrase("no row for modifier ", component),
    )
    only = read.words(lambda given: given.facility_only)
    verdicts.settle(only != "", "invalid", phrase("facility claims only: modifier ", only))
    flagged = ~facility & (rows.text("nonfac_na") == "NA")
    verdicts.settle(flagged, "no_site_price", "no price outside a facility (flag NA)")
    rare = facility & (rows.text("fac_na") == "NA")
    verdicts.tell(
        rare & verdicts.open, "rarely done in a facility (flag NA), whose technical part is its own"
    )
    empty = rows.number("work") + rows.number("nonfac_pe") + rows.number("fac_pe")
    verdicts.settle(
        empty + rows.number("mp") == 0,
        "carrier_priced",
        "priced by the contractor: no relative value units",
    )


def _describe(frame: pd.DataFrame, work: Kinds, rows: PhysicianRows) -> None:
    read = work.read
    frame["hcpcs"] = work.column("hcpcs")
    frame["modifiers"] = read.words(lambda given: given.text)
    frame["component"] = read.words(lambda given: given.component)
    frame["side"] = read.words(lambda given: given.side)
    frame["split"] = read.words(lambda given: " ".join((*given.splits, given.assistant)))
    frame["distinct"] = read.flags(lambda given: given.distinct).astype(np.int64)
    frame["secondary"] = read.has("51").astype(np.int64)
    assistant = read.flags(lambda given: given.assistant).astype(np.int64)
    frame["session"] = assistant * 2 + read.has("78")
    frame["alone"] = (rows.text("status") == "T").astype(np.int64)
    frame["visit"] = read.has("25").astype(np.int64)
    frame["procedure"] = np.isin(rows.text("glob_days"), PROCEDURE_DAYS).astype(np.int64)
    frame["ranking"] = np.isin(rows.text("mult_proc"), ("2", "3")).astype(np.int64)
    sides = rows.text("bilat_surg")
    known = np.isin(sides, ("0", "1", "2", "3"))
    frame["bilateral"] = np.where(known, sides, "9").astype(np.int64)


def _tests(frame: pd.DataFrame, work: Kinds, rows: PhysicianRows, facility: Any, fees: Any) -> None:
    """Fill in what same-day cuts of tests and therapy work on."""
    indicator = rows.text("mult_proc")
    cut = np.isin(indicator, ("4", "5", "6", "7"))
    frame["indicator"] = np.where(cut, indicator, "0").astype(np.int64)
    part = rows.text("pctc_ind")
    component = frame["component"].to_numpy()
    whole = (component == "") & (rows.technical >= 0)
    technical = np.where(whole, rows.fees(rows.technical, facility), 0)
    only_technical = (component == "TC") | (part == "3")
    technical = np.where(only_technical, fees, technical)
    parts = rows.part_fees(work.tables.rules.technical_parts, facility)
    frame["technical"] = np.where((part == "4") & (component == ""), parts, technical)
    professional = np.where(whole, rows.fees(rows.professional, facility), 0)
    frame["professional"] = np.where(component == "26", fees, professional)
    frame["cap"] = rows.caps(np.where(only_technical, rows.line, rows.technical))
    frame["expense"] = rows.expense(facility)
    reduced = rows.reduced_expense(facility, rows.shares("therapy_practice_expense"))
    frame["halved"] = np.where(indicator == "5", fees - reduced, 0)


def _family(frame: pd.DataFrame, rows: PhysicianRows, facility: Any) -> None:
    endoscopy = rows.text("mult_proc") == "3"
    frame["family"] = np.where(endoscopy, rows.text("endo_base"), "")
    frame["base"] = np.where(endoscopy, rows.fees(rows.base, facility), 0)


def _package(fees: Any, work: Kinds, rows: PhysicianRows) -> Any:
    """Return the fee after the part of the global package that a line claims."""
    read, verdicts = work.read, work.verdicts
    days = rows.text("glob_days")
    has_parts = np.isin(days, GLOBAL_DAYS) & (rows.number("intra_op") > 0)
    share = read.has("54") * (rows.number("pre_op") + rows.number("intra_op"))
    share = share + read.has("55") * rows.number("post_op")
    share = share + (read.has("56") & ~read.has("54")) * rows.number("pre_op")
    split = read.flags(lambda given: given.splits)
    verdicts.settle(
        split & ~has_parts, "invalid", phrase("no follow-up to share: global days ", days)
    )
    again = read.has("78") & ~split
    share = np.where(again & has_parts, rows.number("intra_op"), share)
    applied = (split | again) & has_parts
    verdicts.tell(
        verdicts.open & applied, told(share, lambda part: f"{part}% of the global package")
    )
    verdicts.tell(verdicts.open & again & ~has_parts, "78 pays in full: no parts of a package")
    return np.where(applied, half_up(fees * share, 100), fees)


def _both_sides(frame: pd.DataFrame, work: Kinds, unit: Any, rows: PhysicianRows) -> None:
    """Fill in `unit` and `copies` by the bilateral indicator."""
    verdicts = work.verdicts
    units = work.column("units").astype(np.int64)
    side, indicator = frame["side"].to_numpy(), frame["bilateral"].to_numpy()
    both = (side == "B") | ((units == PAIR) & (side == "") & (frame["distinct"].to_numpy() == 0))
    verdicts.settle(
        (side == "B") & (units > PAIR) & np.isin(indicator, (1, 2, 3)),
        "invalid",
        "both sides with more than 2 units; write one line for each pair",
    )
    pair = both & np.isin(indicator, (1, 2, 3))
    once, each = pair & (indicator == 1), pair & (indicator == EACH_FULL)
    share = rows.shares("bilateral")
    unit = np.where(once, half_up(unit * share, 10_000), unit)
    for name in ("technical", "professional", "cap"):
        frame[name] = np.where(each & (frame[name] > 0), frame[name] * 2, frame[name])
    frame["unit"] = np.where(each, unit * 2, unit)
    already = (indicator == ONE_FEE) & (frame["distinct"].to_numpy() == 0)
    frame["copies"] = np.where(pair, 1, np.where(already, (units + 1) // PAIR, units))
    percent = told(share, lambda part: f"both sides {part / 100:g}%")
    verdicts.tell(verdicts.open & once, percent)
    verdicts.tell(verdicts.open & each, "both sides 100% each")
    verdicts.tell(
        verdicts.open & (pair | (already & (units > 1))) & (indicator == ONE_FEE),
        "both sides are one fee",
    )
    verdicts.tell(
        verdicts.open & (side == "B") & np.isin(indicator, (0, 9)),
        "both sides change nothing (bilateral indicator 0 or 9)",
    )


def _later_shares(frame: pd.DataFrame, work: Kinds, rows: PhysicianRows) -> None:
    """Fill in what is taken after ranking: co-surgeons, assistants, therapy assistants."""
    read, verdicts = work.read, work.verdicts
    nonphysician = read.has("AS")
    roles = [
        ("co_surgeon", read.has("62"), "co_surg", ("1", "2")),
        ("nonphysician_assistant", nonphysician, "asst_surg", ("0", "2")),
        ("assistant", read.has(*ASSISTANTS) & ~nonphysician, "asst_surg", ("0", "2")),
    ]
    later = np.full(len(frame), 10_000, dtype=np.int64)
    for name, claimed, column, allowed in roles:
        indicator = rows.text(column)
        verdicts.settle(
            claimed & ~np.isin(indicator, allowed),
            "not_payable",
            f"no {name.replace('_', ' ')} is paid (indicator 1 or none)",
        )
        share = rows.shares(name)
        later = np.where(claimed, half_up(later * share, 10_000), later)
        percent = told(share, lambda part: f"{part / 100:g}%")
        role = phrase(f"{name.replace('_', ' ')} ", percent)
        verdicts.tell(verdicts.open & claimed, role)
        documented = claimed & (indicator == ("1" if column == "co_surg" else "0"))
        verdicts.tell(verdicts.open & documented, "paid only with documents of need")
    therapy = read.has("CO", "CQ")
    share = rows.shares("therapy_assistant")
    therapy &= share > 0
    later = np.where(therapy, half_up(later * share, 10_000), later)
    verdicts.tell(verdicts.open & therapy, "therapy assistant share (unverified)")
    frame["later"] = later


def _by_report(frame: pd.DataFrame, work: Kinds, rows: PhysicianRows) -> None:
    read, verdicts = work.read, work.verdicts
    team = read.has("66")
    verdicts.settle(
        team & ~np.isin(rows.text("team_surg"), ("1", "2")), "not_payable", "no team is paid"
    )
    verdicts.settle(team, "carrier_priced", "modifier 66: a team is paid by report")
    code = read.words(lambda given: given.by_report)
    code = np.where((code == "53") & (rows.text("mod") == "53"), "", code)
    fee = np.full(len(code), "", dtype=object)
    at = np.flatnonzero(verdicts.open & (code != ""))
    fee[at] = [f"{cents / 100:,.2f}" for cents in frame["unit"].to_numpy()[at]]
    reason = phrase("modifier ", code, " is priced by report; the schedule's fee is ", fee)
    verdicts.settle(code != "", "carrier_priced", reason)

"""Pages of the payer's side: the rows of its alternatives, and its own dates."""

from datetime import date

import pandas as pd

from practice_model.questions.payer_hospitals import HospitalFigures
from practice_model.questions.payer_market import MarketFigures
from practice_model.questions.payer_terms import Payer
from practice_model.questions.payer_their_side import (
    BLANK,
    GAPS,
    SideFigures,
    graded,
    local_share,
    number_of,
)

UNKNOWN = "not known"


def side_table(
    talk: Payer,
    made: SideFigures | None,
    market: MarketFigures | None,
    hospital: HospitalFigures | None,
) -> pd.DataFrame:
    """Return the payer's side as rows: alternatives, what we are worth, what nobody knows.

    Columns label, role, ours, low, likely, high, unit, format, source, grade; a missing end is
    missing, and what is not known says so in `likely` and who has it in `source`.
    """
    if made is None:
        return pd.DataFrame()
    rows = {
        **_prices(talk, market, hospital),
        **_worth(made, market, hospital),
        **_weight(talk, made),
    }
    for name in made.gaps:
        label, source = GAPS[name]
        rows[f"gap_{name}"] = _told(label, None, (None, None, None), "ratio", source, "")
        rows[f"gap_{name}"]["likely"] = UNKNOWN
    return pd.DataFrame.from_dict(rows, orient="index")


Ends = tuple[object, object, object]


def _told(  # noqa: PLR0917
    label: str, ours: object, ends: Ends, unit: str, source: str, proof: str, form: str = "plain"
) -> dict[str, object]:
    low, likely, high = (BLANK if one is None else one for one in ends)
    return {
        "label": label,
        "role": "body",
        "ours": BLANK if ours is None else ours,
        "low": low,
        "likely": likely,
        "high": high,
        "unit": unit,
        "format": form,
        "source": source,
        "grade": proof,
    }


def _prices(
    talk: Payer, market: MarketFigures | None, hospital: HospitalFigures | None
) -> dict[str, dict[str, object]]:
    """What the payer pays instead: hospitals, then others who do the same."""
    rows = {}
    if hospital is not None:
        many = f"{hospital.n:.0f} prices of {hospital.payer_class}, {_files(hospital.day)}"
        rows["hospital"] = _told(
            f"{hospital.code} at a hospital nearby, a case",
            hospital.fee,
            (hospital.lower, hospital.median, hospital.upper),
            "USD/case",
            many + (", old" if hospital.old else ""),
            "C" if hospital.old else "B",
        )
    if market is not None and market.band is not None:
        held = market.band
        who = "Other surgery centers" if talk.block == "asc" else "Other eye doctors, on our mix"
        rates = f"{held.fewest:.0f}" + (
            f" to {held.most:.0f}" if float(held.most) > float(held.fewest) else ""
        )
        rows["others"] = _told(
            f"{who}, percent of Medicare",
            held.own["now"],
            (held.p25, held.p50, held.p75),
            "ratio",
            f"posted rates of {market.month:%b %Y}, {rates} a code",
            market.grade,
        )
    return rows


def _files(day: date | None) -> str:
    return "files without a date" if day is None else f"files of {_day(day)}"


def _worth(
    made: SideFigures, market: MarketFigures | None, hospital: HospitalFigures | None
) -> dict[str, dict[str, object]]:
    """What our being there is worth to it a year."""
    rows = {}
    if made.saving is not None and hospital is not None:
        whole = made.hospital_share is None
        rows["saving"] = _told(
            "Saved a year, if every case went to a hospital"
            if whole
            else "Saved a year on cases that would go to a hospital",
            None,
            (made.saving.low, made.saving.likely, made.saving.high),
            "USD/year",
            f"{hospital.all_cases:.0f} cases of our claims x published price less our fee",
            "C" if hospital.old else "B",
        )
    if made.moving is not None and market is not None:
        rows["moving"] = _told(
            "Our volume at others' posted rates, cost to it a year",
            None,
            (made.moving.low, made.moving.likely, made.moving.high),
            "USD/year",
            "posted quartiles x Medicare of our lines, codes of ten rates and more",
            market.grade,
            "signed",
        )
    return rows


def _weight(talk: Payer, made: SideFigures) -> dict[str, dict[str, object]]:
    """How many of its members depend on us, and what they meet elsewhere."""
    nothing: Ends = (None, None, None)
    rows = {}
    if made.our_wait is not None and made.market_wait is not None:
        wait = graded(talk, "new_visit_wait") or {}
        rows["wait"] = _told(
            "A new patient waits, here and elsewhere",
            made.our_wait,
            (None, made.market_wait, None),
            "days",
            str(wait.get("evidence", "")),
            str(wait.get("grade", "")),
        )
    if made.members is not None:
        rows["members"] = _told(
            "Its members whom we treat in a year", made.members, nothing, "patients", "claims", "A"
        )
    if made.in_course is not None:
        rows["in_course"] = _told(
            "Of them with an eye procedure in the last 90 days",
            made.in_course,
            nothing,
            "patients",
            "claims; care that goes on for 90 days if we leave",
            "A",
        )
    local = local_share(talk)
    if local is not None:
        stated = made.local_share is None
        rows["local_share"] = _told(
            "Our share of its local volume, as stated"
            if stated
            else "Our share of its local volume",
            number_of(local["value"]),
            nothing,
            "share",
            str(local["evidence"]),
            str(local["grade"]),
        )
    if made.out_of_network is not None:
        rows["out_of_network"] = _told(
            "Our services out of network, percent of Medicare",
            None,
            (None, made.out_of_network, None),
            "ratio",
            "the scenario",
            "C",
        )
    return rows


SIDE_HEADS = {
    "ours": "With us|plain",
    "low": "Low|plain",
    "likely": "Likely|plain",
    "high": "High|plain",
    "source": "From|text",
    "grade": "Grade|text",
}


def their_dates(talk: Payer) -> pd.DataFrame:
    """Return the payer's own dates ahead: its steps of our calendar and what is known of its year.

    Columns label, role, day (in words), source, grade; earliest first, empty where there is none.
    """
    steps = [
        (step.day, step.what, "the contract and our calendar", "A")
        for step in talk.calendar
        if step.whose == "theirs"
    ]
    theirs = talk.market.their_side if talk.market is not None else None
    steps += [(one.day, one.what, one.source, one.grade) for one in theirs.dates] if theirs else []
    ahead = sorted(one for one in steps if one[0] >= talk.as_of)
    rows = [
        {"label": _capital(what), "role": "body", "day": _day(day), "source": told, "grade": grade}
        for day, what, told, grade in ahead
    ]
    index = [f"date_{number + 1}" for number in range(len(rows))]
    return pd.DataFrame(rows, index=index)


DATE_HEADS = {"day": "Day|plain", "source": "From|plain", "grade": "Grade|plain"}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(day: date) -> str:
    return f"{day:%b}\N{NO-BREAK SPACE}{day.day}, {day.year}"

"""Pages of deals together: tables, the pairs under the title, and which sentence holds."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from practice_model.costs.changed import Use
from practice_model.questions.joint import Joint, Together, Verdict
from practice_model.questions.joint_figures import Carried, Walk
from practice_model.questions.payer_dates import next_date

WALK_HEADS: Final = {"of_medicare": "Floor|bare", "step": "Change|points_signed",
                     "dollars": "$ a year|signed"}  # fmt: skip
WALK_UNITS: Final = {"of_medicare": "ratio", "step": "ratio", "dollars": "USD/year"}
USE_HEADS: Final = {"share": "Used|plain", "needed": "People short|number"}
USE_UNITS: Final = {"share": "ratio", "needed": "FTE"}
CARRIED_HEADS: Final = {"fees": "Their fees|signed", "full": "Full year|plain",
                        "trough": "Lowest cash|signed", "cash": "Cash at the end|signed",
                        "against_now": "Against now|signed"}  # fmt: skip
CARRIED_UNITS: Final = {"fees": "share", "full": "USD/year", "trough": "USD", "cash": "USD",
                        "against_now": "USD"}  # fmt: skip
DATE_HEADS: Final = {"date": "Day|text"}
SIDES: Final = {
    "now": "Today’s fees",
    "offer": "Their offer",
    "ask": "Our ask",
    "target": "Our target",
    "without": "Without the contract",
}


def walk_table(own: Walk) -> pd.DataFrame:
    """Return the floor by step; empty where no deal moves it."""
    rows = {
        "alone": ("Renewal alone", own.alone, None, None),
        "costed": ("with what the deals cost", own.costed, own.by_costs, None),
        "after": ("and the patients that they see", own.after, own.by_patients, None),
        "moved": ("With the deals", own.after, own.moved, own.dollars),
    }
    made = pd.DataFrame(
        [
            {"label": label, "of_medicare": at, "step": step, "dollars": dollars}
            for label, at, step, dollars in rows.values()
        ],
        index=list(rows),
    )
    made["role"] = ["body", "body", "body", "total"]
    return made.astype({"of_medicare": float, "step": float, "dollars": float})


def use_table(held: Mapping[str, Use], talk: Joint) -> pd.DataFrame:
    """Return use of the scarce resource today, with each deal and with all of them."""
    words = {"today": "Today", "all": "All deals"}
    words |= {name: _hire_words(talk, name) for name in talk.hires}
    words |= {f"{name}_bare": f"{_hire_words(talk, name)}, nobody added" for name in talk.hires}
    words |= {
        name: f"{one.device.several or one.device.name}" for name, one in talk.machines.items()
    }
    rows = [
        {"label": words[name], "role": "total" if name == "all" else "body",
         "supplied": float(one.supplied), "used": float(one.used), "share": float(one.share),
         "needed": float(one.needed)}
        for name, one in held.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, index=list(held))


def carried_table(held: Mapping[str, Mapping[str, Carried]], talk: Joint) -> pd.DataFrame:
    """Return each hire's cash under each side of the renewal, and without the contract."""
    rows, names = [], []
    for name, sides in held.items():
        for side, one in sides.items():
            label = SIDES[side] if len(held) == 1 else f"{_hire_words(talk, name)}: {SIDES[side]}"
            rows.append({"label": label, "role": "body", "fees": one.fees, "full": one.full,
                         "trough": one.trough, "cash": one.cash, "against_now": one.against_now,
                         "against_now_missing": ""})  # fmt: skip
            names.append(f"{name}_{side}")
    made = pd.DataFrame(rows, index=names)
    return made.drop(columns=["against_now_missing"]) if rows else made


def dates_table(talk: Joint) -> pd.DataFrame:
    """Return the dates of all deals, earliest first."""
    following = next_date(talk.renewal)
    days = [(following.day, f"{talk.renewal.contracts.current.name}: {following.what}")]
    if following.notice is not None:
        days.append(
            (following.notice, f"{talk.renewal.contracts.current.name}: last day for notice")
        )
    if following.anniversary is not None:
        days.append((following.anniversary, f"{talk.renewal.contracts.current.name}: renewal"))
    days += [
        (one.deal.start, f"{_hire_words(talk, name)} starts") for name, one in talk.hires.items()
    ]
    days += [
        (one.tax.placed, f"{one.device.several or one.device.name} in service")
        for one in talk.machines.values()
    ]
    ahead = sorted({(day, what) for day, what in days if day >= talk.as_of})
    made = pd.DataFrame(ahead, columns=["date", "label"])
    made["role"] = "body"
    made["date"] = [f"{day:%b} {day.day}, {day.year}" for day in made["date"]]
    made.index = pd.Index([f"d{at}" for at in range(1, len(made) + 1)])
    return made


def _hire_words(talk: Joint, name: str) -> str:
    one = talk.hires[name].candidate
    return f"{one.name}, {one.role[:1].lower()}{one.role[1:]}"


def chips(talk: Joint, own: Verdict) -> list[tuple[str, str]]:
    """Return the chip of the order, and the state's."""
    words = {"renew_first": ("counter", "Renew first"), "hire_first": ("accept", "Hire first"),
             "no_order": ("wait", "Any order")}  # fmt: skip
    review = talk.review
    state = f"Reviewed by {review.by}" if review else "Draft, not reviewed"
    return [words[own.case], ("state", state)]


def meta(talk: Joint) -> dict[str, str]:
    """Return the pairs under the title: label to template."""
    made = {"Practice": "{talk.practice.name}", "Payer": "{talk.renewal.contracts.current.name}"}
    if talk.hires:
        made["Hire"] = ", ".join(one.candidate.name for one in talk.hires.values())
    if talk.machines:
        made["Machines"] = ", ".join(
            one.device.several or one.device.name for one in talk.machines.values()
        )
    return made | {"Prepared": "{talk.as_of}"}


def index_row() -> dict[str, str]:
    """Return what the page over all briefs says of this one."""
    return {
        "client": "{talk.practice.name}",
        "counterparty": "All deals",
        "kind": "Together",
        "about": "What the deals do to each other",
        "days": "next.days",
        "next_date": "{next.day:short}",
        "next_step": "{next.what}",
        "grade": "A",
    }


def key_numbers(held: Together | None) -> list[dict[str, str] | None]:
    """Return the strip: the floor alone and with the deals, lowest cash and its line."""
    made: list[dict[str, str] | None] = [
        {"label": "Floor of the renewal alone", "value": "{walk.alone}",
         "note": "{brief.range:percent} range {walk.alone:range}"},
        {"label": "With the deals", "value": "{walk.after}",
         "note": "{brief.range:percent} range {walk.after:range}"},
    ]  # fmt: skip
    if held is not None:
        made.append({"label": "Lowest cash of all deals", "value": "{together.lowest:signed_k}",
                     "note": "in month {together.month}, before tax"})  # fmt: skip
    return made


def rest_case(own: Verdict) -> str:
    """Whether a hire rests on the payer."""
    if own.rests is None:
        return "unknown"
    return "rests" if own.rests < 0 else "none"


def use_case(held: Mapping[str, Use]) -> str:
    """Whether the scarce resource has room with all deals; none where it is not counted."""
    if not held:
        return "none"
    last = list(held.values())[-1]
    return "short" if last.needed > 0 else "room"


def cash_case(held: Together | None) -> str:
    """Whether the deals' cash has a lowest point under 0."""
    if held is None:
        return "none"
    return "line" if held.lowest < 0 else "no_line"

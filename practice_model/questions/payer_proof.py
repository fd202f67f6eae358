"""Proof: what a claim needs before anybody may say it, by its kind, and how sure a rate is.

Grade A is measured in the practice's own records, B reported by a third party, C only stated.
Least numbers of cases and ages are house rules, `unverified`, except 2,206 clean cases, the number
that holds no event under the national rate of endophthalmitis (3 / 0.00136).

    interval of a rate: exact (Clopper-Pearson), 95 percent
    no event in n cases: below 3 / n (Eypasch et al., BMJ 1995;311:619)
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, NamedTuple

from scipy.special import betaincinv

Kind = Literal["K", "N", "M", "O"]
MONTHS: Final = 12  # own data: since the window's end
HOSPITAL_MONTHS: Final = 13  # hospitals publish their prices once a year
SURVEY_MONTHS: Final = 24  # surveys, registries and reports of others
LEAST_MARKET: Final = 5  # calls or offices behind a comparison
LEAST_REPLIED: Final = 0.2  # of a survey
CONFIDENCE: Final = 0.95
RARE: Final = 0.05  # a rate under this is told in a thousand


class Rule(NamedTuple):
    """What a kind of claim needs: least n (None: nothing is sampled), evidence kind, age in months.

    inside: why it never goes out by itself, whatever its proof. benchmark: the published rate of a
    harm; price: what one event of it costs (USD); source: of both.
    """

    least: int | None
    kind: Kind = "O"
    months: int = MONTHS
    inside: str = ""
    benchmark: float | None = None
    price: float | None = None
    source: str = ""


PRICE_FILE: Final = "a price goes out through the exhibit of price files, with its quartiles"
YARDSTICK: Final = "Medicare’s ratio is no argument on another payer’s price"
RULES: Final[Mapping[str, Rule]] = {
    "new_visit_wait": Rule(13),
    "follow_up_wait": Rule(13),
    "urgent_same_day": Rule(100),
    "urgent_retina_same_week": Rule(100),
    "center_not_hospital": Rule(50, "M"),
    "movable_cases": Rule(1, "M"),
    "endophthalmitis": Rule(
        2206, "K", benchmark=0.00136, price=4893.0,
        source="1.36 in a thousand, Ophthalmology 2022;129:250; 4,893 USD a case (2015), "
        "Schmier et al., Clin Ophthalmol 2016;10:2121",
    ),
    "capsule_tear": Rule(
        500, "K", benchmark=0.0195, price=1111.0,
        source="1.95 percent, RCOphth database report 1, Eye 2015;29:552; 1,111 USD a case, one "
        "center's cost, Ryburn et al., OSLI Retina 2020;51:444",
    ),
    "retinal_detachment": Rule(
        1000, "K", benchmark=0.0021, source="0.21 percent, EuroTimes on the IRIS Registry",
    ),
    "return_to_theater": Rule(1000, "K"),
    "patient_score": Rule(100, months=SURVEY_MONTHS),
    "bevacizumab_first": Rule(50, "K"),
    "diabetes_exams_closed": Rule(50),
    "center_to_plan": Rule(300),
    "fixed_price_kept": Rule(20),
    "vision_20_40_at_90_days": Rule(200, "K"),
    "episode_cost": Rule(10, "M", SURVEY_MONTHS),
    "reported_quality": Rule(None, months=SURVEY_MONTHS),
    "surgery_wait": Rule(100),
    "clean_claims": Rule(200),
    "appeals_won": Rule(30),
    "authorizations_approved": Rule(60),
    "only_retina_surgeon_with_center_time": Rule(None, "M"),
    "only_provider": Rule(None, "M"),
    "members_seen": Rule(100),
    "share_of_local_cataracts": Rule(100, "M"),
    "paid_short": Rule(200),
    "local_hospital_median": Rule(10, "M", HOSPITAL_MONTHS, PRICE_FILE),
    "hospital_price_over_ours": Rule(None, "M", inside=YARDSTICK),
}  # fmt: skip
"""Kinds of claim by their name in the table (playbook S01 to S22): least n, age, benchmark."""
LIKE: Final[Mapping[str, str]] = {
    "endophthalmitis": "endophthalmitis",
    "capsule": "capsule_tear",
    "detachment": "retinal_detachment",
    "return_to": "return_to_theater",
    "biometry|surgery_wait|wait_for_surgery": "surgery_wait",
    "wait": "new_visit_wait",
    "urgent|same_day|same_week": "urgent_same_day",
    "hospital_median|hospital_price": "local_hospital_median",
    "not_hospital|out_of_hospital": "center_not_hospital",
    "satisf|survey|patient_score": "patient_score",
    "bevacizumab|biosimilar|repackaged": "bevacizumab_first",
    "diabet": "diabetes_exams_closed",
    "cancel|transfer": "center_to_plan",
    "bundle|fixed_price": "fixed_price_kept",
    "vision|acuity|20_40": "vision_20_40_at_90_days",
    "episode": "episode_cost",
    "appeal": "appeals_won",
    "authoriz": "authorizations_approved",
    "^only_|sole_": "only_provider",
    "member": "members_seen",
    "share_of_local": "share_of_local_cataracts",
}
"""A word in the name of a claim that the rules do not name, and the kind it is held to."""
OTHER: Final = {"days": Rule(13), "share": Rule(100), "USD/case": Rule(10, "M")}
ANY: Final = Rule(50)
"""What a claim of no known kind needs, by its unit: our own defaults, `unverified`."""


def rule_of(name: str, unit: str) -> Rule:
    """Return what a claim needs: by its name, else by a word in it, else by its unit.

    >>> rule_of("endophthalmitis_3_years", "cases").least, rule_of("best_in_city", "").least
    (2206, 50)
    """
    if name in RULES:
        return RULES[name]
    like = next((kind for word, kind in LIKE.items() if re.search(word, name.lower())), "")
    return RULES[like] if like else OTHER.get(unit, ANY)


class Interval(NamedTuple):
    """The exact interval of a rate, both ends as shares."""

    low: float
    high: float


def exact_interval(events: float, n: float, confidence: float = CONFIDENCE) -> Interval:
    """Return the exact (Clopper-Pearson) interval of events in n cases, as shares.

    Raises ValueError for no case, or events that are no whole number from 0 to n.

    >>> [round(1000 * end, 2) for end in exact_interval(9, 1070)]
    [3.85, 15.91]
    """
    if not n >= 1 or n % 1 or not 0 <= events <= n or events % 1:
        raise ValueError(f"{events:g} events in {n:g} cases is no count of whole cases")
    tail = (1 - confidence) / 2
    low = 0.0 if events == 0 else float(betaincinv(events, n - events + 1, tail))
    high = 1.0 if events == n else float(betaincinv(events + 1, n - events, 1 - tail))
    return Interval(low, high)


def below_when_none(n: float) -> float:
    """Return the rate that no event in n cases leaves possible: 3 / n, at most 1, a share.

    >>> round(below_when_none(2206), 5)
    0.00136
    """
    if not n >= 1:
        raise ValueError(f"no event in {n:g} cases says nothing")
    return min(1.0, 3 / n)


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier; the last of a shorter month stands for its 31st.

    >>> months_before(date(2027, 3, 31), 1), months_before(date(2026, 11, 24), 12)
    (datetime.date(2027, 2, 28), datetime.date(2025, 11, 24))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))

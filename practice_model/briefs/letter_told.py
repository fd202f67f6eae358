"""Letter told: which sentence of the letter is said, chosen by its own figures.

Each function names the case of a phrase; the words stand in `phrases/payer_letter.yaml`. What has
nothing to say is the case `none`.
"""

from practice_model.questions.payer_letter import LetterFacts, TheirOffer
from practice_model.questions.payer_letter_asks import DRUGS, RateAsk

NOTHING = 0.5  # dollars a year under which nothing changes in whole dollars
NEUTRAL = 0.0005  # a claimed rise that is printed as none


def title_cases(facts: LetterFacts) -> list[tuple[str, str]]:
    """The title's parts: what is asked for, from when, and what it is worth."""
    block: str = facts.block
    if not facts.asks.rates:
        block += "_terms"
    elif facts.fees.requested_of_medicare is None:
        block += "_unrated"
    drugs = drugs_move(facts)
    moved = float(facts.whole.change if drugs else facts.fees.change)
    worth = "up" if moved >= NOTHING else "down" if moved <= -NOTHING else "none"
    worth += "_drugs" if drugs and worth != "none" else ""
    return [
        ("title", block),
        ("title_from", "none" if facts.asks.effective is None else "known"),
        ("title_worth", worth),
    ]


def work_cases(facts: LetterFacts) -> list[tuple[str, str]]:
    """What we do for the payer's members, and for how much."""
    block: str = facts.block
    return [
        ("work", block if facts.members is None else f"{block}_members"),
        ("work_money", block if facts.drugs is None else f"{block}_drugs"),
    ]


def place_case(facts: LetterFacts) -> str:
    """Where we work; nothing where the practice names no doctor or no office."""
    if not facts.doctors or not facts.offices:
        return "none"
    return "counties" if facts.counties else "nowhere"


def claim_cases(facts: LetterFacts, part: str) -> list[str]:
    """The strengths under a heading, with what they are compared with where that is known."""
    made = []
    for one in facts.claims:
        beside = "_market" if one.market_days is not None else ""
        beside = "_benchmark" if one.benchmark is not None else beside
        if one.part == part and (facts.counties or one.name not in OF_PLACE):
            made.append(one.name + beside)
    return made


def hospital_case(facts: LetterFacts) -> str:
    """What a hospital would cost; cataract codes are called so."""
    if facts.hospital is None:
        return "none"
    codes = facts.hospital.codes.split(" and ")
    return "cataract" if set(codes) <= CATARACT else "other"


OF_PLACE = {"only_retina_surgeon_with_center_time"}
"""Claims about the counties of our offices, which must be named."""
CATARACT = {"66982", "66983", "66984", "66987", "66988"}


def why_head_case(facts: LetterFacts) -> str:
    """Why something must change: the offer, or the present rates."""
    if facts.offer is None:
        return "present" if facts.asks.rates else "present_terms"
    which = "gains" if facts.offer.net >= NOTHING else "loses"
    return which if facts.offer.day is not None else f"{which}_undated"


def why_cases(facts: LetterFacts) -> list[tuple[str, str]]:
    """What the offer does on our services, its net, and what it says of itself."""
    offer = facts.offer
    if offer is None:
        return [("why", "none" if facts.fees.present_of_medicare is None else "present")]
    said = ("why_said", _said(offer))
    if offer.ups >= NOTHING and offer.downs >= NOTHING:
        net = "loses" if offer.net <= -NOTHING else "gains" if offer.net >= NOTHING else "level"
        return [("why", "both"), ("why_net", net), said]
    one = "ups" if offer.ups >= NOTHING else "downs" if offer.downs >= NOTHING else "nothing"
    return [("why", one), said]


def _said(offer: TheirOffer) -> str:
    """What the offer says of itself: the rise that it names, and the whole that it claims."""
    neutral = offer.claimed is not None and abs(float(offer.claimed)) < NEUTRAL
    claim = "" if offer.claimed is None else "neutral" if neutral else "claimed"
    if offer.headline is None:
        return claim or "none"
    if not offer.headline_for:
        return "all"
    return f"headline_{claim}" if claim else "headline"


def request_case(one: RateAsk, facts: LetterFacts) -> str:
    """How a requested rate is named: by its rule where the yardstick does not say it already."""
    if one.tests:
        return one.tests
    if one.of_medicare is None or one.year == facts.medicare_year:
        return "rates"
    return "rule_current" if one.year is None else "rule_year"


def stay_cases(facts: LetterFacts) -> list[str]:
    """Whether other rates are said to stay: where some are asked for, and others are not."""
    asked = {one.group for one in facts.asks.rates}
    others = set(facts.groups) - asked or (facts.drugs is not None and not drugs_move(facts))
    return ["others"] if asked and others and facts.asks.others_stay else []


def drugs_case(facts: LetterFacts) -> str:
    """Whether drugs stand in the exhibit: only where their rates change."""
    if facts.drugs is None:
        return "none"
    return "moved" if drugs_move(facts) else "stay"


def drugs_move(facts: LetterFacts) -> bool:
    """Whether drugs are among the requests."""
    return any(one.group == DRUGS for one in facts.asks.rates)

"""Letter dollars: the letter's money in whole dollars that add up along and down.

A reader of a letter checks it with a pencil: present and change make requested in every row, the
rows make their total, and gains less losses make the net. So every figure is rounded once, here,
and the sentence, the table and the chart print the same dollars. Percentages stay as calculated.
"""

from collections.abc import Sequence
from dataclasses import replace

from practice_model.briefs.formats import adding_up
from practice_model.questions.payer_letter import Group, LetterFacts, Rates, TheirOffer
from practice_model.questions.payer_letter_asks import BLOCK, DRUGS, Asks

NOTHING = 0.5  # dollars a year under which nothing changes in whole dollars


def in_whole_dollars(facts: LetterFacts) -> LetterFacts:
    """Return the letter's figures with all money in whole dollars that add up."""
    rows = [group.rates for group in facts.groups.values()]
    now = _parts([float(one.present) for one in rows])
    medicare = _parts([float(one.medicare) for one in rows])
    rounded = _parts([_moved(float(one.change)) for one in rows])
    change = [max(one, -least) for one, least in zip(rounded, now, strict=True)]
    made = [_rates(one, *money) for one, *money in zip(rows, medicare, now, change, strict=True)]
    groups = {
        name: Group(label=group.label, rates=own)
        for (name, group), own in zip(facts.groups.items(), made, strict=True)
    }
    fees = _rates(facts.fees, sum(medicare), sum(now), sum(change))
    drugs = None if facts.drugs is None else _rounded(facts.drugs)
    whole = fees if drugs is None else _rates(
        facts.whole,
        float(fees.medicare + drugs.medicare),
        float(fees.present + drugs.present),
        float(fees.change + drugs.change),
    )  # fmt: skip
    return replace(
        facts,
        groups=groups,
        fees=fees,
        drugs=drugs,
        whole=whole,
        asks=_asks(facts.asks, groups, fees, drugs),
        offer=None if facts.offer is None else _offer(facts.offer),
    )


def _parts(values: Sequence[float]) -> list[float]:
    return adding_up(values, sum(values))


def _moved(change: float) -> float:
    return change if abs(change) >= NOTHING else 0.0


def _rates(one: Rates, medicare: float, present: float, change: float) -> Rates:
    return replace(
        one, medicare=medicare, present=present, change=change, requested=present + change
    )


def _rounded(one: Rates) -> Rates:
    money = (float(one.medicare), float(one.present), _moved(float(one.change)))
    return _rates(one, *(adding_up([value], value)[0] for value in money))


def _asks(asks: Asks, groups: dict[str, Group], fees: Rates, drugs: Rates | None) -> Asks:
    """The requests, each with the dollars of its row in the exhibit."""
    whole = {name: group.rates for name, group in groups.items()} | {BLOCK: fees}
    whole |= {DRUGS: drugs} if drugs is not None else {}
    return replace(asks, rates=[replace(one, change=whole[one.group].change) for one in asks.rates])


def _offer(offer: TheirOffer) -> TheirOffer:
    ups, downs = adding_up([float(offer.ups), -float(offer.downs)], float(offer.ups - offer.downs))
    return replace(offer, ups=ups, downs=-downs, net=ups + downs)

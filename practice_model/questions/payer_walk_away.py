"""Walk-away of a payer talk: the floor on our mix, by basis, group, code and month.

Two bases: `renewal` at full cost at practical capacity, `bridge` at avoidable cost, for the months
until something better. Rates are allowed fees over Medicare, drugs apart, so that a floor compares
with an offer; what they are made of is in `payer_alternative` and `negotiation.walk_away`.
"""

from collections.abc import Mapping

from practice_model.negotiation.walk_away import (
    YEAR,
    Parts,
    Position,
    alternative_margin,
    contract_margin,
    even_month,
    first_year_rate,
    monthly_alternative,
    reservation_parts,
    reservation_rate,
)
from practice_model.quantities import (
    Months,
    Ratio,
    Share,
    SignedRatio,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)
from practice_model.questions.payer import Column
from practice_model.questions.payer_alternative import Basis, Ground, positions
from practice_model.questions.payer_terms import Payer

HORIZON = 36  # months after the end of the contract that are looked at


@terms
class Floor:
    """One basis: the rate at which the contract is worth as much as leaving.

    of_medicare, dollars: the floor, as a rate and as allowed fees a year. cost_of_medicare: the
    rate that covers cost alone. leaving_of_medicare: the rate that is worth as much as the first
    year after leaving, while freed capacity is still filling. without, with_now, with_offer,
    with_ask: what a year leaves over cost without the contract, and under each side. now_over,
    offer_over: allowed dollars of the side above the floor, below 0 where it lies under it.
    """

    of_medicare: SignedRatio
    dollars: SignedUSDPerYear
    cost_of_medicare: Ratio
    leaving_of_medicare: SignedRatio
    parts: Parts
    without: SignedUSDPerYear
    with_now: SignedUSDPerYear
    with_offer: SignedUSDPerYear | None
    with_ask: SignedUSDPerYear | None
    now_over: SignedUSDPerYear
    offer_over: SignedUSDPerYear | None


@terms
class Leaving:
    """The first twelve months out of network against twelve months in it, over cost.

    cash: people and rooms are still paid (avoidable cost); cut: capacity follows the work at once
    (full cost). even: month from which leaving has brought as much in cash as today's rates; None
    where none of the months looked at is.
    """

    cash_against_now: SignedUSDPerYear
    cash_against_offer: SignedUSDPerYear | None
    cut_against_now: SignedUSDPerYear
    cut_against_offer: SignedUSDPerYear | None
    even: Months | None


@terms
class WalkAway:
    """The walk-away of a talk on both bases, and what it stands on.

    renewal: at full cost at practical capacity; bridge: at avoidable cost, for months only.
    point: what one percent of Medicare is worth, allowed dollars a year. next_of_medicare: what
    the payers allow that would fill freed capacity. costed: part of the fees whose services have a
    cost; outside: fees without a Medicare price, in no rate.
    """

    renewal: Floor
    bridge: Floor
    leaving: Leaving
    medicare: USDPerYear
    point: USDPerYear
    arrives: Share
    next_of_medicare: Ratio | None
    costed: Share
    outside: USDPerYear


def walk_away(talk: Payer, columns: Mapping[str, Column], held: Ground | None) -> WalkAway | None:
    """Return the floor on both bases at the likely terms, or at drawn ones; None without ground."""
    if held is None:
        return None
    made = positions(talk, held)
    rates = {side: float(one.fees_of_medicare) for side, one in columns.items()}
    return WalkAway(
        renewal=_floor(made["renewal"], rates),
        bridge=_floor(made["bridge"], rates),
        leaving=_leaving(made, rates),
        medicare=held.medicare,
        point=held.medicare / 100,
        arrives=held.arrives,
        next_of_medicare=None if held.next is None else made["renewal"].refill_of_medicare,
        costed=held.costed,
        outside=held.outside,
    )


def _floor(position: Position, rates: Mapping[str, float]) -> Floor:
    floor = reservation_rate(position)
    left = {side: contract_margin(position, rate) for side, rate in rates.items()}
    over = {side: (rate - floor) * position.medicare for side, rate in rates.items()}
    return Floor(
        of_medicare=floor,
        dollars=floor * position.medicare,
        cost_of_medicare=position.cost / position.arrives,
        leaving_of_medicare=first_year_rate(position, rates["now"]),
        parts=reservation_parts(position),
        without=alternative_margin(position),
        with_now=left["now"],
        with_offer=left.get("offer"),
        with_ask=left.get("ask"),
        now_over=over["now"],
        offer_over=over.get("offer"),
    )


def _leaving(made: Mapping[Basis, Position], rates: Mapping[str, float]) -> Leaving:
    now = rates["now"]
    first = {basis: sum(monthly_alternative(one, now, YEAR), 0.0) for basis, one in made.items()}
    against = {
        (basis, side): first[basis] - contract_margin(made[basis], rates[side])
        for basis in made
        for side in ("now", "offer")
        if side in rates
    }
    bridge = made["bridge"]
    staying = contract_margin(bridge, now) / YEAR
    leaving = monthly_alternative(bridge, now, HORIZON)
    plain = all(isinstance(one, float) for one in leaving)
    even = (
        even_month([float(one) for one in leaving], [float(staying)] * HORIZON) if plain else None
    )
    return Leaving(
        cash_against_now=against["bridge", "now"],
        cash_against_offer=against.get(("bridge", "offer")),
        cut_against_now=against["renewal", "now"],
        cut_against_offer=against.get(("renewal", "offer")),
        even=None if even is None else float(even),
    )

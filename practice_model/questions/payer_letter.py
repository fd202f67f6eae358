"""Payer letter: the only figures that may leave the house in a letter to the payer.

`LetterFacts` is an allow-list as a record: what has no field in it cannot be written. It holds the
payer's own business with us (its members, what it pays us, what its offer would pay, what we ask
for), Medicare as the yardstick, public hospital files by class, n, median and date, and strengths
whose proof holds. Nothing of cost, margin, floor, target, alternative, their limit, another payer,
a scenario, a run or a file has a field here.

Amounts are dollars a year at the volume of our claims with this payer; percentages are of Medicare
in the yardstick's year, on lines that both price.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any, Literal

import pandas as pd

from practice_model.practice import Site
from practice_model.quantities import (
    Count,
    Lines,
    Months,
    Patients,
    Ratio,
    SignedShare,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)
from practice_model.questions.payer import Prices, group_changes
from practice_model.questions.payer_dates import window
from practice_model.questions.payer_letter_asks import Asks, asks_of
from practice_model.questions.payer_letter_claims import LetterClaim
from practice_model.questions.payer_letter_hospital import HospitalCase
from practice_model.questions.payer_pages import GROUPS
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.offers import OfferFigures
from practice_model.revenue.sums import percent_of_medicare, sums

SMALLEST = 11  # people under which no count is printed
MOST_GROUPS = 9  # rows of the exhibit; the smallest groups share the last one
DRUGS = "drugs"
NOTHING = 0.5  # dollars a year under which nothing changes in whole dollars
MOST_NAMED = 3
DOCTORS = {"MD", "DO", "OD"}


@terms
class Rates:
    """What the same services bring at Medicare's rates, now, and at the requested rates."""

    medicare: USDPerYear
    present: USDPerYear
    requested: USDPerYear
    change: SignedUSDPerYear
    change_share: SignedShare
    present_of_medicare: Ratio | None
    requested_of_medicare: Ratio | None


@terms
class Group:
    """One row of the exhibit: a group of services by its plain name."""

    label: str
    rates: Rates


@terms
class TheirOffer:
    """The payer's own offer on our mix; what it says of itself, as it says it.

    ups, downs: groups that gain and that lose; more_for, less_for: their names, largest first.
    day: of its letter, None where that is after ours. headline_for: what the headline rises.
    """

    day: date | None
    ups: USDPerYear
    downs: USDPerYear
    net: SignedUSDPerYear
    net_share: SignedShare
    of_medicare: Ratio
    more_for: str
    less_for: str
    headline: SignedShare | None
    headline_for: str
    claimed: SignedShare | None


@terms
class LetterFacts:
    """All that the letter may say. `whole` is with drugs where they are on the table.

    first, last: days of service in our claims. unpriced: lines without a rate, in no column.
    base_year: a Medicare year before the yardstick's that the present contract still pays on.
    """

    practice: str
    synthetic: bool
    payer: str
    block: Literal["professional", "asc"]
    medicare_year: int
    day: date
    to: str
    signatory: str
    reply_by: date
    call_on: date | None
    sender: str
    reference: str
    first: date
    last: date
    months: Months
    members: Patients | None
    doctors: Count
    offices: Count
    counties: str
    groups: dict[str, Group]
    fees: Rates
    drugs: Rates | None
    whole: Rates
    unpriced: Lines
    base_year: int | None
    asks: Asks
    offer: TheirOffer | None
    hospital: HospitalCase | None = None
    claims: list[LetterClaim] = field(default_factory=list)


def letter_facts(
    talk: Payer,
    priced: Prices,
    offer: OfferFigures | None,
    claims: Sequence[LetterClaim] = (),
    hospital: HospitalCase | None = None,
) -> LetterFacts | None:
    """Return what the letter may say; None without a letter in the scenario, or without an ask."""
    letter = talk.letter
    if letter is None or talk.ask is None:
        return None
    changes = group_changes(talk, priced, "ask")
    groups = changes.drop(index=DRUGS, errors="ignore")
    fees = _whole_block(groups, priced, "ask", talk.block)
    drugs = None
    if DRUGS in changes.index:
        drugs = _rates(changes.loc[[DRUGS]].to_dict("records")[0])
    data = window(talk)
    counties = sorted({site.county for site in _offices(talk) if site.county})
    asks = asks_of(talk, changes)
    return LetterFacts(
        practice=talk.practice.name,
        synthetic=talk.practice.synthetic,
        payer=talk.contracts.current.name,
        block=talk.block,
        medicare_year=talk.medicare_year,
        day=letter.date,
        to=letter.to,
        signatory=letter.signatory,
        reply_by=letter.reply_by,
        call_on=letter.call_on,
        sender=letter.sender,
        reference=letter.reference,
        first=data.first,
        last=data.last,
        months=(data.last.year - data.first.year) * 12 + data.last.month - data.first.month + 1,
        members=_members(talk),
        doctors=sum(
            one.works_here and one.kind in DOCTORS for one in talk.practice.providers.values()
        ),
        offices=len(_offices(talk)),
        counties=_counties(counties),
        groups=_groups(groups, {one.group for one in asks.rates}),
        fees=fees,
        drugs=drugs,
        whole=fees if drugs is None else _together(fees, drugs),
        unpriced=max(_unpriced(priced, side, talk.block) for side in ("now", "ask")),
        base_year=_base_year(talk),
        asks=asks,
        offer=_their_offer(talk, priced, offer),
        hospital=hospital,
        claims=list(claims),
    )


def _offices(talk: Payer) -> list[Site]:
    return [site for site in talk.practice.sites.values() if site.place == "practice"]


def _counties(names: Sequence[str]) -> str:
    """Counties in words: "Cobb County", "Cobb and Cherokee counties"."""
    if not names:
        return ""
    return f"{listed(names)} {'County' if len(names) == 1 else 'counties'}"


def listed(names: Sequence[str], most: int = 99) -> str:
    """Return names as a reader reads them; past the most of them, "and others".

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], 2)
    ('a, b and c', 'a, b and others')
    """
    if len(names) > most:
        return ", ".join(names[:most]) + " and others"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def name_of(group: str) -> str:
    """Return the plain name of a group of services."""
    return GROUPS.get(group, group.replace("_", " ").capitalize())


def _members(talk: Payer) -> int | None:
    """Distinct patients of the payer on lines of this talk's kind; None under eleven."""
    claims = talk.practice.claims
    if "patient_id" not in claims:
        return None
    kind = "facility" if talk.block == "asc" else "professional"
    held = (claims["payer"] == talk.contracts.current.payer) & (claims["claim_type"] == kind)
    known = claims.loc[held, "patient_id"].dropna()
    seen = int(known[known != ""].nunique())
    return seen if seen >= SMALLEST else None


def _rates(row: Mapping[Any, Any]) -> Rates:
    now, requested = float(row["now"]), float(row["offered"])
    return Rates(
        medicare=float(row["medicare"]),
        present=now,
        requested=requested,
        change=round(requested - now, 2),
        change_share=(requested - now) / now if now else 0.0,
        present_of_medicare=_known(row["now_of_medicare"]),
        requested_of_medicare=_known(row["offered_of_medicare"]),
    )


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _whole_block(groups: pd.DataFrame, priced: Prices, side: str, block: str) -> Rates:
    held = groups[["now", "offered", "medicare"]].sum().round(2)
    ratios = {
        name: percent_of_medicare(priced.sides[one], priced.medicare)["ratio"][block]
        for name, one in (("now_of_medicare", "now"), ("offered_of_medicare", side))
    }
    return _rates(held.to_dict() | ratios)


def _together(fees: Rates, drugs: Rates) -> Rates:
    """Fees and drugs in dollars; their percentages are never blended."""
    now = float(fees.present + drugs.present)
    requested = float(fees.requested + drugs.requested)
    return Rates(
        medicare=fees.medicare + drugs.medicare,
        present=now,
        requested=requested,
        change=round(requested - now, 2),
        change_share=(requested - now) / now if now else 0.0,
        present_of_medicare=None,
        requested_of_medicare=None,
    )


def _groups(changes: pd.DataFrame, named: Collection[str]) -> dict[str, Group]:
    """The groups by dollars now, largest first; the smallest that no request names share a row."""
    held = changes.sort_values("now", ascending=False, kind="stable")
    shown = held
    if len(held) > MOST_GROUPS:
        asked = held.index.isin(list(named))
        first = held[~asked].head(MOST_GROUPS - 1 - int(asked.sum())).index
        shown = held[asked | held.index.isin(first)]
    made = {str(name): Group(label=name_of(str(name)), rates=_rates(shown.loc[name]))
            for name in shown.index}  # fmt: skip
    rest = held.drop(index=shown.index)
    if not rest.empty:
        whole = rest[["now", "offered", "medicare"]].sum().round(2).to_dict()
        yard = whole["medicare"] or float("nan")
        ratios = {
            "now_of_medicare": whole["now"] / yard,
            "offered_of_medicare": whole["offered"] / yard,
        }
        made["others"] = Group(label="Other services", rates=_rates(whole | ratios))
    return made


def _unpriced(priced: Prices, side: str, block: str) -> int:
    return int(sums(priced.sides[side])["unpriced_lines"][block])


def _base_year(talk: Payer) -> int | None:
    """The oldest Medicare year of the present rates, where it is before the yardstick's."""
    current = talk.contracts.current
    schedule = current.asc if talk.block == "asc" else current.professional
    if schedule is None:
        return None
    named = [rule.medicare_year or schedule.medicare_year for rule in schedule.rules.values()
             if rule.of_medicare is not None]  # fmt: skip
    years = [year for year in named if isinstance(year, int)]
    return min(years) if years and min(years) < talk.medicare_year else None


def _their_offer(talk: Payer, priced: Prices, made: OfferFigures | None) -> TheirOffer | None:
    if talk.offer is None or made is None or talk.letter is None:
        return None
    groups = group_changes(talk, priced, "offer")["change"]
    day = talk.offer.letter_date
    ups = groups[groups >= NOTHING].sort_values(ascending=False, kind="stable")
    downs = groups[groups <= -NOTHING].sort_values(kind="stable")
    return TheirOffer(
        day=day if day is not None and day <= talk.letter.date else None,
        ups=round(float(groups[groups > 0].sum()), 2),
        downs=round(float(-groups[groups < 0].sum()), 2),
        net=round(float(groups.sum()), 2),
        net_share=float((made.whole or made.fees).change_share),
        of_medicare=made.fees.offered_of_medicare,
        more_for=_named(ups.index),
        less_for=_named(downs.index),
        headline=talk.offer.headline,
        headline_for=listed([_inside(name) for name in talk.offer.headline_groups], MOST_NAMED),
        claimed=talk.offer.claimed,
    )


def _named(groups: pd.Index) -> str:
    return listed([_inside(str(name)) for name in groups], MOST_NAMED)


def _inside(group: str) -> str:
    name = name_of(group)
    return name[:1].lower() + name[1:]

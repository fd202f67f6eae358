"""Concessions: rates and terms in one currency, in which order, for what in return.

A lever is one thing to ask for or to give. Its worth to us is in dollars a year; what comes once
stands in a figure of its own and is in no yearly sum. What it costs the payer is our worth times
an estimate, and is printed as one. A lever without a price is in no sum.

Order of asks: G (cheap for them, dear for us), T (equal dollars, another time), Z (a dollar is a
dollar), V. Of gives: V (cheap for us, dear for them), T, Z, G [1]. Each give is tied to an ask,
so that no two gives follow one another. The price itself moves in four shrinking steps of the
room between opening and target.

[1] Classes after the payer talks of the playbook; the order and the sizes of the steps are
planning defaults of practice, `unverified`.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from practice_model.negotiation.ties import Side, tie_faults
from practice_model.quantities import (
    USD,
    Code,
    Count,
    Days,
    Minutes,
    Months,
    Number,
    Ratio,
    Share,
    SignedUSD,
    SignedUSDPerYear,
    UnitsPerYear,
    terms,
)

Kind = Literal["G", "V", "Z", "T"]
Grade = Literal["A", "estimate", "stated", "none"]
PricedBy = Literal[
    "rates", "tests", "multiple", "lesser_of", "drugs", "escalator", "look_back", "filing",
    "days_to_pay", "late_interest", "load_date", "authorization", "devices", "staff_time",
]  # fmt: skip

STEPS: Final = (0.50, 0.30, 0.15, 0.05)
"""Shares of the room that each step on price gives up: a planning default, `unverified`."""
ASKED: Final = {"G": 0, "T": 1, "Z": 2, "V": 3}
GIVEN: Final = {"V": 0, "T": 1, "Z": 2, "G": 3}
MOST_GIFTS: Final = 2  # two gifts stop the talk for a review
WHOLE, CENT = 1.0, 0.005


@terms
class Lever:
    """One thing to ask for, or to give, at the table.

    does: what the term does, in words that a letter may use. priced_by: the model that prices it
    on own claims; else value (a year) or once, typed with their source; neither is 'not priced',
    never zero. their_cost: what a dollar of it costs the payer, estimated. kind G is cheap for them
    and dear for us (ask first), V the reverse (offer first), Z a dollar for a dollar, T equal
    dollars at another time. for_what: the lever that a give is exchanged for. instead_of: the lever
    that it replaces if they refuse that one; it is in no sum.

    What a model may need beside the book: days (a limit, or days won), months (a look-back),
    recouped and paid (dollars of the same months), part (of the model's worth that the lever
    brings, else all), codes (which services), markup (over invoice), units, minutes and resource
    (who works, and how long).
    """

    does: str
    side: Side
    kind: Kind = "Z"
    priced_by: PricedBy | None = None
    value: SignedUSDPerYear | None = None
    once: SignedUSD | None = None
    their_cost: Ratio | None = None
    for_what: str = ""
    instead_of: str = ""
    outgoing: bool = False
    part: Share | None = None
    days: Days | None = None
    months: Months | None = None
    recouped: USD | None = None
    paid: USD | None = None
    codes: list[Code] | None = None
    markup: Share | None = None
    units: UnitsPerYear | None = None
    minutes: Minutes | None = None
    resource: str = ""

    def __post_init__(self) -> None:
        told = []
        if self.priced_by and (self.value is not None or self.once is not None):
            told.append(f"it is priced by {self.priced_by} and by a typed figure: give one")
        if self.side == "never" and (self.priced_by or self.value is not None):
            told.append("what is never given has no price")
        if (self.recouped is None) != (self.paid is None):
            told.append("recouped and paid go together: dollars of the same months")
        if told:
            raise ValueError("; ".join(told))


@terms
class PricedLever:
    """A lever with its worth: to us a year and once, to them about, and how sure that is.

    to_us: positive where it brings us money. to_them: what it costs them a year, negative where it
    brings them some; an estimate with a low and a high. once_to_them: the same of what comes once.
    grade: A, priced on own claims; estimate, a model on a stated assumption; stated, a typed
    figure; none, not priced (why says so).
    """

    name: str
    does: str
    side: Side
    kind: Kind
    to_us: SignedUSDPerYear | None = None
    once: SignedUSD | None = None
    to_them: SignedUSDPerYear | None = None
    to_them_low: SignedUSDPerYear | None = None
    to_them_high: SignedUSDPerYear | None = None
    for_what: str = ""
    instead_of: str = ""
    grade: Grade = "none"
    why: str = ""
    once_to_them: SignedUSD | None = None

    @property
    def counts(self) -> bool:
        """Whether it is in a yearly sum: priced, and in nobody's place."""
        return self.to_us is not None and not self.instead_of


@terms
class LadderSums:
    """What the levers come to: asks and gives a year, what comes once apart, what has no price."""

    asks: SignedUSDPerYear
    gives: SignedUSDPerYear
    net: SignedUSDPerYear
    once: SignedUSD
    priced: Count
    unpriced: Count


class Exchange(NamedTuple):
    """One move of the ladder: an ask, and what is given for it (None: nothing yet)."""

    ask: PricedLever
    give: PricedLever | None


class Ladder(NamedTuple):
    """The exchanges in their order, and gives kept back since no ask is left to tie them to."""

    exchanges: tuple[Exchange, ...]
    kept_back: tuple[PricedLever, ...]


@terms
class Reciprocity:
    """What the log of a talk says of our concessions: gifts among them, and two in a row.

    gifts: ours without a return. in_a_row: ours that followed one of ours with nothing from them in
    between. stop: two gifts or more, which stop the talk for a review.
    """

    concessions: Count
    gifts: Count
    in_a_row: Count
    stop: bool


def lever_faults(levers: Mapping[str, Lever]) -> list[str]:
    """Return what is wrong among levers: a name that is not there, dollars counted twice."""
    return _counted_twice(levers) + tie_faults(levers, "levers")


def _counted_twice(levers: Mapping[str, Lever]) -> list[str]:
    """Asks that one model prices on the same services: their dollars would be summed twice."""
    asks = [
        (name, lever, set(lever.codes or []))
        for name, lever in levers.items()
        if lever.side == "ask" and lever.priced_by and not lever.instead_of
    ]
    return [
        f"levers.{name} and levers.{other} are both priced by {one.priced_by}: name codes on each, "
        "none on both"
        for (name, one, codes), (other, two, others) in combinations(asks, 2)
        if one.priced_by == two.priced_by
        and one.priced_by != "staff_time"
        and (not codes or not others or codes & others)
    ]


def in_order(levers: Sequence[PricedLever], side: Side) -> list[PricedLever]:
    """Return the levers of a side in the order in which they are moved: class, then size."""
    rank = GIVEN if side == "give" else ASKED
    held = [lever for lever in levers if lever.side == side]
    return sorted(held, key=lambda lever: (bool(lever.instead_of), rank[lever.kind], *_size(lever)))


def _size(lever: PricedLever) -> tuple[float, float, str]:
    """Priced a year before once before not at all; dear asks first; then the name."""
    return (-abs(_number(lever.to_us)), -abs(_number(lever.once)), lever.name)


def ladder(levers: Sequence[PricedLever]) -> Ladder:
    """Return the exchanges: each ask with at most one give, each give with an ask of its own.

    A give goes to the ask that it names; else to the first ask that is still alone. Gives beyond
    the asks are kept back.
    """
    asks, gives = in_order(levers, "ask"), in_order(levers, "give")
    tied: dict[str, PricedLever] = {}
    names = {ask.name for ask in asks}
    for give in gives:
        if give.for_what in names and give.for_what not in tied:
            tied[give.for_what] = give
    held = {give.name for give in tied.values()}
    loose = [give for give in gives if give.name not in held]
    for ask in asks:
        if loose and ask.name not in tied and not ask.instead_of:
            tied[ask.name] = loose.pop(0)
    made = tuple(Exchange(ask, tied.get(ask.name)) for ask in asks)
    return Ladder(made, tuple(loose))


def moves(made: Ladder, steps: int = len(STEPS)) -> list[tuple[str, str, str]]:
    """Return every move in its order: theirs or ours, the lever, and what ours is for.

    Asks come first, each with its give; steps on price follow, each for a move of theirs.
    """
    told: list[tuple[str, str, str]] = []
    for ask, give in made.exchanges:
        if ask.instead_of:
            continue
        told.append(("theirs", ask.name, ""))
        if give is not None:
            told.append(("ours", give.name, ask.name))
    price = next((one.ask.name for one in reversed(made.exchanges) if one.ask.counts), "")
    for _ in range(steps if price else 0):
        told += [("theirs", price, ""), ("ours", price, price)]
    return told


def concession_steps(
    opening: Number, target: Number, shares: Sequence[float] = STEPS
) -> pd.DataFrame:
    """Return the planned positions from opening to target: step, share, gives_up, position.

    Raises ValueError where the target is not under the opening, or the shares are not of 1.
    """
    if not float(target) < float(opening):
        raise ValueError(f"the target {target:,.0f} must lie under the opening {opening:,.0f}")
    if abs(sum(shares) - WHOLE) > CENT or min(shares) <= 0:
        raise ValueError(f"the shares of the steps must be positive and sum to 1, not {shares}")
    room = float(opening) - float(target)
    past = np.cumsum(shares)
    past[-1] = WHOLE
    position = float(opening) - room * past
    position[-1] = float(target)
    given = -np.diff(np.concatenate([[float(opening)], position]))
    frame = pd.DataFrame(
        {"share": list(shares), "gives_up": given, "position": position},
        index=pd.RangeIndex(1, len(shares) + 1, name="step"),
    )
    return frame


def sums_of(levers: Sequence[PricedLever]) -> LadderSums:
    """Return what the levers come to; what has no price or stands in another's place is in none."""
    moved = [lever for lever in levers if lever.side != "never"]
    asks = sum(_number(one.to_us) for one in moved if one.counts and one.side == "ask")
    gives = sum(_number(one.to_us) for one in moved if one.counts and one.side == "give")
    once = [_number(one.once) for one in moved if not one.instead_of]
    priced = [one for one in moved if one.to_us is not None or one.once is not None]
    return LadderSums(
        asks=asks,
        gives=gives,
        net=asks + gives,
        once=sum(once),
        priced=len(priced),
        unpriced=len(moved) - len(priced),
    )


def reciprocity(log: pd.DataFrame) -> Reciprocity:
    """Return what the log says of our concessions: columns date, move, whose, in_return."""
    held = log.sort_values("date", kind="stable")
    columns = (held[name].astype("object").tolist() for name in ("move", "whose", "in_return"))
    count, gifts, in_a_row = 0, 0, 0
    unanswered = False
    for move, whose, returned in zip(*columns, strict=True):
        if move != "concession":
            continue
        if whose == "theirs":
            unanswered = False
            continue
        count += 1
        gifts += int(not isinstance(returned, str) or not returned.strip())
        in_a_row += int(unanswered)
        unanswered = True
    return Reciprocity(concessions=count, gifts=gifts, in_a_row=in_a_row, stop=gifts >= MOST_GIFTS)


def _number(value: Number | None) -> float:
    return 0.0 if value is None else float(value)

"""Shares: who holds what after an entry, and what every owner earns before and after.

    bought    each seller gives part of what he holds: the sellers are diluted
    issued    new shares: everybody is diluted, and the money stays in the practice

What is shared after the entry is the owners' income and the pay that the newcomer no longer draws.
Three pay formulas after entry:

    equal        income x share
    production   own margin before own pay, and what is left (or lacking) by share
    mixed        a stated part of the one and the rest of the other

A formula moves dollars between partners every year, so it can be worth more than the price. What
the surgery center pays its owners is no part of any formula: it goes by units held alone.

Source: DOMAIN.md, section 7; golden row BUY01 (AAO YO Info, "The Buy-In").
"""

from collections.abc import Mapping
from typing import Final, Literal

import numpy as np

from practice_model.finance.present_value import Series, escalated
from practice_model.quantities import (
    Number,
    Share,
    SharePerYear,
    USDPerYear,
    terms,
)

EVEN: Final = 1e-9
Formula = Literal["equal", "production", "mixed"]


@terms
class PayFormula:
    """How income is shared after the entry.

    production_weight: the part of a mixed formula that follows production.
    """

    formula: Formula = "equal"
    production_weight: Share = 0.5


@terms
class Pool:
    """What is shared after an entry beside the owners' income, and what the newcomer earns now.

    associate_pay: the newcomer's pay and benefits, which end with the entry. added: income that
    the entry itself brings a year. growth: of all that is shared; associate_growth: of his pay
    without a deal.
    """

    associate_pay: USDPerYear
    added: USDPerYear = 0.0
    growth: SharePerYear = 0.0
    associate_growth: SharePerYear = 0.0


@terms
class Entry:
    """Who sells to whom: present owners with their shares, the newcomer and the share he buys."""

    owners: dict[str, Share]
    newcomer: str
    share: Share

    def __post_init__(self) -> None:
        shares_after({name: float(one) for name, one in self.owners.items()}, *self._bought())

    def _bought(self) -> tuple[str, float]:
        if np.ndim(self.share):
            raise ValueError("share is a term of the deal, not an estimate: give no range")
        return self.newcomer, float(self.share)

    def after(self) -> dict[str, float]:
        """Return every owner's share after the entry; they add up to one."""
        return shares_after(
            {name: float(one) for name, one in self.owners.items()}, *self._bought()
        )


def issued(holdings: Mapping[str, float], new: float) -> dict[str, float]:
    """Return by owner the share after new shares are issued; the newcomer's is under "".

    >>> round(issued({"A": 500, "B": 500}, 500)[""], 4), issued({"A": 500, "B": 500}, 250)[""]
    (0.3333, 0.2)
    """
    _refuse_holdings(holdings)
    if not np.isfinite(new) or new <= 0:
        raise ValueError(f"new shares must be more than 0, not {new:g}")
    whole = sum(holdings.values()) + new
    return {**{name: held / whole for name, held in holdings.items()}, "": new / whole}


def bought(holdings: Mapping[str, float], share: float) -> dict[str, float]:
    """Return how many shares each owner gives, in proportion, for a share of the whole.

    >>> {name: round(one, 4) for name, one in bought({"A": 500, "B": 500}, 1 / 3).items()}
    {'A': 166.6667, 'B': 166.6667}
    """
    _refuse_holdings(holdings)
    _refuse_share(share)
    return {name: held * share for name, held in holdings.items()}


def issued_price(whole: Number, share: float) -> Number:
    """Return the price of a share that is newly issued, where bought shares cost whole x share.

    The money stays inside, so that the share is one of the practice and of the money paid in.

    >>> round(issued_price(2_000_000, 1 / 3))
    1000000
    """
    _refuse_share(share)
    return whole * share / (1 - share)


def shares_after(shares: Mapping[str, float], newcomer: str, share: float) -> dict[str, float]:
    """Return the shares after the newcomer bought a part of everybody's; they add up to one.

    >>> {name: round(one, 4) for name, one in shares_after({"A": .5, "C": .5}, "B", 1/3).items()}
    {'A': 0.3333, 'C': 0.3333, 'B': 0.3333}
    """
    _refuse_holdings(shares)
    _refuse_share(share)
    whole = sum(shares.values())
    if abs(whole - 1) > EVEN:
        raise ValueError(f"the owners' shares add up to {whole:g}, not 1")
    if newcomer in shares:
        raise ValueError(f"{newcomer} holds shares already: a second step is a deal of its own")
    return {**{name: held * (1 - share) for name, held in shares.items()}, newcomer: share}


def weight_of(pay: PayFormula) -> Number:
    """Return the part of a formula that follows production: 0, 1, or the stated part."""
    return {"equal": 0.0, "production": 1.0}.get(pay.formula, pay.production_weight)


def split(
    pool: Number,
    shares: Mapping[str, float],
    margins: Mapping[str, Number] | None = None,
    weight: Number = 0.0,
) -> dict[str, Number]:
    """Return by owner the income of a pool, which the parts add up to.

    margins: what each owner's own work leaves before own pay; needed where weight is not 0.
    weight: the part that follows production.

    >>> made = split(900.0, {"A": .5, "B": .5}, {"A": 600, "B": 200}, 1.0)
    >>> made == {"A": 650.0, "B": 250.0}
    True
    """
    if not np.any(np.asarray(weight) > 0):
        return {name: pool * share for name, share in shares.items()}
    known = margins or {}
    missing = [name for name in shares if name not in known]
    if missing:
        raise ValueError(f"production of {', '.join(missing)} is not known: a formula needs it")
    rest = pool - sum(known[name] for name in shares)
    return {
        name: weight * (known[name] + rest * share) + (1 - weight) * pool * share
        for name, share in shares.items()
    }


def pools(owners_income: Number, pool: Pool, years: int) -> Series:
    """Return what is shared in each year after the entry, (years,) or (years, draws).

    owners_income: of the present owners a year, before any pay of their own.
    """
    joined = owners_income + pool.associate_pay + pool.added
    return escalated(joined, pool.growth, years)


def pools_without(owners_income: Number, pool: Pool, years: int) -> Series:
    """Return the present owners' income of each year without a deal.

    The practice grows all the same; what the associate is paid comes off it.
    """
    joined = escalated(owners_income + pool.associate_pay, pool.growth, years)
    pay = escalated(pool.associate_pay, pool.associate_growth, years)
    return _minus(joined, pay)


def associate_pay(pool: Pool, years: int) -> Series:
    """Return what the newcomer earns in each year without a deal."""
    return escalated(pool.associate_pay, pool.associate_growth, years)


def _minus(one: Series, other: Series) -> Series:
    if one.ndim == other.ndim:
        return one - other
    return one - other[:, None] if one.ndim > other.ndim else one[:, None] - other


def _refuse_holdings(holdings: Mapping[str, float]) -> None:
    if not holdings:
        raise ValueError("nobody holds a share: name the present owners")
    under = [f"{name} holds {held:g}" for name, held in holdings.items() if not held > 0]
    if under:
        raise ValueError(f"{', '.join(under)}: an owner's holding must be more than 0")


def _refuse_share(share: float) -> None:
    if not 0 < share < 1:
        raise ValueError(f"a bought share must lie between 0 and 1, not {share:g}")

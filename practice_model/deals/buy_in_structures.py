"""Structures: three ways to pay one price, after tax, year by year, for buyer and sellers.

    cash and note   part at closing, the rest on a note out of income that was taxed
    income shift    goodwill is paid by income that the newcomer leaves with the sellers, untaxed
                    to him and ordinary income to them; the other parts on the note
    hybrid          part at closing, a stated share of goodwill shifted, the rest on the note

Every flow is against no deal. Year 0 is the closing; a year's amounts stand at its end.

    buyer    gained x (1 - t) - closing - note payment + interest x t - left x (1 - t)
    sellers  given x (1 - t) + principal - tax on gain + interest x (1 - t) + left x (1 - t)
    tax      what both sides pay more than without the deal: buyer + sellers + tax = what is added

so what one side gains the other and the tax collector give. The form of payment moves the tax and
nothing else. A dollar of goodwill shifted may be lifted: the zone in which both sides prefer the
shift to a taxed price runs from P x (1 - t gain) / (1 - t sellers) to P / (1 - t buyer).

Not here, for tax counsel: whether shifted income is a disguised sale, deferred pay under Section
409A, receivables taxed as ordinary income, the write-off of a step-up in basis (`write_off` counts
it where counsel confirms it).

Source: DOMAIN.md, section 7.
"""

from typing import Any, Final, Literal, NamedTuple

import numpy as np

from practice_model.finance.loans import Loan, loan_schedule
from practice_model.finance.present_value import MONTHS, Series, payment, present_value
from practice_model.quantities import (
    USD,
    Number,
    Ratio,
    Share,
    SharePerYear,
    Years,
    terms,
)

WRITE_OFF_YEARS: Final = 15  # goodwill bought in an asset deal, 26 U.S.C. 197
HALF_A_CENT: Final = 0.005


@terms
class Structure:
    """One way to pay a price.

    closing: part of the price that is paid at once. shifted: part of the goodwill that is paid by
    income left with the sellers. lift: dollars of income left for one of goodwill.
    """

    name: str
    closing: Share = 0.0
    shifted: Share = 0.0
    lift: Ratio = 1.0


@terms
class Note:
    """The sellers' note: nominal yearly rate, years, and whether it is paid yearly or monthly."""

    rate: SharePerYear
    years: Years
    paid: Literal["yearly", "monthly"] = "yearly"

    def __post_init__(self) -> None:
        if np.ndim(self.years) or self.years < 1 or self.years % 1:
            raise ValueError(f"years must be a whole number of 1 or more, not {self.years}")
        if np.any(np.asarray(self.rate) < 0):
            raise ValueError("rate must be 0 or more: nobody pays to lend")


@terms
class Taxes:
    """Rates at the margin of both sides, as their advisers state them, federal and state together.

    buyer, sellers: on ordinary income. gain: on the sellers' capital gain. ordinary: part of the
    gain that is taxed as ordinary income (receivables that were never taxed). basis: the sellers'
    basis in what they sell. interest_deducted: whether the buyer deducts the note's interest.
    write_off: whether the buyer writes bought goodwill off over 15 years.
    """

    buyer: Share
    sellers: Share
    gain: Share
    ordinary: Share = 0.0
    basis: USD = 0.0
    interest_deducted: bool = True
    write_off: bool = False


class Flows(NamedTuple):
    """One structure against no deal, years 0 to n: each (years + 1,) or (years + 1, draws), USD.

    gained, given: pre-tax income that the buyer gains and the sellers give (below 0). closing,
    principal, interest, left: paid by the buyer, positive. buyer, sellers: after tax. tax: what
    both pay more. buyer + sellers + tax = gained + given.
    """

    gained: Series
    given: Series
    closing: Series
    principal: Series
    interest: Series
    left: Series
    buyer: Series
    sellers: Series
    tax: Series


class Zone(NamedTuple):
    """The least and the most income, in all, that may be left for a price of P, in USD."""

    least: Any
    most: Any


def goodwill_part(price: Number, hard: Number) -> Number:
    """Return what of a price is paid for goodwill: what exceeds the other parts, 0 to the price.

    Where the other parts are under 0, the goodwill pays the debt too and is the whole price.

    >>> goodwill_part(100.0, 30.0), goodwill_part(100.0, -30.0), goodwill_part(100.0, 130.0)
    (70.0, 100.0, 0.0)
    """
    made: Number = plain(np.clip(np.asarray(price) - hard, 0.0, price))
    return made


def amounts(price: Number, goodwill: Number, structure: Structure) -> tuple[Number, Number, Number]:
    """Return what is paid at closing, on the note, and by income left, in USD of price.

    Raises ValueError where closing and shift come to more than the price.
    """
    closing = structure.closing * price
    shifted = structure.shifted * goodwill
    note = price - closing - shifted
    if np.any(np.asarray(note) < -HALF_A_CENT):
        told = f"{structure.name}: closing and shifted goodwill come to more than the price"
        raise ValueError(f"{told}: lower one of them")
    return closing, plain(np.maximum(note, 0.0)), shifted


def flows(
    structure: Structure,
    *,
    price: Number,
    goodwill: Number,
    note: Note,
    taxes: Taxes,
    gained: Series,
    given: Series,
) -> Flows:
    """Return both sides' cash after tax, year by year, against no deal.

    price: of the share. goodwill: the part of it that is goodwill. gained, given: pre-tax income a
    year that the buyer gains and the sellers give, before the deal is paid; (years,) or
    (years, draws). Raises ValueError where the years end before the note.
    """
    years = len(gained)
    if years < note.years:
        raise ValueError(f"{years} years are too few: the note runs for {note.years:g}")
    closing, lent, shifted = amounts(price, goodwill, structure)
    interest, principal = _note(lent, note, years)
    left = _left(shifted * structure.lift, note, years)
    held = _deep(_late(gained), _late(given), _first(closing, years), principal, interest, left)
    up, down, now, principal, interest, left = (np.array(one) for one in np.broadcast_arrays(*held))
    deducted = interest * (taxes.buyer if taxes.interest_deducted else 0.0)
    written = _deep(_written_off(goodwill - shifted, taxes, years), up)[0]
    tax_buyer = taxes.buyer * (up - left) - deducted - written
    profit = (now + principal) * _taxed_part(price - shifted, taxes)
    tax_sale = profit * (taxes.ordinary * taxes.sellers + (1 - taxes.ordinary) * taxes.gain)
    tax_sellers = taxes.sellers * (down + interest + left) + tax_sale
    paid = now + principal + interest + left
    return Flows(
        gained=up,
        given=down,
        closing=now,
        principal=principal,
        interest=interest,
        left=left,
        buyer=up - paid - tax_buyer,
        sellers=down + paid - tax_sellers,
        tax=tax_buyer + tax_sellers,
    )


def value_today(series: Series, discount: Number) -> Any:
    """Return what a series from the closing on is worth at the closing, in USD."""
    return present_value(series, discount)


def lasting_from(series: Series, sign: int = 1) -> int | None:
    """Return the year from which the sum so far is above 0 and stays so (below 0 for sign -1).

    Year 0 is the closing; None where the last year is not. A sum of nothing is neither.

    >>> lasting_from(np.array([-100.0, 60, 60, 5])), lasting_from(np.array([0.0, 5, 5]))
    (2, 1)
    """
    held = np.cumsum(np.asarray(series)) * sign > HALF_A_CENT
    if not held[-1]:
        return None
    others = np.flatnonzero(~held)
    return int(others[-1]) + 1 if len(others) else 0


def total_to(series: Series, year: int) -> Any:
    """Return the sum of a series to the end of a year, the closing included."""
    return plain(np.cumsum(series, axis=0)[min(year, len(series) - 1)])


def shift_zone(price: Number, taxes: Taxes) -> Zone:
    """Return the income, in all, between which both sides prefer leaving it to a taxed price.

    Rates of 1 are refused: nothing would be left. Source of the example: DOMAIN.md, section 7.

    >>> found = shift_zone(300_000, Taxes(buyer=.40, sellers=.40, gain=.238))
    >>> round(found.least), round(found.most)
    (381000, 500000)
    """
    if np.any(np.asarray(taxes.sellers) >= 1) or np.any(np.asarray(taxes.buyer) >= 1):
        raise ValueError("a tax rate of 1 leaves nothing of any income")
    return Zone(price * (1 - taxes.gain) / (1 - taxes.sellers), price / (1 - taxes.buyer))


def write_off_a_year(goodwill: Number, taxes: Taxes) -> Number:
    """Return the buyer's tax a year on bought goodwill written off over 15 years, in USD."""
    return goodwill / WRITE_OFF_YEARS * taxes.buyer


def _note(lent: Number, note: Note, years: int) -> tuple[Series, Series]:
    """Interest and principal of each year from 0, (years + 1,) or (years + 1, draws)."""
    terms_ = int(note.years)
    if note.paid == "monthly":
        months = loan_schedule(Loan(principal=lent, rate=note.rate, months=terms_ * MONTHS))
        yearly = [_by_year(one) for one in (months.interest, months.principal)]
        return _late(yearly[0], years), _late(yearly[1], years)
    level = payment(lent, note.rate, terms_)
    owed = lent + 0 * np.asarray(level)
    interest, principal = [], []
    for _ in range(terms_):
        interest.append(owed * note.rate)
        principal.append(level - interest[-1])
        owed = owed - principal[-1]
    return _late(np.array(interest), years), _late(np.array(principal), years)


def _left(shifted: Number, note: Note, years: int) -> Series:
    """Income left of each year: the shifted goodwill over the note's years at the note's rate."""
    level = payment(shifted, note.rate, int(note.years))
    return _late(np.array([level] * int(note.years)), years)


def _by_year(months: Series) -> Series:
    return np.asarray(months.reshape(-1, MONTHS, *months.shape[1:]).sum(axis=1))


def _late(series: Series, years: int | None = None) -> Series:
    """A series of years 1, 2, ... with year 0 before it, filled with zeros to the last year."""
    held = np.asarray(series, dtype=np.float64)
    after = (len(held) if years is None else years) - len(held)
    return np.concatenate([held[:1] * 0, held, np.zeros((after, *held.shape[1:]))])


def _first(amount: Number, years: int) -> Series:
    held = np.asarray(amount, dtype=np.float64)
    made = np.zeros((years + 1, *held.shape))
    made[0] = held
    return made


def _deep(*series: Series) -> list[Series]:
    """Series of one number of axes: a column is added where others are drawn."""
    most = max(one.ndim for one in series)
    return [one if one.ndim == most else one[:, None] for one in series]


def _written_off(goodwill: Number, taxes: Taxes, years: int) -> Series:
    if not taxes.write_off:
        return np.zeros(years + 1)
    level = write_off_a_year(goodwill, taxes)
    return _late(np.array([level] * min(years, WRITE_OFF_YEARS)), years)


def _taxed_part(sold: Number, taxes: Taxes) -> Any:
    """The part of every dollar of sale that is gain: one less basis over what is sold, 0 at least.

    sold: the price without the goodwill that income left pays for, which is no sale.
    """
    held = np.asarray(sold, dtype=np.float64)
    part = np.where(held > 0, 1 - taxes.basis / np.where(held > 0, held, 1.0), 1.0)
    return plain(np.maximum(part, 0.0))


def plain(number: Any) -> Any:
    """Return an array of no axes as a number."""
    return float(number) if np.ndim(number) == 0 else number

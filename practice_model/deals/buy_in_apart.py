"""What is priced apart from a practice: surgery-center units and real estate, at fair value.

    units     (earnings x multiple - debt) x share
    building  (market value - mortgage) x share

A separate deal each, on terms unrelated to referrals: units cost the same to whoever brings cases
and to whoever brings none, the return follows capital alone, and nobody who owns the center lends
for them (42 CFR 1001.952(r); counsel decides).

Source: DOMAIN.md, section 7 (multiples of 2 to 5 for a share without control: White Coat Investor
forum 321863; 6 to 8 with control are unverified). Golden row BUY04.
"""

import numpy as np

from practice_model.quantities import USD, Number, Ratio, Share, USDPerYear, terms


@terms
class Units:
    """Units of a surgery center, or any company apart: earnings x multiple, less debt, by share.

    ebitda: earnings before interest, tax, depreciation. multiple: of a share without control.
    """

    ebitda: USDPerYear
    multiple: Ratio
    debt: USD
    share: Share


@terms
class RealEstate:
    """A building that the owners hold apart from the practice: value less mortgage, by share."""

    market: USD
    mortgage: USD = 0.0
    share: Share


def units_value(units: Units) -> Number:
    """Return what a share of a center's units is worth, in USD; under 0 becomes 0.

    >>> [units_value(Units(ebitda=1_500_000, multiple=m, debt=400_000, share=.05)) for m in (2, 5)]
    [130000.0, 355000.0]
    """
    return _floor((units.ebitda * units.multiple - units.debt) * units.share)


def real_estate_value(held: RealEstate) -> Number:
    """Return what a share of the building is worth after its mortgage, in USD."""
    return _floor((held.market - held.mortgage) * held.share)


def _floor(number: Number) -> Number:
    held = np.maximum(number, 0.0)
    return held if isinstance(held, np.ndarray) and held.ndim else float(held)

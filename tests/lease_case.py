"""The planted lease of the practice, as records, for tests that need no file."""

from practice_model.deals.lease import Basis, Option
from practice_model.deals.lease_rent import RentTerms, Space
from practice_model.deals.lease_rent_steps import Escalator, Operating


def rented(
    name="Renew", kind="renew", *, base=24.25, percent=0.03, free=2.0, money=8.0,
    operating=8.90, growth=0.03, cap=None, months=120, feet=6400, rent=None, **more,
) -> Option:  # fmt: skip
    """A lease option; `rent` adds terms of the lease, `more` what stands beside it."""
    return Option(
        name=name,
        kind=kind,
        space=Space(rentable=feet),
        rent=RentTerms(
            base=base,
            months=months,
            escalator=Escalator(percent=percent),
            free_months=free,
            improvement=money,
            operating=Operating(first=operating, growth=growth, cap=cap),
            **(rent or {}),
        ),
        **more,
    )


def renewal(**more) -> Option:
    return rented(**more)


def moving(kind="move", **more) -> Option:
    given = {
        "base": 27.25, "percent": 0.04, "free": 14.0, "money": 15.0, "operating": 8.20,
        "fit_out": 22.0, "moving": 84_000.0, "lost_days": 12.0, "lost": 61_000.0,
    }  # fmt: skip
    return rented("Move", kind, **(given | more))


def asked(**more) -> Option:
    return rented("Ask", **({"percent": 0.025, "free": 4.0, "money": 15.0, "cap": 0.025} | more))


def basis(discount=0.09, months=120, **more) -> Basis:
    return Basis(discount=discount, months=months, **more)

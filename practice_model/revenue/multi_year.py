"""Multi-year: what an offer is worth over its term, with escalators, caps and Medicare's path."""

from practice_model.quantities import SharePerYear, terms


@terms
class MedicarePath:
    """Medicare's yearly change of fees from the yardstick year on, by year; a named scenario."""

    name: str
    physician: dict[str, SharePerYear]
    center: dict[str, SharePerYear]


@terms
class Horizon:
    """How many years an offer is held against, at which yearly discount, on which paths."""

    years: int
    discount: SharePerYear
    paths: dict[str, MedicarePath]

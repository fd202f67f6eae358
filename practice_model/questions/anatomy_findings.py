"""What the fact book finds beyond costs: money that payers owe or hold, and the next last day.

Dollars a year on the lines of the claims; the days are counted from the scenario's own date.
"""

from datetime import date

from practice_model.quantities import Count, Days, terms
from practice_model.questions.anatomy import Anatomy
from practice_model.questions.anatomy_payers import Loss, losses
from practice_model.questions.anatomy_year import FactBook
from practice_model.questions.payer import Prices
from practice_model.questions.payer_dates import notice_day
from practice_model.questions.payer_findings import Findings, held_without_ground, shortfall
from practice_model.questions.payer_terms import Payer


@terms
class Notice:
    """The nearest last day to give notice, with whom, and for which anniversary."""

    payer: str
    day: date
    days: Days
    anniversary: date


@terms
class Window:
    """The window of the claims, and how many providers of each kind work here."""

    first: date
    last: date
    physicians: Count
    optometrists: Count
    others: Count


def payer_losses(book: FactBook) -> dict[str, list[Loss]]:
    """Return by payer what is paid short or held back against its contract, on the year's lines."""
    made = {}
    for payer, kept in book.priced.kept.items():
        talk = _talk(book.talk, payer)
        sides = {"now": book.priced.paid[payer], "kept": kept}
        medicare = book.priced.medicare[payer]
        prices = Prices(kept.book, sides, medicare, book.priced.tables, book.priced.indicators)
        found = Findings(
            shortfall=shortfall(talk, prices),
            held=held_without_ground(talk, prices),
            basis=None,
            basis_ahead=None,
            lesser_of=None,
            tests=None,
        )
        made[payer] = losses(found)
    return made


def next_notice(talk: Anatomy) -> Notice | None:
    """Return the nearest last day for notice over all contracts; None where no paper has one."""
    found = []
    for payer, one in talk.contracts.items():
        day, anniversary = notice_day(one.current, talk.as_of)
        if day is not None and anniversary is not None:
            found.append((day, anniversary, talk.practice.payers.get(payer, one.current.name)))
    if not found:
        return None
    day, anniversary, name = min(found)
    return Notice(payer=name, day=day, days=(day - talk.as_of).days, anniversary=anniversary)


def window(talk: Anatomy) -> Window:
    """Return the first and last day of the claims, and who treats here."""
    days = talk.practice.claims["claim_line_start_date"]
    kinds = [one.kind for one in talk.practice.providers.values() if one.works_here]
    physicians = sum(kind in {"MD", "DO"} for kind in kinds)
    optometrists = kinds.count("OD")
    return Window(
        first=days.min().date(),
        last=days.max().date(),
        physicians=physicians,
        optometrists=optometrists,
        others=len(kinds) - physicians - optometrists,
    )


def _talk(talk: Anatomy, payer: str) -> Payer:
    return Payer(
        question="payer",
        as_of=talk.as_of,
        block="professional",
        medicare_year=talk.medicare_year,
        practice=talk.practice,
        contracts=talk.contracts[payer],
        calendar=[],
    )

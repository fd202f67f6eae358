"""Pages of the objections: what is said first, the cards to rehearse, and what to gather.

Shown are ready replies, most dollars at stake first, no two of one kind of evidence; the other
ready ones are cards to rehearse; what lacks its evidence says what would fill it.
"""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from practice_model.quantities import Count, terms
from practice_model.questions.objections import Reply

MOST: Final = 3  # replies that the page shows


def chosen(rows: Sequence[Reply], most: int = MOST) -> list[Reply]:
    """Return the replies that the page shows: ready, most dollars first, one of an evidence kind.

    Of equal dollars the library's order decides; a reply without dollars comes last.
    """
    picked: list[Reply] = []
    for one in _ranked(rows):
        kinds = {held.objection.kind for held in picked}
        if len(picked) < most and one.objection.kind not in kinds:
            picked.append(one)
    return picked


def rehearsal(rows: Sequence[Reply], most: int = MOST) -> list[Reply]:
    """Return the ready replies that the page does not show: cards to rehearse."""
    shown = chosen(rows, most)
    return [one for one in _ranked(rows) if one not in shown]


def unfilled(rows: Sequence[Reply]) -> list[Reply]:
    """Return the objections whose reply lacks a figure, in the library's order."""
    return [one for one in rows if not one.ready]


def _ranked(rows: Sequence[Reply]) -> list[Reply]:
    ready = [one for one in rows if one.ready]
    return sorted(ready, key=lambda one: (one.dollars is None, -(one.dollars or 0.0)))


@terms
class Answers:
    """How many objections are answered in figures, and how many still lack theirs."""

    ready: Count
    shown: Count
    unfilled: Count


def answers(rows: Sequence[Reply], most: int = MOST) -> Answers | None:
    """Return how many objections are answered; None where none is expected."""
    if not rows:
        return None
    return Answers(
        ready=sum(one.ready for one in rows),
        shown=len(chosen(rows, most)),
        unfilled=len(unfilled(rows)),
    )


def answers_case(told: Answers | None) -> str:
    """Return the case of the title: replies with figures, none of them, or nothing to say."""
    if told is None:
        return "none"
    return "some" if told.shown else "unfilled"


def note_case(told: Answers | None) -> str:
    """Return the case of the note under the replies."""
    case = answers_case(told)
    return "all" if told is not None and case == "some" and not told.unfilled else case


def gather_case(told: Answers | None) -> str:
    """Return whether any objection lacks its evidence."""
    return "some" if told is not None and told.unfilled else "none"


def objections_table(rows: Sequence[Reply]) -> pd.DataFrame:
    """Return replies as a table: index id; columns label (they say), reply, at_stake (USD/year).

    Empty where there is none; at_stake is NaN where no price is known.
    """
    return pd.DataFrame.from_dict(
        {
            slug(one.objection.id): {
                "label": f"\u201c{one.objection.they_say}\u201d",
                "reply": one.objection.reply,
                "at_stake": one.dollars,
            }
            for one in rows
            if one.ready
        },
        orient="index",
        columns=["label", "reply", "at_stake"],
    ).astype({"at_stake": float})


OBJECTION_PAGE: Final = {"reply": "We say|template"}
OBJECTION_HEADS: Final = {"reply": "We say|template", "at_stake": "At stake, $ a year|bare"}


def rehearsal_table(rows: Sequence[Reply]) -> pd.DataFrame:
    """Return the cards to rehearse: label, what stands behind it, reply, at_stake (USD/year)."""
    made = objections_table(rows)
    made.insert(1, "behind", [one.objection.behind for one in rows if one.ready])
    return made


REHEARSAL_HEADS: Final = {"behind": "Behind it|text", **OBJECTION_HEADS}


def gather_table(rows: Sequence[Reply]) -> pd.DataFrame:
    """Return the objections without figures: label, what to say instead, what to gather."""
    return pd.DataFrame.from_dict(
        {
            slug(one.objection.id): {
                "label": f"\u201c{one.objection.they_say}\u201d",
                "fallback": one.objection.fallback,
                "gather": one.objection.gather,
            }
            for one in unfilled(rows)
        },
        orient="index",
        columns=["label", "fallback", "gather"],
    )


GATHER_HEADS: Final = {"fallback": "Until then|text", "gather": "Evidence to gather|text"}


def slug(name: str) -> str:
    """Return an id of the library as the part of a fact's name.

    >>> slug("P-4")
    'p_4'
    """
    return name.lower().replace("-", "_")

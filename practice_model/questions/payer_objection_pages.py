"""Pages of a payer's objections: those of every talk, under the name that the payer brief knows."""

from practice_model.questions.objection_pages import (
    GATHER_HEADS,
    OBJECTION_HEADS,
    OBJECTION_PAGE,
    REHEARSAL_HEADS,
    Answers,
    answers,
    answers_case,
    gather_case,
    gather_table,
    note_case,
    objections_table,
    rehearsal_table,
    slug,
)

__all__ = [
    "GATHER_HEADS",
    "OBJECTION_HEADS",
    "OBJECTION_PAGE",
    "REHEARSAL_HEADS",
    "Answers",
    "answers",
    "answers_case",
    "gather_case",
    "gather_table",
    "note_case",
    "objections_table",
    "rehearsal_table",
    "slug",
]

"""What is told of levers, clauses and packages: the cases of their sentences.

The words stand in the phrases of the payer brief; the figures decide which of them is said.
"""

import pandas as pd

from practice_model.negotiation.concessions import Reciprocity
from practice_model.questions.lever_packages import PackageFigures
from practice_model.questions.payer_clauses import ClauseFigures
from practice_model.questions.payer_levers import LeverFigures
from practice_model.questions.payer_prompt_pay import PromptPay


def ladder_case(figures: LeverFigures | None) -> str:
    """Return the case of the ladder's title."""
    if figures is None:
        return "none"
    return "some" if figures.sums.asks else "unpriced"


def ladder_told(figures: LeverFigures | None) -> list[str]:
    """Return the names of the sentences under the ladder."""
    if figures is None:
        return []
    told = ["estimates"]
    told += ["once"] if figures.once else []
    told += ["unpriced"] if figures.sums.unpriced else []
    told += ["unlisted"] if figures.unlisted else []
    told += ["kept_back"] if figures.kept_back else []
    return told + (["never"] if figures.never else [])


def page_told(figures: LeverFigures | None) -> list[str]:
    """Return the names of the sentences under the ladder of the printed page."""
    if figures is None:
        return []
    return ["page_never"] if figures.never else ["estimates"]


def terms_told(figures: LeverFigures | None, pay: PromptPay | None) -> list[str]:
    """Return the names of the sentences on single terms: implants, yearly step, late payment."""
    told = []
    if figures is not None and figures.devices is not None:
        told.append("devices_ask" if _more(figures) else "devices")
    if figures is not None and figures.escalator is not None:
        told.append("escalator")
    if pay is not None and pay.contract is not None:
        told.append("late_by_contract")
    if pay is not None and pay.law_all is not None:
        told.append("late_by_law")
    return told


def _more(figures: LeverFigures) -> bool:
    return figures.devices is not None and figures.devices.with_markup != figures.devices.invoices


def clauses_case(figures: ClauseFigures | None) -> str:
    """Return the case of the title of the clauses."""
    if figures is None:
        return "none"
    worth = "priced" if figures.value else "once" if figures.once else "unpriced"
    return f"red_{worth}" if figures.red else f"amber_{worth}"


def packages_case(figures: PackageFigures | None) -> str:
    """Return the case of the packages: three, or why there are none."""
    return "none" if figures is None else figures.case


def steps_case(steps: pd.DataFrame) -> str:
    """Return the case of the title of the planned steps."""
    return "none" if steps.empty else "some"


def gifts_case(told: Reciprocity | None) -> str:
    """Return what the log says of our concessions: a stop, two in a row, a gift, or nothing."""
    if told is None or not told.concessions:
        return "none"
    if told.stop:
        return "stop"
    if told.in_a_row:
        return "in_a_row"
    return "gift" if told.gifts else "kept"

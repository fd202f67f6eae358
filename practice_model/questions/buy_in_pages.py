"""Pages of a buy-in: what was checked, what they may say, what is asked of counsel.

Which sentences hold is decided by the figures; the words stand with the notebook.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from practice_model.questions.buy_in_case import Case
from practice_model.questions.buy_in_exits import ExitCase
from practice_model.questions.buy_in_own import ties, untied
from practice_model.questions.buy_in_price import PriceFigures
from practice_model.questions.buy_in_range import RoomFigures
from practice_model.questions.buy_in_sides import Chosen, StructureFigures

CENT: Final = 0.005
ANSWER_HEADS: Final = {"reply": "We say|template"}


def checks(made: Case) -> list[tuple[str, bool]]:
    """Return what was checked, each with whether it passed.

    Typed figures against the practice's own tables, and that both sides and taxes sum to nothing.
    """
    wrong = set(untied(made.talk, made.own))
    told = [(name, name not in wrong) for name in ties(made.talk, made.own)]
    return [*told, ("sums", _sums(made))]


def answers(
    made: Case,
    *,
    prices: PriceFigures,
    chosen: Chosen,
    room: RoomFigures,
    mine: StructureFigures,
    exits: Mapping[str, ExitCase],
) -> list[str]:
    """Return which of the other side's sentences we can answer in figures, for a buyer."""
    if made.talk.client != "buyer":
        return []
    told = []
    if prices.memo_multiple is not None:
        told.append("multiple")
    if float(prices.goodwill) > 0:
        told.append("goodwill")
    if mine.ahead is not None and float(mine.ahead) > 1:
        told.append("gain")
    if chosen.least_tax_saved is not None and float(chosen.least_tax_saved) > 0:
        told.append("note")
    if "leaves" in exits and float(exits["leaves"].more) > 0:
        told.append("leaving")
    if room.margin is not None and float(room.margin) > 0:
        told.append("stay")
    return told


def answer_table(pairs: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """Return what they say and what we answer: columns label, reply (a template)."""
    rows = [(name, says, reply) for name, (says, reply) in pairs.items()]
    return pd.DataFrame(rows, columns=["row", "label", "reply"]).set_index("row")


def paired(
    names: list[str], says: Mapping[str, str], replies: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Return the chosen sentences by name: what they say, what we answer."""
    return {name: (says[name], replies[name]) for name in names}


def _sums(made: Case) -> bool:
    added = made.incomes.gained + made.incomes.given
    for one in made.flows.values():
        rest = one.buyer + one.sellers + one.tax
        rest[1:] -= added
        if np.abs(rest).max() > CENT:
            return False
    return True

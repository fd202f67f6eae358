"""What becomes of each kind of line: a status, a reason, and an amount only where it is priced.

The first verdict on a kind holds; later checks see only what is still open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from practice_model.revenue.line_modifiers import ModifierColumn
from practice_model.revenue.medicare_tables import MedicareTables

Mask = np.ndarray[Any, np.dtype[np.bool_]]

PRICED = "priced"
NUMBERS = (
    "unit", "copies", "ranking", "base", "indicator", "technical", "professional", "halved",
    "expense", "cap", "session", "bilateral", "later", "secondary", "alone", "visit", "procedure",
    "distinct",
)  # fmt: skip


class Verdicts:
    """A status and a told basis for each of `count` kinds; an open kind has the status ''."""

    def __init__(self, count: int) -> None:
        self.status = np.full(count, "", dtype=object)
        self.basis = np.full(count, "", dtype=object)

    @property
    def open(self) -> Mask:
        """Kinds without a verdict."""
        return np.asarray(self.status == "", dtype=bool)

    def settle(self, mask: Any, status: Any, reason: Any) -> None:
        """Give the still open kinds of `mask` a status and the reason, both one or one a kind."""
        chosen = self.open & np.asarray(mask, dtype=bool)
        self.status[chosen] = status[chosen] if isinstance(status, np.ndarray) else status
        why = reason[chosen] if isinstance(reason, np.ndarray) else np.full(chosen.sum(), reason)
        self.basis[chosen] = joined(self.basis[chosen], why)

    def tell(self, mask: Any, remark: Any) -> None:
        """Add a remark to the basis of the kinds of `mask`, one for all or one a kind."""
        chosen = np.asarray(mask, dtype=bool)
        said = remark[chosen] if isinstance(remark, np.ndarray) else np.full(chosen.sum(), remark)
        self.basis[chosen] = joined(self.basis[chosen], said)


@dataclass(frozen=True, eq=False)
class Kinds:
    """Kinds of line under work: the tables, the cells, their modifiers, and the verdicts so far."""

    tables: MedicareTables
    cells: pd.DataFrame
    read: ModifierColumn
    verdicts: Verdicts

    def column(self, name: str) -> Any:
        """Return one column of cells."""
        return self.cells[name].to_numpy()


def joined(first: Any, second: Any) -> Any:
    """Return texts joined pairwise by '; ', leaving out empty ones."""
    left, right = np.asarray(first, dtype=object), np.asarray(second, dtype=object)
    between = np.where((left != "") & (right != ""), "; ", "")
    return left + between + right


def gathered(words: list[Any], codes: Any) -> Any:
    """Return one object a code from a list of distinct objects."""
    cells = np.empty(len(words), dtype=object)
    cells[:] = words
    return cells[codes]


def phrase(*parts: Any) -> Any:
    """Return texts put together, some parts the same for all, some one a kind.

    >>> phrase("modifier ", np.array(["22", "52"], dtype=object)).tolist()
    ['modifier 22', 'modifier 52']
    """
    whole: Any = np.array("", dtype=object)
    for part in parts:
        whole = whole + np.asarray(part, dtype=object)
    return np.asarray(whole, dtype=object)


def told(values: Any, say: Callable[[int], str]) -> Any:
    """Return each number in words, saying every distinct number once."""
    distinct, codes = np.unique(np.asarray(values), return_inverse=True)
    return gathered([say(int(value)) for value in distinct], codes)


def kinds_frame(count: int) -> pd.DataFrame:
    """Return the empty record of priced kinds that the rules of a claim work on.

    `unit` is the amount of one unit in cents after the line's own modifiers and both sides;
    `copies` how often it counts; `ranking` 1 where the multiple procedure rule ranks it;
    `family` the base of an endoscopic family and `base` that base's fee; `indicator` 4 to 7 where
    a same-day cut of tests or therapy applies, to `technical`, `professional` or by `halved` (what
    one therapy unit loses); `cap` the hospital cap of the technical part, -1 where there is none;
    `session` parts lines of one claim that do not rank together; `later` the share in 1/10,000
    that is taken after ranking (assistant, co-surgeon); `order` breaks ties.
    """
    frame = pd.DataFrame({name: np.zeros(count, dtype=np.int64) for name in NUMBERS})
    for name in ("hcpcs", "modifiers", "component", "side", "family", "split"):
        frame[name] = np.full(count, "", dtype=object)
    frame["copies"], frame["later"], frame["cap"] = 1, 10_000, -1
    frame["order"] = np.arange(count)
    return frame


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Return priced kinds with the order that breaks ties: code, modifiers, then every figure.

    Kinds that agree in all of them are paid alike, so that the order of lines never matters.
    """
    texts = [frame[name].astype(str).to_numpy() for name in ("hcpcs", "modifiers")]
    codes = [np.unique(text, return_inverse=True)[1] for text in texts]
    sort = np.lexsort([*(frame[name].to_numpy() for name in NUMBERS), *reversed(codes)])
    order = np.empty(len(frame), dtype=np.int64)
    order[sort] = np.arange(len(frame))
    return frame.assign(order=order)

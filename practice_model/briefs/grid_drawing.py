"""Drawing of what depends on two things: a heat map of an outcome, and bars in pairs.

No frame or no title, no chart. Titles may name what the frame holds, since the data are made
first: `{name.row.column}`.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from practice_model.briefs.heat_data import STEP, Way, heat_data
from practice_model.briefs.pairs_data import pairs_data
from practice_model.briefs.shown import Shown
from practice_model.briefs.talk_drawing import TalkDrawing
from practice_model.briefs.telling import NO_UNITS

NO_LABELS: Mapping[object, str] = {}


class GridDrawing(TalkDrawing):
    """A brief's blocks with heat maps and paired bars."""

    def heat(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        rows_head: str = "",
        columns_head: str = "",
        rows: str = STEP,
        columns: str = STEP,
        row_unit: str = "count",
        column_unit: str = "USD",
        unit: str = "USD/year",
        style: str = "thousands",
        plan: tuple[float, float] | None = None,
        missing: str = "not priced",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw an outcome over two inputs: a figure in every cell, and the break-even line.

        The frame: its index holds the steps of one input, its columns those of the other, as
        numbers in any order, at most seven a side; its cells the outcome in `unit`, missing where
        there is none. rows, columns: what the head of a step says (`"{step} a day"`), in the unit
        row_unit and column_unit; heads tell every step whole, finer where it takes decimals; a
        form may be named (`"{step:percent}"`). plan: the steps of the plan, row first, whose cell
        is framed. Titles may name a cell `{name.26.148}` (by its steps; 0.125 is `0_125`),
        `{name.plan}`, `{name.cells}`, `{name.losing}` (cells whose printed figure bears a minus),
        `{name.lowest}`, `{name.lowest_row}`, `{name.lowest_column}`, and so the highest. Where all
        figures are under $10,000 they are told in dollars, and so says the subtitle.
        """
        if frame.empty or not title:
            return None
        data = heat_data(
            name, frame, self.facts, rows=Way(row_unit, rows), columns=Way(column_unit, columns),
            rows_head=rows_head, columns_head=columns_head, style=style, unit=unit, plan=plan,
            missing=missing,
        )  # fmt: skip
        subtitle = _in_unit(subtitle, style, thousands=data["thousands"])
        return self._draw(name, "heat", data, title=title, subtitle=subtitle, alt=alt, notes=notes)

    def pairs(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        without: str = "without",
        with_: str = "with",
        names: Mapping[str, str] = NO_UNITS,
        labels: Mapping[object, str] = NO_LABELS,
        style: str = "bare_k",
        unit: str = "USD/year",
        change_says: str = "{label}: {change:signed_k}",
        change_head: str = "Difference",
        missing: str = "not known",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw two bars a row, without and with a deal, and the difference in words under each.

        The frame, a pair a row in its own order: the columns named by without and with_, in
        `unit`. names: what the two are called, by `without` and `with`. labels: the name of a pair
        by its index ("Year 1"), else the frame's `label` or its index. change_says: a template of
        `{label}`, `{change}`, `{without}` and `{with}` in any form; the change is that of the
        printed figures. Titles may name `{name.row.change:signed_k}` and `{name.row.<column>}`.
        Where all bars are under $10,000 they are told in dollars, and so says the subtitle.
        """
        if frame.empty or not title:
            return None
        data = pairs_data(
            name, frame, self.facts, sides=(without, with_), names=names, labels=labels,
            style=style, unit=unit, change_says=change_says, change_head=change_head,
            missing=missing,
        )  # fmt: skip
        subtitle = _in_unit(subtitle, style, thousands=data["thousands"])
        return self._draw(name, "pairs", data, title=title, subtitle=subtitle, alt=alt, notes=notes)


def _in_unit(subtitle: str, style: str, *, thousands: bool) -> str:
    """A subtitle that says thousands only where the figures are told in them."""
    told = style in {"thousands", "bare_k", "k"} and not thousands
    return subtitle.replace("$ thousand", "$") if told else subtitle

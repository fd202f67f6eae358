"""Drawing: the charts of a brief, each made of a frame, a fact for every figure.

One method a shape of frame: `chart` (bars of all kinds), `dots`, `tornado`, `blocks`, `trend`,
those of a talk (see `talk_drawing`): `bargaining_range`, `dumbbell`, `timeline`, and those of two
inputs or two sides (see `grid_drawing`): `heat`, `pairs`.
No frame or no title, no chart. Titles may name what the frame holds, since the data are made
first: `{name.row.key}`, and the largest as `{name.most_up}`, `{name.most_up_name}` and so on.
"""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from practice_model.briefs import chart_data, time_data, tornado_data
from practice_model.briefs.case_drawing import CaseDrawing
from practice_model.briefs.grid_drawing import GridDrawing
from practice_model.briefs.line_drawing import LineDrawing
from practice_model.briefs.shown import Shown
from practice_model.briefs.talk_drawing import TalkDrawing
from practice_model.briefs.telling import NO_UNITS

PARTS = ("value", "line", "low", "high")


class Drawing(GridDrawing, CaseDrawing, LineDrawing, TalkDrawing):
    """A brief's blocks with its charts."""

    def chart(
        self,
        name: str,
        kind: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        value: str,
        head: str,
        style: str = "thousands",
        columns: Mapping[str, str] = NO_UNITS,
        columns_head: str = "",
        units: Mapping[str, str] = NO_UNITS,
        notes: Iterable[str | None] = (),
        rows: str = "",
        adds_up: Sequence[str] = (),
        total_bar: bool = True,
        tint: str = "",
        missing: str = "not priced",
    ) -> Shown | None:
        """Draw a bar a row: a `waterfall`, plain `bars`, or a `ladder` beside its table.

        columns: side columns as in a table; a column of format `text` holds words beside the
        name. rows: the head of the names. adds_up: columns whose printed body adds up to the
        total. total_bar: whether the total has a bar. tint: the index of the row in question.
        missing: what a row without a figure says.
        """
        if frame.empty or not title:
            return None
        data = chart_data.bars_data(
            name, frame, self.facts, value=value, style=style, columns=columns, units=units,
            head=head, columns_head=columns_head, rows=rows, adds_up=adds_up,
            total_bar=total_bar, tint=tint, missing=missing,
        )  # fmt: skip
        return self._draw(name, kind, data, title=title, subtitle=subtitle, alt=alt, notes=notes)

    def dots(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        series: Mapping[str, str],
        style: str = "thousands",
        head: str = "",
        rows: str = "",
        columns: Mapping[str, str] = NO_UNITS,
        units: Mapping[str, str] = NO_UNITS,
        line: str = "",
        line_says: str = "",
        tint: str = "",
        missing: str = "not known",
        beside: Mapping[str, str] = NO_UNITS,
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw a row an item with a mark a series, told apart by shape; the first is ours.

        series: the frame's columns of marks, each with its name in the legend, at most six; their
        unit is that of the first in `units`. line: a fact at which a dotted line crosses the
        rows, with its template line_says. tint: the index of the row in question. beside: columns
        as in `columns` that stand right of the marks, such as a share of collections.
        """
        if frame.empty or not title:
            return None
        data = chart_data.dots_data(
            name, frame, self.facts, series=series, style=style, columns=columns, units=units,
            head=head, rows=rows, line=line, line_says=line_says, tint=tint, missing=missing,
            beside=beside,
        )  # fmt: skip
        return self._draw(name, "dots", data, title=title, subtitle=subtitle, alt=alt, notes=notes)

    def tornado(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        plan: str,
        plan_says: str,
        style: str = "thousands",
        unit: str = "USD/year",
        head: str = "",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw what each input alone does to an outcome, the six widest first.

        The frame, an input a row: `low` and `high` (outcomes in `unit`; missing where the input
        has no such end), `low_input` and `high_input` (what leads there: words, or figures in the
        row's own `unit` and `format`). plan: the fact of the outcome as planned, also
        `{name.plan}`; the widest row is `{name.most_name}`, its ends `{name.most_low}` and
        `{name.most_high}`.
        """
        if frame.empty or not title:
            return None
        data = tornado_data.tornado_data(
            name, frame, self.facts, plan=plan, plan_says=plan_says, style=style, unit=unit,
            head=head,
        )  # fmt: skip
        return self._draw(
            name, "tornado", data, title=title, subtitle=subtitle, alt=alt, notes=notes
        )

    def blocks(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        unit: str = "minutes/year",
        share_style: str = "plain",
        free_says: str = "free",
        open_says: str = "open",
        tint: str = "",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw blocks of time, staffed outlined and used filled, in the frame's order.

        The frame, a block a row: `staffed`, `used`, `free` (in `unit`) and `share`; a block whose
        `used` is missing has no holder: it is dashed and says open_says. tint: the index of ours.
        """
        if frame.empty or not title:
            return None
        data = time_data.blocks_data(
            name, frame, self.facts, unit=unit, share_style=share_style, free_says=free_says,
            open_says=open_says, tint=tint,
        )  # fmt: skip
        return self._draw(
            name, "blocks", data, title=title, subtitle=subtitle, alt=alt, notes=notes
        )

    def trend(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        parts: Mapping[str, str] = NO_UNITS,
        names: Mapping[str, str] = NO_UNITS,
        style: str = "k",
        unit: str = "USD/month",
        head: str = "",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw months as points, the line through and past them, and a band around the line.

        The frame, a month a row: `value` (missing where the month is ahead), `line`, `low`,
        `high`; parts: other names of these columns. names: templates that name the `line` and the
        band's `low` and `high` edge at the right. The first and last known month are
        `{name.first}` and `{name.last}`.
        """
        if frame.empty or not title:
            return None
        data = time_data.trend_data(
            name, frame, self.facts, parts={part: parts.get(part, part) for part in PARTS},
            names=names, style=style, unit=unit, head=head,
        )  # fmt: skip
        return self._draw(name, "trend", data, title=title, subtitle=subtitle, alt=alt, notes=notes)

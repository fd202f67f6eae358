"""Drawing of lines over time: cumulative cash with its fan, options beside each other, two sides.

No frame or no title, no chart. Titles may name what the frame holds, since the data are made
first: `{name.loan.last:signed_k}`.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from practice_model.briefs.lines_data import lines_data
from practice_model.briefs.shown import Shown
from practice_model.briefs.talk_drawing import TalkDrawing
from practice_model.briefs.telling import NO_UNITS

FAN: Mapping[str, str] = {
    "p10": "One in ten under {last:signed_k}",
    "p25": "One in four under {last:signed_k}",
    "p75": "One in four above {last:signed_k}",
    "p90": "One in ten above {last:signed_k}",
}


class LineDrawing(TalkDrawing):
    """A brief's blocks with lines over time."""

    FAN = FAN

    def lines(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        series: Mapping[str, str],
        chosen: str = "",
        theirs: str = "",
        bands: Mapping[str, str] = NO_UNITS,
        marks: pd.DataFrame | None = None,
        style: str = "thousands",
        unit: str = "USD",
        x_head: str = "Month",
        missing: str = "not priced",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw lines over months or years from the first row on, each named at its end.

        The frame, an x a row: its index holds months or years as numbers, its columns the figures
        in `unit`, missing where there is none (the line has a gap). series: at most six columns,
        each with the template of its end label; `{last:signed_k}` is its own last figure, likewise
        `{first}`, `{lowest}`, `{highest}`. chosen: ours, thick; theirs: dashed, in their color.
        bands: two or four columns from low to high, each with the template of its edge at the
        right (`brief.FAN` for p10, p25, p75, p90). marks: a dot and words a row: `x` (missing: no
        dot), `column`, `label` (a template; `{value:signed_k}` and `{x}` are the point's own) and
        `kind`: lowest, payback or note. x_head: under the axis, a template. Titles may name
        `{name.loan.last}`, `.first`, `.lowest`, `.highest`, the month or year of these as
        `{name.loan.lowest_at}`, and any point as `{name.12.loan}`. A line without any figure says
        `missing`. Where all figures are under $10,000 they are told in dollars, and so says the
        subtitle.
        """
        if frame.empty or not title:
            return None
        if not frame[[key for key in series if key in frame]].notna().any(axis=None):
            return None
        data = lines_data(
            name, frame, self.facts, series=series, chosen=chosen, theirs=theirs, bands=bands,
            marks=marks, style=style, unit=unit, x_head=x_head, missing=missing,
        )  # fmt: skip
        if not data["thousands"]:
            subtitle = subtitle.replace("$ thousand", "$")
        return self._draw(name, "lines", data, title=title, subtitle=subtitle, alt=alt, notes=notes)

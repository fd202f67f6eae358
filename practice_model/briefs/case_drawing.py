"""Drawing for a deal: a bridge in steps, options by value, the break-even curve, the use gauge.

No frame or no title, no chart. Titles may name what the frame holds, since the data are made
first: `{name.row.key}`.
"""

from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from practice_model.briefs import steps_data, values_data
from practice_model.briefs.shown import Shown
from practice_model.briefs.talk_drawing import TalkDrawing
from practice_model.briefs.telling import NO_UNITS


class CaseDrawing(TalkDrawing):
    """A brief's blocks with the charts that make the case of a deal."""

    def steps(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        better: steps_data.Better = "less",
        style: str = "bare_signed",
        unit: str = "USD",
        head: str = "",
        missing: str = "not priced",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw a bridge, a bar a row: from their figure to ours, or between two options.

        The frame, a row a bar in order: `value`, `label` and `role`: `theirs`, `ours` or `now` for
        a first bar that is a level, `body` for a step with its sign, `total` for the last bar,
        the sum of all (ours where the first bar is a level, else the difference). better: whether
        `more` or `less` of the figure is good for us, which colors the steps. Printed steps add up
        to the printed total; the ends are `{name.first}` and `{name.total}`. A step without a
        figure says `missing`. style: of the steps; levels drop the plus. unit: of all rows.
        """
        if frame.empty or not title:
            return None
        data = steps_data.steps_data(
            name, frame, self.facts, style=style, unit=unit, better=better, head=head,
            missing=missing,
        )  # fmt: skip
        return self._draw(name, "steps", data, title=title, subtitle=subtitle, alt=alt, notes=notes)

    def values(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        chosen: str = "",
        theirs: Collection[str] = (),
        order: values_data.Order = "least",
        style: str = "bare",
        unit: str = "USD",
        columns: Mapping[str, str] = NO_UNITS,
        units: Mapping[str, str] = NO_UNITS,
        head: str = "",
        missing: str = "not priced",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw options as bars of value from zero, the `least` or `most` first, or as in the frame.

        The frame, an option a row: `value`, optional `label`, and optional `low` and `high` for a
        whisker (say in the subtitle what it is). chosen: the index of our option; theirs: the
        indexes of the other side's. columns, units: as in a table, at the right of the bars
        ("$ a visit|bare_cents"). Titles may name `{name.first}`, `{name.second}`, `{name.last}`,
        `{name.chosen}`, `{name.theirs}`, and their `_name` and `_inside` words. An option without
        a figure comes last and says `missing`.
        """
        if frame.empty or not title:
            return None
        given = [theirs] if isinstance(theirs, str) else list(theirs)
        data = values_data.values_data(
            name, frame, self.facts, style=style, unit=unit, columns=columns, units=units,
            chosen=chosen, theirs=given, order=order, head=head, missing=missing,
        )  # fmt: skip
        return self._draw(
            name, "values", data, title=title, subtitle=subtitle, alt=alt, notes=notes
        )

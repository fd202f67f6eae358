"""Drawing for a deal: a bridge in steps, options by value, the break-even curve, the use gauge.

No frame or no title, no chart. Titles may name what the frame holds, since the data are made
first: `{name.row.key}`.
"""

from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from practice_model.briefs import curve_data, guard_data, steps_data, values_data
from practice_model.briefs.shown import Shown
from practice_model.briefs.talk_drawing import TalkDrawing
from practice_model.briefs.telling import NO_UNITS

CURVE_NAMES: Mapping[str, str] = {"plan": "Plan:", "needed": "Needed:", "claim": "Their claim:"}
GUARD_NAMES: Mapping[str, str] = {"needed": "Needed", "planned": "Planned", "ceiling": "Ceiling"}


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

        The frame, a row a bar in order: `value`, `label` (words or a template) and `role`:
        `theirs`, `ours` or `now` for a first bar that is a level, `body` for a step with its sign,
        `total` for the last bar, the sum of all (ours where the first bar is a level, else the
        difference). better: whether `more` or `less` of the figure is good for us, which colors
        the steps. Printed steps add up to the printed total; the ends are `{name.first}` and
        `{name.total}`. A step without a figure says `missing`. style: of the steps; levels drop
        the plus. unit: of all rows.
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

        The frame, an option a row: `value`, optional `label` (words or a template), and optional
        `low` and `high` for a whisker (say in the subtitle what it is). chosen: the index of our
        option; theirs: the indexes of the other side's. columns, units: as in a table, at the
        right of the bars ("$ a visit|bare_cents"). Titles may name `{name.first}`,
        `{name.second}`, `{name.last}`, `{name.chosen}`, `{name.theirs}`, and their `_name` and
        `_inside` words. An option without a figure comes last and says `missing`.
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

    def curve(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        rate: str,
        plan: str,
        needed: str = "",
        claim: str = "",
        claim_rate: str = "",
        names: Mapping[str, str] = CURVE_NAMES,
        style: str = "bare",
        unit: str = "count",
        rate_unit: str = "USD/unit",
        rate_head: str = "",
        ground_says: str = "Loses money under the line",
        none_says: str = "No volume pays at these rates",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw the volume that each rate needs, our point, the needed point, their claim.

        The frame, a point of the curve a row: `rate` (in rate_unit) and `needed` (a volume in
        unit; missing where no volume pays at that rate). Facts of the brief: rate and plan, our
        point, with the range that the fact of plan holds; needed, the volume that our rate needs;
        claim and claim_rate, theirs (claim_rate: ours where none is told). A fact that the brief
        does not hold is left out, so that a claim may be missing. names: what each mark is called
        (`plan`, `needed`, `claim`). Titles may name `{name.plan}`, `{name.needed}`, `{name.claim}`.
        Where no rate has a volume, none_says stands in place of the curve.
        """
        if frame.empty or not title:
            return None
        marks = {"plan": (rate, plan), "needed": (rate, needed)}
        data = curve_data.curve_data(
            name, frame, self.facts, marks=marks | {"claim": (claim_rate or rate, claim)},
            names={**CURVE_NAMES, **names}, style=style, unit=unit, rate_unit=rate_unit,
            rate_head=rate_head, ground_says=ground_says, none_says=none_says,
        )  # fmt: skip
        return self._draw(name, "curve", data, title=title, subtitle=subtitle, alt=alt, notes=notes)

    def guard(
        self,
        name: str,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        needed: str = "",
        planned: str = "",
        ceiling: str = "",
        names: Mapping[str, str] = GUARD_NAMES,
        style: str = "percent",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw a use gauge: needed, planned and the ceiling on one scale, red above the ceiling.

        needed, planned, ceiling: facts of one unit; one that the brief does not hold is left out,
        and with none there is no chart. names: what each mark is called. Titles may name
        `{name.needed}`, `{name.planned}` and `{name.ceiling}`.
        """
        marks = {"needed": needed, "planned": planned, "ceiling": ceiling}
        if not title or not any(fact in self.facts for fact in marks.values()):
            return None
        data = guard_data.guard_data(
            name, self.facts, marks=marks, names={**GUARD_NAMES, **names}, style=style
        )
        return self._draw(name, "guard", data, title=title, subtitle=subtitle, alt=alt, notes=notes)

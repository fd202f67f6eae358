"""Drawing for a talk: the bargaining range, the dumbbell of a letter, the timeline to a deadline.

No frame or no title, no chart. Titles may name what the frame holds, since the data are made
first: `{name.row.key}`.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from practice_model.briefs import charts, dumbbell_data, range_data, timeline_data
from practice_model.briefs.blocks import Block
from practice_model.briefs.shown import Shown
from practice_model.briefs.telling import Telling


class TalkDrawing(Telling):
    """A brief's blocks with the charts of a talk."""

    def bargaining_range(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        lanes: Mapping[str, str],
        zone_says: str = "",
        foot_says: str = "",
        bands: Mapping[str, str] = range_data.BANDS,
        percentiles: tuple[int, int] = range_data.QUARTILES,
        missing: str = "no estimate",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw marks on three lanes in percent of Medicare, and the zone from floor to ceiling.

        The frame, a mark a row: `lane` (us, them, market), `kind` (floor, batna, full_cost, now,
        offer, target, ask, ceiling, market, solution), `value`, `low`, `high` as ratios (1.12 is
        112% of Medicare; missing where there is none) and `label`, words or a template. lanes: the
        name of each lane. zone_says: over the bracket; foot_says: under the axis. Both and the
        title may name `{name.zone:points}`, the points between floor and ceiling as printed.
        bands: what the band around a mark is, by kind. percentiles: the ends of the market's band.
        """
        if frame.empty or not title:
            return None
        data = range_data.range_data(
            name, frame, self.facts, lanes=lanes, zone_says=zone_says, foot_says=foot_says,
            bands=bands, percentiles=percentiles, missing=missing,
        )  # fmt: skip
        return self._draw(name, "range", data, title=title, subtitle=subtitle, alt=alt, notes=notes)

    def dumbbell(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        line_says: str = "",
        head: str = "$ a year",
        rows: str = "",
        missing: str = "not priced",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw what is paid now and what is requested, a row a group, the total last.

        The frame, a row a group: `now` and `then` as ratios of Medicare, `change` in dollars a
        year, `label` and `role`. Printed changes add up; the total's is `{name.total}`. line_says:
        at the line of Medicare's own fee, the fact `{name.medicare}`. missing: what a row with
        neither end says.
        """
        if frame.empty or not title:
            return None
        data = dumbbell_data.dumbbell_data(
            name, frame, self.facts, line_says=line_says, head=head, rows=rows, missing=missing
        )
        return self._draw(
            name, "dumbbell", data, title=title, subtitle=subtitle, alt=alt, notes=notes
        )

    def timeline(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        subtitle: str,
        alt: str,
        passed_says: str = "passed",
        undated_says: str = "No date yet",
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Draw the dates of a talk at true scale, ours and theirs, up to the last safe day.

        The frame, a date a row: `day`, `label` (words or a template), `whose` (ours, theirs or
        nothing), `kind` (today, step, last_day, renewal, window_start, window_end) and `passed`.
        Titles may name `{name.next:short}`, `{name.next_name}`, `{name.next_inside}`,
        `{name.last_day:short}`, `{name.renewal:short}` and any `{name.row.day:short}`.
        """
        if frame.empty or not title:
            return None
        data = timeline_data.timeline_data(
            name, frame, self.facts, passed_says=passed_says, undated_says=undated_says
        )
        return self._draw(
            name, "timeline", data, title=title, subtitle=subtitle, alt=alt, notes=notes
        )

    def _draw(
        self,
        name: str,
        kind: str,
        data: Block,
        *,
        title: str,
        subtitle: str,
        alt: str,
        notes: Iterable[str | None],
    ) -> Shown | None:
        block: Block = {"id": name, "kind": "chart", "chart": kind, "title": self._spans(title)}
        block |= {"subtitle": self._spans(subtitle), "alt": self._spans(alt), "data": data}
        block |= {"notes": [self._spans(note) for note in notes if note]}
        return self._add(block | {"texts": charts.texts(block)}, True)

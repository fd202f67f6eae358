"""Guard data: what is needed, what is planned and the ceiling, on one scale from zero."""

from collections.abc import Mapping

from practice_model.briefs.chart_data import Data, axis_of
from practice_model.briefs.facts import Facts
from practice_model.briefs.sentences import plain, spans_of

PARTS = ("needed", "planned", "ceiling")


def guard_data(
    name: str,
    facts: Facts,
    *,
    marks: Mapping[str, str],
    names: Mapping[str, str],
    style: str,
) -> Data:
    """Return what a use gauge draws: a mark a part that has a fact in the brief.

    marks: the fact of each part (needed, planned, ceiling). Raises ValueError for a part that
    there is not, and for figures of different units, which no one scale can hold.
    """
    if unknown := sorted({*marks, *names} - set(PARTS)):
        raise ValueError(f"{name} has no mark {', '.join(unknown)}; there are {', '.join(PARTS)}")
    held = {part: marks[part] for part in PARTS if part in marks and marks[part] in facts}
    units = {facts[fact].unit for fact in held.values()}
    if len(units) > 1:
        raise ValueError(f"{name} mixes units: {', '.join(sorted(units))}")
    rows = []
    for part, fact in held.items():
        facts.alias(f"{name}.{part}", fact)
        rows.append(
            {
                "part": part,
                "label": plain(spans_of(names.get(part, ""), facts)),
                "value": float(facts[fact].value),
                "text": facts.print(fact, style),
                "fact": fact,
                "columns": [],
            }
        )
    return {"rows": rows, "total": None, **axis_of(style, units.pop() if units else "share")}

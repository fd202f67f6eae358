"""The printed letter: US letter through typst, two pages, PDF/UA-1.

The document's title is the letter's own and its author the practice; it bears no date of making,
no file name and no run. A letter that does not fit on its page is refused, never cut.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from practice_model.briefs import charts, pdf
from practice_model.briefs.documents import LONGEST_FIGURE, whole
from practice_model.briefs.letter_html import NOWHERE

TEMPLATE = Path(__file__).with_name("templates") / "letter.typ"
DRAWN = 5.5  # inches at which the chart is drawn; the column's 6.74 make its type the letter's


def render(letter: Mapping[str, Any]) -> bytes:
    """Return the PDF of a letter.

    Raises TypesettingError when the typesetter warns, or the letter does not fit on two pages.
    """
    told = {"letter": json.dumps(_view(letter), ensure_ascii=False), "chart": chart(letter)}
    return pdf.typeset(TEMPLATE, told)


def chart(letter: Mapping[str, Any], width: float = DRAWN) -> str:
    """Return the exhibit's chart as SVG; "" where it has none."""
    block = letter["exhibit"]["chart"]
    return charts.draw(block, NOWHERE, "print", width) if block else ""


def _view(letter: Mapping[str, Any]) -> dict[str, Any]:
    """What the template prints: the letter without its facts, its tables whole."""
    sections = [
        {**one, "table": whole(one["table"]) if one["table"] else None}
        for one in letter["sections"]
    ]
    chart_block = letter["exhibit"]["chart"]
    exhibit = {
        **letter["exhibit"],
        "table": whole(letter["exhibit"]["table"]),
        "chart": {"alt": chart_block["alt"]} if chart_block else None,
    }
    kept = {key: value for key, value in letter.items() if key not in {"facts", "tick_labels"}}
    return {**kept, "sections": sections, "exhibit": exhibit, "longest_figure": LONGEST_FIGURE}

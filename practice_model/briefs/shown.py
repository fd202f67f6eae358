"""Shown: one block of a brief where the notebook says it, as the documents will print it.

A chart is drawn once, for a desk. What a notebook stores of it has no script and names no machine,
so that the same inputs give the same working paper.
"""

import json

from markupsafe import Markup

from practice_model.briefs import charts, html
from practice_model.briefs.documents import Block, whole

NOWHERE = {"question": "notebook", "scenario": {"name": "cell"}}
"""What a chart's own ids are made of, besides its block, in a notebook."""


class Shown:
    """A block as a notebook shows it."""

    def __init__(self, block: Block) -> None:
        """block: as the brief holds it; later changes of the brief do not reach it."""
        self._block: Block = json.loads(json.dumps(block, allow_nan=False))

    def __repr__(self) -> str:
        return f"<{self._block['kind']} {self._block['id']}>"

    def _repr_html_(self) -> str:
        page = html.environment().get_template("shown.html.j2")
        return page.render(block=whole(self._block), chart=_chart)


def _chart(block: Block) -> Markup:
    drawn = charts.draw(block, NOWHERE, "desktop")
    return Markup(html.accessible(drawn, f"{block['id']}-shown", block))

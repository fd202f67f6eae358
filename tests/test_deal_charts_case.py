"""Charts that make the case of a deal: whole at every size, their printed figures adding up."""

import case_chart_cases as cases
import pytest

from practice_model.briefs import charts
from practice_model.briefs.canvas import misplaced, texts_in
from practice_model.briefs.printed import unknown_tokens

SIZES = ("print", "desktop", "phone")
WIDTHS = (2.65, 3.52, 7.33)
ALL = cases.hard_ones()
each = pytest.mark.parametrize("block", ALL.values(), ids=ALL)


@each
def test_no_text_touches_anything_or_leaves_at_any_size(block):
    assert charts.faults_of(block) == []


@each
def test_a_chart_of_a_case_fits_every_column_of_the_printed_page(block):
    for width in WIDTHS:
        figure = charts.figure_of(block, "print", width)
        assert misplaced(figure) == []
        assert figure.get_figwidth() == pytest.approx(width)


@each
def test_every_number_that_is_drawn_is_a_printed_form_of_the_brief(block):
    shown = [text for size in SIZES for text in texts_in(charts.figure_of(block, size))]
    assert len(shown) > len(SIZES)
    assert unknown_tokens("\n".join(shown), block["brief"]) == []

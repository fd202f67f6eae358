"""Forms of charts: whole at every size and width, told by their facts alone, however hard."""

import json
import re

import forms
import numpy as np
import pandas as pd
import pytest
import sample_talk
from forms import NAN

from practice_model.briefs import charts
from practice_model.briefs.brief import Brief
from practice_model.briefs.canvas import misplaced, texts_in
from practice_model.briefs.chart_axes import around, fit
from practice_model.briefs.chart_dots import SHAPES
from practice_model.briefs.chart_trend import spread
from practice_model.briefs.facts import Fact
from practice_model.briefs.printed import unknown_tokens

LONG = "New codes that fall to the default rate of an amendment of long ago"
SIZES = ("print", "desktop", "phone")
WIDTHS = (2.65, 3.52, 7.33)
SAID = {"subtitle": "Made up", "alt": "Marks of what was made up, one row each."}


def started() -> Brief:
    """A brief with two facts and a header, and no block."""
    made = Brief("payer", sample_talk.talk())
    made.facts.add("plan", Fact(131_000.0, "USD/year"))
    made.facts.add("nothing", Fact(0.0, "USD/year"))
    made.header(kicker="Forms", finding="Forms", chips=[], confidential="PAYER", meta={})
    made.provenance(medicare=[])
    return made


def drawn(made: Brief) -> dict:
    """The only chart of a brief, and the brief as documents read it."""
    told = json.loads(made.to_json())
    (block,) = [block for block in told["blocks"] if block["kind"] == "chart"]
    return block | {"brief": told}


def ladder(frame: pd.DataFrame, **given) -> dict:
    made = started()
    columns = {"service": "|text", "units": "Units a year|count", "margin": "Margin $ a year|bare"}
    said = {"value": "margin", "head": "$ thousand", "rows": "Code, service", "columns": columns}
    made.chart("x", "ladder", frame, title="In all {plan:k}", **{**SAID, **said, **given})
    return drawn(made)


def dots(frame: pd.DataFrame, **given) -> dict:
    made = started()
    said = {"series": {key: f"by {key}" for key in frame if key not in {"label", "seen"}}}
    made.dots("x", frame, title="In all {plan:k}", **{**SAID, **said, **given})
    return drawn(made)


def tornado(rows: dict, plan: str = "plan", **given) -> dict:
    made = started()
    columns = ["low", "high", "low_input", "high_input"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    said = {"plan": plan, "plan_says": f"Plan {{{plan}:signed_k}}", "title": "At {plan:k}"}
    made.tornado("x", frame, **{**SAID, **said, **given})
    return drawn(made)


def blocks(rows: dict) -> dict:
    made = started()
    columns = ["staffed", "used", "share", "free"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    made.blocks("x", frame, title="In all {plan:k}", tint="B", **SAID)
    return drawn(made)


def trend(frame: pd.DataFrame, **given) -> dict:
    made = started()
    names = {"line": "Trend", "high": "One in ten is over", "low": "One in ten is under"}
    made.trend("x", frame, title="In all {plan:k}", **{"names": names, **SAID, **given})
    return drawn(made)


def services(*margins: float, name: str = "A service") -> pd.DataFrame:
    """Services with as many margins, and their total."""
    count = len(margins)
    frame = pd.DataFrame(
        {"service": [name] * count, "units": [1_234.0] * count, "margin": margins},
        index=[f"6{at:03}4" for at in range(count)],
    ).assign(role="body")
    frame.loc["all"] = [None, NAN, np.nansum(margins), "total"]
    return frame.assign(label=[*frame.index[:-1], "Profit of the practice, owners paid first"])


def marks(*rows: tuple[float, ...], names: str = "{}") -> pd.DataFrame:
    index = [names.format("abcdefghijkl"[at]) for at in range(len(rows))]
    return pd.DataFrame(list(rows), index=index, columns=list("uvwxyz")[: len(rows[0])])


def hard_ones() -> dict[str, dict]:
    """Charts by what is hard about them."""
    year = forms.months(12, 0)
    return {
        "ladder, only losses": ladder(services(-20_000.0, -400_000.0), total_bar=False),
        "ladder, one row": ladder(services(20_000.0)),
        "ladder, a row that nobody priced": ladder(services(20_000.0, NAN, -9.0), total_bar=False),
        "ladder, eighteen rows": ladder(
            services(*(90_000.0 - 11_000 * at for at in range(18))), total_bar=False
        ),
        "ladder, long words": ladder(services(20_000.0, -1e6, name=LONG), tint="60004"),
        "ladder, dollars": ladder(services(20.0, -30.0)),
        "dots, only losses": dots(marks((-1e5, -2e5, -3e5), (-9e5, -8e5, -7e5))),
        "dots, one row": dots(marks((5e4, 6e4))),
        "dots, all marks together": dots(marks((5e4, 5e4, 5e4), (5e4, 5e4, 5e4))),
        "dots, six rules": dots(
            marks((1e4, 2e4, 3e4, -4e4, 5e4, 6e4), (1e6, 2e4, 3e4, 4e4, 5e4, 6e4))
        ),
        "dots, marks and rows missing": dots(
            marks((1e5, NAN, 2e5), (NAN, NAN, NAN), (NAN, 3e5, NAN))
        ),
        "dots, long names": dots(
            marks((1e5, 2e5), (3e5, -1e5), names=f"{LONG} {{}}"), tint=f"{LONG} a"
        ),
        "dots, twelve payers and a line far off": dots(
            marks(*((1e5 + 9_000.0 * at,) for at in range(12))), line="nothing",
            line_says="At {nothing}, a cost that nobody has",
        ),
        "dots on the line": dots(marks((131_000.0,), (130_900.0,)), line="plan", line_says="Cost"),
        "dots, columns": dots(
            marks((1e5, 2e5)).assign(seen="Retina, owner, four days a week"),
            columns={"seen": "Work|text", "u": "Margin by our own rule, $ a year|bare"},
        ),
        "tornado, one-sided": tornado(
            {"a": (9e4, NAN, "late", "on time"), "b": (NAN, 2e5, "none", "early")}
        ),
        "tornado, both ends worse": tornado({"a": (9e4, 4e4, "few", "most")}),
        "tornado over zero": tornado(
            {LONG: (-1e6, 2e6, "far less", "far more"),
             "b": (-5.0, 5.0, "less", "more")}, plan="nothing",
        ),
        "tornado, nothing moves": tornado({"a": (131_000.0, 131_000.0, "less", "more")}),
        "tornado, all far under zero": tornado({"a": (-9e5, -8e5, "less", "more")}),
        "blocks, overfull, empty and open": blocks(
            {"B": (1e4, 1.2e4, 1.2, 0.0), "A": (1e4, 0.0, 0.0, 1e4), LONG: (2e5, NAN, NAN, 2e5)}
        ),
        "one block": blocks({"A": (1e4, 5e3, 0.5, 5e3)}),
        "trend, a year without a look ahead": trend(year),
        "trend, five years": trend(forms.months(48, 12)),
        "trend, losses around zero": trend(forms.months(20, 10) - 430_000.0),
        "trend, far under zero": trend(-forms.months(12, 6)),
        "trend, months alone": trend(year[["value"]]),
        "trend, gaps": trend(year[year["value"] > 0].reindex(year.index[::2]).reindex(year.index)),
        "trend, one month": trend(year.iloc[:1]),
        "trend, flat": trend(year * 0.0 + 5e5),
        "trend, long names": trend(
            year, names={"line": LONG, "low": "One month in ten is under this"}
        ),
        "trend, shares": trend(year / 1e6, style="bare", unit="share"),
    }  # fmt: skip


def all_forms() -> dict[str, dict]:
    told = json.loads(forms.brief().to_json())
    shown = [block for block in told["blocks"] if block["kind"] == "chart"]
    return {block["id"]: block | {"brief": told} for block in shown} | hard_ones()


ALL = all_forms()
each = pytest.mark.parametrize("block", ALL.values(), ids=ALL)


@each
def test_no_text_touches_anything_or_leaves_at_any_size(block):
    assert charts.faults_of(block) == []


@pytest.mark.parametrize("width", WIDTHS)
@each
def test_a_form_fits_every_column_of_the_printed_page(block, width):
    figure = charts.figure_of(block, "print", width)
    assert misplaced(figure) == []
    assert figure.get_figwidth() == pytest.approx(width)


@each
def test_every_number_that_is_drawn_is_a_printed_form_of_the_brief(block):
    shown = [text for size in SIZES for text in texts_in(charts.figure_of(block, size))]
    assert len(shown) > len(SIZES)
    assert unknown_tokens("\n".join(shown), block["brief"]) == []


@each
def test_a_form_has_at_most_five_axis_figures_and_lists_them(block):
    labels = charts.tick_labels(block)
    months = set(block["data"].get("x_texts", ()))  # zero, too, has a line of its own there
    figures = [label for label in labels if not re.match(r"[A-Z]", label) and label not in months]
    assert len(figures) <= 5
    assert set(label for label in labels if label) <= set(block["texts"])


@pytest.mark.parametrize("name", ["ladder", "providers", "inputs", "rooms", "months"])
def test_a_form_gives_the_same_bytes_again(name):
    block = ALL[name]
    assert charts.draw(block, block["brief"], "print") == charts.draw(
        block, block["brief"], "print"
    )


def shown(name: str, size: str = "print", width: float | None = 7.33) -> list[str]:
    return texts_in(charts.figure_of(ALL[name], size, width if size == "print" else None))


def patches(name: str, label: str) -> list:
    figure = charts.figure_of(ALL[name], "print", 7.33)
    return [patch for patch in figure.axes[0].patches if patch.get_label() == label]


def test_the_printed_rows_of_a_ladder_add_up_to_its_total():
    data = ALL["ladder"]["data"]
    read = [int(row["columns"][-1].replace("−", "-").replace(",", "")) for row in data["rows"]]
    assert sum(read) == int(data["total"]["columns"][-1].replace(",", ""))
    in_thousands = [int(row["text"].replace("−", "-")) for row in data["rows"]]
    assert sum(in_thousands) == int(data["total"]["text"].replace("+", "").replace(",", ""))


def test_a_total_without_a_bar_tells_its_figure_once_at_every_size():
    assert len(patches("ladder", "bar")) == len(ALL["ladder"]["data"]["rows"])
    wide, narrow = shown("ladder"), shown("ladder", "phone")
    assert "1,341,922" in wide
    assert "+1,342" not in wide
    assert "+1,342" in narrow


def test_words_beside_a_code_join_it_where_the_columns_go():
    assert "66984 F" in shown("ladder")
    assert "Cataract, center fee" in shown("ladder")
    assert any(text.startswith("66984 F Cataract") for text in shown("ladder", "phone"))


def test_the_lowest_and_the_highest_mark_bear_their_figures_and_no_other_does():
    rows = ALL["providers"]["data"]["rows"]
    told = [[mark.get("text") for mark in row["marks"]] for row in rows]
    assert told[0] == [None, "+824", "+638", None]
    assert told[4] == [None, "−207", "+56", None]


def test_marks_are_told_apart_by_shape_and_ours_is_the_largest_and_on_top():
    drawn_marks = patches("dots, six rules", "mark")[:6]
    outlines = {len(mark.get_path().vertices) for mark in drawn_marks}
    assert len(outlines) >= 4
    assert len(set(SHAPES)) == 6
    areas = [mark.get_window_extent().width for mark in patches("providers", "mark")[:4]]
    assert areas[-1] == max(areas)


def test_a_lone_label_stands_away_from_the_line_that_crosses_the_rows():
    figure = charts.figure_of(ALL["payers"], "print", 3.52)
    line = next(
        one for one in figure.axes[0].lines if one.get_linestyle() == ":" or one.is_dashed()
    )
    at = line.get_xdata()[0]
    for text in figure.axes[0].texts:
        if re.fullmatch(r"\d+\.\d", text.get_text()):
            box = text.get_window_extent(figure.canvas.get_renderer())
            assert not box.x0 < at < box.x1, text.get_text()


def test_a_tornado_shows_its_six_widest_inputs_widest_first():
    rows = ALL["inputs"]["data"]["rows"]
    assert len(rows) == 6
    assert rows[0]["label"] == "Visits a day at full"
    widths = [
        (row["better"] or {"value": 131_000})["value"]
        - (row["worse"] or {"value": 131_000})["value"]
        for row in rows
    ]
    assert widths == sorted(widths, reverse=True)


def test_the_worse_side_is_red_whichever_end_of_the_input_leads_there():
    row = next(row for row in ALL["inputs"]["data"]["rows"] if row["label"].startswith("Months"))
    assert row["worse"]["text"] == "18\u00a0months"
    assert row["better"]["text"] == "12\u00a0months"


def test_a_side_that_an_input_does_not_move_says_none_and_two_ends_on_one_side_are_both_named():
    assert shown("tornado, one-sided").count("none") == 2
    row = ALL["tornado, both ends worse"]["data"]["rows"][0]
    assert row["worse"]["value"] == 40_000
    assert row["worse"]["text"] == "most, few"
    assert "most, few" in shown("tornado, both ends worse")
    assert row["better"] is None


def test_a_block_without_a_holder_is_dashed_and_says_so():
    assert "open" in shown("rooms")
    dashed = [
        patch for patch in patches("rooms", "bar") if patch.get_linestyle() not in {"-", "solid"}
    ]
    assert len(dashed) == 1


def test_a_trend_is_dashed_from_its_last_month_on_and_names_both_ends_of_its_axis():
    assert {"Jul 2023", "Dec 2025", "Jun 2026"} <= set(charts.tick_labels(ALL["months"]))
    lines = charts.figure_of(ALL["months"], "print", 7.33).axes[0].lines
    assert [line.is_dashed() for line in lines if line.get_linewidth() > 1.5] == [False, True]


def test_only_months_that_the_axis_names_keep_their_names():
    labels = [point["label"] for point in ALL["months"]["data"]["points"]]
    assert [at for at, label in enumerate(labels) if label] == [0, 29, 35]


def test_an_axis_of_marks_starts_under_and_ends_over_them():
    for values in ([0.745, 1.284], [-229.0, 956.0], [5.0], [0.0, 0.0]):
        figures = around(values, 0.01)
        assert figures[0] <= min(values)
        assert figures[-1] >= max(values)
        assert 2 <= len(figures) <= 5


def test_a_scale_gives_every_value_its_room_and_wastes_none():
    wants = [(-3.0, 30.0, 2.0), (1.0, 50.0, 0.0), (10.0, 2.0, 40.0)]
    x = fit(wants, (10.0, 300.0))
    assert all(x(value) - before >= 10 - 1e-9 for value, before, _ in wants)
    assert all(x(value) + after <= 300 + 1e-9 for value, _, after in wants)
    assert min(x(value) - before for value, before, _ in wants) == pytest.approx(10)
    assert max(x(value) + after for value, _, after in wants) == pytest.approx(300)


def test_names_that_would_touch_are_spread_inside_the_ground():
    placed = spread([50.0, 51.0, 52.0], [10.0, 10.0, 10.0], (0.0, 60.0))
    assert placed == [35.0, 45.0, 55.0]

"""The what-if panel in Jupyter: sliders, the table and charts that they move, and a save button.

The panel holds which sliders were moved and the outcome that they led to; all that it shows comes
from the what-if functions. ipywidgets is optional and is imported when a panel is made.
"""

import importlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final, NamedTuple

from markupsafe import Markup, escape

from practice_model.briefs.formats import printed
from practice_model.briefs.html import TEMPLATES, page_fonts
from practice_model.briefs.shown import Shown
from practice_model.briefs.what_if import Control, changed_on, controls, plain
from practice_model.briefs.what_if_outcome import Outcome, figures_of, idle, moved
from practice_model.briefs.what_if_pages import DRAWS, SEED, first_side, sides_of, told
from practice_model.briefs.what_if_save import save
from practice_model.faults import Faults
from practice_model.questions.payer_terms import Payer
from practice_model.readers.inputs import Loaded

MISSING: Final = "the what-if panel needs ipywidgets: pip install 'practice_model[app]'"
NOTHING: Final = "Nothing is moved: every figure is the brief's."
STILL: Final = "{} moves no figure that is shown here; a brief of the saved scenario may tell it."
FULL: Final = "100%"


def panel(
    loaded: Loaded[Payer],
    start: Outcome,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    saved_on: date | None = None,
) -> Any:
    """Return the panel of a priced talk as a widget.

    start: `what_if_outcome.outcome` of the loaded terms. draws, seed: of odds and bands. saved_on:
    the day that a saved scenario names as its source; without it the talk's as_of. Raises
    ImportError without ipywidgets.
    """
    try:
        kit = importlib.import_module("ipywidgets")
    except ImportError:
        raise ImportError(MISSING) from None
    return Panel(kit, loaded, start, Draws(draws, seed), saved_on or loaded.terms.as_of).whole


class Draws(NamedTuple):
    """How many draws the odds rest on, and their seed."""

    draws: int = DRAWS
    seed: int = SEED


@dataclass
class Now:
    """What is moved at the moment, and what that leads to."""

    outcome: Outcome
    moves: dict[str, float] = field(default_factory=dict)


class Panel:
    """The widgets of one panel, and the moves that were made on it."""

    def __init__(
        self, kit: Any, loaded: Loaded[Payer], start: Outcome, draws: Draws, saved_on: date
    ) -> None:
        """kit: the ipywidgets module; the rest as `panel` takes it."""
        self._kit, self._loaded, self._start = kit, loaded, start
        self._draws, self._saved_on = draws, saved_on
        self._now, self._quiet = Now(start), False
        known = controls(loaded)
        still = idle(start, known)
        self._controls = {one.name: one for one in known if one not in still}
        self._sliders = {name: self._slider(one) for name, one in self._controls.items()}
        self._labels = {name: kit.HTML() for name in self._controls}
        self._head, self._list, self._says = (kit.HTML() for _ in range(3))
        self._stand, self._table, self._range, self._waterfall = (kit.HTML() for _ in range(4))
        self._side = kit.Dropdown(
            options=[(name, side) for side, name in sides_of(start).items()],
            value=first_side(start),
            description="Now against",
        )
        self._side.observe(lambda _: self._show(), names="value")
        self._name = kit.Text(placeholder="name, such as visits_at_112", description="Save as")
        self._name.add_class("what-if-name")
        self.whole = self._layout(still)
        self._show()

    def _slider(self, one: Control) -> Any:
        made = self._kit.FloatSlider(
            value=one.start, min=one.low, max=one.high, step=one.step, readout=False,
            continuous_update=False, layout={"width": "auto", "margin": "0 8px 6px"},
        )  # fmt: skip
        made.add_class(f"what-if-{_slug(one.name)}")
        made.observe(lambda change: self._move(one, change["new"]), names="value")
        return made

    def _move(self, one: Control, value: float) -> None:
        if self._quiet:
            return
        before = self._now
        try:
            terms = changed_on(before.outcome.terms, one, value)
        except ValueError as error:
            self._tell(str(error), bad=True)
            self._set(one, before.moves.get(one.name, one.start))
            return
        moves = {name: kept for name, kept in before.moves.items() if name != one.name}
        if plain(value) != one.start:
            moves[one.name] = plain(value)
        self._now = Now(moved(before.outcome, terms), moves) if moves else Now(self._start)
        same = figures_of(self._now.outcome) == figures_of(before.outcome)
        self._tell(STILL.format(one.label) if same else "")
        self._show()

    def _reset(self, _: Any) -> None:
        for one in self._controls.values():
            self._set(one, one.start)
        self._now = Now(self._start)
        self._tell("")
        self._show()

    def _save(self, _: Any) -> None:
        try:
            path = save(self._loaded, self._now.moves, self._name.value, self._saved_on)
        except (ValueError, Faults, OSError) as error:
            self._tell(str(error), bad=True)
            return
        where = path.relative_to(self._loaded.root.parent).as_posix()
        self._tell(f"Saved as {where}. Its brief: practice-model brief {path.stem}")

    def _set(self, one: Control, value: float) -> None:
        self._quiet = True
        try:
            self._sliders[one.name].value = value
        finally:
            self._quiet = False

    def _tell(self, text: str, *, bad: bool = False) -> None:
        kind = "bad" if bad else "good"
        self._says.value = (
            Markup('<p class="{}" role="status">{}</p>').format(kind, text) if text else ""
        )

    def _show(self) -> None:
        made = told(self._loaded, self._now.outcome, self._side.value, *self._draws)
        self._head.value = _head(self._loaded, made.heading, made.marks)
        self._stand.value = _markup(made.stand)
        self._table.value = _markup(made.table)
        self._range.value = _markup(made.range_)
        self._waterfall.value = _markup(made.waterfall) or Markup(
            '<p class="none">No group of services changes.</p>'
        )
        for name, one in self._controls.items():
            self._labels[name].value = _label(one, self._now.moves.get(name, one.start))
        self._list.value = _moves(
            (one, self._now.moves[name])
            for name, one in self._controls.items()
            if name in self._now.moves
        )

    def _layout(self, still: list[Control]) -> Any:
        kit = self._kit
        sections = groupby(self._controls.values(), key=lambda one: one.section)
        groups = {title: kit.VBox(list(self._rows(list(held)))) for title, held in sections}
        sliders = kit.Accordion(children=list(groups.values()), selected_index=0)
        for at, title in enumerate(groups):
            sliders.set_title(at, title)
        left = kit.VBox(
            [sliders, kit.HTML(_idle(still))],
            layout={"flex": "1 1 340px", "max_width": "400px"},
        )
        told_here = [self._says, self._list, self._stand, self._table, self._range]
        right = kit.VBox(
            [*told_here, self._side, self._waterfall],
            layout={"flex": "2 1 560px", "min_width": "0", "padding": "0 0 0 12px"},
        )
        buttons = kit.HBox(
            [
                self._button("Reset", self._reset),
                self._name,
                self._button("Save as scenario", self._save),
            ],
            layout={"flex_flow": "row wrap"},
        )
        body = kit.HBox([left, right], layout={"flex_flow": "row wrap", "width": FULL})
        rules = (TEMPLATES / "what_if.css").read_text("utf-8")
        style = kit.HTML(f"<style>{page_fonts()}{rules}</style>")  # the type that charts are set in
        whole = kit.VBox([style, self._head, buttons, body], layout={"width": FULL})
        whole.add_class("what-if")
        return whole

    def _rows(self, held: list[Control]) -> Iterable[Any]:
        for taken_over, group in groupby(held, key=lambda one: one.inherited):
            if taken_over:
                yield self._kit.HTML('<p class="part">As in the agreement in force</p>')
            for one in group:
                yield self._labels[one.name]
                yield self._sliders[one.name]

    def _button(self, text: str, does: Callable[[Any], None]) -> Any:
        made = self._kit.Button(description=text, layout={"width": "auto"})
        made.on_click(does)
        return made


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


def _markup(shown: Shown | None) -> Markup:
    return Markup(shown._repr_html_()) if shown is not None else Markup("")


def _head(loaded: Loaded[Payer], heading: str, marks: Iterable[str]) -> Markup:
    talk = loaded.terms
    told_marks = Markup("").join(Markup("<span>{}</span>").format(mark) for mark in marks)
    under = f"{talk.practice.name} · {loaded.file.stem} · as of {printed(talk.as_of, 'date')}"
    return Markup('<div class="marks">{}</div><h1>{}</h1><p class="under">{}</p>').format(
        told_marks, heading, under
    )


def _label(one: Control, value: float) -> Markup:
    is_moved = value != one.start
    was = Markup(' <span class="was">was {}</span>').format(one.says(one.start)) if is_moved else ""
    return Markup(
        '<div class="row{}" title="{}"><span>{}</span><span class="value">{}{}</span></div>'
    ).format(
        " moved" if is_moved else "", f"{one.source} ({one.place})", one.label, one.says(value), was
    )


def _moves(moves: Iterable[tuple[Control, float]]) -> Markup:
    items = Markup("").join(
        Markup("<li>{}: {}, <strong>{}</strong> (was {})</li>").format(
            one.section, one.label, one.says(value), one.says(one.start)
        )
        for one, value in moves
    )
    if not items:
        return Markup('<p class="none">{}</p>').format(NOTHING)
    return Markup('<p class="part">What is moved</p><ul>{}</ul>').format(items)


def _idle(still: list[Control]) -> Markup:
    if not still:
        return Markup("")
    names = "; ".join(f"{one.section}: {one.label}" for one in still)
    return Markup('<p class="idle">Have a range, and move no figure shown here: {}.</p>').format(
        escape(names)
    )

"""`extends`: files that say only how they differ, and the laws of putting them together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_model.faults import Fault, Faults
from practice_model.quantities import USD, terms
from practice_model.readers.extends import leaves, merged, same
from practice_model.readers.inputs import load
from practice_model.readers.written import Origin, Written


@terms
class Part:
    cost: USD
    name: str = ""
    codes: list[str] | None = None


@terms
class Whole:
    parts: dict[str, Part]
    title: str = ""


BASE = """\
sources: {book: "the ledger of 2025"}
title: base
parts:
  one: {name: first, cost: {value: 9, unit: USD, low: 5, high: 20, source: book}, codes: [a, b]}
  two: {cost: {value: 3, unit: USD, source: book}}
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    root = tmp_path / "inputs"
    root.mkdir()
    monkeypatch.chdir(tmp_path)

    def written(name, text):
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    written("base.yaml", BASE)
    return written


def faults_of(path):
    with pytest.raises(Faults) as told:
        load(path, Whole)
    return [str(fault) for fault in told.value.faults]


def test_a_file_says_only_how_it_differs(write):
    loaded = load(write("more.yaml", "extends: base.yaml\nparts: {one: {name: other}}\n"), Whole)
    assert loaded.terms.parts["one"].name == "other"
    assert loaded.terms.parts["one"].cost == 9
    assert set(loaded.terms.parts) == {"one", "two"}
    assert loaded.origins["parts.one.cost"].file == "base.yaml"
    assert {name: mark.what for name, mark in loaded.marked.items()} == {
        "parts.one.name": "changed"
    }
    assert [path.name for path in loaded.files] == ["base.yaml", "more.yaml"]


def test_a_figure_is_taken_whole_and_keeps_nothing_of_the_other(write):
    text = """\
sources: {letter: "their letter"}
extends: base.yaml
parts: {one: {cost: {value: 12, unit: USD, source: letter}}}
"""
    loaded = load(write("more.yaml", text), Whole)
    assert loaded.ranges == {}
    assert loaded.ledger.set_index("figure").loc["parts.one.cost", "source"] == "their letter"


def test_a_figure_in_part_is_no_figure(write):
    text = "sources: {a: b}\nextends: base.yaml\nparts: {one: {cost: {value: 12, source: a}}}\n"
    assert faults_of(write("more.yaml", text)) == [
        "inputs/more.yaml:3: parts.one.cost: has no unit; write unit: USD"
    ]


def test_a_list_is_taken_whole(write):
    text = 'extends: base.yaml\nparts: {one: {codes: ["c"]}}\n'
    assert load(write("more.yaml", text), Whole).terms.parts["one"].codes == ["c"]


def test_null_removes_what_is_extended(write):
    loaded = load(
        write("more.yaml", "extends: base.yaml\nparts: {two: null, one: {codes: ~}}\n"), Whole
    )
    assert set(loaded.terms.parts) == {"one"}
    assert loaded.terms.parts["one"].codes is None
    marks = {name: (mark.what, mark.line) for name, mark in loaded.marked.items()}
    assert marks == {"parts.two": ("removed", 2), "parts.one.codes": ("removed", 2)}


def test_null_that_removes_nothing_is_a_misspelling(write):
    found = faults_of(write("more.yaml", "extends: base.yaml\nparts: {tow: null}\n"))
    assert found == [
        "inputs/more.yaml:2: parts.tow: removes nothing: what is extended has no such name; "
        "did you mean two?"
    ]


def test_what_is_added_is_marked_as_added(write):
    text = """\
sources: {own: "our guess"}
extends: base.yaml
parts: {three: {cost: {value: 1, unit: USD, source: own}}}
"""
    loaded = load(write("more.yaml", text), Whole)
    mark = loaded.marked["parts.three.cost"]
    assert (mark.what, mark.now, mark.was) == ("added", 1, None)


def test_saying_the_same_again_is_no_change(write):
    loaded = load(write("more.yaml", "extends: base.yaml\ntitle: base\n"), Whole)
    assert loaded.marked == {}


def test_extends_works_at_any_level_and_from_the_file_that_says_it(write):
    write(
        "deep/part.yaml",
        'sources: {x: "a list"}\nname: deep\ncost: {value: 7, unit: USD, source: x}\n',
    )
    write("deep/near.yaml", "extends: part.yaml\nname: near\n")
    write("deep/far.yaml", "extends: ../base.yaml\nparts: {two: {extends: near.yaml, name: far}}\n")
    loaded = load(write("top.yaml", "extends: deep/far.yaml\ntitle: top\n"), Whole)
    assert loaded.terms.parts["two"].name == "far"
    assert loaded.terms.parts["two"].cost == 7
    assert loaded.origins["parts.two.cost"].file == "deep/part.yaml"
    assert loaded.terms.title == "top"
    assert len(loaded.files) == 5


def test_sources_belong_to_their_own_file(write):
    write("part.yaml", 'sources: {x: "a list"}\ncost: {value: 7, unit: USD, source: x}\n')
    text = 'sources: {x: "another list"}\nextends: base.yaml\nparts: {two: {extends: part.yaml}}\n'
    loaded = load(write("more.yaml", text), Whole)
    assert "a list" in loaded.ledger["source"].tolist()
    assert "another list" not in loaded.ledger["source"].tolist()
    borrowed = "extends: base.yaml\nparts: {one: {cost: {value: 1, unit: USD, source: book}}}\n"
    assert "'book' is not among the file's sources" in faults_of(write("more.yaml", borrowed))[0]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"top.yaml": "extends: top.yaml\n"}, "circle: top.yaml -> top.yaml"),
        (
            {"top.yaml": "extends: a.yaml\n", "a.yaml": "parts: {one: {extends: top.yaml}}\n"},
            "circle: top.yaml -> a.yaml -> top.yaml",
        ),
        (
            {"top.yaml": "parts: {one: {extends: bsae.yaml}}\n"},
            "no file bsae.yaml; did you mean base",
        ),
        ({"top.yaml": "extends: nowhere/x.yaml\n"}, "there is no file nowhere/x.yaml"),
    ],
)
def test_a_circle_or_a_missing_file_is_one_fault(write, files, told):
    for name, text in files.items():
        write(name, text)
    found = faults_of("top.yaml")
    assert len(found) == 1
    assert told in found[0]


def test_a_missing_file_hides_no_other_fault(write):
    text = "title: 7\nparts: {one: {extends: bsae.yaml}, two: {nmae: x, cost: 3}}\n"
    found = faults_of(write("top.yaml", text))
    assert len(found) == 4
    for told in ("no file bsae.yaml", 'in quotes: "7"', "nmae: unknown", "cost: has no source"):
        assert any(told in fault for fault in found), found


def test_one_file_may_be_extended_in_two_places(write):
    write("part.yaml", 'sources: {x: "a list"}\ncost: {value: 7, unit: USD, source: x}\n')
    text = "parts: {one: {extends: part.yaml}, two: {extends: part.yaml, name: second}}\n"
    loaded = load(write("more.yaml", text), Whole)
    assert loaded.origins["parts.one.cost"] == loaded.origins["parts.two.cost"]
    assert len(loaded.ledger) == 1


def thing(content):
    origin, kind = Origin("a.yaml", 1, "x"), "mapping" if isinstance(content, dict) else "bare"
    parts = {name: thing(part) for name, part in content.items()} if kind == "mapping" else content
    return Written(kind, parts, origin, "a.yaml")


names = st.sampled_from(["a", "b", "c"])
trees = st.recursive(st.integers(0, 3), lambda inner: st.dictionaries(names, inner), max_leaves=8)
mappings = st.dictionaries(names, trees).map(thing)
flat = st.dictionaries(names, st.integers(0, 3)).map(thing)


def put(*things):
    faults: list[Fault] = []
    made = things[0]
    for more in things[1:]:
        made = merged(made, more, faults)
    assert not faults
    return made


@given(mappings)
def test_a_file_put_over_nothing_or_over_itself_is_itself(one):
    assert same(put(thing({}), one), one)
    assert same(put(one, thing({})), one)
    assert same(put(one, one), one)
    assert not [part for _, part in leaves(put(one, one)) if part.was or part.added]


@given(flat, flat, flat)
def test_putting_files_together_does_not_depend_on_where_one_begins(one, two, three):
    assert same(put(put(one, two), three), put(one, put(two, three)))


@given(mappings, mappings)
def test_the_nearer_file_has_the_last_word(base, over):
    made = dict(leaves(put(base, over)))
    assert {name: made[name].content for name, _ in leaves(over)} == {
        name: part.content for name, part in leaves(over)
    }


@given(mappings, mappings)
def test_what_was_replaced_is_kept_beside_what_replaced_it(base, over):
    before = dict(leaves(base))
    for name, part in leaves(put(base, over)):
        if part.was is not None and name in before:
            assert part.was is before[name]

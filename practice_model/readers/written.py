"""What an input file says, with the line of everything it says.

A YAML file becomes a tree of `Written`: mappings, lists, bare values, figures and tables, each
with its file, line and place. Figures come whole, `{value, unit, low, high, source, note}`, and
their source is looked up among the `sources:` of their own file here, before files are merged.

Bare values are read plainly: 007, 1:30 or .inf are told as text and never turned into another
number, and keys are taken as they are written (a code may be a key without quotes).
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from practice_model.faults import Fault, did_you_mean
from practice_model.units import Figure

FIGURE_PARTS: Final = ("value", "unit", "low", "high", "source", "note")
TABLE_PARTS: Final = ("table", "source", "dates", "note")
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
QUOTED: Final = ("'", '"', "|", ">")
_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]*(_[0-9]+)*)")
_DECIMAL: Final = re.compile(r"[-+]?([0-9]+(_[0-9]+)*)?\.?[0-9]*([eE][-+]?[0-9]+)?")

Kind = Literal["mapping", "list", "bare", "figure", "table"]
Pairs = dict[str, tuple[yaml.Node, yaml.Node]]


@dataclass(frozen=True)
class Origin:
    """Where a figure is written: the file, the line, and the place in that file.

    `file` is told from the inputs folder: contracts/nq/terms.yaml.
    """

    file: str
    line: int
    place: str


@dataclass(frozen=True, eq=False)
class Written:
    """One thing that a file says: its kind, its content, and where it stands.

    `shown` is the file as a user can open it; `was` is what an extending file put this over,
    `added` that there was nothing, `removed` what it took away.
    """

    kind: Kind
    content: Any
    origin: Origin
    shown: str
    text: str = ""
    extends: "Written | None" = None
    removed: dict[str, "Written"] = field(default_factory=dict)
    was: "Written | None" = None
    added: bool = False

    @property
    def is_null(self) -> bool:
        """Whether the file says null here."""
        return self.kind == "bare" and self.content is None


@dataclass
class Page:
    """A file being read: its names, its sources and the faults found so far."""

    path: Path
    name: str
    shown: str
    faults: list[Fault]
    sources: dict[str, str] = field(default_factory=dict)
    seen: dict[int, Written | None] = field(default_factory=dict)

    def fault(self, node: yaml.Node | None, place: str, message: str) -> None:
        """Note a fault at a node, or for the whole file."""
        line = node.start_mark.line + 1 if node is not None else 0
        self.faults.append(Fault(self.shown, line, place, message))


def read_page(path: Path, name: str, shown: str, faults: list[Fault]) -> Written | None:
    """Return what a file says, or None where it cannot be read; faults are added to the list."""
    page = Page(path, name, shown, faults)
    top = _composed(page)
    if top is None:
        return None
    if not isinstance(top, yaml.MappingNode):
        page.fault(top, "", "must hold names with values, such as `price: {value: ...}`")
        return None
    pairs = _pairs(top, page, "")
    _read_sources(pairs.pop("sources", None), page)
    return _mapping(top, pairs, page, "")


def _composed(page: Page) -> yaml.Node | None:
    try:
        text = page.path.read_bytes().decode("utf-8-sig")
        top = yaml.compose(text, Loader=LOADER)
    except UnicodeDecodeError as error:
        page.fault(None, "", f"is not UTF-8 text (byte {error.start}); save it as UTF-8")
    except OSError as error:
        page.fault(None, "", f"cannot be read: {error.strerror}")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = " ".join(part for part in (error.context, error.problem) if part)
        line = mark.line + 1 if mark else 0
        page.faults.append(Fault(page.shown, line, "", f"is no YAML: {told}"))
    except yaml.YAMLError as error:
        page.fault(None, "", f"is no YAML: {error}")
    else:
        if top is None:
            page.fault(None, "", "is empty")
        return top
    return None


def _pairs(node: yaml.MappingNode, page: Page, place: str) -> Pairs:
    """The keys of a mapping as they are written, each with its key and its value."""
    pairs: Pairs = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else None
        if name is None or not name.strip():
            page.fault(key, place, "a key must be one word or text")
        elif key.tag.endswith(":merge"):
            page.fault(key, place, "`<<` is not taken; `extends: file.yaml` is the way to inherit")
        elif name in pairs:
            first = pairs[name][0].start_mark.line + 1
            page.fault(key, _step(place, name), f"stands twice; first on line {first}")
        else:
            pairs[name] = (key, value)
    return pairs


def _step(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _read_sources(pair: tuple[yaml.Node, yaml.Node] | None, page: Page) -> None:
    if pair is None:
        return
    if not isinstance(pair[1], yaml.MappingNode):
        page.fault(pair[0], "sources", 'must be names with texts: `sources: {quote: "..."}`')
        return
    for name, (key, value) in _pairs(pair[1], page, "sources").items():
        if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            page.fault(key, f"sources.{name}", "must be a text: document, date, page or line")
        else:
            page.sources[name] = value.value.strip()


def _written(key: yaml.Node, node: yaml.Node, page: Page, place: str) -> Written | None:
    """One value; its line is its key's. An alias gives the same thing, with the same origin."""
    if id(node) in page.seen:
        if page.seen[id(node)] is None:
            page.fault(key, place, "holds itself")
        return page.seen[id(node)]
    page.seen[id(node)] = None
    made = _made(key, node, page, place)
    page.seen[id(node)] = made
    return made


def _made(key: yaml.Node, node: yaml.Node, page: Page, place: str) -> Written:
    if isinstance(node, yaml.MappingNode):
        pairs = _pairs(node, page, place)
        for mark in ("table", "value", "unit"):
            if mark in pairs and isinstance(pairs[mark][1], yaml.ScalarNode):
                parts = TABLE_PARTS if mark == "table" else FIGURE_PARTS
                return _atom(key, pairs, parts, page, place)
        return _mapping(key, pairs, page, place)
    origin = Origin(page.name, key.start_mark.line + 1, place)
    if isinstance(node, yaml.SequenceNode):
        items = [_written(item, item, page, f"{place}.{n}") for n, item in enumerate(node.value)]
        return Written("list", [item for item in items if item is not None], origin, page.shown)
    return Written("bare", bare(node), origin, page.shown, text=node.value)


def _mapping(key: yaml.Node, pairs: Pairs, page: Page, place: str) -> Written:
    parts = {
        name: made
        for name, (inner, value) in pairs.items()
        if (made := _written(inner, value, page, _step(place, name))) is not None
    }
    extends = parts.pop("extends", None)
    if extends is not None and not isinstance(extends.content, str):
        message = "must name one file: `extends: a.yaml`"
        page.fault(pairs["extends"][0], extends.origin.place, message)
        extends = None
    origin = Origin(page.name, key.start_mark.line + 1, place)
    return Written("mapping", parts, origin, page.shown, extends=extends)


def _atom(
    key: yaml.Node,
    pairs: Pairs,
    known: tuple[str, ...],
    page: Page,
    place: str,
) -> Written:
    """A figure or a table: taken whole, with its source looked up."""
    parts: dict[str, Any] = {}
    faulty = False
    for name, (inner, value) in pairs.items():
        if name not in known:
            page.fault(inner, _step(place, name), f"unknown part{did_you_mean(name, known)}")
            faulty = True
        elif not isinstance(value, yaml.ScalarNode):
            page.fault(inner, _step(place, name), "must be one value")
            faulty = True
        elif name in {"value", "low", "high"}:
            parts[name] = bare(value)
        else:
            parts[name] = value.value.strip()
    parts["source"] = _source(parts.get("source"), key, page, place)
    origin = Origin(page.name, key.start_mark.line + 1, place)
    if known is TABLE_PARTS:
        parts["folder"] = page.path.parent
        return Written("table", parts, origin, page.shown)
    return Written("figure", Figure(**parts, faulty=faulty), origin, page.shown)


def _source(name: str | None, key: yaml.Node, page: Page, place: str) -> str:
    if not name:
        page.fault(key, place, "has no source; name one of the file's `sources:`")
        return ""
    if name not in page.sources:
        near = did_you_mean(name, page.sources)
        page.fault(key, place, f"its source {name!r} is not among the file's sources{near}")
    return page.sources.get(name, "")


def bare(node: Any) -> Any:
    """Return a bare value: text, true or false, a whole or decimal number, a day, or nothing."""
    kind, text = node.tag.rsplit(":", 1)[-1], node.value
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in {"true", "yes", "on"}
    if kind == "timestamp":
        return _day(text)
    if kind in {"int", "float"} or (kind == "str" and node.style not in QUOTED):
        if _INTEGER.fullmatch(text):
            return int(text.replace("_", ""))
        if _DECIMAL.fullmatch(text) and any(sign.isdigit() for sign in text) and _plain(text):
            return float(text.replace("_", ""))
    return text


def _plain(text: str) -> bool:
    """Whether a number has a point or an exponent, or no needless leading zero."""
    return bool(re.search(r"[.eE]", text)) and not re.match(r"[-+]?0[0-9]", text)


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text

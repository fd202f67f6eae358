"""Records: terms of a deal and results of a model, frozen and checked whenever they are made.

A record takes names only, refuses a name that it does not know, and never changes. Its parts
are read and replaced by dotted path, through nested records, named mappings and lists.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    NamedTuple,
    TypeVar,
    Union,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import ConfigDict, GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked_dataclass
from pydantic_core import CoreSchema

from practice_model.faults import did_you_mean
from practice_model.units import Number, Unit, unit_of

Class = TypeVar("Class")
Record = TypeVar("Record")


def _schema_that_takes_mappings(
    cls: type, source: Any, handler: GetCoreSchemaHandler
) -> CoreSchema:
    made = handler(source)
    node: Any = made
    while node["type"] != "dataclass":
        node = node["schema"]
    node["strict"] = False  # a mapping may stand for the record; its fields stay strict
    return made


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def terms(cls: type[Class]) -> type[Class]:
    """Make a class a record: named, unchanging, and checked whenever it is made.

    Fields may be units, `Code`, text, flags, dates, whole numbers that name (a year), closed
    choices (`Literal`), tables, other records, and lists, named mappings and `None`s of these.
    Raises TypeError for a field that is a number without a unit.

    >>> from practice_model.quantities import USD
    >>> @terms
    ... class Offer:
    ...     price: USD
    >>> Offer(price=185_000).price
    185000.0
    """
    for name, annotation in get_type_hints(cls, include_extras=True).items():
        if float in _parts(annotation):
            raise TypeError(f"{cls.__name__}.{name} is a number without a unit: give it a unit")
    cls.__get_pydantic_core_schema__ = classmethod(_schema_that_takes_mappings)  # type: ignore[attr-defined]
    config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, strict=True)
    made = checked_dataclass(frozen=True, kw_only=True, eq=False, config=config)(cls)
    return cast(type[Class], made)


def _parts(annotation: Any) -> set[Any]:
    """Every type inside an annotation that no unit stands on."""
    if unit_of(annotation) is not None:
        return set()
    inner = [_parts(part) for part in get_args(annotation) if not isinstance(part, str)]
    return {annotation}.union(*inner) if _hashable(annotation) else set().union(*inner)


def _hashable(thing: Any) -> bool:
    try:
        hash(thing)
    except TypeError:
        return False
    return True


def exactly_one(*names: str) -> Callable[[type[Class]], type[Class]]:
    """Make a record refuse all but exactly one of these fields; stands below `@terms`.

    >>> from practice_model.quantities import Ratio, USDPerUnit
    >>> @terms
    ... @exactly_one("of_medicare", "fixed")
    ... class Rule:
    ...     of_medicare: Ratio | None = None
    ...     fixed: USDPerUnit | None = None
    >>> Rule(of_medicare=1.04).of_medicare
    1.04
    """
    return _with_check(lambda record: _count_given(record, names, at_least=1))


def at_most_one(*names: str) -> Callable[[type[Class]], type[Class]]:
    """Make a record refuse more than one of these fields; stands below `@terms`."""
    return _with_check(lambda record: _count_given(record, names, at_least=0))


def _with_check(check: Callable[[Any], None]) -> Callable[[type[Class]], type[Class]]:
    def decorated(cls: type[Class]) -> type[Class]:
        before = getattr(cls, "__post_init__", None)

        def __post_init__(self: Any) -> None:  # noqa: N807 - the name that dataclasses call
            check(self)
            if before is not None:
                before(self)

        cls.__post_init__ = __post_init__  # type: ignore[attr-defined]
        return cls

    return decorated


def _count_given(record: Any, names: tuple[str, ...], at_least: int) -> None:
    given = [name for name in names if getattr(record, name) is not None]
    if at_least <= len(given) <= 1:
        return
    told = " and ".join(given) if given else "none"
    rule = "exactly one" if at_least else "at most one"
    raise ValueError(f"give {rule} of {', '.join(names)}; given: {told}")


def hints(record_type: Any) -> Mapping[str, Any]:
    """Return the fields of a record and their annotations, units included."""
    return _hints(record_type)


@cache
def _hints(record_type: Any) -> Mapping[str, Any]:
    known = get_type_hints(record_type, include_extras=True)
    return {one.name: known[one.name] for one in fields(record_type)}


def figures(record: Any) -> dict[str, tuple[Number, Unit]]:
    """Return every quantity of a record by dotted path, with its unit; a `None` is left out.

    >>> from practice_model.quantities import USD
    >>> @terms
    ... class Offer:
    ...     price: USD
    ...     resale: USD | None = None
    >>> figures(Offer(price=5))
    {'price': (5.0, Unit(symbol='USD', at_least=0, at_most=inf, integer=False))}
    """
    return dict(_figures(record, ()))


def default_sources(record: Any) -> dict[str, str]:
    """Return by dotted path where the defaults of a record come from: its class says so once.

    A record class whose fields have default figures names their source in `defaults_from`.
    """
    return dict(_default_sources(record, ()))


def _default_sources(here: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if is_dataclass(here):
        told = getattr(type(here), "defaults_from", "")
        for name in hints(type(here)):
            if told:
                yield ".".join((*path, name)), told
            yield from _default_sources(getattr(here, name), (*path, name))
    elif isinstance(here, dict | list | tuple):
        for key, part in _steps(here):
            yield from _default_sources(part, (*path, key))


def _figures(record: Any, path: tuple[str, ...]) -> Iterator[tuple[str, tuple[Number, Unit]]]:
    for name, annotation in hints(record.__class__).items():
        yield from _figures_of_field(getattr(record, name), annotation, (*path, name))


def _figures_of_field(
    value: Any, annotation: Any, path: tuple[str, ...]
) -> Iterator[tuple[str, tuple[Number, Unit]]]:
    unit = unit_of(annotation)
    if value is None:
        return
    if unit is not None:
        yield ".".join(path), (value, unit)
    elif is_dataclass(value):
        yield from _figures(value, path)
    elif isinstance(value, dict | list | tuple):
        for key, inner in _steps(value):
            yield from _figures_of_field(inner, inside(annotation), (*path, key))


def _steps(value: Any) -> Iterator[tuple[str, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return ((str(key), inner) for key, inner in pairs)


def inside(annotation: Any) -> Any:
    """Return the annotation of what a list or a mapping holds, also inside `X | None`."""
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    inner = [part for part in get_args(annotation) if part is not Ellipsis]
    return inner[-1] if inner else Any


def replaced(record: Record, changes: Mapping[str, Any]) -> Record:
    """Return the record with other values at dotted paths, checked like any record.

    Raises ValueError for an unknown name, told with the nearest one, and for a refused value.

    >>> from practice_model.quantities import USD
    >>> @terms
    ... class Offer:
    ...     price: USD
    >>> replaced(Offer(price=5), {"price": 6}).price
    6.0
    >>> replaced(Offer(price=5), {"pirce": 6})
    Traceback (most recent call last):
    ValueError: pirce: unknown; did you mean price?
    """
    return cast(Record, _replaced(record, _by_first_step(changes), type(record), ()))


def _by_first_step(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted paths as a tree, whose leaves are `_New` values."""
    tree: dict[str, Any] = {}
    for path, value in changes.items():
        *branches, leaf = path.split(".")
        here = tree
        for branch in branches:
            here = here.setdefault(branch, {})
            if isinstance(here, _New):
                raise ValueError(f"{path}: is changed as a whole and in part at once")
        if leaf in here:
            raise ValueError(f"{path}: is changed as a whole and in part at once")
        here[leaf] = _New(value)
    return tree


class _New(NamedTuple):
    value: Any


def _replaced(here: Any, changes: Any, annotation: Any, path: tuple[str, ...]) -> Any:
    if isinstance(changes, _New):
        return _checked(changes.value, annotation, path)
    if is_dataclass(here):
        return _record_with(here, changes, path)
    if not isinstance(here, dict | list | tuple):
        raise ValueError(f"{'.'.join((*path, next(iter(changes))))}: {path[-1]} has no parts")
    known = dict(_steps(here))
    for name, change in changes.items():
        _refuse_unknown(name, known, path)
        known[name] = _replaced(known[name], change, inside(annotation), (*path, name))
    return known if isinstance(here, dict) else type(here)(known.values())


def _record_with(record: Any, changes: dict[str, Any], path: tuple[str, ...]) -> Any:
    known = hints(record.__class__)
    made = object.__new__(type(record))  # what did not change was checked before
    made.__dict__.update(record.__dict__)
    for name, change in changes.items():
        _refuse_unknown(name, known, path)
        new = _replaced(getattr(record, name), change, known[name], (*path, name))
        made.__dict__[name] = new
    if hasattr(made, "__post_init__"):
        made.__post_init__()
    return made


def _refuse_unknown(name: str, known: Any, path: tuple[str, ...]) -> None:
    if name not in known:
        raise ValueError(f"{'.'.join((*path, name))}: unknown{did_you_mean(name, known)}")


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation, config=ConfigDict(arbitrary_types_allowed=True, strict=True))


def _checked(value: Any, annotation: Any, path: tuple[str, ...]) -> Any:
    adapter = _adapter(annotation) if not is_dataclass(annotation) else TypeAdapter(annotation)
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        told = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise ValueError(f"{'.'.join(path)}: {told}") from None

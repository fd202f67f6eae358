"""Code groups: which services are spoken of together, and which stand apart from the fee schedule.

A group is a plain name of our own over codes and ranges of codes; code before range. Its block
says how its lines are treated: professional services and drugs have rates of their own, what the
patient pays alone and what carries no charge is shown apart and never priced by a contract.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Literal, NamedTuple

from practice_model.quantities import Code, terms

CODE_LENGTH = 5
OTHER = "other"
Block = Literal["professional", "drug", "patient_pay", "no_charge"]


@terms
class CodeGroup:
    """A named set of codes: single codes, and ranges written '92002-92014'."""

    codes: list[Code] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    block: Block = "professional"

    def __post_init__(self) -> None:
        for text in self.ranges:
            range_of(text)
        if not self.codes and not self.ranges:
            raise ValueError("a code group needs codes or ranges")


class CodeRange(NamedTuple):
    """All codes from low to high, both included."""

    low: str
    high: str

    def holds(self, code: str) -> bool:
        """Return whether a code lies in the range."""
        return len(code) == len(self.low) and self.low <= code <= self.high

    def meets(self, other: "CodeRange") -> bool:
        """Return whether two ranges share a code."""
        return self.low <= other.high and other.low <= self.high


def range_of(text: str) -> CodeRange:
    """Return the range that '92002-92014' names; ValueError for any other writing.

    >>> range_of("J0120-J9999").holds("J0178")
    True
    """
    low, dash, high = text.partition("-")
    if not dash or len(low) != CODE_LENGTH or len(high) != CODE_LENGTH or low > high:
        raise ValueError(f"must be a range of codes such as '92002-92014', not {text!r}")
    return CodeRange(low, high)


class Grouping(NamedTuple):
    """Look-up from code to group and from group to block."""

    of_code: Mapping[str, str]
    of_range: tuple[tuple[CodeRange, str], ...]
    blocks: Mapping[str, str]

    def group_of(self, code: str) -> str:
        """Return the group of a code, 'other' where none claims it."""
        if code in self.of_code:
            return self.of_code[code]
        return next((name for held, name in self.of_range if held.holds(code)), OTHER)

    def block_of(self, group: str) -> str:
        """Return the block of a group; what no group claims is a professional service."""
        return self.blocks.get(group, "professional")


def grouping(groups: Mapping[str, CodeGroup]) -> Grouping:
    """Return the look-up of the groups; ValueError tells every code that two groups claim."""
    told = list(disputes({name: (group.codes, group.ranges) for name, group in groups.items()}))
    if told:
        raise ValueError("; ".join(told))
    return Grouping(
        of_code={code: name for name, group in groups.items() for code in group.codes},
        of_range=tuple(
            (range_of(text), name) for name, group in groups.items() for text in group.ranges
        ),
        blocks={name: group.block for name, group in groups.items()},
    )


def disputes(claims: Mapping[str, tuple[list[str], list[str]]]) -> Iterator[str]:
    """Yield a sentence for every code, and every pair of ranges, that two names claim."""
    owner: dict[str, str] = {}
    for name, (codes, _) in claims.items():
        for code in codes:
            if code in owner and owner[code] != name:
                yield f"{owner[code]} and {name} both claim {code}"
            owner[code] = name
    held = [(range_of(text), text, name) for name, (_, texts) in claims.items() for text in texts]
    for place, (one, text, name) in enumerate(held):
        for other, other_text, other_name in held[:place]:
            if name != other_name and one.meets(other):
                yield f"{other_name} ({other_text}) and {name} ({text}) overlap"

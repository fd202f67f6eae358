"""The page of the synthetic practice agrees with what cites it and with the practice itself."""

import re
from pathlib import Path

import pytest
import yaml

from practice_model.synthetic.sources import PAYERS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "PRACTICE.md").read_text("utf-8")
KEY = yaml.safe_load((ROOT / "practice_model/synthetic/control_totals.yaml").read_text("utf-8"))
SECTION = r"[0-9]+(?:\.[0-9]+)?"
CITED = re.compile(rf"PRACTICE\.md,? sections? ({SECTION}(?:(?:, and |, | and ){SECTION})*)")
WRITTEN = {".yaml", ".csv", ".md", ".txt", ".py"}


def headings() -> set[str]:
    return set(re.findall(rf"^#+ ({SECTION})\.? ", PAGE, re.MULTILINE))


def cited(text: str) -> set[str]:
    return {one for told in CITED.findall(text) for one in re.findall(SECTION, told)}


def citations() -> list[tuple[Path, str]]:
    files = [path for folder in ("inputs", "practice_model", "tests")
             for path in sorted((ROOT / folder).rglob("*"))
             if path.suffix in WRITTEN and path != Path(__file__)]  # fmt: skip
    return [
        (path, one) for path in files for one in sorted(cited(path.read_text("utf-8", "replace")))
    ]


def rows(section: str) -> dict[str, list[str]]:
    """Table rows of a section by their first cell, without bold marks."""
    part = re.split(rf"^#+ {re.escape(section)}\.? ", PAGE, flags=re.MULTILINE)[1]
    lines = re.split(r"^#", part, flags=re.MULTILINE)[0].splitlines()
    cells = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in lines
             if line.startswith("|")]  # fmt: skip
    return {row[0]: row[1:] for row in cells}


def number(text: str) -> float:
    return float(text.replace(",", ""))


def pair(text: str) -> list[float]:
    return [number(part) for part in text.split(" / ")]


def test_a_citation_of_several_sections_is_read_whole():
    told = 'a: "synthetic: PRACTICE.md sections 1.2, 1.4 and 5.1", PRACTICE.md section 9, seed 20'
    assert cited(told) == {"1.2", "1.4", "5.1", "9"}


def test_every_section_that_a_source_names_is_on_the_page():
    found = citations()
    assert len({path for path, _ in found if "inputs" in path.parts}) > 30
    unknown = [f"{path.relative_to(ROOT)}: {one}" for path, one in found if one not in headings()]
    assert unknown == []


def test_the_first_line_says_that_the_practice_is_synthetic():
    assert "SYNTHETIC" in PAGE.splitlines()[0]


def test_every_table_that_the_page_names_ships():
    named = set(re.findall(r"`([a-z0-9_]+\.(?:csv|yaml))`", PAGE))
    ship = {path.name for path in (ROOT / "inputs").rglob("*")}
    assert len(named) > 20
    assert named - ship == set()


@pytest.mark.parametrize("payer", [*PAYERS, "all"])
def test_the_pages_book_of_business_is_the_one_that_the_practice_is_held_to(payer):
    cells = rows("3.1")[payer]
    told = KEY["blocks"] if payer == "all" else KEY["payers"][payer]
    blocks = [told[block] for block in ("professional", "drug", "facility")]
    assert [number(one) for one in cells[0].split(", ")] == [lines for lines, _ in blocks]
    assert [number(cells[n]) for n in (1, 3, 5)] == [allowed for _, allowed in blocks]


@pytest.mark.parametrize("group", KEY["groups"])
def test_the_pages_groups_are_those_that_the_practice_is_held_to(group):
    cells = dict(zip("ABCDE", rows("2.2")[group], strict=False))
    found = {one: pair(cell) for one, cell in cells.items() if cell}
    assert found == KEY["groups"][group]


@pytest.mark.parametrize("drug", KEY["drugs"])
def test_the_pages_drugs_are_those_that_the_practice_is_held_to(drug):
    count, _, allowed, _ = rows("2.2")[drug]
    lines, each = (number(one) for one in count.split(" x "))
    assert [lines, lines * each, number(allowed)] == KEY["drugs"][drug]


def test_the_page_tells_all_thirty_five_findings():
    assert [one for one in rows("8") if one.startswith("F")] == [f"F{n}" for n in range(1, 36)]

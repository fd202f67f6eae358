"""The agreements that ship say on numbered pages what the contract terms say in numbers."""

import re

import pytest
from practice_tables_read import INPUTS

from practice_model.readers.inputs import load
from practice_model.revenue.contract import Contract

CONTRACTS = INPUTS / "contracts"
TEXTS = sorted(CONTRACTS.glob("*/*.txt"))
NEGOTIATED = ("ma", "nq", "tm", "fw", "pw")
NUMBERED = {  # days and months as an agreement writes them; None where its terms are silent
    "ma": {"notice": 180, "timely_filing": 365, "clean_claim": 30, "appeal": 60,
           "amendment_notice": 60, "look_back": 36, "underpayment_window": 24},
    "nq": {"notice": 120, "timely_filing": 180, "clean_claim": 30, "appeal": 60,
           "amendment_notice": 30, "look_back": 36, "underpayment_window": 12},
    "tm": {"notice": 90, "timely_filing": 180, "clean_claim": 45, "appeal": 180,
           "amendment_notice": None, "look_back": 24, "underpayment_window": 24},
    "fw": {"notice": 90, "timely_filing": 90, "clean_claim": 45, "appeal": 90,
           "amendment_notice": 90, "look_back": 18, "underpayment_window": 6},
    "pw": {"notice": 60, "timely_filing": 120, "clean_claim": None, "appeal": 45,
           "amendment_notice": None, "look_back": None, "underpayment_window": 12},
}  # fmt: skip
MONTHS = {"look_back", "underpayment_window"}


def pages(path):
    return path.read_text("utf-8").split("\f")


def flowing(text):
    return re.sub(r"\s+", " ", text)


def whole(payer):
    """The agreement of a payer and what amends it, as one run of text."""
    texts = sorted((CONTRACTS / payer).glob("*.txt"))
    return flowing(" ".join(path.read_text("utf-8") for path in texts))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_page_is_numbered_and_says_that_it_is_synthetic(path):
    told = pages(path)
    for number, page in enumerate(told, 1):
        assert page.lstrip().startswith("SYNTHETIC")
        assert page.rstrip().endswith(f"Page {number} of {len(told)}")


@pytest.mark.parametrize("payer", NEGOTIATED)
def test_the_contents_name_the_page_on_which_each_part_begins(payer):
    told = pages(CONTRACTS / payer / "agreement.txt")
    listed = re.findall(r"^(\w+ ?\w?)  +(.*?)  +page +(\d+)$", told[0], re.MULTILINE)
    assert len(listed) >= 7
    for part, title, page in listed:
        heading = title.strip().upper()
        assert heading in told[int(page) - 1], f"{part} {title}"


@pytest.mark.parametrize("payer", NEGOTIATED)
def test_the_terms_in_numbers_are_those_of_the_paper(payer):
    paper = load(CONTRACTS / payer / "terms.yaml", Contract).terms.paper
    text = whole(payer)
    for name, number in NUMBERED[payer].items():
        assert getattr(paper, name) == number, name
        unit = "months" if name in MONTHS else "days"
        if number is not None:
            assert f"({number}) {unit}" in text, name


@pytest.mark.parametrize(
    ("payer", "sentence"),
    [
        ("ma", "100 % of the Medicare physician fee schedule in force"),
        ("ma", "nine percent (9 %) a year"),
        ("ma", "wage index of the area in which the center is located"),
        ("nq", "Medicare Amount of 2023, Medicare locality 10212-01"),
        ("nq", "every Product that Plan offers now or hereafter"),
        ("nq", "no signature is needed"),
        ("nq", "this Agreement ends on that day unless Plan agrees in writing beforehand"),
        ("nq", "108 % of its average sales price"),
        ("tm", "118 % of the Medicare physician fee schedule of 2020, locality 10212-99"),
        ("tm", "40 % of the billed charge"),
        ("tm", "140 % of the national Medicare surgery center rate of the fourth quarter of 2021"),
        ("tm", "needs the signatures of both parties"),
        ("tm", "rules of the Centers for Medicare and Medicaid Services"),
        ("fw", "128 % of the Medicare physician fee schedule of 2022, locality 10212-01"),
        ("fw", "rises by two percent (2 %) on January 1 of each year"),
        ("fw", "lesser of the fee of Exhibit 1 and the billed charge of that line"),
        ("fw", "also where another payer is first; there is no exception"),
        ("pw", "122 % of the Medicare physician fee schedule in force"),
        ("pw", "145 % of the Medicare surgery center payment in force"),
        ("pw", "posting the change on its web site"),
        ("pw", "without other deduction"),
        ("mcd", "74 % of Medicare 2025"),
        ("sp", "45 % of the billed charge"),
        ("mcr", "2 % of the program's share"),
    ],
)
def test_an_agreement_says_what_its_rates_and_terms_are(payer, sentence):
    assert sentence in whole(payer)


def test_group_amounts_of_the_paper_are_those_of_the_terms():
    rules = load(CONTRACTS / "nq" / "terms.yaml", Contract).terms.asc.rules
    text = (CONTRACTS / "nq" / "agreement.txt").read_text("utf-8")
    for name, rule in rules.items():
        row = re.search(rf"^G{name[-1]} +(.*?) +([\d,]+)$", text, re.MULTILINE)
        assert set(row[1].split(", ")) == set(rule.codes), name
        assert float(row[2].replace(",", "")) == rule.fee, name


def test_the_third_amendment_hides_three_cuts_on_pages_six_seven_and_eight():
    told = [flowing(page) for page in pages(CONTRACTS / "nq" / "amendment_3.txt")]
    assert len(told) == 9
    assert "REGULATORY AND ADMINISTRATIVE UPDATE" in told[0]
    assert "dated May 28, 2024 and takes effect on July 1, 2024" in told[1]
    assert "B.3 Implants: included." in told[5]
    assert "the total amount of each test but the highest is reduced" in told[6]
    assert "thirty-six (36) months" in told[7]
    assert "By: ______" in told[8]
    for word in ("implant", "test", "look-back", "recover", "months"):
        assert word not in told[0].lower(), word


def test_before_the_third_amendment_the_paper_said_otherwise():
    base = flowing((CONTRACTS / "nq" / "agreement.txt").read_text("utf-8"))
    assert "B.3 Implants: invoice." in base
    assert "the technical component of each test but the highest is reduced" in base
    assert "twelve (12) months after the payment, except in a case of fraud" in base


def test_the_plan_that_uses_the_leased_network_is_on_no_list_of_affiliates():
    text = whole("pw").upper()
    assert "SCHEDULE B. AFFILIATES" in text
    assert "GRAY ANVIL" not in text

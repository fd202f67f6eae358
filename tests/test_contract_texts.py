"""The agreements say what terms.yaml holds, in their own words; Amendment 3 hides three changes.

Terms are sought paragraph by paragraph: the one that speaks of the matter must hold the number.
"""

import re
from functools import cache

import pandas as pd
import pytest
from larkmoor import INPUTS, contract

CONTRACTS = INPUTS / "contracts"
TEXTS = sorted([*CONTRACTS.glob("*/agreement.txt"), *CONTRACTS.glob("nq/amendment_*.txt")])
NEGOTIATED = ("MA", "NQ", "TM", "FW", "PW")
NUMBERED = re.compile(r"page (\d+) of (\d+)$")
COVER, IMPLANTS, TESTS, LOOK_BACK = 1, 6, 7, 8  # pages of Amendment 3


@cache
def pages(name: str) -> list[str]:
    return (CONTRACTS / name).read_text("utf-8").split("\f")


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@cache
def paragraphs(payer: str) -> list[str]:
    """Paragraphs of an agreement on one line each, without the heads of its pages."""
    made = []
    for page in pages(f"{payer.lower()}/agreement.txt"):
        body = re.split(r"^-{40,}$", page, maxsplit=1, flags=re.MULTILINE)[1]
        made += [flat(part).strip() for part in re.split(r"\n\s*\n", body)]
    return [part for part in made if part]


def about(payer: str, *words: str) -> list[str]:
    return [part for part in paragraphs(payer) if all(re.search(one, part, re.I) for one in words)]


def times(payer: str, unit: str, *words: str) -> set[int]:
    """Numbers of days or months in the paragraphs that speak of all of these words."""
    found = re.findall(rf"\b(\d+)\)?,? {unit}", " ".join(about(payer, *words)))
    return {int(one) for one in found}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_page_says_that_it_is_synthetic_and_numbers_run(path):
    heads = [page.split("\n", 1)[0] for page in path.read_text("utf-8").split("\f")]
    assert all("SYNTHETIC" in head for head in heads)
    found = [NUMBERED.search(head).groups() for head in heads]
    assert found == [(str(n), str(len(heads))) for n in range(1, len(heads) + 1)]


@pytest.mark.parametrize("payer", NEGOTIATED)
def test_a_negotiated_agreement_has_its_length_and_both_signatures(payer):
    assert 8 <= len(pages(f"{payer.lower()}/agreement.txt")) <= 15
    assert any(part.count("/s/") == 2 for part in paragraphs(payer))


@pytest.mark.parametrize("payer", ["MCR", "MCD", "SP"])
def test_where_nothing_is_negotiated_one_page_says_so(payer):
    assert len(pages(f"{payer.lower()}/agreement.txt")) == 1
    assert "THERE IS NO NEGOTIATED PAPER" in " ".join(paragraphs(payer))


CLAUSES = {  # term: unit, words by which its paragraph is known (payer's own words where needed)
    "notice": ("days", {"NQ": "non-renewal", "MA": "non-renewal", "TM": "wants other rates",
                        "FW": "call for new fees", "PW": "Renews each May 1"}),
    "timely_filing": ("days", {"NQ": "5.1 Filing", "MA": "4.02", "TM": "C1",
                               "FW": "a claim shall reach", "PW": "Time to file"}),
    "underpayment_window": ("months", {"NQ": "Underpayments", "MA": "Underpayments",
                                       "TM": "too little", "FW": "Money not paid",
                                       "PW": "Corrections by Participating"}),
    "clean_claim": ("days", {"NQ": "pay each Clean Claim within|5.2", "MA": "Prompt payment",
                             "TM": "pay clean claims", "FW": "Time of payment"}),
    "appeal": ("days", {"NQ": "6.1 Appeals", "MA": "Payment appeals", "TM": "may appeal",
                        "FW": "§ 17", "PW": "4.7 Appeals"}),
    "look_back": ("months", {"MA": "Recovery of overpayments", "TM": "paid you too much",
                             "FW": "Money paid in error"}),
    "amendment_notice": ("days", {"NQ": "9.2 By notice", "MA": "7.01", "FW": "Change of terms"}),
}  # fmt: skip
CASES = [(term, payer) for term, (_, words) in CLAUSES.items() for payer in words]


@pytest.mark.parametrize(("term", "payer"), CASES)
def test_a_time_of_the_terms_stands_in_the_clause_that_speaks_of_it(term, payer):
    unit, words = CLAUSES[term]
    found = times(payer, unit, words[payer])
    assert int(getattr(contract(payer).paper, term)) in found


def test_every_time_that_the_terms_hold_is_looked_for():
    held = {
        (term, payer)
        for payer in NEGOTIATED
        for term in CLAUSES
        if getattr(contract(payer).paper, term) is not None
    }
    # what is in force at NQ is Amendment 3's; the agreement itself has the old look-back
    assert held - set(CASES) == {("look_back", "NQ")}
    assert set(CASES) <= held


@pytest.mark.parametrize("payer", NEGOTIATED)
def test_every_percentage_of_the_terms_stands_in_the_exhibits(payer):
    text, terms = " ".join(paragraphs(payer)), contract(payer)
    rules = [
        rule
        for schedule in (terms.professional, terms.asc, terms.drugs)
        for rule in schedule.rules.values()
    ]
    shares = [
        share
        for rule in rules
        for share in (rule.of_medicare, rule.of_average_sales_price, rule.of_drug_limit,
                      rule.of_charge)
        if share is not None
    ]  # fmt: skip
    shares += [one for one in (terms.professional.multiple.second,
                               terms.professional.multiple.third) if one is not None]  # fmt: skip
    assert len(shares) >= 2
    for share in shares:
        assert re.search(rf"\b{round(100 * share)} ?(%|percent)", text), share


@pytest.mark.parametrize("payer", ["MA", "NQ", "TM", "PW"])
def test_the_year_and_the_locality_stand_beside_the_professional_percentage(payer):
    year, locality = (
        contract(payer).professional.medicare_year,
        contract(payer).professional.locality,
    )
    assert about(payer, re.escape(locality), rf"\b{year}\b")


def test_the_centers_basis_is_named():
    assert about("TM", "140 percent", "fourth quarter of 2021", "wage index")
    assert about("FW", "135 %", "October 2022", "without wage index")
    assert about("PW", "145 %", "wage index", "31924")
    assert about("MA", "100 %", "wage index", "in which the center is located")


def test_fixed_fees_in_print_are_those_of_the_schedule():
    made = pd.read_csv(CONTRACTS / "fw/schedule.csv", dtype=str, keep_default_na=False)
    fees = {(row[0], row[1], row[2]): float(row[3]) for row in made.itertuples(index=False)}
    printed = {}
    text = "\n".join(pages("fw/agreement.txt"))
    columns = [("", "office"), ("", "facility"), ("26", "office"), ("TC", "office")]
    for code, *amounts in re.findall(r"^ {17}(\d{5})" + r" +([\d.]+|-)" * 4 + "$", text, re.M):
        printed |= {(code, *columns[n]): float(one) for n, one in enumerate(amounts) if one != "-"}
    exhibit = text[text.index("SURGERY CENTER FEES") :]
    printed |= {(code, "", "asc"): float(fee)
                for code, fee in re.findall(r"\b(\d{5}) +([\d.]+\.\d\d)\b", exhibit)}  # fmt: skip
    assert len(printed) > 100
    assert {place: fees.get(place) for place in printed} == printed


def test_groups_of_the_surgery_center_have_their_fees():
    rows = re.findall(
        r"\| (G\d) +\| ((?:\d{5} *)+)\| +\$([\d,.]+)", "\n".join(pages("nq/agreement.txt"))
    )
    printed = {
        f"group_{name[1]}": (codes.split(), float(fee.replace(",", "")))
        for name, codes, fee in rows
    }
    rules = contract("NQ").asc.rules
    assert {name: (rule.codes, rule.fee) for name, rule in rules.items()} == printed


def test_the_step_and_the_lesser_of_charge_are_one_payers_alone():
    assert about("FW", "each January 1", "two percent", "load it")
    assert about("FW", "lesser of", "each line")
    for payer in ("MA", "NQ", "TM", "PW"):
        assert not about(payer, r"lesser of|lower of|whichever is (less|lower)")
        assert contract(payer).professional.lesser_of_charge is None


def test_how_each_agreement_changes_is_what_its_terms_say():
    assert about("NQ", "30\\) days", "does not object", "deemed to have accepted")
    assert about("TM", "signed by both of us", "web site changes nothing")
    assert about("MA", "60\\) days", "may object", "does not take effect")
    assert about("FW", "ninety \\(90\\) days", "unless Contractor objects")
    assert about("PW", "may change this Agreement", "posting on the Portal")


def test_products_affiliates_and_other_users_are_told_apart():
    assert about("NQ", "each and every Product", "now or hereafter")
    assert about("MA", "Medicare Advantage products and to no other")
    assert about("TM", "all-products rule", "do not have")
    assert about("FW", "not bound to take part in any other plan")
    assert about("PW", "participates in all Programs")
    assert about("PW", "lease, sell", "Affiliates")
    assert all(about(payer, "not (rent|sell|lease)") for payer in ("MA", "TM", "FW"))


def test_the_plan_that_takes_the_rates_is_on_no_list_of_affiliates():
    text = " ".join(paragraphs("PW"))
    assert "SCHEDULE 3 - AFFILIATES" in text
    assert "gray anvil" not in text.lower()


def test_law_interest_assignment_and_recovery_without_end_are_worded():
    assert about("MA", "nine percent \\(9 %\\) a year")
    assert about("NQ", "interest at the State Rate")
    assert about("TM", "do not pay interest")
    assert about("FW", "No interest is owed")
    assert about("PW", "reasonable efforts", "Clean Claims")
    assert about("PW", "at any time, without limit of months")
    assert about("FW", "not extended where another payer is primary")
    assert about("NQ", "terminates", "majority of the ownership")
    assert about("TM", "assign this agreement to an affiliate without asking")
    assert about("MA", "assign", "prior written consent")
    assert about("FW", "assign", "written consent")
    assert about("PW", "PW may assign", "without notice")
    assert about("PW", "Participating Provider shall not assign")
    assert about("MA", "governed by federal law")
    assert all(
        about(payer, "(law of|governed by the law of).*Georgia") for payer in ("NQ", "TM", "FW")
    )
    assert not about("PW", "governed by the laws? of|Georgia law|law of")


def test_sequestration_may_be_passed_on_by_one_payer_only():
    assert about("MA", "Sequestration", "two percent \\(2 %\\)", "its share")
    for payer in ("TM", "FW", "PW"):
        assert not about(payer, "sequest")
    assert about("PW", "No deduction from the Contract Rate")


def test_cuts_of_tests_of_one_day_are_what_was_agreed():
    for payer in ("MA", "NQ", "TM", "PW"):
        assert about(payer, "tests", "technical component", "20|twenty percent")
    assert about("FW", "no reduction of a technical component or of a total")


def test_the_first_agreement_of_nq_holds_the_old_terms():
    assert about("NQ", "Implants: invoice")
    assert about("NQ", "A-5.", "technical component", "professional component is not reduced")
    assert times("NQ", "months", "Recovery of overpayments") == {12}
    text = " ".join(paragraphs("NQ"))
    assert "included" not in " ".join(about("NQ", "Implants"))
    assert not re.search(r"36\)? months", text)


def amendment(page: int) -> str:
    return flat(re.split(r"^-{40,}$", pages("nq/amendment_3.txt")[page - 1], flags=re.M)[1])


def test_the_third_amendment_is_dated_headed_and_nine_pages_long():
    assert len(pages("nq/amendment_3.txt")) == 9
    head = amendment(2)
    assert "REGULATORY AND ADMINISTRATIVE UPDATE" in head
    assert "dated May 28, 2024, effective July 1, 2024" in head


CHANGES = {
    IMPLANTS: "Former line Implants: invoice | | Conformed line Implants: included",
    TESTS: "its professional and its technical component together, is reduced by twenty percent",
    LOOK_BACK: 'words "twelve (12) months" are replaced by "thirty-six (36) months"',
}
MATTERS = {
    IMPLANTS: "implant|invoice|device",
    TESTS: "technical|twenty percent|tests of",
    LOOK_BACK: "months|overpay|5.7",
}


@pytest.mark.parametrize("page", CHANGES)
def test_a_change_stands_on_its_page_and_nowhere_else(page):
    assert CHANGES[page] in amendment(page)
    others = [amendment(n) for n in range(1, 10) if n != page]
    assert not any(re.search(MATTERS[page], other, re.I) for other in others)


def test_the_cover_letter_is_silent_about_all_three():
    letter = amendment(COVER)
    assert "Dear Participating Provider" in letter
    words = "implant|device|surgery|exhibit|rate|fee|pay|test|component|recover|month|look"
    assert re.findall(rf"\b(?:{words})\w*", letter, re.I) == []


def test_the_practice_never_signed_the_third_amendment_but_signed_the_others():
    last = amendment(9)
    assert last.count("/s/") == 1
    assert "(not signed)" in last
    for n in (1, 2):
        assert flat(pages(f"nq/amendment_{n}.txt")[-1]).count("/s/") == 2


def test_the_other_amendments_change_nothing_that_the_third_does():
    for n in (1, 2):
        text = flat(" ".join(pages(f"nq/amendment_{n}.txt")))
        assert not re.search(r"36|thirty-six|Implants: included|total allowance", text)


def test_what_protects_the_practice_is_there_for_a_reader_to_tell_apart():
    words = {"NQ": "limits what a practitioner may say", "MA": "422.206",
             "PW": "does not interfere", "TM": "may tell patients anything",
             "FW": "shall not hinder a practitioner"}  # fmt: skip
    for payer, one in words.items():
        assert about(payer, one)
    for payer in ("MA", "TM"):
        assert about(payer, "lowest rate")
    assert not any(about(payer, "no less favorable|most favored") for payer in NEGOTIATED)

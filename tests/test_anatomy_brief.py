"""The fact book as its notebook makes it prints the planted findings, and keeps what it must.

Expected figures: the answer key, docs/PRACTICE.md section 8; facts are named by id, so that what a
reader sees is what is held.
"""

import pypdfium2
import pytest
from answer_key import expected
from rendered import Page
from shipped_briefs import FACT_BOOK, brief, left, page, printed_pages

from practice_model.briefs.printed import number_tokens
from practice_model.readers.benchmark_ranges import load_benchmarks


def value(fact: str) -> float:
    """What a fact of the brief is, that is printed somewhere."""
    held = brief(FACT_BOOK)["facts"][fact]
    assert held["printed"], fact
    return held["value"]


def printed(fact: str) -> set[str]:
    return set(brief(FACT_BOOK)["facts"][fact]["printed"].values())


def block(name: str) -> dict:
    return next(one for one in brief(FACT_BOOK)["blocks"] if one["id"] == name)


def text_of(part) -> str:
    """All words of a part of the brief, in order, one space between them."""
    return " ".join(" ".join(_texts(part)).split())


def _texts(part):
    if isinstance(part, dict):
        yield str(part.get("text", ""))
        yield from _texts(list(part.values()))
    elif isinstance(part, list):
        for one in part:
            yield from _texts(one)


FOUND = {
    ("F12", "by_resource_use"): "rules.resource_use.E",
    ("F12", "equal_fifths"): "rules.equal.E",
    ("F12", "by_collections"): "rules.collections.E",
    ("F12", "by_encounters"): "rules.encounters.E",
    ("F12", "share_of_revenue"): "asked.kept",
    ("F13", "drug_margin"): "approval.geographic_atrophy_drug_J2781.before",
    ("F13", "authorization_and_calls"): "approval.geographic_atrophy_drug_J2781.time",
    ("F13", "net"): "approval.geographic_atrophy_drug_J2781.left",
    ("F16", "change_2026"): "policy_steps.change.change",
    ("F16", "change_2026_share"): "policy_steps.change.share",
    ("F16", "indices"): "policy_steps.indices.change",
    ("F16", "change_2027"): "policy_steps.proposed_factor.change",
    ("F16", "change_2027_share"): "policy_steps.proposed_factor.share",
    ("F16", "change_2027_qp"): "policy_steps.proposed_qp.change",
    ("F16", "visits"): "policy_bars.visits.change",
    ("F16", "cataract"): "policy_bars.cataract.change",
    ("F16", "injection"): "policy_bars.injection.change",
    ("F17", "allowed_less_cost"): "drugs.all.allowed_less_cost",
    ("F17", "collected_less_cost"): "drugs.all.margin",
    ("F17", "share"): "drugs.all.margin_share",
    ("F17", "medicaid"): "drugs.MCD.margin",
    ("F17", "self_pay"): "drugs.SP.margin",
    ("F18", "share"): "owners.R.share",
    ("F18", "distribution"): "owners.R.distribution",
    ("F32", "with_the_factor"): "policy_steps.proposed_with_cut.change",
    ("F32", "with_the_factor_share"): "policy_steps.proposed_with_cut.share",
    ("F32", "pw"): "policy_visits_payers.Pellworth_Administrators.lost_with_eye_codes",
    ("F32", "pw_992"): "policy_visits_payers.Pellworth_Administrators.lost",
}


@pytest.mark.parametrize("place", FOUND, ids=" ".join)
def test_a_planted_finding_is_a_printed_fact(place):
    assert expected(*place).holds(value(FOUND[place])), (place, value(FOUND[place]))


def test_relative_values_and_factor_are_printed_apart_and_are_the_keys_sum():
    both = value("policy_steps.rvus.change") + value("policy_steps.factor.change")
    assert expected("F16", "values_and_factor").holds(both)


def test_the_same_day_cut_is_printed_under_both_readings():
    assert expected("F32", "exposure_992").holds(-value("policy_steps.same_day.change"))
    assert expected("F32", "exposure").holds(-value("policy_steps.same_day_eye_codes.change"))
    medicare = ("Medicare", "Wrenfield_Advantage")
    for column, figure in (("days", "days_992"), ("days_with_eye_codes", "days")):
        days = sum(value(f"policy_visits_payers.{one}.{column}") for one in medicare)
        assert expected("F32", figure).holds(days)
    assert "roposed" in text_of(block("policy_visits"))
    assert "roposed" in text_of(block("policy_steps")["title"])


def test_the_busy_optometrist_is_the_provider_in_question():
    assert left(FACT_BOOK)["asked"].provider == "E"
    assert printed("asked.booked") == {"93.0%"}
    assert "E is booked 93.0% and keeps 3.3%" in text_of(block("providers")["title"])
    notes = text_of(block("providers")["notes"])
    assert "question for counsel" in notes
    assert printed("sent.cases") == {"118\u00a0cases"}


def test_what_authorization_eats_is_the_title_of_its_table():
    title = text_of(block("approval")["title"])
    assert "takes more than" in title
    assert "J2781" in title
    assert "\u2212$5,187" in title


def test_an_owner_without_procedures_is_a_question_for_counsel_and_the_others_are_not():
    rows = {row["cells"][0]["text"]: row for row in block("owners")["rows"]}
    assert "question for counsel" in text_of(rows["R"])
    assert not any("counsel" in text_of(rows[name]) for name in "ABC")
    assert "Counsel decides" in text_of(block("owners")["notes"])


def test_the_key_figures_are_printed():
    assert printed("key.net_revenue") == {"$5,498,184"}
    assert printed("key.owners_income") == {"$1,546,370"}
    assert printed("key.overhead_share") == {"55.5%"}
    assert printed("key.center_paid") == {"$735,149"}
    assert printed("key.drugs_of_cash") == {"46.2%"}
    assert expected("F21", "memo_third").holds(value("key.owners_income"))


def test_a_routine_cataract_costs_the_center_765_96():
    assert printed("center_cases.66984.full_a_case") == {"765.96"}


def test_the_ladder_ends_at_the_profit_that_the_income_statement_shows():
    assert value("ladder.profit.margin") == pytest.approx(value("key.profit"), abs=0.005)
    rows = block("ladder")["data"]["rows"]
    body = [row for row in rows if row.get("role", "body") != "total"]
    assert len(body) > 10


def test_every_page_of_the_fact_book_says_confidential_and_synthetic():
    document = pypdfium2.PdfDocument(printed_pages(FACT_BOOK))
    for one in document:
        text = one.get_textpage().get_text_bounded()
        assert "CONFIDENTIAL" in text
        assert "SYNTHETIC PRACTICE" in text
    shown = Page(page(FACT_BOOK)).text
    assert "CONFIDENTIAL" in shown
    assert "SYNTHETIC PRACTICE" in shown
    marks = {one["kind"] for one in brief(FACT_BOOK)["header"]["marks"]}
    assert marks == {"confidential", "synthetic"}


def published() -> list:
    """Every published range: its measure, and the range."""
    return [(name, one) for name, held in load_benchmarks().items() for one in held.ranges]


def test_no_benchmark_is_printed_that_nobody_verified():
    verified = {name for name, one in published() if one.status == "verified"}
    unverified = {name for name, _ in published()} - verified
    assert unverified
    measured = {name.split(".")[1] for name in brief(FACT_BOOK)["facts"]
                if name.startswith("benchmarks.")}  # fmt: skip
    assert len(measured) > 20
    assert not [one for one in measured for name in unverified if one.startswith(name)]


def test_a_printed_range_is_that_of_the_verified_document_it_names():
    facts = brief(FACT_BOOK)["facts"]
    for row in block("benchmarks")["rows"]:
        source = row["cells"][-1]["text"]
        named = [one for _, one in published()
                 if source.startswith(one.published) and one.status == "verified"]  # fmt: skip
        assert named, source
        for cell in row["cells"]:
            part = str(cell.get("fact", "")).rpartition(".")[2]
            if part in {"low", "high", "typical"}:
                assert facts[cell["fact"]]["value"] in [getattr(one, part) for one in named], row


def test_the_shipped_practice_has_no_licensed_survey_and_says_nothing_of_one():
    assert "surveys" not in [one["id"] for one in brief(FACT_BOOK)["blocks"]]


def test_the_first_sentences_hold_the_figures_and_not_words_alone():
    told = text_of(block("bottom_line")["paragraphs"])
    assert len(number_tokens(told)) >= 10

"""The letter to a payer: six headings, figures that add up, and the same in every format."""

import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from payer_talks import talk
from rendered import Page, pdf_pages

from practice_model.briefs import letter, letter_docx, letter_html, letter_pdf
from practice_model.briefs.documents import text_of
from practice_model.briefs.html import render as brief_page
from practice_model.briefs.letter_dollars import in_whole_dollars
from practice_model.briefs.pdf import TypesettingError
from practice_model.briefs.printed import number_tokens, unknown_tokens
from practice_model.questions import (
    payer_citable,
    payer_hospitals,
    payer_letter,
    payer_letter_claims,
    payer_letter_hospital,
    payer_strengths,
)

LETTERS = ("nq_renewal", "nq_asc")
HEADINGS = [
    "Our work for your members",
    "Our place in your network",
    "What members and you gain",
    "Why the offer of November\u00a020 does not stand",
    "What we ask",
    "By when",
]


def facts_of_talk(terms, one):
    """The letter's facts as the notebook makes them."""
    saved = payer_hospitals.savings(terms, one.prices)
    cited = payer_citable.citable(terms, saved)
    return payer_letter.letter_facts(
        terms,
        one.prices,
        one.offer,
        payer_letter_claims.letter_claims(terms, payer_strengths.graded(terms)),
        payer_letter_hospital.hospital_case(cited, saved),
    )


@cache
def facts(name):
    return facts_of_talk(talk(name).terms, talk(name))


@cache
def told(name):
    return json.loads(letter.Letter(facts(name)).to_json())


@cache
def page(name):
    return letter_html.render(told(name))


@cache
def printed(name):
    return letter_pdf.render(told(name))


@cache
def word(name):
    return letter_docx.render(told(name))


def with_facts(**changed):
    return json.loads(letter.Letter(replace(facts("nq_renewal"), **changed)).to_json())


def section(made, name):
    found = [one for one in made["sections"] if one["id"] == name]
    return text_of(found[0]["spans"]) if found else ""


def word_text(content):
    document = Document(BytesIO(content))
    parts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        parts += [cell.text for row in table.rows for cell in row.cells]
    section = document.sections[0]
    parts += [one.text for part in (section.header, section.footer) for one in part.paragraphs]
    return "\n".join(parts)


def cells(block):
    heads = [one["key"] for one in block["columns"]]
    return {
        row["cells"][0]["text"]: dict(
            zip(heads, (one["text"] for one in row["cells"]), strict=True)
        )
        for row in block["rows"]
    }


def dollars(text):
    return 0 if text == "\u2013" else int(re.sub(r"[$,+]", "", text).replace("\u2212", "-"))


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_has_the_six_headings_in_their_order(name):
    assert [text_of(one["head"]) for one in told(name)["sections"]] == HEADINGS


def test_the_letter_asks_in_one_sentence_for_what_the_ask_is_worth():
    assert text_of(told("nq_renewal")["title"]) == (
        "We ask for professional rates equal to 121.8% of Medicare 2026 from April\u00a01, 2027, "
        "an increase of 7.5%, $67,180 a year on our present mix."
    )
    assert text_of(told("nq_asc")["title"]) == (
        "We ask for surgery center rates equal to 140.0% of Medicare 2026 from April\u00a01, 2027, "
        "an increase of 35.1%, $131,364 a year on our present mix."
    )


def test_money_comes_first_with_the_members_seen():
    # 1,890 members, 890,774 and 502,450 USD: the synthetic practice's own totals of 2025
    assert section(told("nq_renewal"), "work") == (
        "In the 12\u00a0months to December 2025 we cared for 1,890 of your members: $890,774 of "
        "professional services and $502,450 of drugs at present rates."
    )


def test_the_offer_is_answered_in_dollars_on_our_mix():
    text = section(told("nq_renewal"), "why")
    assert "$27,620 more for office visits" in text
    assert "$54,912 less for drugs" in text
    assert "$27,292 a year less than today (\u22122.0%)" in text
    assert "your letter says +5.5% for office visits and +1.1% in all" in text


def test_two_or_three_requests_are_numbered_and_their_dollars_add_up():
    made = told("nq_renewal")
    table = next(one["table"] for one in made["sections"] if one["id"] == "ask")
    rows = [(row.get("number"), row["cells"][0]["text"]) for row in table["rows"]]
    assert rows == [
        ("1", "Office visits"),
        ("2", "Diagnostic testing: same-day cut on the technical part only"),
        (None, "Professional services"),
    ]
    changes = [dollars(row["cells"][-1]["text"]) for row in table["rows"]]
    assert sum(changes[:-1]) == changes[-1] == 67180
    assert section(made, "ask") == (
        "3. A term of 3\u00a0years, 2.5% more each year from April\u00a01, 2028, and a look-back "
        "of 12\u00a0months for refunds. Every other rate stays as it is."
    )


@pytest.mark.parametrize("name", LETTERS)
def test_the_exhibit_adds_up_along_and_down_as_printed(name):
    rows = cells(told(name)["exhibit"]["table"])
    *body, total = rows.values()
    for row in rows.values():
        assert dollars(row["present"]) + dollars(row["change"]) == dollars(row["requested"])
    for key in ("medicare", "present", "requested", "change"):
        assert sum(dollars(row[key]) for row in body) == dollars(total[key])


@pytest.mark.parametrize("name", LETTERS)
def test_the_chart_prints_the_dollars_of_the_table(name):
    made = told(name)["exhibit"]
    rows = cells(made["table"])
    for row in made["chart"]["data"]["rows"]:
        assert row["change"] == rows[row["label"]]["change"]
        assert row["now_text"] + "%" == rows[row["label"]]["present_of_medicare"]


def test_the_hospital_comparison_is_the_product_of_its_printed_factors():
    case = facts("nq_asc").hospital
    assert (case.n, case.hospitals, case.median) == (14, 2, 6416.50)
    assert round(float(case.median) - float(case.fee), 2) == case.saving
    assert round(float(case.saving) * float(case.cases)) == round(float(case.year))
    note = text_of(told("nq_asc")["exhibit"]["notes"][1])
    figures = [float(one.strip("$").replace(",", "")) for one in number_tokens(note) if "$" in one]
    assert figures == [6416.50, 4486.34, 7779.13, 1771.56, 4644.94, 659581]
    assert round(4644.94 * 142) == 659581


def test_only_proven_and_released_strengths_are_said():
    names = {one.name for one in facts("nq_renewal").claims}
    assert names == {
        "only_retina_surgeon_with_center_time", "new_visit_wait", "capsule_tear", "endophthalmitis",
    }  # fmt: skip
    said = set(number_tokens(" ".join(Page(page("nq_renewal")).texts)))
    assert {"9", "1,070", "3,120", "12", "31"} <= said
    assert not {"412", "1,012", "97.0%", "4.6", "96", "23.0%", "71.0%"} & said


@pytest.mark.parametrize("name", LETTERS)
def test_every_number_of_every_format_is_a_printed_form_of_the_letter(name):
    made = told(name)
    texts = Page(page(name)).texts
    assert unknown_tokens(" ".join(texts).replace("Page 1 of 2", ""), made) == []
    assert unknown_tokens("\n".join(pdf_pages(printed(name))), made) == []
    text = re.sub(r"Page \d of \d", "", word_text(word(name)))
    assert unknown_tokens(text, made) == []


def test_one_changed_digit_is_no_printed_form():
    text = " ".join(Page(page("nq_renewal")).texts).replace("$67,180", "$67,181")
    assert "$67,181" in unknown_tokens(text, told("nq_renewal"))


@pytest.mark.parametrize("name", LETTERS)
def test_the_same_letter_gives_the_same_bytes(name):
    assert letter_html.render(told(name)) == page(name)
    assert letter_pdf.render(told(name)) == printed(name)
    assert letter_docx.render(told(name)) == word(name)
    assert letter.Letter(facts(name)).to_json() == letter.Letter(facts(name)).to_json()


@pytest.mark.parametrize("name", LETTERS)
def test_the_print_is_one_page_and_one_exhibit_with_mark_and_foot(name):
    pages = pdf_pages(printed(name))
    assert len(pages) == 2
    for at, text in enumerate(pages):
        assert "SYNTHETIC PRACTICE" in text
        assert f"Page {at + 1} of 2" in text
        assert "Larkmoor Vale Eye Physicians to Northquill Health" in text
    assert "By when" in pages[0]
    assert "Exhibit. Requested rates" in pages[1]


def test_no_text_of_the_print_is_under_seven_points():
    document = pypdfium2.PdfDocument(printed("nq_renewal"))
    for one in document:
        for item in one.get_objects(filter=(1,)):
            assert item.get_font_size() * abs(item.get_matrix().d or 1) > 6.9


def test_the_print_names_its_title_and_the_practice_and_no_date_of_making():
    document = pypdfium2.PdfDocument(printed("nq_renewal"))
    meta = document.get_metadata_dict(skip_empty=True)
    assert meta["Title"].startswith("We ask for professional rates")
    assert meta["Author"] == "Larkmoor Vale Eye Physicians"
    assert not {"CreationDate", "ModDate", "Subject", "Keywords"} & set(meta)


def test_the_word_file_is_a_letter_and_not_the_librarys_template():
    document = Document(BytesIO(word("nq_asc")))
    own = document.core_properties
    assert own.author == own.last_modified_by == "Larkmoor Vale Eye Physicians"
    assert own.created.date() == own.modified.date() == date(2026, 11, 25)
    assert own.comments == own.keywords == own.subject == ""
    only = document.sections[0]
    assert (round(only.page_width.inches, 2), round(only.left_margin.inches, 2)) == (8.5, 0.88)
    assert "SYNTHETIC PRACTICE" in only.header.paragraphs[0].text
    with zipfile.ZipFile(BytesIO(word("nq_asc"))) as packed:
        names = packed.namelist()
        assert not [name for name in names if re.search("comment|custom|thumbnail|Effects", name)]
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        body = packed.read("word/document.xml").decode()
        assert 'descr="Dumbbell chart' in body
        assert body.count("w:tblHeader") == 2
        assert body.count("w:cantSplit") == body.count("<w:tr>") + body.count("<w:tr ")
        styles = packed.read("word/styles.xml").decode()
        assert 'w:ascii="Arial"' in styles


def test_the_web_page_carries_all_it_needs_and_names_no_fact():
    made = Page(page("nq_renewal"))
    assert not made.all("script") + made.all("link") + made.all("a") + made.all("img")
    assert not [one for _, one in made.elements if any(key.startswith("data-") for key in one)]
    assert made.all("html")[0]["lang"] == "en-US"
    assert all(one.get("aria-labelledby") for one in made.all("svg"))


def test_without_a_letter_or_an_ask_there_is_no_letter():
    one = talk("nq_renewal")
    silent = replace(one.terms, letter=None)
    assert payer_letter.letter_facts(silent, one.prices, one.offer) is None
    assert payer_letter.letter_facts(talk("tm_basis").terms, talk("tm_basis").prices, None) is None
    assert letter.outgoing(None) is None


def test_dates_out_of_order_are_refused():
    one = talk("nq_renewal")
    held = one.terms.letter
    with pytest.raises(ValueError, match="reply_by 2026-11-25 is not after its date"):
        replace(held, reply_by=held.date)
    with pytest.raises(ValueError, match="call_on 2027-01-01 is not after the letter"):
        replace(held, call_on=date(2027, 1, 1))


def test_without_an_offer_the_present_rates_are_what_cannot_stand():
    made = with_facts(offer=None)
    why = next(one for one in made["sections"] if one["id"] == "why")
    assert text_of(why["head"]) == "Why the present rates cannot stand"
    assert text_of(why["spans"]) == (
        "On our mix the present rates equal 113.3% of Medicare 2026. "
        "Part of the present schedule still follows Medicare 2023."
    )


@pytest.mark.parametrize(
    ("ups", "downs", "said"),
    [
        (0.0, 900.0, "it pays $900 a year less (\u22122.0%) for drugs"),
        (900.0, 0.0, "it pays $900 a year more (\u22122.0%) for office visits"),
        (0.0, 0.0, "it pays what the present rates pay; your letter says"),
        (900.0, 900.0, "The two cancel out; your letter says"),
    ],
)
def test_an_offer_that_only_cuts_only_rises_or_does_neither_is_told_as_that(ups, downs, said):
    offer = replace(facts("nq_renewal").offer, ups=ups, downs=downs, net=ups - downs)
    assert said in section(with_facts(offer=offer), "why")


def test_few_members_no_claims_and_no_counties_leave_their_sentences_out():
    made = with_facts(members=None, claims=[], counties="", sender="1 Example Street")
    assert "we cared for your members: $890,774" in section(made, "work")
    assert section(made, "place") == "Our 5\u00a0doctors see your members in 2\u00a0offices."
    assert section(made, "gain") == ""
    assert text_of(made["sender"]["line"]) == "1 Example Street"
    assert len(pdf_pages(letter_pdf.render(made))) == 2


def test_drugs_that_change_have_their_own_row_and_are_never_blended():
    held = facts("nq_renewal")
    own = replace(held.drugs, requested=held.drugs.present + 12000.4, change=12000.4)
    both = replace(held.whole, change=held.whole.change + 12000.4)
    visits = held.asks.rates[0]
    asks = replace(held.asks, rates=[visits, replace(visits, group="drugs", change=12000.4)])
    made = with_facts(drugs=own, whole=both, asks=asks)
    rows = cells(made["exhibit"]["table"])
    assert list(rows)[-3:] == ["Professional services", "Drugs", "All services"]
    assert rows["All services"]["requested_of_medicare"] == "\u2013"
    for key in ("medicare", "present", "requested", "change"):
        parts = dollars(rows["Professional services"][key]) + dollars(rows["Drugs"][key])
        assert parts == dollars(rows["All services"][key])
    assert "in all an increase of" in text_of(made["title"])
    assert len(pdf_pages(letter_pdf.render(made))) == 2


def test_a_request_for_terms_alone_is_a_letter_too():
    held = facts("nq_renewal")
    flat = {
        name: replace(
            group,
            rates=replace(group.rates, requested=group.rates.present, change=0.0, change_share=0),
        )
        for name, group in held.groups.items()
    }
    none = replace(held.fees, requested=held.fees.present, change=0.0, change_share=0.0)
    made = with_facts(groups=flat, fees=none, whole=none, asks=replace(held.asks, rates=[]))
    assert text_of(made["title"]).startswith("We ask for new terms for professional services from")
    assert section(made, "ask").startswith("A term of 3\u00a0years")
    assert len(pdf_pages(letter_pdf.render(made))) == 2


def test_groups_without_a_medicare_price_are_told_and_draw_no_chart_alone():
    held = facts("nq_asc")
    bare = {"present_of_medicare": None, "requested_of_medicare": None}
    groups = {
        name: replace(group, rates=replace(group.rates, **bare))
        for name, group in held.groups.items()
    }
    fees = replace(held.fees, **bare)
    made = json.loads(letter.Letter(replace(held, groups=groups, fees=fees, whole=fees)).to_json())
    assert text_of(made["title"]).startswith("We ask for new surgery center rates from")
    assert made["exhibit"]["chart"] is None
    assert len(pdf_pages(letter_pdf.render(made))) == 2
    letter_docx.render(made)
    letter_html.render(made)


def test_a_letter_longer_than_its_page_sets_smaller_type_and_then_is_refused():
    made = json.loads(json.dumps(told("nq_asc")))
    gain = next(one for one in made["sections"] if one["id"] == "gain")
    gain["spans"] = gain["spans"] * 3
    assert len(pdf_pages(letter_pdf.render(made))) == 2
    gain["spans"] = gain["spans"] * 6
    with pytest.raises(TypesettingError, match="longer than its page"):
        letter_pdf.render(made)


def test_whole_dollars_keep_the_headline_of_the_brief():
    for name in LETTERS:
        exact = facts(name)
        whole = in_whole_dollars(exact)
        assert abs(float(whole.fees.present) - float(exact.fees.present)) <= 0.5
        assert abs(float(whole.fees.change) - float(exact.fees.change)) <= 0.5
        assert abs(float(whole.fees.requested) - float(exact.fees.requested)) <= 1.0


MONEY = st.floats(0, 5e6, allow_nan=False)


@given(st.lists(st.tuples(MONEY, MONEY, st.floats(-1e5, 1e5)), min_size=1, max_size=9))
def test_any_money_adds_up_along_and_down_and_nothing_stays_nothing(rows):
    held = facts("nq_asc")
    made = {}
    for at, (medicare, now, change) in enumerate(rows):
        rates = replace(
            held.fees, medicare=medicare, present=now, requested=now + max(change, -now),
            change=max(change, -now),
        )  # fmt: skip
        made[str(at)] = payer_letter.Group(label=str(at), rates=rates)
    asks = replace(held.asks, rates=[])
    whole = in_whole_dollars(replace(held, groups=made, asks=asks))
    for name, group in whole.groups.items():
        one = group.rates
        assert one.present + one.change == one.requested
        assert one.present % 1 == one.change % 1 == one.medicare % 1 == 0
        assert abs(one.present - made[name].rates.present) < 1
        if abs(made[name].rates.change) < 0.5:
            assert one.change == 0
    for key in ("medicare", "present", "requested", "change"):
        parts = sum(getattr(group.rates, key) for group in whole.groups.values())
        assert parts == getattr(whole.fees, key)


def test_other_rates_are_said_to_stay_only_where_there_are_others():
    held = facts("nq_asc")
    one = held.asks.rates[0]
    each = [replace(one, group=name) for name in held.groups]
    asks = replace(held.asks, rates=each, others_stay=True)
    made = json.loads(letter.Letter(replace(held, asks=asks)).to_json())
    assert section(made, "ask") == ""
    asks = replace(held.asks, rates=each[:1], others_stay=True)
    made = json.loads(letter.Letter(replace(held, asks=asks)).to_json())
    assert section(made, "ask") == "Every other rate stays as it is."


@pytest.mark.parametrize(("lines", "size"), [(0, 9.5), (6, 8.8), (30, 8.2)])
def test_a_long_letter_has_smaller_type_in_word(lines, size):
    made = json.loads(json.dumps(told("nq_renewal")))
    made["sections"][0]["spans"] = [{"text": "x" * 98 * (lines + 2)}]
    assert letter_docx.body_size(made) == size


def test_the_brief_links_a_letter_only_where_the_run_made_one():
    from shipped_briefs import ROOT

    brief = json.loads((ROOT / "tests" / "data" / "sample_brief.json").read_text("utf-8"))
    assert "letter.pdf" not in brief_page(brief)
    assert 'href="letter.pdf"' in brief_page(brief, letter=True)


def test_a_notebook_cell_shows_the_letter_and_carries_letter_json():
    shown = letter.Letter(facts("nq_renewal"))._repr_mimebundle_()
    assert shown[letter.MIME] == told("nq_renewal")
    assert "What we ask" in shown["text/html"]

"""Nothing of the inside leaves in a letter: not in its text, its markup, its streams or its names.

Two proofs. The letter does not depend on the inside: with every internal input replaced, its bytes
are the same. And canaries that stand in the inside are found nowhere in its files, by a scan that
finds them when they are planted in a field that may go out.
"""

import dataclasses
import json
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
import small_project
from letter_scan import PICTURE, PICTURE_PARTS, chunks, found, pieces
from payer_talks import INPUTS, medicare, talk
from test_letter import LETTERS, facts_of_talk

from practice_model.briefs import execution, letter
from practice_model.questions import payer, payer_pages

ROOT = Path(__file__).parents[1]
NUMBER = 73919.37
CANARIES = ("73919", "73,919", "$74k", "ZQXYZZY")
PROTECTED = re.compile(
    r"\b(floor|target|walk[- ]?away|batna|margin|break[- ]?even|reservation|ceiling|alternative|"
    r"leverage|confidential|scenario|draft|lever|internal|bargain\w*|opening|concession|counter)\b",
    re.IGNORECASE,
)


def files_of(facts):
    """The four files of a letter, as a run writes them."""
    told = json.loads(letter.Letter(facts).to_json())
    return execution.letter_files(told)


@cache
def files(name):
    return files_of(facts_of_talk(talk(name).terms, talk(name)))


def planted(part, seen=()):
    """A record, mapping or table with a canary in every word and figure that it may hold."""
    if isinstance(part, pd.DataFrame):
        made = part.copy()
        for key in made:
            if pd.api.types.is_bool_dtype(made[key]) or pd.api.types.is_datetime64_any_dtype(
                made[key]
            ):
                continue
            if pd.api.types.is_numeric_dtype(made[key]):
                made[key] = np.full(len(made), NUMBER)
            else:
                made[key] = [f"ZQXYZZY{key}"] * len(made)
        return made
    if dataclasses.is_dataclass(part):
        made = object.__new__(type(part))  # past its checks: the inside may hold anything
        for one in dataclasses.fields(part):
            object.__setattr__(made, one.name, planted(getattr(part, one.name)))
        return made
    if isinstance(part, dict):
        return {f"ZQXYZZY{key}": planted(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [planted(value) for value in part]
    if isinstance(part, bool) or part is None or isinstance(part, date):
        return part
    return NUMBER if isinstance(part, int | float) else f"ZQXYZZY{part}"


def past_checks(record, **changed):
    """A record with other fields, past its checks."""
    made = object.__new__(type(record))
    for one in dataclasses.fields(record):
        value = changed.get(one.name, getattr(record, one.name))
        object.__setattr__(made, one.name, value)
    return made


INSIDE = ("costing", "bargaining", "levers", "log", "horizon", "counter", "calendar", "review",
          "volumes", "load_days")  # fmt: skip


def spoiled(terms):
    """The talk with canaries in all that is of the inside."""
    practice = terms.practice
    own = terms.contracts.current.payer
    claims = practice.claims.copy()
    others = (claims["payer"] != own).to_numpy()
    claims["payer"] = claims["payer"].astype(object)
    claims.loc[others, "payer"] = "ZQXYZZYPAYER"
    for key in ("allowed_amount", "paid_amount", "charge_amount"):
        if key in claims:
            claims.loc[others, key] = NUMBER
    providers = {
        f"ZQXYZZYPROVIDER{at}": replace(one, role=f"ZQXYZZYROLE{at}")
        for at, one in enumerate(practice.providers.values())
    }
    payers = {
        key if key == own else f"ZQXYZZY{key}": value if key == own else f"ZQXYZZYPAYER {value}"
        for key, value in practice.payers.items()
    }
    sites = {key: replace(one, name=f"ZQXYZZYSITE {key}") for key, one in practice.sites.items()}
    market = terms.market
    if market is not None:
        posted = None if market.posted is None else planted(market.posted)
        market = past_checks(
            market,
            place="ZQXYZZYPLACE",
            network="ZQXYZZYNETWORK",
            posted=posted,
            performers=None if market.performers is None else planted(market.performers),
            local_rates=None if market.local_rates is None else planted(market.local_rates),
            maxima=None if market.maxima is None else planted(market.maxima),
            their_side=None if market.their_side is None else planted(market.their_side),
        )
        if market.hospitals is not None:
            named = market.hospitals.assign(
                **{
                    key: "ZQXYZZY" + market.hospitals[key].astype(str)
                    for key in ("payer", "plan", "source", "note")
                    if key in market.hospitals
                }
            )
            market = past_checks(market, hospitals=named)
    strengths = terms.strengths
    if strengths is not None:
        strengths = strengths.assign(
            evidence="ZQXYZZYEVIDENCE 73,919.37", source="ZQXYZZYSOURCE", measure="ZQXYZZYMEASURE"
        )
    target = terms.target
    changed = {name: planted(getattr(terms, name)) for name in INSIDE}
    return past_checks(
        terms,
        **changed,
        practice=past_checks(
            practice, claims=claims, providers=providers, payers=payers, sites=sites,
            resources=planted(practice.resources),
        ),
        market=market,
        strengths=strengths,
        target=None if target is None else past_checks(target, name="ZQXYZZYTARGET"),
        ask=past_checks(terms.ask, name="ZQXYZZYASK 73,919.37"),
        offer=past_checks(
            terms.offer, name="ZQXYZZYOFFER", payer_book=planted(terms.offer.payer_book)
        ),
    )  # fmt: skip


@pytest.mark.parametrize("name", LETTERS)
def test_the_letter_is_the_same_whatever_stands_in_the_inside(name):
    terms = spoiled(talk(name).terms)
    assert files_of(facts_of_talk(terms, talk(name))) == files(name)


@pytest.mark.parametrize("name", LETTERS)
def test_the_letter_needs_nothing_of_the_inside(name):
    terms = talk(name).terms
    bare = past_checks(terms, **dict.fromkeys((*INSIDE, "target"), None))
    assert files_of(facts_of_talk(bare, talk(name))) == files(name)


def test_other_payers_lines_and_another_floor_move_no_figure_of_it():
    """Priced anew with the other payers' lines gone, and with a target that nobody asks for."""
    terms = talk("nq_renewal").terms
    claims = terms.practice.claims
    own = claims[claims["payer"] == terms.contracts.current.payer].reset_index(drop=True)
    alone = past_checks(
        terms, practice=past_checks(terms.practice, claims=own), target=None, bargaining=None,
        costing=None,
    )  # fmt: skip

    class Priced:
        prices = payer.prices(alone, medicare())
        offer = payer_pages.offer_of(alone, prices)

    assert files_of(facts_of_talk(alone, Priced)) == files("nq_renewal")


@pytest.mark.parametrize("name", LETTERS)
def test_no_canary_of_the_inside_is_in_any_file(name):
    terms = spoiled(talk(name).terms)
    assert found(files_of(facts_of_talk(terms, talk(name))), CANARIES) == []


def test_the_inside_of_these_tests_does_hold_canaries():
    terms = spoiled(talk("nq_renewal").terms)
    for name in ("costing", "bargaining", "levers", "market", "strengths", "target"):
        text = repr(getattr(terms, name))
        assert "ZQXYZZY" in text or "73919" in text, name


@pytest.mark.parametrize("field", ["sender", "signatory", "reference", "to"])
def test_the_scan_finds_a_canary_in_a_field_that_may_go_out(field):
    one = talk("nq_renewal")
    own = replace(one.terms.letter, **{field: "ZQXYZZYFIELD 73,919.37"})
    made = files_of(facts_of_talk(replace(one.terms, letter=own), one))
    for canary in ("ZQXYZZYFIELD", "73,919.37"):
        places = found(made, (canary,))
        for name in execution.LETTER:
            assert any(place.startswith(name) for place, _ in places), (field, canary, name)


def test_the_scan_looks_into_streams_properties_attributes_and_pictures():
    made = files("nq_renewal")
    assert ("letter.pdf properties", "Larkmoor") in found(made, ("Larkmoor",))
    places = {place for place, _ in found(made, ("Dumbbell chart of each group",))}
    assert {"letter.docx word/document.xml", "letter.html bytes"} <= places
    assert any(place.startswith("letter.pdf") for place in places)
    assert [place for place, _ in found({"ZQXYZZY.json": b""}, ("ZQXYZZY",)) if "name" in place]
    kinds = {place for place, _ in pieces("letter.docx", made["letter.docx"])}
    assert "word/media/image1.png IDAT" in kinds


@pytest.mark.parametrize("name", LETTERS)
def test_the_picture_in_the_word_file_has_no_chunk_of_words(name):
    with zipfile.ZipFile(BytesIO(files(name)["letter.docx"])) as packed:
        pictures = [packed.read(one) for one in packed.namelist() if "media/" in one]
    assert len(pictures) == 1
    assert pictures[0].startswith(PICTURE)
    assert {kind for kind, _ in chunks(pictures[0])} <= PICTURE_PARTS


@pytest.mark.parametrize("name", LETTERS)
def test_no_word_of_the_inside_and_no_other_payer_stands_in_it(name):
    one = talk(name).terms
    own = one.contracts.current
    names = [text for key, text in one.practice.payers.items() if key != own.payer]
    names = [text for text in names if text not in {"Medicare", "Medicaid", "Self-pay"}]
    for file, content in files(name).items():
        text = content.decode() if file.endswith(("json", "html")) else ""
        parts = list(pieces(file, content))
        if file.endswith("pdf"):
            shown = [one for place, one in parts if place.startswith(("page", "prop"))]
            text = b"\n".join(shown).decode()
        if file.endswith("docx"):
            names_of = {f"word/{part}.xml text" for part in ("document", "header1", "footer1")}
            text = b"\n".join(one for place, one in parts if place in names_of).decode()
        text = re.sub(r"base64,[A-Za-z0-9+/=]+|<style>.*?</style>", "", text, flags=re.DOTALL)
        assert not PROTECTED.findall(text), file
        assert not [one for one in names if one in text], file


@pytest.mark.parametrize("name", LETTERS)
def test_no_scenario_run_hash_path_or_version_is_in_it(name):
    from practice_model import __version__

    told = talk(name).loaded
    inside = (told.digest[:10], name, "inputs/", "scenarios", ".yaml", "/work", "practice_model",
              f"{__version__}\"", str(ROOT))  # fmt: skip
    assert [one for one in found(files(name), inside) if "styles.xml" not in one[0]] == []


NOTEBOOK_CELL = """
from practice_model.briefs import letter
from practice_model.questions import (
    payer_citable, payer_hospitals, payer_letter, payer_letter_claims, payer_letter_hospital,
    payer_strengths,
)
cited = payer_citable.citable(talk.terms, saved)
letter.outgoing(
    payer_letter.letter_facts(
        talk.terms, prices, offer,
        payer_letter_claims.letter_claims(talk.terms, payer_strengths.graded(talk.terms)),
        payer_letter_hospital.hospital_case(cited, saved),
    )
)
"""
SCENARIO = """
extends: nq_renewal.yaml
sources: {zqxyzzynote: "ZQXYZZYNOTE 73,919.37"}
target: {name: ZQXYZZYTARGET}
bargaining:
  alternative: {one_off: {value: 73919.37, unit: USD, source: zqxyzzynote, note: ZQXYZZYNOTE}}
practice: {payers: {TM: ZQXYZZYPAYER}}
levers:
  zqxyzzylever:
    does: ZQXYZZYLEVER
    side: ask
    value: {value: 73919.37, unit: USD/year, source: zqxyzzynote}
review: {by: ZQXYZZYREVIEWER, date: 2026-11-24}
"""


def project(folder):
    """A project with the shipped inputs, a scenario full of canaries, and the payer notebook."""
    shutil.copytree(INPUTS, folder / "inputs")
    scenario = folder / "inputs" / "scenarios" / "zqxyzzyscenario.yaml"
    scenario.write_text(SCENARIO, "utf-8")
    made = nbformat.read(ROOT / "notebooks" / "payer.ipynb", 4)
    if not [cell for cell in made.cells if "letter_facts(" in cell.source]:
        made.cells.insert(-1, nbformat.v4.new_code_cell(NOTEBOOK_CELL, id="letter"))
    path = folder / "notebooks" / "payer.ipynb"
    path.parent.mkdir()
    nbformat.write(made, path)
    return path, scenario


def test_a_whole_run_writes_a_letter_without_a_canary_and_a_later_one_takes_it_away(tmp_path):
    notebook, scenario = project(tmp_path / "client")
    out = tmp_path / "out"
    given = {"draws": 50, "seed": 1}
    names = execution.execute(notebook, scenario, tmp_path / "client", out, given)
    assert set(execution.LETTER) <= set(names)
    made = {name: (out / name).read_bytes() for name in execution.LETTER}
    assert found(made, CANARIES) == []
    inside = {"brief.json": (out / "brief.json").read_bytes()}
    assert found(inside, ("ZQXYZZYNOTE",)), "the run's own brief does hold them"
    assert b'href="letter.pdf"' in (out / "brief.html").read_bytes()
    silent = small_project.notebook(tmp_path / "silent")
    other = small_project.scenario(tmp_path / "silent", "a")
    execution.execute(silent, other, tmp_path / "silent", out, {})
    assert not [name for name in execution.LETTER if (out / name).exists()]
    assert b"letter.pdf" not in (out / "brief.html").read_bytes()

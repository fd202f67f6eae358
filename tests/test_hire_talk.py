"""The hire's talk on the practice's own inputs: ties, capacity, verdicts, pages, replies."""

import json
import re
import shutil
from datetime import date
from functools import cache
from html import unescape

import numpy as np
import pandas as pd
import pytest
from practice_tables_read import INPUTS
from shipped_briefs import run_cells

from practice_model.briefs import html
from practice_model.briefs.printed import unknown_tokens
from practice_model.costs.survey_tables import LicensedTable
from practice_model.costs.surveys import Survey
from practice_model.deals import hire as model
from practice_model.deals.hire_cash import Hire, cash
from practice_model.deals.hire_pay import Guarantee, Pay
from practice_model.deals.hire_volume import Ramp
from practice_model.quantities import replaced
from practice_model.questions import (
    hire,
    hire_capacity,
    hire_owner_pages,
    hire_package_pages,
    hire_pages,
    hire_pay_pages,
    hire_range,
    hire_talk_pages,
    hire_told,
)
from practice_model.questions.hire_practice import OwnBook, deal_of, own_book
from practice_model.readers.inputs import Loaded, load

NAMES = ("hire_retina", "hire_od")


@cache
def talk(name: str) -> Loaded[hire.HireTalk]:
    return load(INPUTS / "scenarios" / f"{name}.yaml", hire.HireTalk)


@cache
def own(name: str) -> OwnBook:
    return own_book(talk(name).terms)


def deal(name: str, **changes) -> Hire:
    named = {f"deal.{key.replace('__', '.')}": value for key, value in changes.items()}
    return deal_of(replaced(talk(name).terms, named), own(name))


MINIMAL = """
question: hire
as_of: 2026-11-24
sources: {own: own assumption of a test}
practice: {extends: ../practice/practice.yaml}
candidate: {name: N, role: Doctor, kind: MD}
deal:
  start: 2027-03-01
  volume:
    steady: {value: 900000, unit: USD/year, source: own}
    ramp:
      months: [{value: 0.5, unit: share, source: own}]
      full_at: {value: 12, unit: months, source: own}
  pay: {base: {value: 300000, unit: USD/year, source: own}}
  costs:
    variable: {value: 0.3, unit: share, source: own}
    benefits: {value: 40000, unit: USD/year, source: own}
    malpractice: {value: 10000, unit: USD/year, source: own}
rate: {value: 0.1, unit: share/year, source: own}
"""
GREAT = """
extends: hire_retina.yaml
sources: {own: own assumption of a test}
credit_limit: {value: 900000, unit: USD, source: own}
deal: {volume: {steady: {value: 1900000, low: 1700000, high: 2100000, unit: USD/year, source: own}}}
"""
WORK = """
extends: hire_retina.yaml
sources: {own: own assumption of a test}
trades: null
packages: null
deal:
  volume: {work: {value: 9500, unit: RVU/year, source: own}}
  horizon: {value: 60, unit: months, source: own}
  pay:
    base: {value: 300000, unit: USD/year, source: own}
    share: null
    times_base: null
    per_work_value: {value: 50, unit: USD/RVU, source: own}
    work_table: current
    table_cut: {value: 0.975, unit: ratio, source: own}
    settled: quarter
    calendar: true
  guarantee:
    monthly: {value: 30000, unit: USD/month, source: own}
    months: {value: 12, unit: months, source: own}
    forgiven_over: {value: 24, unit: months, source: own}
"""


@pytest.fixture(scope="module")
def other_inputs(tmp_path_factory):
    """A copy of the practice's inputs, beside which other scenarios may stand."""
    made = tmp_path_factory.mktemp("other") / "inputs"
    for part in ("practice", "market", "scenarios"):
        shutil.copytree(INPUTS / part, made / part)
    return made / "scenarios"


@pytest.mark.parametrize(
    ("text", "chip", "says"),
    [
        (MINIMAL, "Make offer", "in month 2 and is back by month 4"),
        (GREAT, "Make offer", "is back by month 26"),
        (WORK, "Counter", "at month 60; with better terms"),
    ],
)
def test_other_talks_have_their_brief_too(other_inputs, text, chip, says):
    path = other_inputs / "other.yaml"
    path.write_text(text, "utf-8")
    made = json.loads(run_cells(str(path), draws=200)["brief"].to_json())
    assert made["header"]["chips"][0]["text"] == chip
    assert says in "".join(span["text"] for span in made["header"]["finding"])
    shown = re.sub(r"<(style|title)\b.*?</\1>|<[^>]+>", " ", html.render(made), flags=re.S)
    assert unknown_tokens(unescape(shown), made) == []


@cache
def told(name: str) -> dict:
    return json.loads(run_cells(name, draws=400)["brief"].to_json())


def text_of(name: str) -> str:
    texts = []
    for block in told(name)["blocks"]:
        for spans in [block.get("spans") or [], *block.get("paragraphs", [])]:
            texts.append("".join(span["text"] for span in spans))
    return "\n".join(texts)


def test_the_scenario_of_the_retina_doctor_is_the_planted_one():
    found = model.figures(deal("hire_retina"), 0.12)
    assert found.break_even_month == 12
    assert found.trough == pytest.approx(-822_303.83, abs=0.01)
    assert found.cash == pytest.approx(-522_489.50)
    assert found.fixed == pytest.approx(734_000)
    assert found.center == pytest.approx(62 * (2_151 - 608))


def test_surgery_center_money_moves_no_figure_of_the_decision():
    without = replaced(talk("hire_retina").terms, {"deal.center": None})
    one = cash(deal_of(without, own("hire_retina")))
    assert one.net == pytest.approx(cash(deal("hire_retina")).net)


def test_wages_minutes_and_owners_come_from_the_practices_own_tables():
    book = own("hire_retina")
    assert book.wages["technician"] == 61_500
    assert book.owners == {"A": 0.5, "C": 0.5}
    assert book.used["technician"] == pytest.approx(827_168)
    assert book.like.collected == pytest.approx(1_501_576, rel=0.003)
    made = deal("hire_retina")
    assert model.staff_cost(made.costs) == pytest.approx(176_000)
    assert made.minutes["technician"] == pytest.approx(243_280 * 1_150_000 / book.like.collected)


def test_technicians_stand_at_the_planted_share_and_the_hire_needs_one_more():
    room = hire_capacity.room_of(deal("hire_retina"), own("hire_retina"))
    assert room.before == pytest.approx(0.917, abs=0.0005)
    assert room.alone > 1
    assert 0.9 < room.needed < 1.1
    assert room.needed_same == pytest.approx(2.0, abs=0.05)
    assert hire_told.room_case(room) == "planned"
    short = hire_capacity.room_of(
        deal("hire_retina", costs__staff__technician__fte=0.5), own("hire_retina")
    )
    assert hire_told.room_case(short) == "short"


def test_a_practice_that_counts_no_minutes_has_no_capacity_check_and_still_a_brief():
    names = talk("hire_retina").terms.deal.costs.staff
    typed = {f"deal.costs.staff.{name}.cost_per_fte": 50_000.0 for name in names}
    bare = replaced(talk("hire_retina").terms, {"costing": None, "like": [], **typed})
    book = own_book(bare)
    made = deal_of(bare, book)
    assert hire_capacity.room_of(made, book) is None
    assert hire_told.room_case(None) == "none"
    found = model.figures(made, 0.12)
    assert found.visits is None
    assert hire_pages.heat_table(made, found).empty
    assert hire_owner_pages.owner_figures(made, found) is None


def test_a_wage_that_is_nowhere_is_a_fault():
    with pytest.raises(ValueError, match="no wage is typed"):
        replaced(talk("hire_retina").terms, {"costing": None, "like": []})


def test_a_wage_that_contradicts_the_staff_table_is_a_fault():
    with pytest.raises(ValueError, match="but the staff table says 61,500"):
        replaced(talk("hire_retina").terms, {"deal.costs.staff.technician.cost_per_fte": 70_000.0})


def test_a_payer_mix_that_contradicts_the_claims_is_a_fault():
    wrong = replaced(
        talk("hire_od").terms,
        {"deal.volume.payers.medicare.share": 0.6, "deal.volume.payers.commercial.share": 0.183},
    )
    with pytest.raises(ValueError, match=r"medicare\.share: 0\.600, but 0\.307 of the visits"):
        own_book(wrong)


def test_owners_income_that_contradicts_the_tables_is_a_fault():
    wrong = replaced(talk("hire_retina").terms, {"deal.owner_income": 2_500_000.0})
    with pytest.raises(ValueError, match="owner_income: 2,500,000, but claims and tables"):
        own_book(wrong)


@pytest.mark.parametrize(
    ("changes", "told_"),
    [
        ({"can_change": ["costs.once.drug_stok.amount"]}, "is no figure of the deal"),
        ({"like": ["Z"]}, "Z is no provider of the practice"),
        ({"candidate.name": "C"}, "is a provider already"),
        ({"deal.volume.ramp.full_at": 6}, "lies before month 12"),
        ({"deal.horizon": 30.5}, "must be whole months"),
        ({"payback_limit": 48}, "48 months lie after the horizon of 36"),
        ({"deal.costs.once.drug_stock.month": 40}, "lies after the horizon"),
    ],
)
def test_terms_that_cannot_be_are_refused(changes, told_):
    with pytest.raises(ValueError, match=told_):
        replaced(talk("hire_retina").terms, changes)


def test_own_prices_add_up_to_what_the_like_providers_collected():
    book, terms = own("hire_od"), talk("hire_od").terms
    build = deal("hire_od").volume.build_up
    assert build is not None
    visits = 3_500 + 4_200
    claims = terms.practice.claims
    mine = claims[
        claims["rendering_npi"].isin(["9000000041", "9000000051"])
        & claims["hcpcs_code"].isin(terms.own_prices.services["new_visit"].codes)
    ]
    new = len(mine)
    dollars = {
        name: sum(book.prices[name][kind] * book.shares[kind] for kind in book.shares)
        for name in book.prices
    }
    total = new * dollars["new_visit"] + (visits - new) * dollars["established_visit"]
    total += visits * dollars["tests"]
    assert total == pytest.approx(book.like.collected, rel=0.01)


def test_the_verdict_follows_the_figures():
    book = own("hire_retina")
    loaded = talk("hire_retina")
    able = hire.mends(loaded, book)
    assert [one.label for one in able] == ["Drug stock", "Base pay"]

    def verdict(**changes) -> hire.Decision:
        terms = replaced(loaded.terms, {f"deal.{key}": one for key, one in changes.items()})
        made = model.figures(deal_of(terms, book), 0.12)
        return hire.decision(terms, book, made, able)

    assert verdict().case == "wait"
    assert verdict().stays_out == pytest.approx(224_885.33, abs=0.01)
    assert verdict(**{"volume.steady": 1_700_000.0}).case == "offer"
    assert verdict(**{"volume.steady": 1_450_000.0}).case == "counter"


def test_a_credit_limit_that_does_not_cover_the_lowest_cash_stops_an_offer():
    terms = replaced(
        talk("hire_retina").terms, {"deal.volume.steady": 1_700_000.0, "credit_limit": 500_000.0}
    )
    made = model.figures(deal_of(terms, own("hire_retina")), 0.12)
    found = hire.decision(terms, own("hire_retina"), made, [])
    assert found.case == "wait"
    assert found.over_credit == pytest.approx(-made.trough - 500_000)
    assert hire_told.finding_case(found, made) == "wait_credit"


@pytest.mark.parametrize("name", NAMES)
def test_tables_add_up_down_their_columns_and_across_their_years(name):
    made, held = cash(deal(name)), deal(name)
    table = hire_pages.cash_table(made, held)
    body = table[table["role"] == "body"]
    for column in hire_pages.cash_columns(held):
        assert body[column].sum() == pytest.approx(table.loc["net", column], abs=1e-3)
    years = [column for column in table if column.startswith("year_")]
    assert table.loc["net", years].sum() == pytest.approx(made.total[-1])
    quarters = [column for column in table if column.startswith(("start", "quarter"))]
    assert table.loc["net", quarters].sum() == pytest.approx(table.loc["net", "year_1"])
    cases = hire_pay_pages.case_table(hire.cases(talk(name), own(name)))
    parts = cases[cases["role"] == "body"][["low", "plan", "high"]].sum()
    assert parts.to_numpy() == pytest.approx(
        cases.loc["contribution", ["low", "plan", "high"]].to_numpy(dtype=float)
    )
    sides = hire_pay_pages.side_table(held, made)
    assert sides.loc["all", "ours"] == pytest.approx(made.total[-1])


def test_months_of_the_table_are_the_months_of_the_cash():
    made = cash(deal("hire_retina"))
    table = hire_pages.month_table(made)
    assert len(table) == 37
    assert table["to_date"].iloc[-1] == pytest.approx(-522_489.50)


def test_owners_dip_by_their_shares_and_recover():
    made, found = deal("hire_retina"), model.figures(deal("hire_retina"), 0.12)
    owner = hire_owner_pages.owner_figures(made, found)
    assert owner.dip_each == pytest.approx(found.year["1"] / 2)
    assert owner.recovered_year == 2
    unequal = replaced(made, {"owners": {"A": 0.7, "C": 0.3}})
    assert hire_told.owners_case(hire_owner_pages.owner_figures(unequal, found)) == "together"
    table = hire_owner_pages.owner_by_name(unequal, found)
    assert table["year_1"].sum() == pytest.approx(found.year["1"])


@pytest.mark.parametrize(
    ("years", "case", "recovered"),
    [
        ((50_000, -9_000, 40_000), "each", 3),
        ((-5_000, 7_000, -1_000), "stays", None),
        ((-5_000, -7_000, -1_000), "never", None),
        ((5_000, 7_000, 0), "no_dip", 1),
    ],
)
def test_owners_recover_after_their_last_lean_year(years, case, recovered):
    found = model.figures(deal("hire_retina"), 0.12)
    other = replaced(found, {"year": dict(zip("123", map(float, years), strict=True))})
    owner = hire_owner_pages.owner_figures(deal("hire_retina"), other)
    assert hire_told.owners_case(owner) == case
    assert owner.recovered_year == recovered


def test_a_month_that_covers_itself_once_is_not_told_as_for_good():
    guarantee = Guarantee(monthly=60_000, months=6, forgiven_over=24)
    found = model.figures(replaced(deal("hire_retina"), {"guarantee": guarantee}), 0.12)
    assert (found.break_even_month, found.stays_covered) == (1, False)
    assert hire_told.lead_case(found) == "falls_again"
    assert model.figures(deal("hire_retina"), 0.12).stays_covered


def test_stock_bought_after_the_lowest_month_is_no_part_of_it():
    late = {"costs__once__drug_stock__month": 30.0, "costs__once__drug_stock__amount": 60_000.0}
    found = model.figures(deal("hire_retina", **late), 0.12)
    assert found.trough_month == 11
    assert found.stock == 60_000
    assert found.stock_share is None


def test_a_plan_that_is_back_in_time_but_worth_less_than_the_other_is_not_told_as_late():
    terms = replaced(
        talk("hire_retina").terms, {"deal.volume.steady": 1_900_000.0, "alternative": 2e6}
    )
    found = model.figures(deal_of(terms, own("hire_retina")), 0.12)
    told_ = hire.decision(terms, own("hire_retina"), found, [])
    assert found.paid_back
    assert hire_told.finding_case(told_, found) == "wait_worth"
    assert told_.short_today == pytest.approx(2e6 - found.value_today)


def test_no_offer_is_made_above_its_own_walk_away():
    terms = replaced(
        talk("hire_retina").terms, {"deal.volume.ramp": Ramp(months=[1.0], full_at=1.0)}
    )
    book = own("hire_retina")
    made = deal_of(terms, book)
    found, able = model.figures(made, 0.12), hire.mends(talk("hire_retina"), book)
    told_, limit = hire.decision(terms, book, found, able), hire.walk_away(terms, made).base
    assert found.paid_back
    assert limit < terms.deal.pay.base
    assert told_.case == "counter"
    assert hire_told.finding_case(told_, found) == "counter_worth"
    better = replaced(terms, {"deal.pay.base": limit - 1})
    found = model.figures(deal_of(better, book), 0.12)
    assert hire.decision(better, book, found, able).case == "offer"


def test_pay_by_production_is_cost_of_every_month_and_of_the_break_even():
    share = Pay(of_collections=0.4)
    found = model.figures(deal("hire_retina", pay=share), 0.12)
    kept, fixed = 0.7744 + 45_000 / 1_150_000 - 0.4, 734_000 - 430_000
    assert found.break_even_collections == pytest.approx(fixed / kept)
    assert found.break_even_month == 9  # .65 of 1,150,000 / 12 x kept is 25,755, over 304,000 / 12
    assert hire_told.bonus_case(found) == "share_alone"
    worked = deal("hire_retina", pay=Pay(per_work_value=46.0), volume__work=10_000.0)
    assert model.figures(worked, 0.12).break_even_month == 9
    none = deal("hire_retina", pay=Pay(of_collections=0.9))
    assert model.figures(none, 0.12).break_even_collections is None


def test_odds_as_printed_sum_to_all():
    for share, rest in ((0.095, 0.9), (0.545, 0.45), (0.0, 1.0), (0.004, 0.996)):
        assert 1 - hire_range.as_printed(share) == pytest.approx(rest)


def test_the_plan_cell_of_the_heat_map_is_a_full_year_of_the_plan():
    made, found = deal("hire_retina"), model.figures(deal("hire_retina"), 0.12)
    grid = hire_pages.heat_table(made, found)
    row, column = hire_pages.heat_plan(found)
    assert grid.loc[row, column] == pytest.approx(182_810)
    assert np.all(np.diff(grid.sort_index().to_numpy(), axis=0) > 0)


def test_credentialing_must_be_filed_by_the_slowest_class():
    terms = talk("hire_od").terms
    when = hire_talk_pages.dates(terms, hire_talk_pages.path_of(terms))
    assert when.credentialing_by == date(2027, 4, 2)  # four months before Aug 2, 2027
    own_day = talk("hire_retina").terms
    when = hire_talk_pages.dates(own_day, hire_talk_pages.path_of(own_day))
    assert when.credentialing_by == date(2027, 2, 12)  # the scenario's own step wins


def test_a_step_that_hangs_on_no_date_is_a_fault():
    with pytest.raises(ValueError, match="there is no date 'strat'"):
        replaced(
            talk("hire_retina").terms, {"calendar": [{"anchor": "strat", "what": "technician"}]}
        )


@pytest.mark.parametrize("name", NAMES)
def test_the_brief_says_what_the_figures_say(name):
    facts, said = told(name)["facts"], text_of(name)
    lowest = facts["hire.trough"]["printed"].get("signed") or facts["hire.line"]["printed"]["plain"]
    assert lowest in said
    chip = told(name)["header"]["chips"][0]["text"]
    assert chip == {"hire_retina": "Wait", "hire_od": "Counter"}[name]
    assert "NOT FOR CANDIDATE" in told(name)["header"]["marks"][0]["text"]
    assert "Stark and anti-kickback" in said


def test_the_retina_brief_says_plainly_that_it_is_not_paid_back_and_what_would_mend_it():
    said = text_of("hire_retina")
    parts = [
        "do not sign on these terms",
        "drug supplier’s terms first",
        "37.7% of the lowest",
        "Technicians are the next limit: 91.7% used",
        "Base pay does not mend it",
    ]
    for part in parts:
        assert part in said, part
    finding = "".join(span["text"] for span in told("hire_retina")["header"]["finding"])
    assert finding == "Wait: cash falls to −$822k in month 11 and is not back by month 36"


def test_no_sentence_of_the_bottom_line_is_long():
    for name in NAMES:
        for sentence in text_of(name).replace("\n", ". ").split(". "):
            if not sentence.startswith(("Surgery-center", "No surgery-center")):
                assert len(sentence.split()) <= 27, sentence


def test_replies_to_an_optometrist_hold_the_practices_own_shares():
    rows = [block for block in told("hire_od")["blocks"] if block["id"] == "objections"]
    text = json.dumps(rows, ensure_ascii=False)
    assert "71.0%" in text or "71%" in text


def test_a_survey_of_the_practices_own_shows_a_percentile_and_no_cell():
    frame = pd.DataFrame(
        {
            "measure": ["Total compensation"], "specialty": ["Retina"], "region": ["All"],
            "unit": ["USD/year"], "n": ["80"], "p25": ["371234"], "p50": ["449999"],
            "p75": ["601234"], "p90": ["701234"], "fte_rule": ["per FTE"],
        }
    )  # fmt: skip
    survey = Survey(
        publisher="Example", year=2025,
        license={"licensed_to": "us", "internal_use": True, "statement": "member copy, section 4"},
        table=LicensedTable(frame),
        measures={"compensation": {"row": "Total compensation"}},
        segments={"F": {"specialty": "Retina", "region": "All"}},
    )  # fmt: skip
    terms = replaced(talk("hire_retina").terms, {"surveys": {"one": survey}})
    cases = hire.cases(talk("hire_retina"), own("hire_retina"))
    made = hire_package_pages.survey_table(terms, cases["plan"], hire_pay_pages.pay_figures(cases))
    assert made["percentile"].tolist() == ["50th"]
    assert not any("449999" in str(one) for one in made.to_numpy().ravel())

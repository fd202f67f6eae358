"""The models find the planted findings: each figure of the answer key, recomputed from the inputs.

Findings of the shipped talks come from the claims, the rest from the control volumes. What the
tables alone can tell (F6, F13, F14 and others) is in test_answer_key.py.
"""

from functools import cache

import numpy as np
import pytest
from answer_key import expected, key
from larkmoor import as_paid, contract, marks, medicare, payer_book, priced
from payer_talks import talk
from practice_tables_read import table

from practice_model.questions import payer_dates
from practice_model.questions.same_day_rule import exposure
from practice_model.revenue.leaks import basis_value, held_back, lesser_of_leak, underpaid
from practice_model.revenue.offers import by_key
from practice_model.revenue.sums import total
from practice_model.revenue.variants import medicare_contract, without_test_cut

HOME, CENTER = "10212-01", "31924"
MIGS = ["66991", "66989"]


def renewal():
    one = talk("nq_renewal")
    column, offer = one.columns["offer"], one.offer
    return {
        "headline": offer.headline,
        "professional_change": column.fees_change,
        "professional_change_share": column.fees_change_share,
        "change_with_drugs": column.whole_change,
        "change_with_drugs_share": column.whole_change_share,
        "rises": offer.ups,
        "cuts": offer.downs,
        "offset": offer.offset,
        "rise_of_visits_to_be_whole": offer.rise_to_be_whole,
        "rise_of_visits_to_be_whole_with_drugs": offer.rise_to_be_whole_with_drugs,
        "more_visits_at_which_the_sign_flips": offer.more_of_headline,
        "fewer_cataracts_at_which_the_sign_flips": -offer.less_of_largest_fall,
        "payers_own_book": one.theirs.change,
        "other_reading": one.columns["reading"].fees,
    }


def window():
    return {"days_left": payer_dates.next_date(talk("nq_renewal").terms).notice_days}


def basis():
    found = talk("tm_basis").found
    value, ahead = found.basis, found.basis_ahead
    _, groups = basis_value(
        payer_book("TM"), contract("TM"), medicare(), marks(), year=2025, place=HOME
    )
    names = ("testing", "laser", "cataract", "vitrectomy", "injection", "visits")
    return {f"gain_{name}": groups["frozen_year"][name] for name in names} | {
        "against_2025": value.difference,
        "locality": value.place,
        "frozen_year": value.frozen_year,
        "new_codes": value.off_list,
        "against_2026": ahead.difference,
        "today": value.now,
        "current_year_old_locality": value.now + ahead.keeping_place,
        "change_of_half_the_fix": ahead.keeping_place,
    }


def cut_tests_owed():
    shortfall = talk("tm_basis").found.shortfall
    return {"lines": shortfall.lines, "recoverable": shortfall.still_open}


def cut_tests_agreed():
    tests = talk("nq_renewal").found.tests
    return {
        "lines": tests.lines,
        "taken": tests.taken,
        "by_medicares_rule": tests.due,
        "to_negotiate": tests.over,
    }


def center_offer():
    one = talk("nq_asc")
    sides = one.prices.sides["now"], one.prices.sides["offer"], one.prices.medicare
    groups, codes = (by_key(*sides, name, "asc") for name in ("group", "code"))
    return {
        "own_neutral": one.theirs.neutral_ours,
        "payers_neutral": one.theirs.neutral_theirs,
        "change": one.columns["offer"].fees_change,
        "change_share": one.columns["offer"].fees_change_share,
        "cataract_now": groups.loc["cataract", "now"],
        "cataract_offered": groups.loc["cataract", "offered"],
        "cataract_eyes": groups.loc["cataract", "units"],
        "migs_change": codes.loc[MIGS, "change"].sum(),
    }


def missing_step():
    shortfall = talk("fw_recovery").found.shortfall
    return {
        "professional": shortfall.professional,
        "center": shortfall.center,
        "together": shortfall.total,
        "claimable_of_2025": shortfall.still_open,
    }


def lesser_of():
    leak = lesser_of_leak(priced(payer_book("FW"), as_paid("FW")))
    due = lesser_of_leak(priced(payer_book("FW"), contract("FW")))["leak"].sum()
    found = {f"leak_{code}": amount for code, amount in leak["leak"].items()}
    return (
        found
        | {f"lines_{code}": lines for code, lines in leak["lines"].items()}
        | {
            "leak": talk("fw_recovery").found.lesser_of.total,
            "leak_at_the_due_step": due,
            "eaten_of_the_step": due - leak["leak"].sum(),
        }
    )


def withheld():
    paid = as_paid("PW")
    held = held_back(priced(payer_book("PW"), paid), paid.sequestration)
    return {
        "together": held.sum(),
        "professional_and_drugs": held["professional and drugs"],
        "center": held["asc"],
    }


def wrong_area():
    book = payer_book("MA")
    found = underpaid(priced(book, contract("MA")), priced(book, as_paid("MA"))).loc["asc"].tolist()
    later = [
        total(
            priced(
                book, medicare_contract(contract("MA"), year=2026, locality=HOME, wage_area=area)
            ),
            "asc",
        )
        for area in (CENTER, "12054")
    ]
    return dict(zip(("due", "paid", "recoverable", "lines"), found, strict=True)) | {
        "same_fault_in_2026": later[0] - later[1]
    }


def medicare_year():
    names = {"visits", "testing", "injection", "laser", "cataract", "glaucoma_or", "vitrectomy",
             "lids", "minor"}  # fmt: skip
    found = dict.fromkeys({"change_2026", "base", "center_2026", *names}, 0.0)
    for payer in ("MCR", "MA"):
        book, now = payer_book(payer), without_test_cut(contract(payer))
        later = without_test_cut(medicare_contract(now, year=2026, locality=HOME, wage_area=CENTER))
        sides = priced(book, now), priced(book, later)
        table_of = by_key(*sides, sides[1], "group", "professional")
        for name in names:
            found[name] += table_of.loc[name, "change"]
        found["change_2026"] += table_of["change"].sum()
        found["base"] += total(sides[0], "professional")
        found["center_2026"] += total(sides[1], "asc") - total(sides[0], "asc")
    return found | {"change_2026_share": found["change_2026"] / found.pop("base")}


def ghosts():
    rates, done = table("tic_rates.csv"), table("performers.csv")
    found = {}
    for code, fee in {"66984": 470.23, "92014": 128.92, "67028": 116.13}.items():
        rows = rates[(rates["hcpcs"] == code) & (rates["network"] == "NORTHQUILL PPO")]
        rows = rows[
            (rows["taxonomy"] != "261QA1903X") & (rows["negotiated_type"] == "negotiated")
        ].merge(done[["npi", "hcpcs", "services"]], on=["npi", "hcpcs"], validate="1:1")
        ratio = rows["negotiated_rate"] / fee
        # a ratio outside .5 to 3.5 of Medicare carries no confidence
        good = ratio[(rows["services"] > 0) & ratio.between(0.5, 3.5)]
        found |= {f"median_{code}": good.median(), f"unfiltered_{code}": ratio.median()}
        if code == "66984":
            low, high = np.percentile(good, [25, 75])
            found |= {"lower_quartile_66984": low, "upper_quartile_66984": high,
                      "mean_66984": ratio.mean(), "rows": len(rows),
                      "ghosts": (rows["services"] == 0).sum()}  # fmt: skip
    return found


FOUND = {
    "F1": renewal, "F2": window, "F3": basis, "F4": cut_tests_owed, "F5": cut_tests_agreed,
    "F7": center_offer, "F8": missing_step, "F9": lesser_of, "F10": withheld,
    "F16": medicare_year, "F27": ghosts, "F31": wrong_area,
}  # fmt: skip
ELSEWHERE = {  # figures of the key that this file does not recompute, with their reason
    "F4": {"taken": "in test_offers.py", "due": "in test_offers.py"},
    "F16": {name: "in test_policy_effect.py" for name in (
        "values_and_factor", "indices", "provider_A", "provider_B", "provider_C", "provider_D",
        "provider_E", "change_2027", "change_2027_share", "change_2027_pw", "change_2027_qp")},
    "F31": {"paid_66984": "in test_answer_key.py", "due_66984": "in test_answer_key.py"},
}  # fmt: skip


@cache
def found(finding):
    return FOUND[finding]()


CASES = [(finding, name) for finding in FOUND for name in key()["findings"][finding]["expected"]
         if name not in ELSEWHERE.get(finding, {})]  # fmt: skip


@pytest.mark.parametrize(("finding", "name"), CASES)
def test_a_figure_of_the_key_is_what_the_models_find(finding, name):
    told = expected(finding, name)
    assert told.holds(float(found(finding)[name])), (found(finding)[name], told)


@pytest.mark.parametrize("finding", FOUND)
def test_nothing_is_computed_that_the_key_does_not_ask(finding):
    assert set(found(finding)) <= set(key()["findings"][finding]["expected"])


def test_days_of_the_key_are_those_of_the_contracts():
    days = {one: key()["findings"][one]["expected_days"] for one in ("F2", "F8", "F10")}
    renewal_of = talk("nq_renewal").terms
    following = payer_dates.next_date(renewal_of)
    assert following.notice == days["F2"]["last_notice"]
    missed = payer_dates.notice_day(
        renewal_of.contracts.current, days["F2"]["last_notice"].replace(day=3)
    )
    assert missed[1] == days["F2"]["next_chance"]
    as_of = renewal_of.as_of
    for payer, finding in (("FW", "F8"), ("PW", "F10")):
        since = days[finding]["claimable_since"]
        months = 12 * (as_of.year - since.year) + as_of.month - since.month
        assert since.day == as_of.day
        assert months == contract(payer).paper.underpayment_window


def test_the_proposed_cut_takes_what_the_key_says_but_for_a_cent_a_day():
    # the key rounds each day's loss, the engine each amount that is paid: a cent a day at most
    one = exposure(talk("nq_renewal").terms.practice, medicare(), ["MCR", "MA"])
    for column, days, lost in (
        ("", "days_992", "exposure_992"),
        ("_with_eye_codes", "days", "exposure"),
    ):
        counted = one.loc["all", f"days{column}"]
        assert expected("F32", days).holds(counted)
        assert one.loc["all", f"lost{column}"] == pytest.approx(
            expected("F32", lost).value, abs=0.01 * counted
        )
    own = one.loc["C", "days_with_eye_codes"]
    assert one.loc["C", "lost_with_eye_codes"] == pytest.approx(
        expected("F32", "provider_C").value, abs=0.01 * own
    )

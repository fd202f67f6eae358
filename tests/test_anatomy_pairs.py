"""Codes billed as distinct beside their pair: the planted lines, and small claims of each kind."""

import pytest
from anatomy_talks import book, talk
from answer_key import expected

from practice_model.questions.anatomy_pairs import DISTINCT, distinct_pairs


def found(claims):
    return distinct_pairs(claims, book().priced)


def test_the_planted_photographs_beside_scans_are_found_to_the_cent():
    made = found(talk().practice.claims)
    expected("F15", "lines").holds(made.lines)
    expected("F15", "amount").holds(made.amount)
    expected("F15", "government").holds(made.government)
    assert (made.code, made.beside) == ("92250", "92134")


def marks(claims):
    return [name for name in claims if name.startswith("hcpcs_modifier_")]


def test_without_a_distinct_modifier_nothing_is_told():
    claims = talk().practice.claims
    bare = claims.assign(**{name: "" for name in marks(claims)})
    assert found(bare) is None


def test_a_distinct_line_alone_on_its_claim_is_no_pair():
    claims = talk().practice.claims
    alone = claims.assign(claim_id=[f"L{place}" for place in range(len(claims))])
    assert found(alone) is None


@pytest.mark.parametrize("mark", sorted(DISTINCT))
def test_every_distinct_modifier_opens_a_pair(mark):
    claims = talk().practice.claims
    changed = claims.assign(
        **{name: claims[name].astype(str).replace("59", mark) for name in marks(claims)}
    )
    assert found(changed).lines == found(claims).lines


def test_claims_that_do_not_say_how_they_were_filed_leave_the_government_untold():
    claims = talk().practice.claims.drop(columns="filing_indicator")
    made = found(claims)
    assert made.government is None
    assert made.lines == 210


def test_a_pair_that_no_modifier_opens_is_left_to_the_payers_own_edit():
    claims = talk().practice.claims
    swapped = claims.assign(hcpcs_code=claims["hcpcs_code"].astype(str).replace("92250", "92133"))
    assert found(swapped) is None

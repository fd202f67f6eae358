"""Prompt pay: what interest a payer's late payments should bring, by its contract and by the law.

A contract's promise binds all plans of the network. The law that it names reaches insured plans
only: self-funded and federal plans escape it, so that unknown funding gives a range [1].

[1] AHIP v. Hudgens, 742 F.3d 1319 (11th Cir. 2014).
"""

from practice_model.quantities import Days, Share, USDPerYear, terms
from practice_model.questions.lever_books import days_to_payment
from practice_model.questions.lever_prices import plan_paid, stated_interest
from practice_model.questions.payer import Prices
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.term_values import late_interest


@terms
class PromptPay:
    """Interest on what the payer pays late a year: by its contract, and by the law named in it.

    The law reaches insured plans only; insured is their part, an estimate, so that the law's
    figure is a range from that part to all. None where a limit or a rate is not given.
    """

    base: USDPerYear
    days: Days
    days_late: Days | None = None
    contract: USDPerYear | None = None
    law_days_late: Days | None = None
    law_insured: USDPerYear | None = None
    law_all: USDPerYear | None = None
    insured: Share | None = None


def prompt_pay(talk: Payer, priced: Prices) -> PromptPay | None:
    """Return the interest that late payment should bring; None where neither paper nor law says.

    Days to payment are gamma distributed around the payer's mean (shape 6).
    """
    paper = talk.contracts.current.paper
    base, days = plan_paid(talk, priced), days_to_payment(talk)
    if paper is None or base is None or days is None:
        return None
    law = paper.statute
    stated = stated_interest(paper)
    by_contract = None
    if stated is not None and paper.clean_claim is not None:
        by_contract = late_interest(base, stated, days, paper.clean_claim)
    by_law = late_interest(base, law.late_interest, days, law.clean_claim) if law else None
    if by_contract is None and by_law is None:
        return None
    return PromptPay(
        base=base,
        days=days,
        days_late=by_contract.days_late if by_contract else None,
        contract=by_contract.interest if by_contract else None,
        law_days_late=by_law.days_late if by_law else None,
        law_insured=by_law.interest * law.insured if by_law and law else None,
        law_all=by_law.interest if by_law else None,
        insured=law.insured if law else None,
    )

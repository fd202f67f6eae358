"""Paper terms: what an agreement says beside its rates, as figures that a talk can put to use."""

from dataclasses import field
from datetime import date
from typing import Literal

from practice_model.quantities import Days, Months, Share, SharePerYear, terms


@terms
class StateLaw:
    """What the law named in an agreement says of payment; it reaches insured plans only.

    Self-funded and federal plans follow the contract. insured: the part of this payer's dollars
    that is insured. plan_share: the payer's own part of an allowed dollar, None to take it from the
    claims. look_back: the law's own limit of recoupment, a question for counsel.
    """

    clean_claim: Days
    late_interest: SharePerYear
    insured: Share
    plan_share: Share | None = None
    look_back: Months | None = None


@terms
class PaperTerms:
    """What the agreement says beside its rates; None where it is silent or sets no limit.

    places: where a term stands, by its name here: "look_back: Amendment No. 3, page 8".
    """

    signed: date
    renews: str
    evergreen: bool = False
    notice: Days | None = None
    notice_before: Literal["anniversary", "any_day"] = "anniversary"
    timely_filing: Days | None = None
    secondary_exception: bool = True
    look_back: Months | None = None
    underpayment_window: Months | None = None
    amendment: Literal["signed_by_both", "may_object", "silence_accepts", "posted"]
    amendment_notice: Days | None = None
    all_products: bool = False
    future_products: bool = False
    leases_network: bool = False
    clean_claim: Days | None = None
    late_interest: SharePerYear | None = None
    late_interest_wording: str = ""
    appeal: Days | None = None
    assignment: str = ""
    governing_law: str = ""
    statute: StateLaw | None = None
    places: dict[str, str] = field(default_factory=dict)

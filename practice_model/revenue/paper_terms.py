"""Paper terms: what an agreement says beside its rates, as figures that a talk can put to use."""

from datetime import date
from typing import Literal

from practice_model.quantities import Days, Months, SharePerYear, terms


@terms
class PaperTerms:
    """What the agreement says beside its rates; None where it is silent or sets no limit."""

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

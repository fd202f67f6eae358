"""Parts of the fact book: what each table and chart takes from the year, made ready to be shown.

Each function reads one `FactBook`; what the practice does not keep gives an empty frame or None,
and the page leaves the place out.
"""

import numpy as np
import pandas as pd

from practice_model.costs.hassle import Spread, requests_by_payer, with_dollars
from practice_model.practice import Practice
from practice_model.questions.anatomy_actions import actions
from practice_model.questions.anatomy_findings import payer_losses
from practice_model.questions.anatomy_heads import short_names
from practice_model.questions.anatomy_payers import Loss, hassle_of, scorecard
from practice_model.questions.anatomy_policy import (
    at_medicare,
    center_table,
    group_bars,
    payer_table,
    policy_of,
    provider_table,
    same_day_table,
    steps_table,
)
from practice_model.questions.anatomy_providers import (
    RULE_NAMES,
    dot_table,
    rule_of,
)
from practice_model.questions.anatomy_year import SHOWN_RULES, FactBook
from practice_model.revenue.contract import Contract
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.policy_effect import PolicyCells, PolicyEffect, effect

PAST = {"denied": "denied_over", "days": "days_over", "offsets": "most_offsets"}
"""Columns of the scorecard, and the flag that says that a limit is passed."""


def spread_of(book: FactBook) -> Spread | None:
    """Return the practice's requests by service, provider and payer; None where none is counted."""
    costing = book.talk.costing
    if costing.authorizations is None:
        return None
    return requests_by_payer(costing.authorizations, costing.conduct, book.cells)


def approvals_costed(book: FactBook, spread: Spread | None) -> pd.DataFrame:
    """Return the requests with their dollars; empty where none is counted."""
    return pd.DataFrame() if spread is None else with_dollars(spread, book.costs.rates())


def payer_card(
    book: FactBook, costed: pd.DataFrame, lost: dict[str, list[Loss]] | None = None
) -> pd.DataFrame:
    """Return the scorecard of the year's payers."""
    talk = book.talk
    own = None if costed.empty else costed
    hassle = hassle_of(book.cells, own, talk.costing, book.costs.rates())
    made = scorecard(
        book.cells,
        hassle,
        talk.costing,
        lost=payer_losses(book) if lost is None else lost,
        patients=talk.patients,
        names=talk.practice.payers,
    )
    for name, flag in PAST.items():
        if made[name].notna().any():
            past = made[flag].fillna(False).astype(bool)
            made[f"{name}__step"] = np.where(past, "past", "")
    return made


def payers_shown(book: FactBook) -> list[str]:
    """Return the payers that the price grid shows: all but the patients themselves."""
    talk = book.talk
    order = book.cells.groupby("payer")["collected"].sum().sort_values(ascending=False)
    return [str(payer) for payer in order.index if payer not in talk.patients]


def actions_of_year(book: FactBook, approval: pd.DataFrame) -> pd.DataFrame:
    """Return what each service asks for, most dollars first."""
    center = book.center
    free = 0.0 if center is None else float(center.rooms.free_practical)
    losing = None
    if len(approval):
        body = approval[approval["role"] == "body"]
        losing = body.rename(columns={"lines": "units"})[["label", "units", "left"]]
    return actions(
        book.cells,
        book.priced.paid,
        {payer: one.current for payer, one in book.talk.contracts.items()},
        center=book.talk.costing.center,
        free_minutes=free,
        approval=losing,
        names=short_names(book, list(book.talk.contracts)),
        patients=book.talk.patients,
    )


def policy_followers(book: FactBook, tables: MedicareTables) -> PolicyCells | None:
    """Return what the yardstick year's Medicare did to all that follows it, and a proposal.

    Contracts as agreed, not as paid, each at its own percentage. None where the claims are of the
    yardstick year or no contract follows Medicare.
    """
    talk = book.talk
    year = int(talk.practice.claims["claim_line_start_date"].max().year)
    if year >= talk.medicare_year:
        return None
    made = policy_of(
        talk.practice, _agreed(book), tables, before=year, after=talk.medicare_year,
        proposed=talk.proposed,
    )  # fmt: skip
    return made if len(made.fees) else None


def policy_medicare(book: FactBook, followers: PolicyCells | None) -> PolicyCells | None:
    """Return the part of the payers that pay exactly Medicare's own fees; None where none does."""
    if followers is None:
        return None
    try:
        return at_medicare(followers, _agreed(book))
    except ValueError:
        return None


def _agreed(book: FactBook) -> dict[str, Contract]:
    return {payer: one.current for payer, one in book.talk.contracts.items()}


def policy_effect_of(cells: PolicyCells | None) -> PolicyEffect | None:
    """Return the effect on all fees; None where there is nothing to tell."""
    return None if cells is None else effect(cells)


def policy_bars(cells: PolicyCells | None) -> pd.DataFrame:
    """Return the waterfall of the effect by group of services."""
    return pd.DataFrame() if cells is None else group_bars(cells)


def policy_steps(cells: PolicyCells | None) -> pd.DataFrame:
    """Return the steps of the effect, and what is proposed."""
    return pd.DataFrame() if cells is None else steps_table(effect(cells), cells)


def policy_by(cells: PolicyCells | None, practice: Practice, key: str) -> pd.DataFrame:
    """Return the effect by provider or by payer."""
    if cells is None:
        return pd.DataFrame()
    return (provider_table if key == "provider" else payer_table)(cells, practice)


def provider_dots(book: FactBook) -> pd.DataFrame:
    """Return the dots by provider, with what is left after an owner's own pay at market."""
    made = dot_table(book.income, book.talk.practice)
    after = {one.provider: float(one.after_market_pay) for one in book.verdicts}
    made["after_market_pay"] = [after.get(str(name), np.nan) for name in made.index]
    return made


def income_title(book: FactBook) -> str:
    """Return the head of the profit and loss, with the rule that shares the overhead."""
    return f"Profit and loss by provider, overhead {RULE_NAMES[rule_of(book.income)]}"


def told_table(book: FactBook, spread: Spread | None) -> pd.DataFrame:
    """Return what stood in for a missing figure or could not be counted, one sentence a row."""
    told = [*book.drugs.told, *book.earned.told, *(spread.told if spread else ())]
    told += [f"no margins by {rule}: {why}" for rule, why in book.income.left_out.items()]
    names = [f"told_{place}" for place, _ in enumerate(told)]
    return pd.DataFrame({"label": told}, index=pd.Index(names, name="told"))


def policy_center(cells: PolicyCells | None, practice: Practice) -> pd.DataFrame:
    """Return the effect on surgery-center fees by payer; what is not priced says so."""
    return pd.DataFrame() if cells is None else center_table(cells, practice)


def policy_visits(cells: PolicyCells | None, practice: Practice, key: str) -> pd.DataFrame:
    """Return the proposed same-day cut by provider or payer; empty without a proposal."""
    if cells is None or cells.visits is None:
        return pd.DataFrame()
    return same_day_table(cells, practice, [key])


def rules_shown(book: FactBook) -> dict[str, str]:
    """Return the overhead rules of the dots, ours first, with their names."""
    return {rule: RULE_NAMES[rule] for rule in SHOWN_RULES if rule in book.income.margins}


def rule_rows(book: FactBook) -> pd.DataFrame:
    """Return margins by every known rule, a row a rule, a column a provider, and all."""
    names = [rule for rule in RULE_NAMES if rule in book.income.margins]
    made = book.income.margins[names].T
    made["all"] = made.sum(axis=1)
    made.insert(0, "label", [RULE_NAMES[rule] for rule in names])
    return made


def uncosted_table(book: FactBook) -> pd.DataFrame:
    """Return the services that no equation, case or drug cost covers: lines and dollars."""
    made = book.uncosted.reset_index()
    made.index = pd.Index([f"{one}_{code}" for one, code in zip(made["block"], made["code"],
                           strict=True)], name="service")  # fmt: skip
    return made.assign(label=made["code"]) if len(made) else pd.DataFrame()

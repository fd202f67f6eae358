"""Letter tables: the numbered requests of page one, the rows and the chart of the exhibit."""

from typing import Any

import pandas as pd

from practice_model.briefs.blocks import Block, table_block
from practice_model.briefs.facts import Fact, Facts
from practice_model.briefs.letter_told import drugs_move, request_case
from practice_model.briefs.phrases import Phrases
from practice_model.briefs.sentences import plain, spans_of
from practice_model.questions.payer_letter import LetterFacts, Rates, name_of
from practice_model.questions.payer_letter_asks import BLOCK, DRUGS

Rows = dict[str, dict[str, Any]]
CHART, EXHIBIT, REQUESTS = "rates", "exhibit", "requests"
WHOLE = "whole"
NIL = "\u2013"
RATIOS = {
    "present_of_medicare": "ratio",
    "requested_of_medicare": "ratio",
    "request_of_medicare": "ratio",
}
COLUMNS = (
    "medicare",
    "present",
    "present_of_medicare",
    "requested",
    "requested_of_medicare",
    "change",
)


def requests_table(held: LetterFacts, facts: Facts, say: Phrases) -> Block | None:
    """The requested rates, numbered, and their total where there is more than one."""
    if not held.asks.rates:
        return None
    rows: Rows = {
        one.group: {
            "label": _name(one.group, held, say),
            "role": "body",
            "request_of_medicare": one.requested_of_medicare,
            "change": one.change,
        }
        for one in held.asks.rates
    }
    if len(rows) > 1:
        only = not drugs_move(held)
        of_medicare = held.fees.requested_of_medicare if only else None
        rows[WHOLE] = {
            "label": say.one("request_names", held.block if only else WHOLE),
            "role": "total",
            "request_of_medicare": of_medicare,
            "change": held.whole.change,
        }
    block = _table(REQUESTS, rows, ("request_of_medicare", "change"), facts, say)
    for at, one in enumerate(held.asks.rates):
        template = str(say.one("request", request_case(one, held))).replace("GROUP", one.group)
        spans = spans_of(template.replace("NAME", rows[one.group]["label"]), facts)
        facts.add(f"{REQUESTS}.number.{one.group}", Fact(float(at + 1), "count"))
        block["rows"][at]["cells"][0] = {"text": plain(spans), "spans": spans}
        block["rows"][at]["number"] = facts.print(f"{REQUESTS}.number.{one.group}")
    return block


def _name(group: str, held: LetterFacts, say: Phrases) -> str:
    if group in {BLOCK, DRUGS}:
        return str(say.one("request_names", held.block if group == BLOCK else DRUGS))
    return held.groups[group].label if group in held.groups else name_of(group)


def exhibit_table(held: LetterFacts, facts: Facts, say: Phrases) -> Block:
    """Every group at Medicare, now and as requested; fees in one sum, drugs apart."""
    rows = {name: _row(group.label, "body", group.rates) for name, group in held.groups.items()}
    name = str(say.one("request_names", held.block))
    moves = drugs_move(held) and held.drugs is not None
    rows[BLOCK] = _row(name, "subtotal" if moves else "total", held.fees)
    if moves and held.drugs is not None:
        rows[DRUGS] = _row(str(say.one("request_names", DRUGS)), "body", held.drugs)
        rows[WHOLE] = _row(str(say.one("request_names", WHOLE)), "total", held.whole)
    return _table(EXHIBIT, rows, COLUMNS, facts, say)


def chart_rows(held: LetterFacts, say: Phrases) -> pd.DataFrame:
    """The rows of the exhibit's chart: the groups, and the fees in one."""
    rates = {name: (group.label, "body", group.rates) for name, group in held.groups.items()}
    rates[BLOCK] = (str(say.one("request_names", held.block)), "total", held.fees)
    rows: Rows = {
        name: {
            "label": label,
            "role": role,
            "now": own.present_of_medicare,
            "then": own.requested_of_medicare,
            "change": own.change,
        }
        for name, (label, role, own) in rates.items()
    }
    return _frame(rows)


def _row(label: str, role: str, own: Rates) -> dict[str, Any]:
    return {"label": label, "role": role} | {key: getattr(own, key) for key in COLUMNS}


def _frame(rows: Rows) -> pd.DataFrame:
    made = pd.DataFrame(list(rows.values()), index=list(rows))
    return made.astype({str(key): float for key in made if key not in {"label", "role"}})


def _table(
    name: str,
    rows: Rows,
    keys: tuple[str, ...],
    facts: Facts,
    say: Phrases,
) -> Block:
    columns = {key: str(say.one("columns", key)) for key in keys}
    head = str(say.one("request_names", "requested")) if name == REQUESTS else ""
    made = table_block(
        name, _frame(rows), facts, rows=head, columns=columns, units=RATIOS, missing=NIL
    )
    return {"id": name, "kind": "table", **made}

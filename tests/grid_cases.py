"""Heat maps and paired bars to draw in tests: those of a hire, and those that are hard to set."""

import json
from typing import Any

import numpy as np
import pandas as pd
import sample_talk

from practice_model.briefs.brief import Brief
from practice_model.briefs.facts import Fact

NAN = float("nan")
LONG = "The year in which the second owner retires and the lane is leased again"
SAID = {"subtitle": "Made up, $ thousand", "alt": "Figures of what was made up, in two ways."}
VISITS = (18, 20, 22, 24, 26, 28, 30)
COLLECTED = (128.0, 138.0, 148.0, 158.0, 168.0)
HIRE = (
    (-3, 27, 57, 87, 117),
    (40, 73, 107, 138, 158),
    (83, 119, 147, 170, 193),
    (125, 153, 178, 203, 228),
    (155, 182, 209, 235, 262),
    (181, 210, 239, 268, 297),
    (208, 239, 270, 301, 332),
)
PAY = {"a": ("Year 1", 384.0, 296.0), "b": ("Year 2", 384.0, 458.0), "c": ("Year 3", 384.0, 443.0)}


def started() -> Brief:
    """A brief with a fact and a header, and no block."""
    made = Brief("payer", sample_talk.talk())
    made.facts.add("plan", Fact(209_000.0, "USD/year"))
    made.header(kicker="Forms", finding="Forms", chips=[], confidential="CANDIDATE", meta={})
    made.provenance(medicare=[])
    return made


def drawn(made: Brief) -> dict[str, Any]:
    """The only chart of a brief, and the brief as documents read it."""
    told = json.loads(made.to_json())
    (block,) = [block for block in told["blocks"] if block["kind"] == "chart"]
    return block | {"brief": told}


def grid(
    values: Any = HIRE, rows: Any = VISITS, columns: Any = COLLECTED, times: float = 1_000.0
) -> pd.DataFrame:
    """A frame of a heat map, in thousands where nothing else is said."""
    return pd.DataFrame(np.array(values, dtype=float) * times, list(rows), list(columns))


def add_heat(made: Brief, frame: pd.DataFrame, **given: Any) -> None:
    said = {
        "title": "Of {grid.cells} cases, {grid.losing} lose, as {plan:k} shows",
        "rows_head": "Visits", "columns_head": "Collected a visit", "rows": "{step} a day",
    }  # fmt: skip
    made.heat("grid", frame, **{**SAID, **said, **given})


def heat(frame: pd.DataFrame, **given: Any) -> dict[str, Any]:
    made = started()
    add_heat(made, frame, **given)
    return drawn(made)


def years(rows: dict[str, tuple[str, float, float]], times: float = 1_000.0) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["label", "without", "with"])
    return frame.assign(**{key: frame[key] * times for key in ("without", "with")})


def many(*ends: tuple[float, float], name: str = "Year {}") -> pd.DataFrame:
    rows = {f"y{at}": (name.format(at), *pair) for at, pair in enumerate(ends, 1)}
    return years(rows)


def add_pairs(made: Brief, frame: pd.DataFrame, **given: Any) -> None:
    made.pairs("pay", frame, title="Owners earn {plan:k}", **{**SAID, **given})


def pairs(frame: pd.DataFrame, **given: Any) -> dict[str, Any]:
    made = started()
    add_pairs(made, frame, **given)
    return drawn(made)


def hard_ones() -> dict[str, dict[str, Any]]:
    """Heat maps and pairs by what is hard about them."""
    wide, few = np.linspace(-300.0, 900.0, 21).reshape(3, 7), np.array(HIRE[:3], dtype=float)
    days, holes = VISITS[:3], np.array(HIRE[:3], dtype=float)
    holes[0, :3] = holes[1, 2] = holes[2, 4] = NAN
    return {
        "heat": heat(grid(), plan=(26, 148)),
        "heat, all lose": heat(grid(-few - 10, days), plan=(20, 148)),
        "heat, none loses": heat(grid(few + 10, days)),
        "heat, one row loses": heat(grid([[-9, -8, -7], [1, 2, 3], [4, 5, 60]], VISITS[:3],
                                         COLLECTED[:3])),
        "heat, one row": heat(grid([[-20, 3, 60]], [26], COLLECTED[:3]), plan=(26, 128)),
        "heat, one cell": heat(grid([[20]], [26], [148]), plan=(26, 148)),
        "heat, tens": heat(grid(wide / 30, days, range(7), 1.0), rows="{step}"),
        "heat, ten millions": heat(grid(wide * 30, days, range(100, 800, 100))),
        "heat, billions": heat(grid(wide * 9_000, days, range(100, 800, 100))),
        "heat, holes": heat(grid(holes, days), plan=(20, 148)),
        "heat, nothing known": heat(grid(holes * NAN, days)),
        "heat, nothing at all": heat(grid(few * 0.0, days), plan=(18, 128)),
        "heat, islands": heat(grid([[1, -1, 1], [-1, 1, -1], [1, -1, 1]], VISITS[:3],
                                   COLLECTED[:3], 50_000.0)),
        "heat, long heads": heat(grid(wide, days, (0.5, 1, 2, 3, 4.5, 6, 12)),
                                 rows="{step} visits in every session of the clinic",
                                 column_unit="months", columns="{step} until full",
                                 rows_head="Visits that a full day takes", columns_head=LONG),
        "heat, shares": heat(grid(wide / 1e6, days, np.linspace(0.1, 0.4, 7)), unit="share",
                             style="bare_signed", column_unit="share"),
        "pairs": pairs(years(PAY)),
        "pairs, one year": pairs(many((384.0, 296.0))),
        "pairs, ten years": pairs(many(*((384.0, 290.0 + 20 * at) for at in range(10)))),
        "pairs, losses": pairs(many((100.0, -88.0), (-20.0, -30.0), (-5.0, 140.0))),
        "pairs, only losses": pairs(many((-100.0, -88.0), (-20.0, -30.0))),
        "pairs, tens": pairs(many((0.01, 0.012), (0.02, -0.004))),
        "pairs, ten millions": pairs(many(*((12_345.0, 23_456.0 * at) for at in range(1, 6)))),
        "pairs, billions in full": pairs(
            many(*((2e6, 2.1e6 * at) for at in range(1, 4))), style="bare",
            change_says="{label}: {change:signed}",
        ),
        "pairs, missing": pairs(many((NAN, 200.0), (300.0, NAN), (NAN, NAN), (1.0, 250.0))),
        "pairs, nothing known": pairs(many((NAN, NAN))),
        "pairs, nothing at all": pairs(many((0.0, 0.0), (0.0, 0.0))),
        "pairs, no change": pairs(many((384.0, 384.0), (384.2, 383.9))),
        "pairs, far apart": pairs(many((1.0, 9_000.0), (9_000.0, 10.0))),
        "pairs, long names": pairs(
            many((384.0, 296.0), (384.0, 500.0), name=LONG + " {}"),
            names={"without": "As we are now, three owners", "with": "With the fourth physician"},
        ),
    }  # fmt: skip

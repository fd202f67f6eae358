"""Every chart and table form of a brief, told of made-up frames."""

from typing import Any

import grid_cases
import line_cases
import numpy as np
import pandas as pd
import sample_talk

from practice_model.briefs.brief import Brief
from practice_model.briefs.facts import Fact

NAN = float("nan")
LADDER = {
    "66984 F": ("Cataract, center fee", 1180, 524.07, 19.41, 618_406.2),
    "lenses": ("Refraction, premium lenses (patient pay)", NAN, NAN, NAN, 363_565.1),
    "66991 F": ("and 66989 F, stent with cataract", 184, 1575.2, 40.73, 289_832.4),
    "92014": ("Full eye visit", 7980, 19.19, 1.65, 153_152.3),
    "other F": ("Other center fees", 266, 427.3, 8.02, 113_651.0),
    "66984": ("Cataract, surgeon", 743, 147.0, 4.2, 109_220.4),
    "92134": ("Retina scan", 7610, 11.11, 7.09, 84_524.0),
    "92083": ("Visual field", 2890, 29.2, 11.08, 84_398.2),
    "66821": ("YAG laser", 350, 236.1, 39.36, 82_650.4),
    "vitrectomy": ("Vitrectomy, center fees", 149, 487.0, 5.79, 72_514.0),
    "Drugs": ("Collected, less cost", NAN, NAN, NAN, 64_461.3),
    "65855": ("SLT laser", 480, 131.2, 16.37, 62_867.4),
    "67028": ("Injection, without the drug", 3710, 0.93, 0.19, 3_439.4),
    "99213": ("and 92012, short visits", 5610, -17.6, -1.98, -98_736.3),
    "All other": ("Professional codes, none large", NAN, NAN, NAN, 21_644.4),
    "asc": ("Unused time, surgery center", NAN, NAN, NAN, -353_294.3),
    "office": ("Unused time, practice", NAN, NAN, NAN, -330_374.4),
}
PROVIDERS = {
    "A": ("Cataract, owner", 0.92, 1_433_591, 771_405, 823_900, 637_800, 708_000),
    "C": ("Retina, owner", 0.91, 1_566_037, 574_003, 956_100, 696_200, 792_000),
    "B": ("Glaucoma, employed", 0.91, 1_295_415, 144_424, 203_300, 94_100, 121_000),
    "D": ("OD", 0.78, 577_970, 35_746, -229_000, 59_800, -11_000),
    "E": ("OD, senior", 0.93, 625_171, 20_792, -207_000, 55_600, -67_000),
}
PAYERS = {
    "Ferrowick, PPO": 1.284, "Tannerby": 1.217, "Pellworth, HMO": 1.189, "Northquill": 1.172,
    "Narrow network": 1.126, "Wrenfield (MA)": 1.012, "Medicaid": 0.745,
}  # fmt: skip
INPUTS = {
    "Visits a day at full": (41_000, 231_000, 23.2, 28.8, "count", "plain"),
    "Owner visits moved": (51_000, 212_000, 0.14, 0.06, "share", "percent"),
    "Collected a visit": (71_000, 196_000, 139.0, 157.0, "USD", "plain"),
    "Credentialing delay": (92_000, NAN, 2.0, NAN, "months", "plain"),
    "Cases a month at full": (90_000, 178_000, 17.0, 27.0, "count", "plain"),
    "Months to full schedule": (178_500, 89_000, 12.0, 18.0, "months", "plain"),
    "Paper in the printer": (130_000, 131_000, 1.0, 2.0, "count", "plain"),
}
GRID = {
    "66183": ("Tube shunt, surgeon", 1.054, 1.0, 1.516, 1.32, "no units", 0.817),
    "15823": ("Upper lids, surgeon", 0.964, 1.0, 1.492, 1.41, 1.22, 0.807),
    "67042": ("Vitrectomy, surgeon", 0.858, 1.0, 1.544, 1.491, 1.59, 0.836),
    "66821": ("YAG laser", 0.28, 1.0, 1.297, 1.21, 1.378, 0.696),
}
PAYER_KEYS = ("medicare", "northquill", "tannerby", "ferrowick", "medicaid")
BLOCKS = {
    "B": (16_000, 15_200, 0.95, 800),
    "A": (28_000, 24_360, 0.87, 3_640),
    "C": (17_000, 12_238, 0.719, 4_762),
    "Visiting surgeons": (17_000, 11_224, 0.667, 5_776),
    "No surgeon": (23_040, NAN, NAN, 23_040),
}


def ladder() -> pd.DataFrame:
    columns = ["service", "units", "a_unit", "a_minute", "margin"]
    frame = pd.DataFrame.from_dict(LADDER, orient="index", columns=columns)
    words = {"lenses": "", "other F": "Others F", "vitrectomy": "Codes F", "asc": "", "office": ""}
    frame["label"] = [words.get(index, index) for index in frame.index]
    frame["role"] = ["rest" if index == "All other" else "body" for index in frame.index]
    total = frame["margin"].sum()
    label = "Profit of practice and center, owners paid at market first"
    frame.loc["total"] = [None, NAN, NAN, NAN, total, label, "total"]
    return frame


def providers() -> pd.DataFrame:
    columns = ["work", "booked", "revenue", "ours", "fifths", "collections", "encounters"]
    return pd.DataFrame.from_dict(PROVIDERS, orient="index", columns=columns)


def payers() -> pd.DataFrame:
    return pd.DataFrame({"paid": PAYERS})


def inputs() -> pd.DataFrame:
    columns = ["low", "high", "low_input", "high_input", "unit", "format"]
    return pd.DataFrame.from_dict(INPUTS, orient="index", columns=columns)


def step(paid: Any, even: float) -> str:
    if isinstance(paid, str):
        return ""
    return "loss" if paid < even else "123"[int(np.digitize(paid - even, [0.25, 0.6]))]


def grid() -> pd.DataFrame:
    columns = ["service", "even", *PAYER_KEYS]
    frame = pd.DataFrame.from_dict(GRID, orient="index", columns=columns)
    for key in PAYER_KEYS:
        frame[f"{key}__step"] = [
            step(paid, even) for paid, even in zip(frame[key], frame["even"], strict=True)
        ]
    return frame


def blocks() -> pd.DataFrame:
    columns = ["staffed", "used", "share", "free"]
    return pd.DataFrame.from_dict(BLOCKS, orient="index", columns=columns)


def months(known: int = 30, ahead: int = 6) -> pd.DataFrame:
    at = np.arange(known + ahead)
    line = 400_000 + 2_500.0 * at
    wobble = 22_000 * np.sin(at * 2.1) + 9_000 * np.cos(at * 0.7)
    names = pd.period_range("2023-07", periods=len(at), freq="M").strftime("%b %Y")
    value = np.where(at < known, line + wobble, np.nan)
    wide = 24_000 + 900.0 * np.maximum(at - known, 0)
    return pd.DataFrame(
        {"value": value, "line": line, "low": line - wide, "high": line + wide}, index=names
    )


def brief() -> Brief:
    """A brief that shows every form once."""
    made = sample_talk.told()
    made.facts.add("cost.full", Fact(1.065, "ratio"))
    made.facts.add("hire.cash", Fact(131_000.0, "USD"))
    made.strip(
        "key_numbers",
        [
            {"label": "Fees now", "value": "{offer.now}", "note": "the practice’s own mix"},
            {"label": "Offer less now", "value": "{offer.change:signed}", "note": "a year"},
            {"label": "Paid of Medicare", "value": "{offer.now_of_medicare}", "note": "today"},
            {"label": "Our ask", "value": "{offer.asked}"},
            {"label": "Full cost", "value": "{cost.full}", "note": "of Medicare"},
        ],
    )
    made.chart(
        "ladder", "ladder", ladder(), value="margin", style="thousands", head="$ thousand",
        title="{ladder.most_up_name} earns {ladder.most_up:k}: in all {ladder.total:k}",
        subtitle="Collected less full cost, doctors at market pay. Losses and idle time last",
        alt="Bars of the margin a year by service: {ladder.most_up:k} for the largest.",
        rows="Code, service", total_bar=False, adds_up=["margin"],
        units={"a_unit": "USD/unit", "a_minute": "USD/minute"},
        columns={"service": "|text", "units": "Units a year|count",
                 "a_unit": "Margin $ a unit|bare",
                 "a_minute": "$ a minute, doctor or room|bare", "margin": "Margin $ a year|bare"},
    )  # fmt: skip
    made.dots(
        "providers", providers(), rows="Provider", tint="E",
        title="{providers.most_up_name} earns {providers.most_up:k}",
        subtitle="Margin by provider, $ thousand",
        alt="Marks of the margin by provider under four rules, {providers.E.ours:k} for E.",
        series={"ours": "by use of time and rooms (ours)", "fifths": "equal fifths",
                "collections": "by collections", "encounters": "by encounters"},
        columns={"work": "|text", "booked": "Slots booked, %|bare",
                 "revenue": "Revenue $ a year|bare", "ours": "Margin by use, $|bare"},
        units={"booked": "share"},
    )  # fmt: skip
    made.dots(
        "payers", payers(), tint="Northquill", series={"paid": "paid"}, units={"paid": "ratio"},
        style="bare", title="Northquill pays {payers.Northquill.paid}",
        subtitle="Self-pay not shown", head="% of Medicare",
        alt="Dots of what each plan pays, from {payers.Medicaid.paid} up.",
        line="cost.full", line_says="Full cost {cost.full:bare}",
    )  # fmt: skip
    made.tornado(
        "inputs",
        inputs(),
        plan="hire.cash",
        plan_says="Plan {inputs.plan:signed_k}",
        unit="USD",
        title="{inputs.most_name} decides: {inputs.most_low:k} to {inputs.most_high:k}",
        subtitle="Cash at the third year’s end, $ thousand, one input at a time",
        alt="Bars of what each input does to cash, {inputs.plan:k} as planned.",
    )
    names = ("Medicare, MA", "Northquill", "Tannerby", "Ferrowick", "Medicaid")
    heads = dict(zip(PAYER_KEYS, names, strict=True))
    keys = ("even", *PAYER_KEYS)
    made.table(
        "grid", grid(), title="One price of many is under full cost: {grid.15823.even}",
        subtitle="Contract price, % of Medicare; red: under break-even", rows="Procedure",
        columns={"service": "|text", "even": "Break-even|bare",
                 **{key: f"{head}|bare" for key, head in heads.items()}},
        units=dict.fromkeys(keys, "ratio"),
    )  # fmt: skip
    made.blocks(
        "rooms",
        blocks(),
        tint="B",
        share_style="percent",
        title="B fills {rooms.B.share:percent} of its block",
        subtitle="Room minutes a year: staffed, used (filled)",
        alt="Bars of room minutes by block, {rooms.B.share:percent} used in B’s.",
    )
    made.trend(
        "months", months(),
        title="Collections end at {months.last:k} a month",
        subtitle="Dots are months; the band holds eight in ten",
        alt="Dots by month with a line from {months.first:k} up and a band around it.",
        names={"line": "Trend, and where it leads", "high": "One month in ten is over",
               "low": "One in ten is under"},
    )  # fmt: skip
    made.heat(
        "cases", grid_cases.grid(), plan=(26, 148), rows="{step} a day", rows_head="Visits",
        columns_head="Collected a visit", subtitle="Contribution in a mature year",
        title="{cases.losing} of {cases.cells} loses: {cases.lowest_row} at {cases.lowest_column}",
        alt="Grid of the contribution by visits and price, {cases.plan:signed_k} as planned.",
    )  # fmt: skip
    made.pairs(
        "pay", grid_cases.years(grid_cases.PAY), subtitle="Pay per owner, $ thousand",
        title="Each owner earns {pay.a.change:size_k} less at first",
        alt="Bars in pairs of an owner’s pay, {pay.a.with:k} with the hire in the first year.",
    )  # fmt: skip
    line_cases.add_hire(
        made, "fan", title="The owners carry {fan.plan.lowest:signed_k}",
        alt="A line of cash with its fan, lowest at {fan.plan.lowest:signed_k}.",
    )  # fmt: skip
    return made


LAYOUT = {
    "pages": [
        {"sections": [["bottom_line"], ["key_numbers"], ["ladder"], ["providers"]]},
        {
            "name": "Who pays what",
            "sections": [
                {"split": "chart", "left": ["grid"], "right": ["rooms"]},
                {"split": "halves", "left": ["payers"], "right": ["inputs"]},
                ["months"],
            ],
        },
    ],
}

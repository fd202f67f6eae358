"""A small talk, made by hand, and the brief that is told of it; run it to write the sample anew."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from practice_model.briefs.brief import Brief
from practice_model.quantities import Ratio, SignedShare, SignedUSDPerYear, USDPerYear, terms

SAMPLE = Path(__file__).parent / "data" / "sample_brief.json"
ROOT = Path("/somewhere/inputs")


@terms
class Practice:
    name: str
    synthetic: bool


@terms
class Letter:
    as_of: date
    notice: date
    medicare_year: int
    headline: SignedShare
    practice: Practice


@terms
class Offer:
    now: USDPerYear
    offered: USDPerYear
    change: SignedUSDPerYear
    change_share: SignedShare
    now_of_medicare: Ratio
    offered_of_medicare: Ratio
    asked: USDPerYear
    ask_change: SignedUSDPerYear
    offset: Ratio


GROUPS = {
    "Office visits": (27_619.77, 1.082, 1.141),
    "Diagnostic testing": (-9_140.22, 1.107, 1.053),
    "Cataract surgery": (-12_380.41, 1.319, 1.158),
    "Laser and injections": (-5_260.05, 1.184, 1.121),
    "Glaucoma and oculoplastics": (-3_210.02, 1.320, 1.171),
}
CODES = {
    "92014": (1_410, 139.4, 152.5, 18_471.0),
    "66984": (142, 688.25, 604.05, -11_956.4),
    "92134": (1_620, 43.35, 36.02, -11_874.6),
    "rest": (None, None, None, 2_989.07),
    "total": (None, None, None, -2_370.93),
}


def talk(headline: float = 0.055, synthetic: bool = True):
    """The loaded scenario as the brief sees it."""
    letter = Letter(
        as_of=date(2026, 11, 24),
        notice=date(2026, 12, 2),
        medicare_year=2026,
        headline=headline,
        practice=Practice(name="Larkmoor", synthetic=synthetic),
    )
    source = "synthetic: the payer's letter of Nov 9, 2026"
    row = {"figure": "headline", "value": headline, "unit": "share", "low": np.nan, "high": np.nan,
           "source": source, "note": "", "file": "scenarios/sample.yaml", "line": 7}  # fmt: skip
    return SimpleNamespace(
        terms=letter,
        ledger=pd.DataFrame([row]),
        file=ROOT / "scenarios" / "sample.yaml",
        files=(ROOT / "scenarios" / "sample.yaml",),
        root=ROOT,
        digest="9f3c" * 16,
    )


def offer(change=-2_370.93):
    now = 890_774.25
    return Offer(
        now=now,
        offered=now + change,
        change=change,
        change_share=change / now,
        now_of_medicare=1.182189,
        offered_of_medicare=1.129974,
        asked=now + 67_179.76,
        ask_change=67_179.76,
        offset=29_990.70 / 27_619.77,
    )


def groups() -> pd.DataFrame:
    columns = ["change", "now_of_medicare", "offered_of_medicare"]
    frame = pd.DataFrame.from_dict(GROUPS, orient="index", columns=columns)
    frame.loc["All groups"] = [-2_370.93, 1.182189, 1.129974]
    return frame.assign(role=["body"] * len(GROUPS) + ["total"])


def codes() -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(
        CODES, orient="index", columns=["units", "now", "offer", "change"]
    )
    labels = ["92014", "66984", "92134", "Other codes", "All codes"]
    return frame.assign(label=labels, role=["body", "body", "body", "rest", "total"])


def money() -> pd.DataFrame:
    """Now, offer and ask, a unit a row."""
    rows = {
        "Fees": (890_774.25, 888_403.32, 957_954.01, "USD/year", "plain"),
        "Change from now": (None, -2_370.93, 67_179.76, "USD/year", "signed"),
        "Percent of Medicare": (1.182189, 1.129974, 1.271345, "ratio", "plain"),
    }
    columns = ["now", "offer", "ask", "unit", "format"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def told(given=None) -> Brief:
    """The brief of the small talk."""
    brief = Brief("payer", given or talk())
    drawn = SimpleNamespace(change=np.linspace(-35_900.0, -7_300.0, 1_001))
    brief.figures("offer", offer(), draws=drawn)
    brief.answer(
        "bottom_line",
        "They offer {offer.offered} a year, {offer.offered_of_medicare} of Medicare "
        "{talk.medicare_year}: {offer.change:signed} ({offer.change_share:signed}; "
        "{brief.range:percent} range {offer.change:range}) against now, though the letter says "
        "{talk.headline:percent_signed}.",
        "**Counter with our own figures.** The offer stands "
        "{offer.offered_of_medicare|above|at|below|offer.now_of_medicare} today’s rate.",
        "The ask is worth {offer.ask_change:size} a year more than now. "
        "Notice is due by {talk.notice:short}.",
    )
    brief.header(
        kicker="Negotiation brief · payer contract",
        finding="Counter: their “{talk.headline:percent_signed}” costs us "
        "{offer.change:size} a year",
        chips=[("counter", "Counter"), ("state", "Draft, not reviewed")],
        confidential="PAYER",
        meta={
            "Practice": "{talk.practice.name}",
            "Payer": "Northquill Health",
            "Prepared": "{talk.as_of}",
            "Last notice": "{talk.notice}",
        },
        key_numbers=[
            {"label": "Offer less now", "value": "{offer.change:signed}",
             "note": "{brief.range:percent} range {offer.change:range}"},
            {"label": "Our ask less now", "value": "{offer.ask_change:signed}"},
        ],
    )  # fmt: skip
    brief.table(
        "numbers",
        money(),
        title="The ask adds {offer.ask_change:size} a year; the offer takes {offer.change:size}",
        rows="A year, on our mix",
        columns={"now": "Now|plain", "offer": "Their offer|plain", "ask": "Our ask|plain"},
        tint="ask",
    )
    brief.chart(
        "waterfall",
        "waterfall",
        groups(),
        title="{waterfall.most_up_name} gain {waterfall.most_up:size_k}: "
        "net {waterfall.total:signed_k}",
        subtitle="Now to the offer, by group of services",
        alt="Waterfall of the change a year by group, largest gain first: "
        "{waterfall.total:signed} in all.",
        value="change",
        head="Change a year, $ thousand",
        columns={"now_of_medicare": "Now|bare", "offered_of_medicare": "Offer|bare"},
        columns_head="% of Medicare",
        units={"now_of_medicare": "ratio", "offered_of_medicare": "ratio"},
    )
    brief.callout(
        "neutrality",
        "finding",
        title="Not cost-neutral: {offer.offset:dollar} taken for each dollar given",
        items=["Fees fall by {offer.change:size} a year.", None],
    )
    brief.table(
        "codes",
        codes(),
        title="{codes.most_down_name} loses {codes.most_down:size} a year",
        subtitle="Dollars a unit. Sorted by dollars moved",
        rows="Code",
        columns={
            "units": "Units a year|count", "now": "Now|bare_cents", "offer": "Offer|bare_cents",
            "change": "Offer less now, $ a year|bare_signed",
        },
        adds_up=["change"],
        missing="",
    )  # fmt: skip
    brief.say("nothing", None)
    brief.checks([("Every line has a price; fees now are {offer.now}.", True)])
    brief.provenance(
        medicare=["CMS PPRRVU2026_Jan (RVU26A, released 2025-12-29)"], draws=1_001, seed=7
    )
    return brief


if __name__ == "__main__":
    SAMPLE.write_text(told().to_json(), "utf-8")

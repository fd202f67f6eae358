"""The shipped payer talks, priced once for all tests."""

from functools import cache
from pathlib import Path

from practice_model.questions import payer, payer_findings, payer_pages, payer_told
from practice_model.readers.inputs import load
from practice_model.readers.medicare_tables import load_medicare

INPUTS = Path(__file__).parents[1] / "inputs"
NAMES = ("nq_renewal", "nq_asc", "tm_basis", "fw_recovery")


@cache
def medicare():
    return load_medicare(INPUTS / "medicare")


class Talk:
    """A scenario with everything that its notebook makes of it."""

    def __init__(self, name: str) -> None:
        self.loaded = load(INPUTS / "scenarios" / f"{name}.yaml", payer.Payer)
        self.terms = self.loaded.terms
        self.prices = payer.prices(self.terms, medicare())
        self.columns = payer.columns(self.terms, self.prices)
        self.found = payer_findings.findings(self.terms, self.prices)
        self.offer = payer_pages.offer_of(self.terms, self.prices)
        self.theirs = payer_pages.payer_mix(self.terms, self.prices)
        self.told = payer_told.verdict(self.terms, self.offer, self.found)
        self.side = payer_pages.focus(self.terms)
        self.groups = payer.group_changes(self.terms, self.prices, self.side)


@cache
def talk(name: str) -> Talk:
    return Talk(name)

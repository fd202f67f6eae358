"""Which row of the relative value file prices each kind of line, and what that row says.

A kind looks for its code in the release in force on its day, then in the nearest complete release
of the year, because some releases are held for eye care only. The rows of all releases in play lie
in one table; a kind holds positions in it: its own row (26 and TC are rows, so is 53 where it
exists), the technical and the professional row of the whole, and the base of its endoscopic family.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import half_up
from practice_model.revenue.physician_fees import (
    SCALE,
    Factor,
    Indices,
    InForce,
    fee_cents,
    locality_indices,
    whole_rows,
)
from practice_model.revenue.verdicts import Kinds, gathered


class PhysicianRows:
    """Rows, geographic indices and factors of physician kinds, one entry a kind."""

    def __init__(
        self, work: Kinds, calendar: Mapping[date, tuple[InForce, Factor]], work_floor: bool = True
    ) -> None:
        self.tables, self.verdicts = work.tables, work.verdicts
        kinds, read = work.cells, work.read
        self.day, days = pd.factorize(kinds["service_date"])
        self.distinct_days: list[date] = list(days)
        self.code = kinds["hcpcs"].to_numpy()
        self._book(calendar)
        self.release = np.full(len(kinds), "", dtype=object)
        self._find(calendar)
        component = read.words(lambda given: given.component or ("53" if "53" in given else ""))
        self.any = self._at(self.code, "*")
        self.line = self._at(self.code, component)
        fifty_three = self._at(self.code, "53")
        self.line = np.where(
            (component == "53") & (fifty_three < 0), self._at(self.code, ""), self.line
        )
        self.technical, self.professional = self._at(self.code, "TC"), self._at(self.code, "26")
        self.base = self._at(self.text("endo_base"), "")
        self._place(kinds["locality"].to_numpy(), work_floor)
        factors = [calendar[on][1] if on in calendar else Factor(0, "") for on in days]
        self.factor = np.array([factor.value for factor in factors], dtype=np.int64)[self.day]
        self.factor_words = gathered([factor.label for factor in factors], self.day)

    def _book(self, calendar: Mapping[date, tuple[InForce, Factor]]) -> None:
        """Lay the rows in play into one table, found by release, code and modifier."""
        rvu = self.tables.physician_rvu
        parts = self.tables.rules.technical_parts
        wanted = set(self.code)
        wanted |= {part for code in wanted & parts.keys() for part in parts[code]}
        bases = rvu.loc[rvu["hcpcs"].isin(wanted), "endo_base"].unique()
        rvu = rvu[rvu["hcpcs"].isin(wanted | set(bases) - {""})]
        names = {name for in_force, _ in calendar.values() for name in in_force.releases}
        self.book = whole_rows(rvu[rvu["release"].isin(names)])
        code = self.book["release"] + " " + self.book["hcpcs"]
        self._rows = pd.Index(code + " " + self.book["mod"])
        self._codes = pd.Series(np.arange(len(code)), index=code.to_numpy(object))
        self._codes = self._codes[~self._codes.index.duplicated()]
        self.columns = {name: self.book[name].to_numpy() for name in self.book.columns}

    def _find(self, calendar: Mapping[date, tuple[InForce, Factor]]) -> None:
        at = {on: code for code, on in enumerate(self.distinct_days)}
        for on, (in_force, _) in calendar.items():
            chosen = np.flatnonzero((self.day == at[on]) & self.verdicts.open)
            for place, name in enumerate(in_force.releases):
                chosen = chosen[self.release[chosen] == ""]
                keys = name + " " + self.code[chosen]
                found = self._codes.index.get_indexer(keys) >= 0
                self.release[chosen[found]] = name
                words = [in_force.note, f"not among the eye-care rows of {in_force.releases[0]}"]
                note = ": ".join([*filter(None, words if place else words[:1]), name])
                self.verdicts.basis[chosen[found]] = note  # the first remark of these kinds
        known = self.tables.releases.set_index("release")["complete"]
        for on, (in_force, _) in calendar.items():
            missing = (self.day == at[on]) & (self.release == "")
            held = ", ".join(in_force.releases)
            if known[list(in_force.releases)].any():
                self.verdicts.settle(missing, "unknown_code", f"no such code in {held}")
            else:
                self.verdicts.settle(
                    missing, "no_release", f"only eye-care rows are held of {held}, not this code"
                )

    def _at(self, code: Any, modifier: Any) -> Any:
        """Return the position of a code's row, -1 where there is none; '*' is any row of it."""
        keys = self.release + " " + code
        if isinstance(modifier, str) and modifier == "*":
            found = self._codes.index.get_indexer(keys)
            return np.where(
                found < 0, -1, self._codes.to_numpy()[found] if len(self._codes) else -1
            )
        return self._rows.get_indexer(keys + " " + modifier)

    def _place(self, locality: Any, work_floor: bool) -> None:
        """Take each kind's geographic indices; a locality that the release lacks is invalid."""
        self.indices = np.full((3, len(locality)), 1000, dtype=np.int64)
        for name in sorted(set(self.release) - {""}):
            chosen = np.flatnonzero(self.release == name)
            held = locality_indices(self.tables, name, work_floor)
            places, where = np.unique(locality[chosen].astype(str), return_inverse=True)
            known = np.array([place in held for place in places], dtype=bool)
            values = np.array([held.get(place, Indices(1000, 1000, 1000)) for place in places])
            self.indices[:, chosen] = values[where].T
            unknown = np.zeros(len(locality), dtype=bool)
            unknown[chosen[~known[where]]] = True
            reason = (
                f"no such locality in the geographic indices of {name}; write 10212-01 or national"
            )
            self.verdicts.settle(unknown, "invalid", reason)

    def text(self, name: str) -> Any:
        """Return a text column of each kind's row, of any row of the code where it has none."""
        row = self._row()
        return np.where(row < 0, "", self.columns[name][row] if len(self.book) else "")

    def number(self, name: str) -> Any:
        """Return a column of hundredths of each kind's row."""
        row = self._row()
        return np.where(row < 0, 0, self.columns[name][row] if len(self.book) else 0)

    def _row(self) -> Any:
        return np.where(self.line < 0, self.any, self.line)

    def fees(self, row: Any, facility: Any) -> Any:
        """Return the rounded fee of a row at each kind's site, in cents; 0 without a row."""
        return np.where(row < 0, 0, self._cents(row, self._expense(row, facility)))

    def _take(self, name: str, row: Any) -> Any:
        return self.columns[name][row] if len(self.book) else np.zeros(len(row), dtype=np.int64)

    def _expense(self, row: Any, facility: Any) -> Any:
        return np.where(facility, self._take("fac_pe", row), self._take("nonfac_pe", row))

    def _cents(self, row: Any, expense: Any) -> Any:
        return fee_cents(
            self._take("work", row), expense, self._take("mp", row), self.indices, self.factor
        )

    def expense(self, facility: Any) -> Any:
        """Return the practice expense RVU of each kind's row, in hundredths."""
        return np.where(self.line < 0, 0, self._expense(self.line, facility))

    def reduced_expense(self, facility: Any, share: Any) -> Any:
        """Return the fee with a share (1/10,000) of its practice expense, rounded once, in cents.

        The share is taken in hundredths of itself, so that the sum stays within 64 bits.
        """
        percent = share // 100
        work, expense, malpractice = self.indices
        units = 100 * self._take("work", self.line) * work
        units = units + percent * self._expense(self.line, facility) * expense
        units = units + 100 * self._take("mp", self.line) * malpractice
        return half_up(units * self.factor, SCALE * 100)

    def caps(self, row: Any) -> Any:
        """Return the hospital cap of a technical row in cents, -1 where the file has none."""
        expense, malpractice = self._take("cap_pe", row), self._take("cap_mp", row)
        capped = (row >= 0) & (expense + malpractice > 0)
        cents = fee_cents(0, expense, malpractice, self.indices, self.factor)
        return np.where(capped, cents, -1)

    def part_fees(self, parts: Mapping[str, tuple[str, ...]], facility: Any) -> Any:
        """Return the technical fees of tests that exist only as a whole, in cents."""
        total = np.zeros(len(self.code), dtype=np.int64)
        for whole, technical in parts.items():
            chosen = self.code == whole
            for code in technical if chosen.any() else ():
                row = self._at(np.full(len(self.code), code, dtype=object), "")
                total = np.where(chosen, total + self.fees(row, facility), total)
        return total

    def status_words(self) -> tuple[Any, Any]:
        """Return what the status code of each kind's row means: a status and its reason."""
        outcomes = self.tables.rules.physician_status
        letters = self.text("status")
        status, reason = np.full(len(letters), "invalid", object), np.full(len(letters), "", object)
        for letter in set(letters):
            outcome = outcomes.get(letter)
            chosen = letters == letter
            status[chosen] = outcome.status if outcome else "not_payable"
            reason[chosen] = outcome.reason if outcome else f"status {letter} is not known"
        return status, reason

    def shares(self, name: str) -> Any:
        """Return a dated share of each kind's day, in ten-thousandths; 0 before its first step."""
        values = [self.tables.rules.ten_thousandths(name, on) for on in self.distinct_days]
        return np.array(values, dtype=np.int64)[self.day]

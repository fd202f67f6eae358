"""How fast a claims book is repriced, as ratios measured in one run.

`python benchmarks/reprice.py [LINES]` prices lines of the synthetic practice's mix under three
contracts and compares with (a) the bare numpy take-and-multiply of the same lines, (b) a pandas
merge that gives the same amounts, (c) a row loop on a sample. Then a Parquet file of ten times as
many lines is priced batch by batch. Ratios travel between machines, seconds do not.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd
from row_loop import Price, Rules, looped

from practice_model.quantities import replaced
from practice_model.readers.claims_batches import claim_batches
from practice_model.readers.inputs import load
from practice_model.readers.medicare_tables import load_medicare
from practice_model.revenue.book import Book, claims_book
from practice_model.revenue.contract import Contract
from practice_model.revenue.rates import KindRates, kind_rates
from practice_model.revenue.repricing import Repriced, priced_lines, reprice
from practice_model.revenue.sums import sums
from practice_model.revenue.variants import without_lesser_of
from practice_model.revenue.yardstick import indicators
from practice_model.synthetic.volumes import professional_lines

INPUTS = Path(__file__).parents[1] / "inputs"
CONTRACTS = ("nq", "tm", "pw")
LINES, BIG, SAMPLE, SEED = 1_000_000, 10, 20_000, 20251231
SHARED = 0.3  # share of lines that stand on the claim of the line before
KEYS = ["hcpcs_code", "hcpcs_modifier_1", "place_of_service_code", "since"]
GOALS = {"plain / (a)": 0.5, "full / (b)": 4.0, "plain / (c)": 100.0, "full / (c)": 100.0}


def made_claims(lines: int) -> pd.DataFrame:
    """Lines drawn from the practice's professional mix, several to a claim."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    cells = professional_lines()
    drawn = rng.choice(len(cells), size=lines, p=cells["lines"] / cells["lines"].sum())
    own = rng.random(lines) >= SHARED
    own[0] = True
    day = rng.integers(0, 365, size=lines).astype("timedelta64[D]")
    claim = np.cumsum(own)
    return pd.DataFrame(
        {
            "claim_id": claim.astype(str),
            "claim_type": "professional",
            "claim_line_start_date": np.datetime64("2025-01-01") + day,
            "hcpcs_code": cells["hcpcs"].to_numpy(object)[drawn],
            "hcpcs_modifier_1": cells["modifier"].to_numpy(object)[drawn],
            "service_unit_quantity": 1.0,
            "place_of_service_code": cells["pos"].to_numpy(object)[drawn],
            "payer": cells["payer"].to_numpy(object)[drawn],
            "rendering_npi": cells["provider"].to_numpy(object)[drawn],
            "charge_amount": rng.integers(100, 900, size=lines).astype("float64"),
        }
    )


def race(runs: dict[str, Callable[[], Any]], times: int = 15) -> dict[str, float]:
    """Seconds of the fastest of several runs each, taken in turns so that noise hits all alike."""
    found = dict.fromkeys(runs, float("inf"))
    for _ in range(times):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            found[name] = min(found[name], time.perf_counter() - start)
    return found


def best(run: Callable[[], Any], times: int = 3) -> float:
    """Seconds of the fastest of several runs."""
    return race({"": run}, times)[""]


def plain(contract: Contract) -> Contract:
    """The contract without any rule between lines, or between a line and its charge."""
    bare = {"professional.multiple": None, "professional.same_day_tests": None}
    return replaced(without_lesser_of(contract), bare)


def full(contract: Contract) -> Contract:
    """The contract with second procedures, cut of tests and lesser of charge."""
    return replaced(contract, {"professional.lesser_of_charge": "line"})


def rules_of(contract: Contract) -> Rules:
    """The contract's rules between lines, as the slow ways take them."""
    schedule = contract.professional
    tests = schedule.same_day_tests
    return Rules(
        shares=schedule.multiple.shares() if schedule.multiple else None,
        lesser_of_line=schedule.lesser_of_charge == "line",
        cut=Decimal(repr(float(tests.cut))) if tests else None,
        whole=bool(tests and tests.part == "whole"),
    )


def merged(claims: pd.DataFrame, prices: pd.DataFrame, rules: Rules) -> np.ndarray[Any, Any]:
    """The same amounts by pandas merge: cents a line, by rank, charge and cut where asked."""
    lines = claims.merge(prices, on="place", how="left")
    allowed = lines["rate"] * lines["units"]
    if rules.shares:
        surgical = lines[lines["ranked"]].assign(first=lines["first"] * lines["units"])
        surgical = surgical.sort_values(
            ["claim_id", "first", "place"], ascending=[True, False, True]
        )
        own = surgical.groupby("claim_id", sort=False)
        rank = own.cumcount() + own["second"].transform("all").astype(int)
        several = (own["place"].transform("size") > 1) | surgical["second"]
        share = np.array([float(one) for one in rules.shares])[np.minimum(rank, 3)]
        paid = half(half(surgical["first"] * share) * surgical["after"])
        allowed.loc[surgical.index[several]] = paid[several].to_numpy()
    if rules.lesser_of_line:
        allowed = np.minimum(allowed, lines["charge"])
    if rules.cut is not None:
        tests = lines[lines["test"]].assign(whole=allowed)
        tests["part"] = tests["technical"] * tests["units"]
        order = ["claim_id", "part", "whole", "place"]
        tests = tests.sort_values(order, ascending=[True, False, False, True])
        later = tests[tests.groupby("claim_id", sort=False).cumcount() > 0]
        part = later["whole"] if rules.whole else later["part"]
        allowed.loc[later.index] -= np.minimum(half(part * float(rules.cut)), later["whole"])
    return allowed.to_numpy("float64")


def half(cents: Any) -> Any:
    """Half up, with the grain of a binary float taken off."""
    return np.floor((cents + 0.5).round(6))


def price_all(book: Book, terms: list[Contract], rates: list[KindRates]) -> list[Repriced]:
    return [priced_lines(book, one, rate) for one, rate in zip(terms, rates, strict=True)]


def bare(book: Book, rates: list[KindRates]) -> list[Any]:
    return [rate.rate[book.kind] * book.units for rate in rates]


def compare(lines: int) -> pd.DataFrame:
    """The table of ratios for so many lines under the contracts."""
    tables = load_medicare(INPUTS / "medicare")
    marks = indicators(tables)
    contracts = [
        load(INPUTS / "contracts" / name / "terms.yaml", Contract).terms for name in CONTRACTS
    ]
    claims = made_claims(lines)
    start = time.perf_counter()
    book = claims_book(claims, contracts[0].code_groups, marks)
    building = time.perf_counter() - start
    found: dict[str, float] = {"book": building}
    priced = []
    for name, form in (("plain", plain), ("full", full)):
        terms = [form(contract) for contract in contracts]
        start = time.perf_counter()
        rates = [kind_rates(book, one, tables, marks) for one in terms]
        found[f"{name} rates of kinds"] = time.perf_counter() - start
        priced.append((name, terms, rates))
    runs: dict[str, Callable[[], Any]] = {
        name: partial(price_all, book, terms, rates) for name, terms, rates in priced
    }
    runs["bare"] = partial(bare, book, priced[0][2])
    found |= race(runs)
    keyed = claims.assign(
        since=book.kinds["since"].to_numpy()[book.kind],
        place=book.kind,
        units=book.units,
        charge=book.charge,
    )
    narrow = keyed[["place", "units", "charge"]].assign(claim_id=book.claim)  # a merge at its best
    bare_rules = Rules(None, False, None, False)
    for name, terms, rates in priced:
        rules = [bare_rules if name == "plain" else rules_of(one) for one in terms]
        frames = [price_frame(book, rate) for rate in rates]
        by_kind = [frame.drop(columns=KEYS) for frame in frames]
        found[f"{name} merge"] = best(
            lambda frames=by_kind, rules=rules: [
                merged(narrow, frame, one) for frame, one in zip(frames, rules, strict=True)
            ],
            times=2,
        )
        fast = priced_lines(book, terms[0], rates[0]).allowed
        agree(merged(narrow, by_kind[0], rules[0]), fast, f"{name} merge")
        sample = keyed.head(SAMPLE)
        prices = price_cells(frames[0])
        seconds = best(partial(loop, sample, prices, rules[0]), times=2)
        found[f"{name} loop"] = seconds * len(contracts) * lines / SAMPLE
    return as_table(found, lines * len(contracts))


def price_frame(book: Book, rates: KindRates) -> pd.DataFrame:
    """The rates of kinds as a table to merge with, by code, modifier, place and date class."""
    kinds = book.kinds
    listed = np.zeros((2, len(kinds)), dtype=bool)
    listed[0, book.kind[book.procedures]] = True
    listed[1, book.kind[book.tests]] = True
    made = pd.DataFrame(
        {
            "hcpcs_code": kinds["hcpcs"].to_numpy(object),
            "hcpcs_modifier_1": kinds["modifiers"].to_numpy(object),
            "place_of_service_code": np.where(kinds["setting"] == "office", "11", "24"),
            "since": kinds["since"].to_numpy(),
            "place": np.arange(len(kinds)),
            "rate": rates.rate,
            "first": rates.first,
            "after": rates.after,
            "technical": rates.technical,
            "ranked": listed[0],
            "test": listed[1],
            "second": (kinds["modifiers"] == "51").to_numpy(),
        }
    )
    return made


def price_cells(frame: pd.DataFrame) -> dict[tuple[Any, ...], Price]:
    """The same for the row loop."""
    other = frame[frame["place_of_service_code"] == "24"].assign(place_of_service_code="22")
    frame = pd.concat([frame, other])
    return {
        tuple(getattr(row, name) for name in KEYS): Price(
            Decimal(int(row.first)),
            Decimal(repr(float(row.after))),
            Decimal(int(row.technical)),
            bool(row.ranked),
            bool(row.test),
            bool(row.second),
        )
        for row in frame.itertuples(index=False)
    }


class Row(NamedTuple):
    """A line of the row loop."""

    key: tuple[Any, ...]
    claim_id: str
    units: int
    charge: int


def loop(sample: pd.DataFrame, prices: dict[tuple[Any, ...], Price], rules: Rules) -> list[int]:
    """Price the sample row by row."""
    rows = (
        Row(tuple(getattr(line, name) for name in KEYS), line.claim_id, line.units, line.charge)
        for line in sample.itertuples(index=False)
    )
    return looped(rows, prices, rules)


def agree(slow: Any, fast: Any, name: str) -> None:
    """Stop where a slow way gives another sum than repricing: then the ratio means nothing."""
    if int(np.asarray(slow).sum()) != int(fast.sum()):
        raise SystemExit(
            f"{name}: {int(np.asarray(slow).sum()):,} against {int(fast.sum()):,} cents"
        )


def as_table(found: dict[str, float], line_contracts: int) -> pd.DataFrame:
    ratios = {
        "plain / (a)": found["bare"] / found["plain"],
        "full / (a)": found["bare"] / found["full"],
        "plain / (b)": found["plain merge"] / found["plain"],
        "full / (b)": found["full merge"] / found["full"],
        "plain / (c)": found["plain loop"] / found["plain"],
        "full / (c)": found["full loop"] / found["full"],
    }
    rows = [
        {"measure": name, "value": line_contracts / seconds / 1e6, "unit": "M line-contracts/s"}
        for name, seconds in found.items()
        if name in ("bare", "plain", "full", "plain merge", "full merge", "plain loop", "full loop")
    ]
    rows += [
        {"measure": name, "value": found[name], "unit": "s, once"}
        for name in ("book", "plain rates of kinds", "full rates of kinds")
    ]
    rows += [
        {"measure": name, "value": value, "unit": "ratio", "goal": GOALS.get(name)}
        for name, value in ratios.items()
    ]
    return pd.DataFrame(rows)


def write_big(path: Path, lines: int, part: int = 1_000_000) -> None:
    """A Parquet file of many lines, written part by part."""
    folder = path.with_suffix("")
    folder.mkdir()
    made = duckdb.connect()
    for number in range(lines // part):
        frame = made_claims(part)
        frame["claim_id"] = f"{number}-" + frame["claim_id"]
        made.register("part", frame)
        made.execute(f"COPY part TO '{folder}/{number:03d}.parquet' (FORMAT parquet)")
        made.unregister("part")
    made.execute(
        f"COPY (SELECT * FROM read_parquet('{folder}/*.parquet')) TO '{path}' (FORMAT parquet)"
    )
    made.close()


def price_big(path: Path) -> None:
    """Price the file in batches and print lines, seconds, allowed and the peak of memory."""
    tables = load_medicare(INPUTS / "medicare")
    marks = indicators(tables)
    contract = full(load(INPUTS / "contracts" / "nq" / "terms.yaml", Contract).terms)
    start, lines, cents = time.perf_counter(), 0, 0
    for book in claim_batches(path, contract.code_groups, marks):
        made: Repriced = reprice(book, contract, tables, marks)
        cents += int(made.allowed.sum())
        lines += int(sums(made)["lines"].sum())
    seconds = time.perf_counter() - start
    print(
        f"{lines:,} lines from Parquet in batches: {seconds:.1f} s, {lines / seconds / 1e6:.2f} M "
        f"lines/s, {cents / 100:,.2f} allowed, peak {peak():,.0f} MB"
    )


def peak() -> float:
    """Peak memory of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the tables; exit 1 where a goal is missed."""
    if sys.argv[1:2] == ["--batches"]:
        return price_big(Path(sys.argv[2]))
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    table = compare(lines)
    print(f"{lines:,} lines, {len(CONTRACTS)} contracts, {date(2025, 1, 1):%Y} rates")
    print(table.to_string(index=False, float_format="{:,.2f}".format, na_rep=""))
    print(f"peak memory {peak():,.0f} MB")
    missed = table[table["value"] < table["goal"]]["measure"].tolist()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.parquet"
        write_big(path, lines * BIG, min(lines, 1_000_000))
        subprocess.run([sys.executable, __file__, "--batches", str(path)], check=True)
    if missed:
        print("missed:", ", ".join(missed))
        raise SystemExit(1)


if __name__ == "__main__":
    main()

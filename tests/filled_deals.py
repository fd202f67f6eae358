"""The templates of the four deals, filled in by a script as a consultant would: least, then all."""

import re
from pathlib import Path

from filled_client import with_options

from practice_model.briefs.start import TEMPLATE

TEMPLATES = {
    "hire": ("scenarios/optional/hire.yaml",),
    "lease": ("scenarios/optional/lease.yaml", "leases/renewal.yaml", "leases/move.yaml"),
    "equipment": ("scenarios/optional/equipment.yaml",),
    "buy_in": ("scenarios/optional/buy_in.yaml",),
    "together": ("scenarios/optional/together.yaml",),
}
BY_UNIT = {
    "USD": 20_000, "USD/year": 30_000, "USD/case": 500, "USD/unit": 90, "USD/minute": 0.6,
    "USD/month": 2_500, "USD/sf": 10, "USD/sf/year": 25, "USD/RVU": 60, "USD/FTE/year": 56_400,
    "share": 0.2, "share/year": 0.08, "ratio": 1.0, "months": 12, "years": 3, "days": 30,
    "minutes": 8, "sf": 3_000, "FTE": 1, "count": 1, "cases/year": 60, "cases/week": 5,
    "visits/year": 4_100, "visits/day": 18, "days/week": 4, "weeks/year": 46, "days/year": 230,
    "units/month": 40, "units/year": 4, "hours/year": 1_800, "RVU/year": 7_000,
}  # fmt: skip
FIGURES = {  # by the end of the path; the longest that fits counts
    "volume.steady": 700_000, "ramp.months": 0.3, "full_at": 18, "pay.base": 250_000,
    "by_collections.base": 240_000, "pay.times_base": 2.5, "in_bands.base": 230_000,
    "above": 600_000, "deal.horizon": 36, "no_show": 0.07, "new_share": 0.25, "rate": 0.08,
    "medicare.share": 0.6, "others.share": 0.4, "owner_income": 900_000, "of_collections": 0.35,
    "elsewhere": 260_000, "track": -20_000, "tail_vests": 0.33, "low_base.times_base": 2.5,
    "rent.months": 120, "escalator.percent": 0.03, "operating.growth": 0.03, "load": 1.15,
    "operating.first": 9, "usable": 2_700, "floor": 0.01, "index": 0.03, "cap": 0.05,
    "guarantee.cap": 50_000, "controllable": 0.6, "amortized": 5, "own.price": 1_500_000,
    "own.months": 120, "loan_months": 240, "loan_rate": 0.07, "own.tax": 0.37, "escalator.every": 1,
    "landlord.months": 100, "of_rent": 1.5, "sale": 2_000_000, "net_revenue": 4_000_000,
    "standard.price": 60_000, "first.models.standard.units": 2, "first.allowance": 1_000,
    "service": 5_000, "loan.months": 60, "lease.months": 60, "tax.rate": 0.37, "years": 7,
    "done.S1": 2_000, "collected": 90, "trades.training.value": 2_000, "upgrade_year": 4,
    "scans_a_day": 6, "peak": 1.2, "fees": 1.0, "warranty": 1, "trades.for.value": -500,
    "owners.A": 0.5, "owners.C": 0.5, "entry.share": 1 / 3, "earnings.income": 1_200_000,
    "market_pay": 800_000, "earlier.2024": 1_100_000, "associate_pay": 400_000, "deal.years": 10,
    "collections": 4_000_000, "margins.A": 900_000, "margins.B": 700_000, "margins.C": 800_000,
    "taxes.buyer": 0.37, "taxes.sellers": 0.37, "multiple": 3, "multiple_of_income": 3,
    "leaves_after": 3, "buy_out.years": 4, "payback_least": 5, "memo.price": 900_000,
    "offer.price": 500_000, "works.A": 8, "works.B": 20, "works.C": 10, "pay_months": 9,
    "cap_rate": 0.25, "tangible_return": 0.09, "market": 600_000, "lift": 1.0,
    "improvement": 10,
}  # fmt: skip
WORDS = {
    "as_of": "2026-11-24", "candidate.name": "F", "candidate.role": "Second retina doctor",
    "candidate.kind": "MD", "start": "2027-07-01", "name": "Renew, as offered",
    "client": "buyer", "starts": "2027-01-01", "device.name": "OCT", "codes": '["92134"]',
    "vendor": "Optivane", "second.vendor": "Lumenfold", "acquired": "2026-12-16",
    "placed": "2026-12-28", "by": "A", "date": "2026-11-20", "day": "2026-12-10",
    "dated": "2026-10-01", "visit": "2026-12-15", "lease_ends": "2027-09-30",
    "option_notice": "2027-01-31", "offer_ends": "2026-12-31", "counterparty": "Quennet Row",
    "good_until": "2026-12-18", "fiscal_year_end": "2026-12-31",
}  # fmt: skip
INSTEAD = re.compile(r"# Instead of (\w+)")
WITH = ", with"  # goes beside another alternative to the same
FIGURE = re.compile(r"(?:(?P<name>[\w]+|\"\w+\"): )?\{value: (?P<value>[^,}]*),(?P<rest>[^}]*)\}")
BARE = re.compile(r"\b(?P<name>\w+): ?(?=,|\}|  #|$)(?! *\{)")


def fill_template(text: str) -> str:
    """Every empty figure and word filled by its path, else by its unit."""
    lines = text.splitlines()
    made: list[str] = []
    trail: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        if line.startswith("#") or not line.strip():
            made.append(line)
            continue
        indent = len(line) - len(line.lstrip())
        head = re.match(r"[\s-]*\{?\"?(\w+)\"?:", line)
        item = line.lstrip().startswith("-")
        trail = [one for one in trail if one[0] < indent + (1 if item else 0)]
        if item:
            trail = [one for one in trail if one[0] <= indent]
        path = [name for _, name in trail]
        if head and not item:
            trail.append((indent, head[1]))
        body, mark, comment = line.partition("  #")
        made.append(_words(_figures(body, path), path, _holds(lines, at, indent)) + mark + comment)
    return "\n".join(made) + "\n"


def _holds(lines: list[str], at: int, indent: int) -> bool:
    """Whether the lines below a name are its own."""
    below = [one for one in lines[at + 1 :] if one.strip() and not one.startswith("#")]
    return bool(below) and len(below[0]) - len(below[0].lstrip()) > indent


def _inside(body: str, end: int, path: list[str]) -> list[str]:
    """The path of what stands at a place of a line: names whose brace is still open."""
    made, name, held = list(path), "", []
    for one in re.finditer(r"\"?(\w+)\"?: |[{}]", body[:end]):
        if one[0] == "{":
            held.append(name)
        elif one[0] == "}":
            held.pop()
        else:
            name = one[1]
    return [*made, *(one for one in held if one)]


def _known(table: dict, path: list[str], otherwise=None):
    for start in range(len(path)):
        if ".".join(path[start:]) in table:
            return table[".".join(path[start:])]
    return otherwise


def _figures(body: str, path: list[str]) -> str:
    def put(found: re.Match) -> str:
        if found["value"].strip():
            return found[0]
        name = (found["name"] or "").strip('"')
        inside = [*_inside(body, found.start(), path), *([name] if name else [])]
        unit = re.search(r"unit: ([^,]+)", found["rest"])[1]
        value = _known(FIGURES, inside, BY_UNIT[unit])
        rest = found["rest"].replace("low: ,", f"low: {value * 0.9:.6g},")
        rest = rest.replace("high: ,", f"high: {value * 1.1:.6g},")
        whole = f"{found['name']}: " if name else ""
        return f"{whole}{{value: {value},{rest}}}"

    return FIGURE.sub(put, body)


def _words(body: str, path: list[str], holds: bool) -> str:
    if holds and body.rstrip().endswith(":"):
        return body

    def put(found: re.Match) -> str:
        inside = [*_inside(body, found.start(), path), found["name"]]
        if path[:1] == ["sources"]:
            return f'{found["name"]}: "a document, made up"'
        value = _known(WORDS, inside)
        return found[0] if value is None else f"{found['name']}: {value}"

    return BARE.sub(put, body).replace("codes: []", f"codes: {WORDS['codes']}")


def ways(name: str) -> list[tuple[str, ...]]:
    """What a template lets one say: () as it stands, then its alternatives, in as few as may be."""
    told: dict[str, list[str]] = {}
    files = [(TEMPLATE / "inputs" / file).read_text("utf-8") for file in TEMPLATES[name]]
    for line in "\n".join(files).splitlines():
        if (found := INSTEAD.match(line)) and WITH not in line:
            told.setdefault(found[1], []).append(line)
    most = max(map(len, told.values()), default=0)
    return [(), *(tuple(own[at] for own in told.values() if at < len(own)) for at in range(most))]


def with_all(text: str, instead: tuple[str, ...] = ()) -> str:
    """A template with every option in use: what stands first, but for the alternatives given."""
    made: list[str] = []
    left_out, inner = False, -1
    named = {INSTEAD.match(line)[1] for line in instead}
    for line in text.splitlines():
        if found := INSTEAD.match(line):
            wanted = line in instead or (WITH in line and found[1] in named)
            left_out, inner = not wanted, -1
            made = _without(made, found[1]) if wanted else made
            continue
        setting = re.match(r"#(?=\S|  )( *)", line)
        if setting is None or len(setting[1]) < inner:
            left_out = False
        if setting and inner < 0:
            inner = len(setting[1])
        if not left_out:
            made.append(line)
    return with_options("\n".join(made) + "\n")


def _without(lines: list[str], name: str) -> list[str]:
    """The lines without the last setting of that name, in use or not, and what it holds."""
    for at in range(len(lines) - 1, -1, -1):
        if found := re.match(rf"#?(\s*){name}:", lines[at]):
            return lines[:at] + lines[at + 1 :] if found else lines
    return lines


def fill_deal(folder: Path, name: str, instead: tuple[str, ...] | None = None) -> Path:
    """Copy a deal's template up and fill it: the least, or with all its options."""
    for file in TEMPLATES[name]:
        source = TEMPLATE / "inputs" / file
        text = source.read_text("utf-8")
        if instead is not None:
            text = with_all(text, instead)
        target = folder / "inputs" / file.replace("optional/", "")
        target.write_text(fill_template(text), "utf-8")
    return folder / "inputs" / "scenarios" / f"{name}.yaml"

"""CMS's physician fee schedule relative value file (PPRRVU), with commas or in fixed columns.

Layouts: 2025 and before (31 columns), from 2026 with the column PRIC IND (32). From 2026 CMS
publishes two files a release with the same RVUs: one factor for qualifying participants (QPP in the
name), one for everybody else. Beside its headings a file is held against its own arithmetic: the
totals are the sums of their parts, 26 + TC is the global service, every row has one factor.
Descriptors (American Medical Association) are dropped where they are read.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from practice_model.readers.cms_documents import Document, Row
from practice_model.readers.cms_layout import (
    MEND,
    Heading,
    Period,
    Told,
    agreed_period,
    decimal_text,
    match_headings,
    plain,
)
from practice_model.readers.medicare_schema import PHYSICIAN_RVU

HEADINGS = (
    Heading("hcpcs", "HCPCS"),
    Heading("mod", "MOD"),
    Heading("description", "DESCRIPTION"),
    Heading("status", "STATUS CODE"),
    Heading("not_used", "NOT USED FOR MEDICARE PAYMENT"),
    Heading("work_rvu", "WORK RVU"),
    Heading("nonfac_pe_rvu", "NON-FAC PE RVU"),
    Heading("nonfac_na", "NON-FAC NA INDICATOR"),
    Heading("fac_pe_rvu", "FACILITY PE RVU"),
    Heading("fac_na", "FACILITY NA INDICATOR"),
    Heading("mp_rvu", "MP RVU"),
    Heading("nonfac_total", "NON-FACILITY TOTAL"),
    Heading("fac_total", "FACILITY TOTAL"),
    Heading("pctc_ind", "PCTC IND"),
    Heading("glob_days", "GLOB DAYS"),
    Heading("pre_op", "PRE OP"),
    Heading("intra_op", "INTRA OP"),
    Heading("post_op", "POST OP"),
    Heading("mult_proc", "MULT PROC"),
    Heading("bilat_surg", "BILAT SURG"),
    Heading("asst_surg", "ASST SURG"),
    Heading("co_surg", "CO- SURG"),
    Heading("team_surg", "TEAM SURG"),
    Heading("pric_ind", "PRIC IND", required=False),
    Heading("endo_base", "ENDO BASE"),
    Heading("conv_factor", "CONV FACTOR"),
    Heading("supervision", "PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES"),
    Heading("calculation_flag", "CALCULATION FLAG"),
    Heading("diag_img_family", "DIAGNOSTIC IMAGING FAMILY INDICATOR"),
    Heading("opps_nonfac_pe_amt", "NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT"),
    Heading("opps_fac_pe_amt", "FACILITY PE USED FOR OPPS PAYMENT AMOUNT"),
    Heading("opps_mp_amt", "MP USED FOR OPPS PAYMENT AMOUNT"),
)
SPANS = {  # first and last position, from 1, of the fixed columns; the rest is blank
    "hcpcs": (1, 5),
    "mod": (6, 7),
    "status": (58, 58),
    "not_used": (59, 59),
    "work_rvu": (60, 65),
    "nonfac_pe_rvu": (66, 72),
    "nonfac_na": (73, 74),
    "fac_pe_rvu": (75, 81),
    "fac_na": (82, 83),
    "mp_rvu": (84, 89),
    "nonfac_total": (90, 96),
    "fac_total": (97, 102),
    "pctc_ind": (103, 103),
    "glob_days": (104, 106),
    "pre_op": (107, 109),
    "intra_op": (110, 112),
    "post_op": (113, 115),
    "mult_proc": (116, 116),
    "bilat_surg": (117, 117),
    "asst_surg": (118, 118),
    "co_surg": (119, 119),
    "team_surg": (120, 120),
    "pric_ind": (121, 121),
    "endo_base": (128, 132),
    "conv_factor": (134, 140),
    "supervision": (142, 143),
    "calculation_flag": (144, 144),
    "diag_img_family": (146, 147),
    "opps_nonfac_pe_amt": (148, 157),
    "opps_fac_pe_amt": (158, 164),
    "opps_mp_amt": (165, 171),
}
BLANKS = ((122, 127), (133, 133), (141, 141), (145, 145))
LINE_LENGTH = 171
AMOUNTS = {
    name: 4 if name == "conv_factor" else 2
    for name, kind in {**PHYSICIAN_RVU.columns, "nonfac_total": "D", "fac_total": "D"}.items()
    if kind.startswith("D")
}
INDICATORS = {
    "mod": r"|26|TC|53",
    "status": r"[A-Z]",
    "nonfac_na": r"|NA",
    "fac_na": r"|NA",
    "pctc_ind": r"[0-9]",
    "glob_days": r"000|010|090|MMM|XXX|YYY|ZZZ",
    "mult_proc": r"[0-9]",
    "bilat_surg": r"[0-9]",
    "asst_surg": r"[0-9]",
    "co_surg": r"[0-9]",
    "team_surg": r"[0-9]",
    "endo_base": r"|[0-9A-Z]{5}",
    "diag_img_family": r"[0-9]{2}",
}
WIDTHS = {"hcpcs": 5, "glob_days": 3, "diag_img_family": 2}  # a workbook may hold 0 for 000
CODE = re.compile(r"(?=.*\d)[0-9A-Z]{5}")
FIXED_LINE = re.compile(r"(?=.{0,4}\d)[0-9A-Z]{5}(  |26|TC|53)[^,]{60}.{80}")
WHOLE_FILE = 15_000  # rows: a release has 18,000 to 20,000

Values = dict[str, str]
Line = tuple[int, Values]


@dataclass(frozen=True)
class PhysicianFile:
    """What one PPRRVU file holds: period, rows as text, its factor and whose factor it is."""

    period: Period
    rows: pd.DataFrame
    factor: str
    qp: bool | None
    whole: bool
    released_on: str


def is_fixed(document: Document) -> bool:
    """Return whether the text is a relative value file in fixed columns, shifted ones included."""
    head = document.text.splitlines()[:40]
    return any(line.startswith("HDR ") or FIXED_LINE.match(line) for line in head)


def read_physician(document: Document, told: Told) -> PhysicianFile | None:
    """Return what a PPRRVU file holds; None, with every fault noted, where it cannot be read."""
    fixed = is_fixed(document)
    lines = list(_fixed_lines(document, told) if fixed else _table_lines(document, told))
    if not lines and not told.faults:
        told.add(0, "", f"holds no row that begins with a code; {MEND}")
    if told.faults:
        return None
    lines = [(line, _checked(line, values, told, document.workbook)) for line, values in lines]
    period = agreed_period(document, () if fixed else _said(document), told)
    if period and not period.quarter and not told.faults:
        told.add(0, "quarter", "is not said; name the file as CMS does, such as PPRRVU2027_Jan.txt")
    if not told.faults:
        _check_arithmetic(lines, told)
    if told.faults or period is None:
        return None
    frame = pd.DataFrame([values for _, values in lines], dtype=str)
    return PhysicianFile(
        period=period,
        rows=frame.assign(year=str(period.year)),
        factor=lines[0][1]["conv_factor"],
        qp=named_qp(document),
        whole=len(lines) >= WHOLE_FILE,
        released_on=_released_on(document),
    )


def named_qp(document: Document) -> bool | None:
    """Return whether the name says that the factor is the qualifying participants'; None if not."""
    for name in document.names:
        if re.search(r"NON[-_ ]?QP", name.upper()):
            return False
        if re.search(r"(?<![A-Z])QPP?(?![A-Z])", name.upper()):
            return True
    return None


def _said(document: Document) -> Iterator[tuple[int, str, Period]]:
    title = r"(?P<year>20\d\d) NATIONAL PHYSICIAN FEE SCHEDULE RELATIVE VALUE FILE"
    months = {"JANUARY": "A", "APRIL": "B", "JULY": "C", "OCTOBER": "D"}
    for line, cells in document.rows[:12]:
        for cell in map(plain, cells):
            if found := re.search(title, cell):
                month = re.search(r"(JANUARY|APRIL|JULY|OCTOBER)", cell)
                quarter = months[month[0]] if month else ""
                period = Period(int(found["year"]), quarter)
                yield line, f"'{period}' in its title", period


def _released_on(document: Document) -> str:
    for _, cells in document.rows[:12]:
        for cell in cells:
            if found := re.fullmatch(r"RELEASED (\d\d)/(\d\d)/(\d{4})", plain(cell)):
                return f"{found[3]}-{found[1]}-{found[2]}"
    return ""


def _table_lines(document: Document, told: Told) -> Iterator[Line]:
    rows = [(line, cells) for line, cells in document.rows if any(cells)]
    first = next((place for place, (_, cells) in enumerate(rows) if _is_data(cells)), None)
    if first is None:
        return
    begin = first
    while begin > 0 and sum(map(bool, rows[begin - 1][1])) > 1:
        begin -= 1
    line = rows[first - 1][0] if first else 0
    places = match_headings(_stacked(rows[begin:first]), HEADINGS, told, line)
    if told.faults:
        return
    width = max(places.values()) + 1
    for line, cells in rows[first:]:
        if (len(cells) < width and not document.workbook) or any(cells[width:]):
            told.add(line, "", f"has {len(cells)} cells, expected {width}: the row is cut or moved")
        else:
            padded = (*cells, *[""] * width)
            yield line, {name: padded[place] for name, place in places.items()}


def _is_data(cells: tuple[str, ...]) -> bool:
    filled = sum(map(bool, cells))
    return filled >= len(HEADINGS) // 2 and any(CODE.fullmatch(cell) for cell in cells[:3])


def _stacked(block: list[Row]) -> list[str]:
    width = max((len(cells) for _, cells in block), default=0)
    stacked = [[c[i] for _, c in block if i < len(c) and c[i]] for i in range(width)]
    return [plain(" ".join(words)) for words in stacked]


def _fixed_lines(document: Document, told: Told) -> Iterator[Line]:
    for line, text in enumerate(document.text.splitlines(), start=1):
        if not text.strip() or text.startswith(("HDR", "TRL")):
            continue
        if len(text.rstrip()) > LINE_LENGTH or len(text) < SPANS["opps_nonfac_pe_amt"][0]:
            told.add(line, "", f"is {len(text)} characters long, expected {LINE_LENGTH}; {MEND}")
            continue
        filled = next((text[a - 1 : b] for a, b in BLANKS if text[a - 1 : b].strip()), "")
        if filled:
            told.add(line, "", f"holds '{filled}' where CMS leaves a gap: columns moved; {MEND}")
            continue
        values = {}
        for name, (begin, end) in SPANS.items():
            cell = text[begin - 1 : end]
            if name in AMOUNTS and not re.fullmatch(r" *\d*\.\d+", cell):
                where = f"positions {begin}-{end}"
                told.add(line, where, f"should hold {name}, found '{cell}'; {MEND}")
            values[name] = cell.strip()
        yield line, values


def _checked(line: int, values: Values, told: Told, workbook: bool) -> Values:
    kept = {name: values[name] for name in (*PHYSICIAN_RVU.columns, *AMOUNTS) if name in values}
    if workbook:
        padded = {name: kept[name].zfill(width) for name, width in WIDTHS.items() if kept[name]}
        kept.update(padded)
    if not CODE.fullmatch(kept["hcpcs"]):
        told.add(line, "HCPCS", f"'{kept['hcpcs']}' is no code of 5 characters; {MEND}")
    for name, pattern in INDICATORS.items():
        if not re.fullmatch(pattern, kept[name]):
            told.add(line, name, f"'{kept[name]}' is not one of {pattern.strip('|')}; {MEND}")
    for name, places in AMOUNTS.items():
        amount = decimal_text(kept[name], places)
        if not amount or amount.startswith("-"):
            told.add(line, name, f"'{kept[name]}' is no amount with {places} decimals; {MEND}")
        kept[name] = amount or "0.00"
    return kept


def _check_arithmetic(lines: list[Line], told: Told) -> None:
    factors = Counter(values["conv_factor"] for _, values in lines)
    usual = factors.most_common(1)[0][0]
    twice = Counter((values["hcpcs"], values["mod"]) for _, values in lines)
    for line, values in lines:
        if values["conv_factor"] != usual:
            told.add(line, "CONV FACTOR", f"is {values['conv_factor']}, other rows have {usual}")
        for site in ("nonfac", "fac"):
            parts = cents(values["work_rvu"], values[f"{site}_pe_rvu"], values["mp_rvu"])
            if parts != cents(values[f"{site}_total"]):
                message = f"is {values[f'{site}_total']}, but its parts make {parts / 100:.2f}"
                told.add(line, f"{site}_total", f"{message}; {MEND}")
        key = (values["hcpcs"], values["mod"])
        if twice[key] > 1:
            told.add(line, "HCPCS", f"{' '.join(key).strip()} comes {twice[key]} times")
    if not told.faults:
        _check_components(lines, told)


def cents(*amounts: str) -> int:
    """Return the sum of decimal texts with two decimals as whole hundredths."""
    return sum(int(one.replace(".", "")) for one in amounts)


def _check_components(lines: list[Line], told: Told) -> None:
    held = {(values["hcpcs"], values["mod"]): values for _, values in lines}
    for line, values in lines:
        parts = [held.get((values["hcpcs"], mod)) for mod in ("26", "TC")]
        if values["mod"] or None in parts or not cents(values["nonfac_total"]):
            continue
        for name in ("work_rvu", "nonfac_pe_rvu", "fac_pe_rvu", "mp_rvu"):
            made = cents(*(part[name] for part in parts if part))
            if made != cents(values[name]):
                message = f"{name} is {values[name]}, but 26 and TC make {made / 100:.2f}"
                told.add(line, values["hcpcs"], f"{message}; {MEND}")

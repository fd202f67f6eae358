"""Makes CMS's files for the readers' tests: the samples, altered, as workbook, as archive."""

import csv
import io
import zipfile
from pathlib import Path

import openpyxl

from practice_model.readers.medicare_schema import PHYSICIAN_RVU

ROOT = Path(__file__).parents[1]
SAMPLES = Path(__file__).parent / "data" / "cms"
MEDICARE = ROOT / "inputs" / "medicare"
READ = [
    "25LOCCO.csv",
    "ASC_20210101_Addendum_AA.txt",
    "ASC_20251001_Addendum_AA.csv",
    "ASC_20251001_Addendum_BB.csv",
    "ASC_20251001_Addendum_FF.csv",
    "ASC_20260101_Addendum_AA.csv",
    "ASC_20260101_Addendum_BB.csv",
    "ASC_20260101_Addendum_FF.csv",
    "ASC_wage_index_2021.txt",
    "ASC_wage_index_2025.txt",
    "ASC_wage_index_2026.csv",
    "GPCI2025.csv",
    "GPCI2026.csv",
    "PPRRVU2025_Oct.csv",
    "PPRRVU2025_Oct.txt",
    "PPRRVU2026_Apr_nonQPP.txt",
    "ZIP5_OCT2025.txt",
]


def text(name: str) -> str:
    """The text of a sample, line ends as published."""
    return (SAMPLES / name).read_bytes().decode("latin-1")


def rewritten(folder: Path, sample: str, *swaps: tuple[str, str], name: str = "") -> Path:
    """A copy of a sample with each text replaced everywhere; every text must be there."""
    content = text(sample)
    for old, new in swaps:
        assert old in content, f"{old!r} is not in {sample}"
        content = content.replace(old, new)
    path = folder / (name or sample)
    path.write_bytes(content.encode("latin-1"))
    return path


def table(sample: str) -> list[list[str]]:
    """The cells of a delimited sample."""
    delimiter = "\t" if sample.endswith(".txt") else ","
    return list(csv.reader(io.StringIO(text(sample), newline=""), delimiter=delimiter))


def written(folder: Path, rows: list[list[str]], name: str) -> Path:
    """Rows as a CSV file with CRLF in Latin-1."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    path = folder / name
    path.write_bytes(out.getvalue().encode("latin-1"))
    return path


def workbook(folder: Path, sample: str, name: str, percent: bool = False) -> Path:
    """A sample as a workbook: amounts and whole numbers as numbers, as a spreadsheet saves them."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in table(sample):
        sheet.append([_number(cell, percent) for cell in cells])
    path = folder / name
    book.save(path)
    book.close()
    return path


def _number(cell: str, percent: bool) -> str | float | int | None:
    bare = cell.strip().replace("$", "").replace(",", "")
    if percent and bare.endswith("%"):
        return float(bare[:-1]) / 100
    try:
        return int(bare) if bare.isdigit() else float(bare)
    except ValueError:
        return cell or None


def zipped(folder: Path, name: str, members: dict[str, Path | bytes]) -> Path:
    """An archive of files, each under the path that it is given."""
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for inside, content in members.items():
            data = content.read_bytes() if isinstance(content, Path) else content
            archive.writestr(inside, data)
    return path


def relative_values(
    folder: Path, rows: list[dict[str, str]], *, title: str, factor: str, name: str
) -> Path:
    """A relative value file of 2026's layout (PRIC IND) with the given rows and one factor."""
    head = [[*cells[:23], "", *cells[23:]] for cells in table("PPRRVU2025_Oct.csv")[:10]]
    head[0][2] = title
    head[8][23], head[9][23] = "PRIC", "IND"
    lines = [_line({**row, "conv_factor": factor}) for row in rows]
    return written(folder, head + lines, name)


def _line(row: dict[str, str]) -> list[str]:
    def total(site: str) -> str:
        parts = (row["work_rvu"], row[f"{site}_pe_rvu"], row["mp_rvu"])
        return f"{sum(round(float(part) * 100) for part in parts) / 100:.2f}"

    names = [name for name in PHYSICIAN_RVU.columns if name not in ("release", "year")]
    held = {**{name: row[name] for name in names}, "description": "DESCRIPTION REMOVED"}
    held |= {"nonfac_total": total("nonfac"), "fac_total": total("fac")}
    held |= {"not_used": "", "pric_ind": "9", "supervision": "09", "flag": "0"}
    order = (
        "hcpcs mod description status not_used work_rvu nonfac_pe_rvu nonfac_na fac_pe_rvu fac_na "
        "mp_rvu nonfac_total fac_total pctc_ind glob_days pre_op intra_op post_op mult_proc "
        "bilat_surg asst_surg co_surg team_surg pric_ind endo_base conv_factor supervision flag "
        "diag_img_family opps_nonfac_pe_amt opps_fac_pe_amt opps_mp_amt"
    )
    return [held[name] for name in order.split()]

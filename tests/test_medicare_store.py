"""The Medicare tables on disk load as declared; releases are added whole or not at all."""

import hashlib
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import cms_paper as paper
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_model.faults import Faults
from practice_model.readers import medicare_add, medicare_store
from practice_model.readers.medicare_add import add_releases
from practice_model.readers.medicare_schema import SCHEMAS
from practice_model.readers.medicare_store import canonical, write_frame
from practice_model.readers.medicare_tables import load_medicare, source_of

TITLE = "{} National Physician Fee Schedule Relative Value File {} Release"
AA = "ASC_20260101_Addendum_AA.csv"
SAMPLED = sorted(
    {
        cells[0]
        for sample in paper.READ
        if "ASC_2" in sample or sample == "PPRRVU2025_Oct.csv"
        for cells in paper.table(sample)
        if len(cells[0]) == 5 and cells[0] != "HCPCS"
    }
)
KEPT = f"hcpcs IN ({', '.join(map(repr, SAMPLED))})"


@pytest.fixture(scope="module")
def cut_tables(tmp_path_factory):
    """The tables that ship, cut to a few codes and ZIP codes, so that adding is quick."""
    place = tmp_path_factory.mktemp("cut") / "medicare"
    shutil.copytree(paper.MEDICARE, place)
    made = medicare_store.connection()
    for name, schema in SCHEMAS.items():
        source = f"SELECT * FROM {source_of(schema, paper.MEDICARE / schema.file)}"
        if "hcpcs" in schema.columns and name != "code_pairs":
            made.execute(f"CREATE TABLE {name} AS {source} WHERE {KEPT}")
        elif name == "zip_locality":
            made.execute(f"CREATE TABLE {name} AS {source} WHERE zip5[:2] IN ('30', '44')")
        else:
            continue
        medicare_store.write_rows(made, schema, f"SELECT * FROM {name}", place)
    made.close()
    return place


@pytest.fixture
def folder(tmp_path, cut_tables):
    """A copy of the cut tables, to add to."""
    return Path(shutil.copytree(cut_tables, tmp_path / "inputs" / "medicare"))


@pytest.fixture
def whole_folder(tmp_path):
    """A copy of the tables that ship, to add to."""
    return Path(shutil.copytree(paper.MEDICARE, tmp_path / "inputs" / "medicare"))


@pytest.fixture(scope="module")
def rows_2026():
    """Every row of RVU26C as text."""
    schema = SCHEMAS["physician_rvu"]
    source = source_of(schema, paper.MEDICARE / schema.file)
    frame = canonical(schema, f"SELECT * FROM {source} WHERE release = 'RVU26C'")
    return frame.to_dict("records")


@pytest.fixture(scope="module")
def eye_rows(rows_2026):
    """A few rows of RVU26C, as an excerpt."""
    return [row for row in rows_2026 if row["hcpcs"] in ("66984", "67028", "92134", "99214")]


def release(place, rows, year, month, factor, name=""):  # noqa: PLR0917
    short = month[:3]
    return paper.relative_values(
        place,
        rows,
        title=TITLE.format(year, month),
        factor=factor,
        name=name or f"PPRRVU{year}_{short}_nonQPP.csv",
    )


def state(folder):
    """Every file of a folder's parent with its bytes: leftovers would show."""
    files = sorted(path for path in folder.parent.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def refused(files, folder, **options):
    """The words of a refusal, which must leave every byte as it was."""
    before = state(folder)
    with pytest.raises(Faults) as raised:
        add_releases(files, folder, **options)
    assert state(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    return str(raised.value)


def factors(folder, year, system="PFS"):
    table = load_medicare(folder).conversion_factors
    rows = table[(table["effective_from"].dt.year == year) & (table["system"] == system)]
    return [
        (row.qp, str(row.effective_from)[:10], str(row.effective_to)[:10], row.value, row.status)
        for row in rows.itertuples()
    ]


# what ships


def test_the_tables_that_ship_hold_the_figures_of_the_files_they_name():
    tables = load_medicare(paper.MEDICARE)
    rvu = tables.physician_rvu.set_index(["release", "hcpcs", "mod"])
    row = rvu.loc[("RVU26C", "66984", "")]
    assert (row["work_rvu"], row["fac_pe_rvu"], row["mp_rvu"]) == (7.17, 6.14, 0.54)
    assert (row["nonfac_na"], row["glob_days"], row["mult_proc"]) == ("NA", "090", "2")
    releases = tables.releases.set_index("release")
    assert sorted(releases.index[releases["complete"]]) == [
        "RVU23D", "RVU24A", "RVU24C", "RVU25D", "RVU26C",
    ]  # fmt: skip
    assert str(releases.loc["RVU24AR", "effective_from"])[:10] == "2024-03-09"
    indices = tables.gpci.set_index(["release", "mac", "locality_number"])
    assert indices.loc[("RVU26C", "15202", "00"), "gpci_work_no_floor"] == 0.99
    assert tables.asc_wage_index["multiple"].sum() == 60
    assert tables.opps_rates.groupby("year")["derived"].agg(["all", "any"]).to_numpy().tolist() == [
        [False, False],
        [True, True],
    ]
    drugs = tables.asc_ancillary.set_index(["effective", "hcpcs"])
    assert drugs.loc[(pd.Timestamp("2026-01-01"), "J2778"), "asc_rate"] == 65.44
    assert len(tables.zip_locality) == 42_956


def test_the_law_holds_no_figure_of_2027_and_marks_what_it_derives():
    tables = load_medicare(paper.MEDICARE)
    assert tables.physician_rvu["year"].max() == 2026
    table = tables.conversion_factors
    assert table["effective_from"].dt.year.max() == 2026
    assert set(table["status"]) == {"final", "derived"}
    own = table[(table["system"] == "PFS") & (table["effective_from"].dt.year == 2026)]
    assert dict(zip(own["qp"], own["value"], strict=True)) == {False: 33.4009, True: 33.5675}
    march = table[table["effective_from"] == "2024-03-09"]
    assert march["value"].tolist() == [33.2875]


def test_a_release_has_one_factor_and_its_totals_26_and_tc_agree():
    rvu = load_medicare(paper.MEDICARE).physician_rvu
    assert (rvu.groupby("release")["conv_factor"].nunique() == 1).all()
    parts = ["work_rvu", "nonfac_pe_rvu", "fac_pe_rvu", "mp_rvu"]
    cents = rvu.assign(**{name: (rvu[name] * 100).round().astype(int) for name in parts})
    by_mod = {mod: rows.set_index(["release", "hcpcs"]) for mod, rows in cents.groupby("mod")}
    whole = by_mod[""][parts]
    summed = (by_mod["26"][parts] + by_mod["TC"][parts]).dropna()
    whole = whole.loc[summed.index]
    differ = (whole != summed).any(axis=1) & (whole.sum(axis=1) > 0)
    assert not differ.any()


def test_text_stays_text_and_codes_keep_their_zeros():
    tables = load_medicare(paper.MEDICARE)
    for name, schema in SCHEMAS.items():
        frame = getattr(tables, name)
        assert list(frame) == list(schema.columns)
        for column, kind in schema.columns.items():
            if kind == "VARCHAR":
                assert frame[column].map(type).eq(str).all(), (name, column)
    assert "00100" in set(tables.physician_rvu["hcpcs"])
    assert "02139" in set(tables.zip_locality["zip5"])
    assert set(tables.physician_rvu["bilat_surg"]) <= set("01239")


def test_the_folder_stays_small():
    assert sum(path.stat().st_size for path in paper.MEDICARE.iterdir()) < 4_000_000


# loading and writing


def test_every_missing_or_altered_table_is_told_at_once(folder):
    (folder / "gpci.parquet").unlink()
    (folder / "asc_rates.parquet").write_bytes(b"not parquet")
    table = pd.read_csv(folder / "releases.csv", dtype=str)
    table.rename(columns={"complete": "whole"}).to_csv(folder / "releases.csv", index=False)
    shutil.copy(folder / "zip_locality.parquet", folder / "opps_rates.parquet")
    with pytest.raises(Faults) as raised:
        load_medicare(folder)
    told = str(raised.value)
    assert "gpci.parquet: is missing" in told
    assert "asc_rates.parquet: cannot be read" in told
    assert "releases.csv: has other columns than expected" in told
    assert "opps_rates.parquet: has other columns than expected (year missing" in told


def test_an_empty_text_cell_is_empty_text(folder):
    path = folder / "sequestration.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines, "2040-01-01,,0.02,,"]) + "\n")
    last = load_medicare(folder).sequestration.iloc[-1]
    assert (last["status"], last["source"]) == ("", "")
    assert pd.isna(last["effective_to"])


def test_a_folder_that_is_not_there_is_one_fault(tmp_path):
    with pytest.raises(Faults, match="no such folder"):
        load_medicare(tmp_path / "gone")


cents = st.integers(0, 10**8).map(lambda n: str(Decimal(n) / 100))
codes = st.from_regex(r"[0-9A-Z]{5}", fullmatch=True)


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(codes, st.tuples(st.sampled_from(["A2", "J8"]), cents), min_size=1))
def test_what_is_written_loads_as_it_was(tmp_path_factory, rows):
    place = tmp_path_factory.mktemp("written")
    schema = SCHEMAS["asc_rates"]
    frame = pd.DataFrame(
        {
            "effective": "2026-01-01",
            "hcpcs": list(rows),
            "payment_indicator": [indicator for indicator, _ in rows.values()],
            "mult_proc_discount": "Y",
            "payment_weight": "",
            "asc_rate": [rate for _, rate in rows.values()],
        },
        dtype=str,
    )
    assert write_frame(schema, frame, place) == len(rows)
    first = (place / schema.file).read_bytes()
    back = canonical(schema, f"SELECT * FROM {source_of(schema, place / schema.file)}")
    assert back["hcpcs"].tolist() == sorted(rows)
    assert [Decimal(rate) for rate in back["asc_rate"]] == [
        Decimal(rows[code][1]) for code in sorted(rows)
    ]
    assert set(back["payment_weight"]) == {""}
    write_frame(schema, frame.iloc[::-1], place)
    assert (place / schema.file).read_bytes() == first


def test_a_value_that_would_lose_decimals_and_a_key_that_comes_twice_are_refused(tmp_path):
    schema = SCHEMAS["sequestration"]
    row = dict.fromkeys(schema.columns, "") | {"effective_from": "2030-01-01", "rate": "0.02"}
    with pytest.raises(ValueError, match=r"rate 0\.02001 has more decimals"):
        write_frame(schema, pd.DataFrame([row | {"rate": "0.02001"}], dtype=str), tmp_path)
    with pytest.raises(ValueError, match="2 times"):
        write_frame(schema, pd.DataFrame([row, row], dtype=str), tmp_path)
    assert list(tmp_path.iterdir()) == []


# adding releases


def test_every_sample_that_is_held_adds_nothing(folder):
    before = state(folder)
    files = [paper.SAMPLES / name for name in paper.READ if "2026_Apr" not in name]
    report = add_releases(files, folder)
    assert {entry.outcome for entry in report.entries} == {"already held"}
    assert report.changed == ()
    assert state(folder) == before


def test_a_new_release_is_added_and_the_same_file_again_changes_no_byte(folder):
    file = paper.SAMPLES / "PPRRVU2026_Apr_nonQPP.txt"
    report = add_releases([file], folder)
    assert report.changed == ("physician_rvu", "releases")
    assert "RVU26B, 66 rows: added; an excerpt" in str(report)
    tables = load_medicare(folder)
    held = tables.releases.set_index("release").loc["RVU26B"]
    assert (str(held["effective_from"])[:10], bool(held["complete"])) == ("2026-04-01", False)
    rows = tables.physician_rvu
    assert len(rows[rows["release"] == "RVU26B"]) == 66
    page = (folder / "PROVENANCE.md").read_text("utf-8")
    assert f"`{file.name}`, SHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()}" in page
    before = state(folder)
    assert add_releases([file], folder).changed == ()
    assert state(folder) == before


def test_a_whole_release_takes_the_place_of_the_excerpt_and_says_so(
    whole_folder, tmp_path, rows_2026
):
    folder = whole_folder
    file = release(tmp_path, rows_2026, 2026, "January", "33.4009")
    report = add_releases([file], folder)
    assert [entry.outcome for entry in report.entries] == ["completed"]
    tables = load_medicare(folder)
    assert tables.releases.set_index("release").loc["RVU26A", "complete"]
    rows = tables.physician_rvu
    assert (rows["release"] == "RVU26A").sum() == len(rows_2026)
    excerpt = release(tmp_path, rows_2026[:100], 2026, "January", "33.4009")
    before = state(folder)
    assert add_releases([excerpt], folder).changed == ()
    assert state(folder) == before


def test_a_whole_file_that_lacks_a_held_code_is_a_contradiction(whole_folder, tmp_path, rows_2026):
    short = [row for row in rows_2026 if row["hcpcs"] != "66984"]
    told = refused([release(tmp_path, short, 2026, "July", "33.4009")], whole_folder)
    assert "66984 is held, but not in the file" in told


def test_a_file_that_contradicts_what_is_held_needs_replace(folder, tmp_path, eye_rows):
    changed = [row | {"work_rvu": "7.18"} if row["hcpcs"] == "66984" else row for row in eye_rows]
    file = release(tmp_path, changed, 2026, "July", "33.4009")
    told = refused([file], folder)
    assert "contradicts what is held of RVU26C in 1 rows" in told
    assert "66984: work_rvu 7.17 held, 7.18 given; add --replace" in told
    report = add_releases([file], folder, replace=True)
    assert [entry.outcome for entry in report.entries] == ["replaced"]
    rows = load_medicare(folder).physician_rvu.set_index(["release", "hcpcs", "mod"])
    assert rows.loc[("RVU26C", "66984", ""), "work_rvu"] == 7.18
    assert len(rows.loc["RVU26C"]) > 2 * len(eye_rows)  # an excerpt never takes rows away


def test_the_final_files_of_a_new_year_take_over_from_the_proposal(folder, tmp_path, eye_rows):
    files = [
        release(tmp_path, eye_rows, 2027, "January", "32.9000"),
        release(tmp_path, eye_rows, 2027, "January", "33.2300", "PPRRVU2027_Jan_QPP.csv"),
        paper.rewritten(tmp_path, "GPCI2026.csv", ("2026", "2027"), name="GPCI2027.csv"),
        paper.rewritten(
            tmp_path, "ASC_wage_index_2026.csv", ("WI26", "WI27"), name="ASC_wage_index_2027.csv"
        ),
        asc_2027(tmp_path),
    ]
    archive = paper.zipped(tmp_path, "rvu27a.zip", {path.name: path for path in files[:3]})
    report = add_releases([archive, *files[3:]], folder)
    assert {entry.outcome for entry in report.entries} == {"added", "factor added"}
    assert factors(folder, 2027) == [
        (False, "2027-01-01", "2027-12-31", 32.9, "final"),
        (True, "2027-01-01", "2027-12-31", 33.23, "final"),
    ]
    assert factors(folder, 2027, "ASC") == [(False, "2027-01-01", "2027-12-31", 57.0, "derived")]
    tables = load_medicare(folder)
    held = tables.releases.set_index("release").loc["RVU27A"]
    assert held["file"] == "rvu27a.zip/PPRRVU2027_Jan_nonQPP.csv"
    assert set(tables.gpci["release"][tables.gpci["year"] == 2027]) == {"RVU27A"}
    own = tables.physician_rvu[tables.physician_rvu["release"] == "RVU27A"]
    assert set(own["conv_factor"]) == {32.9}
    assert len(own) == len(eye_rows)


def asc_2027(place):
    """Addendum AA of January 2027: the weights of 2026 at a factor of 57."""
    rows = paper.table(AA)
    rows = [[cell.replace("2026", "2027") for cell in cells] for cells in rows]
    for cells in rows[4:]:
        if cells[5]:
            cells[6] = f"${round(float(cells[5]) * 57, 2):,.2f} "
    return paper.written(place, rows, "ASC_20270101_Addendum_AA.csv")


def test_a_file_with_the_factor_of_another_year_is_the_wrong_file(folder, tmp_path, eye_rows):
    told = refused([release(tmp_path, eye_rows, 2027, "January", "33.4009")], folder)
    assert "carries 33.4009, the factor of 2026; take the file of 2027" in told
    wrong = paper.rewritten(
        tmp_path, AA, ("for CY 2026", "for CY 2027"), ("January 2026", "January 2027"),
        name="ASC_20270101_Addendum_AA.csv",
    )  # fmt: skip
    assert "carries 56.3220, the factor of 2026" in refused([wrong], folder)


def test_the_qualifying_participants_file_brings_its_factor_and_nothing_else(
    folder, tmp_path, eye_rows
):
    qp = release(tmp_path, eye_rows, 2026, "July", "33.5675", "PPRRVU2026_Jul_QPP.csv")
    before = state(folder)
    assert add_releases([qp], folder).changed == ()
    assert state(folder) == before
    alone = release(tmp_path, eye_rows, 2027, "January", "33.2300", "PPRRVU2027_Jan_QPP.csv")
    assert "add the nonQPP file of the same release with it" in refused([alone], folder)
    misnamed = release(tmp_path, eye_rows, 2026, "July", "33.5675", "PPRRVU2026_Jul_nonQPP.csv")
    assert "carries 33.5675, the factor of QP status" in refused([misnamed], folder)
    nameless = release(tmp_path, eye_rows, 2027, "January", "32.9", "PPRRVU2027_Jan.csv")
    assert "does not say whose factor 32.9000 is" in refused([nameless], folder)


def test_a_later_quarter_may_change_the_factor_and_an_earlier_one_may_not(
    folder, tmp_path, eye_rows
):
    october = release(tmp_path, eye_rows, 2026, "October", "34.1000")
    report = add_releases([october], folder)
    assert "PFS factor changes on 2026-10-01 to 34.1000" in str(report)
    assert factors(folder, 2026)[:2] == [
        (False, "2026-01-01", "2026-09-30", 33.4009, "final"),
        (False, "2026-10-01", "2026-12-31", 34.1, "final"),
    ]
    april = release(tmp_path, eye_rows, 2026, "April", "34.5000")
    assert "carries 34.5000, but 33.4009 is held from 2026-01-01" in refused([april], folder)


def test_the_revised_release_of_march_2024_is_known_by_its_factor(folder, tmp_path):
    schema = SCHEMAS["physician_rvu"]
    source = f"SELECT * FROM {source_of(schema, folder / schema.file)} WHERE release = 'RVU24AR'"
    rows = canonical(schema, source).to_dict("records")
    file = release(tmp_path, rows, 2024, "January", "33.2875", "PPRRVU24_JAN.csv")
    archive = paper.zipped(tmp_path, "rvu24ar.zip", {file.name: file})
    (entry,) = add_releases([archive], folder).entries
    assert (entry.release, entry.outcome) == ("RVU24AR", "already held")


def test_indices_without_a_quarter_go_to_the_release_that_says_the_same(folder, tmp_path):
    floored = [cells[:4] + cells[5:] for cells in paper.table("GPCI2026.csv")]
    file = paper.written(tmp_path, floored, "GPCI2026.csv")
    (entry,) = add_releases([file], folder).entries
    assert (entry.release, entry.outcome) == ("RVU26C", "already held")
    archive = paper.zipped(tmp_path, "rvu26d.zip", {file.name: file})
    (entry,) = add_releases([archive], folder).entries
    assert (entry.release, entry.outcome) == ("RVU26D", "added")
    indices = load_medicare(folder).gpci.set_index(["release", "mac", "locality_number"])
    assert indices.loc[("RVU26D", "15202", "00"), "gpci_work_no_floor"] == 0.99
    changed = paper.rewritten(tmp_path, "GPCI2026.csv", ("1.000,0.913,1.008", "1.000,0.914,1.008"))
    assert "15202-00: gpci_pe 0.913 held, 0.914 given" in refused([changed], folder)


def test_newer_zip_codes_replace_and_older_ones_are_left(folder, tmp_path):
    (entry,) = add_releases([paper.SAMPLES / "ZIP5_OCT2025.txt"], folder).entries
    assert "the ZIP codes held are newer (20261)" in entry.remarks
    newer = paper.rewritten(
        tmp_path, "ZIP5_OCT2025.txt", ("20254", "20264"), ("GA303031021201", "GA303031021299"),
        name="ZIP5_OCT2026.txt",
    )  # fmt: skip
    (entry,) = add_releases([newer], folder).entries
    assert entry.outcome == "replaced"
    table = load_medicare(folder).zip_locality.set_index("zip5")
    assert table.loc["30303", ["locality_number", "quarter"]].tolist() == ["99", "20264"]
    assert len(table) > 100


def test_an_area_of_the_wage_index_may_hold_several_values_but_not_other_ones(folder, tmp_path):
    changed = paper.rewritten(tmp_path, "ASC_wage_index_2025.txt", ("0.6471", "0.6472"))
    assert "01: 2 values held, 2 given" in refused([changed], folder)


def test_the_same_release_twice_in_a_batch_must_say_the_same(folder, tmp_path, eye_rows):
    october = release(tmp_path, eye_rows, 2026, "October", "33.4009")
    other = [row | {"work_rvu": "7.18"} if row["hcpcs"] == "66984" else row for row in eye_rows]
    (tmp_path / "b").mkdir()
    again = release(tmp_path / "b", other, 2026, "October", "33.4009")
    assert "contradicts what is held of RVU26D" in refused([october, again], folder)
    copies = [october, release(tmp_path / "b", eye_rows, 2026, "October", "33.4009")]
    report = add_releases(copies, folder)
    assert [entry.outcome for entry in report.entries] == ["added", "already held"]


# all or nothing


def test_one_bad_file_keeps_the_whole_batch_out(folder, tmp_path):
    bad = paper.rewritten(tmp_path, "GPCI2026.csv", ("MP GPCI", "MX GPCI"))
    told = refused([paper.SAMPLES / "PPRRVU2026_Apr_nonQPP.txt", bad], folder)
    assert "MX GPCI" in told


def test_a_failure_while_writing_leaves_everything_as_it_was(folder, monkeypatch):
    calls = []

    def failing(*arguments):
        calls.append(arguments)
        if len(calls) > 1:
            raise OSError("no space left on device")
        return write_frame(*arguments)

    monkeypatch.setattr(medicare_add, "write_frame", failing)
    before = state(folder)
    with pytest.raises(Faults, match=r"no space left on device.*nothing was changed"):
        add_releases([paper.SAMPLES / "PPRRVU2026_Apr_nonQPP.txt"], folder)
    assert len(calls) > 1
    assert state(folder) == before


def test_a_failure_in_the_swap_puts_the_folder_back(folder, monkeypatch):
    rename = Path.rename

    def failing(self, target):
        if ".adding-" in self.name:
            raise PermissionError("held open by another program")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    before = state(folder)
    with pytest.raises(Faults, match="held open by another program"):
        add_releases([paper.SAMPLES / "PPRRVU2026_Apr_nonQPP.txt"], folder)
    assert state(folder) == before


def test_a_swap_that_was_cut_off_still_loads_and_is_mended_by_the_next_addition(folder):
    folder.rename(medicare_store.before_of(folder))
    assert len(load_medicare(folder).releases) == 23
    add_releases([paper.SAMPLES / "PPRRVU2026_Apr_nonQPP.txt"], folder)
    assert len(load_medicare(folder).releases) == 24
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_folder_that_somebody_changes_meanwhile_is_not_overwritten(folder, monkeypatch):
    def meddling(*arguments):
        (folder / "note.txt").write_text("mine")
        return write_frame(*arguments)

    monkeypatch.setattr(medicare_add, "write_frame", meddling)
    with pytest.raises(Faults, match="changed by somebody else meanwhile"):
        add_releases([paper.SAMPLES / "PPRRVU2026_Apr_nonQPP.txt"], folder)
    assert (folder / "note.txt").read_text() == "mine"
    assert len(load_medicare(folder).releases) == 23


def test_a_release_is_in_force_from_the_first_day_of_its_quarter():
    starts = load_medicare(paper.MEDICARE).releases.set_index("release")["effective_from"]
    days = {name[-1]: (day.month, day.day) for name, day in starts.drop("RVU24AR").items()}
    assert days == {"A": (1, 1), "B": (4, 1), "C": (7, 1), "D": (10, 1)}
    assert starts["RVU24AR"].date() == date(2024, 3, 9)

"""The same rows as zip, CSV, Excel and Parquet, and what other programs read of them."""

import csv
import io
import json
import shutil
import tracemalloc
import zipfile
from collections import deque
from datetime import date, datetime
from itertools import islice

import pyarrow.parquet as pq
import pytest
from frictionless import Package
from openpyxl import load_workbook

from recovery.errors import InvalidInput
from recovery.services.files.csv_files import formula_safe
from recovery.services.files.formats import WRITERS, Format, read_format
from recovery.services.files.table import Code, Column, Piece, Table, Type
from recovery.services.files.workbook import LONGEST_TEXT, MOST_ROWS, refuse_too_long
from tests.services.files.tables import COLUMNS, MAKING, ROWS, export, many, table

TEXTS = {Code.MISSING: "", None: "", Code.SUPPRESSED: "suppressed", Code.NOT_APPLICABLE: "n/a", Code.SMALL: "<11"}


def written(taken, form: Format) -> bytes:
    return b"".join(chunk.content for chunk in WRITERS[form].write(taken, MAKING))


def as_text(cell):
    if cell is None or isinstance(cell, Code):
        return TEXTS[cell]
    if isinstance(cell, bool):
        return str(cell).lower()
    return str(formula_safe(cell))


EXPECTED = [[column.name for column in COLUMNS], *([as_text(cell) for cell in row] for row in ROWS)]


def test_csv_holds_every_row_and_no_formula():
    text = written(export(), Format.CSV).decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == EXPECTED
    assert text.endswith("\r\n")


def test_a_table_may_bring_its_lines_ready_made():
    lines = Table(
        "rows", "Rows", (Column("n", Type.INTEGER, "A number."),), [(1,), (2,)], 2, pieces=[Piece("1\r\n2\r\n", 2)]
    )
    assert written(export(lines), Format.CSV) == b"n\r\n1\r\n2\r\n"


def test_a_zip_holds_each_table_a_readme_and_a_description(tmp_path):
    content = written(export(), Format.ZIP)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["summary.csv", "alerts.csv", "README.txt", "datapackage.json"]
        assert archive.testzip() is None
        assert archive.read("summary.csv") == written(export(), Format.CSV)
        readme = archive.read("README.txt").decode()
        described = json.loads(archive.read("datapackage.json"))
    for said in (
        "What recovery looks like",
        "procedures from January 2026",
        "for: manager",
        "summary.csv",
        "(6 rows)",
        "treatments: How many treatments. Unit: treatments.",
        "Small counts are held back.",
        "<11",
        "n/a",
    ):
        assert said in readme
    assert described["recovery"]["takenByRole"] == "manager"
    assert described["recovery"]["filters"]["since"]["value"] == "2026-01"
    assert described["recovery"]["smallCellLimit"] == 11


def test_frictionless_accepts_the_zip_and_reads_the_codes_as_no_values(tmp_path):
    package = unpacked(written(export(), Format.ZIP), tmp_path)
    report = package.validate()
    assert report.valid, report.flatten(["fieldName", "rowNumber", "type", "note"])
    rows = package.get_resource("summary").read_rows()
    assert [row["treatments"] for row in rows] == [214, None, None, 0, None, -3]
    assert rows[0]["procedure"] == date(2026, 7, 1)
    assert rows[5]["note"] == "n/a", "what people wrote is no code"
    labels = {
        each["value"]: each["label"]
        for each in package.to_dict()["resources"][0]["schema"]["fields"][2]["missingValues"]
    }
    assert set(labels) == {"", "suppressed", "n/a", "<11"}


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("summary.csv", b"214", b"215"),
        ("summary.csv", b"Redness,plain", b"Nothing,plain"),
        ("alerts.csv", b"3", b"three"),
    ],
)
def test_frictionless_refuses_a_file_that_was_changed(name, before, after, tmp_path):
    package = unpacked(written(export(), Format.ZIP), tmp_path)
    file = tmp_path / name
    file.write_bytes(file.read_bytes().replace(before, after))
    assert not package.validate().valid


def unpacked(content: bytes, folder) -> Package:
    zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
    return Package(str(folder / "datapackage.json"))


def test_excel_gets_numbers_days_and_texts_but_no_formula():
    book = load_workbook(io.BytesIO(written(export(), Format.XLSX)))
    assert book.sheetnames == ["About", "summary", "alerts", "Columns"]
    assert (book["summary"].freeze_panes, book["About"].freeze_panes) == ("C2", "A2")
    found = [[cell.value for cell in row] for row in book["summary"].iter_rows(min_row=2)]
    assert found[0] == ["Redness", "plain", 214, 0.5, datetime(2026, 7, 1), True]  # noqa: DTZ001 - a day has no zone
    assert found[1] == ["Itching", "=HYPERLINK(1)", "<11", "suppressed", None, False]
    kinds = {cell.data_type for row in book["summary"].iter_rows() for cell in row}
    assert "f" not in kinds
    assert all(cell.hyperlink is None for row in book["summary"].iter_rows() for cell in row)
    assert "manager" in [cell.value for cell in book["About"]["B"]]
    assert "How many treatments." in [cell.value for cell in book["Columns"]["E"]]


def test_excel_shows_shares_as_percent_codes_where_numbers_stand_and_notes_in_lines():
    book = load_workbook(io.BytesIO(written(export(), Format.XLSX)))
    first, second = list(book["summary"].iter_rows(min_row=2, max_row=3))
    assert (first[3].value, first[3].number_format, first[2].number_format) == (0.5, "0.0%", "General")
    assert [cell.alignment.horizontal for cell in second[2:4]] == ["right", "right"]
    assert (first[1].alignment.wrap_text, book["summary"].column_dimensions["B"].width > 50) == (True, True)
    assert "procedures from January 2026" in [cell.value for cell in book["About"]["B"]]
    assert "since" not in [cell.value for cell in book["About"]["A"]]


def test_parquet_gets_types_and_says_why_a_value_is_not_there():
    read = pq.read_table(io.BytesIO(written(export(), Format.PARQUET)))
    assert read.column("treatments").to_pylist() == [214, None, None, 0, None, -3]
    assert read.column("treatments_code").to_pylist() == ["", "<11", "suppressed", "", "missing", ""]
    assert read.column("procedure").to_pylist()[0] == date(2026, 7, 1)
    assert read.column("note").to_pylist()[1] == "=HYPERLINK(1)"
    assert "note_code" not in read.column_names
    assert json.loads(read.schema.metadata[b"recovery"])["takenByRole"] == "manager"
    assert read.schema.field("treatments").metadata[b"unit"] == b"treatments"


@pytest.mark.parametrize("form", Format)
def test_an_empty_table_is_a_file_all_the_same(form):
    assert written(export(table([])), form)


@pytest.mark.parametrize("form", [Format.ZIP, Format.CSV, Format.PARQUET])
def test_a_file_is_sent_as_it_is_written_and_nothing_of_it_is_kept(form):
    list(WRITERS[form].write(export(), MAKING))  # what is loaded once is no part of it
    few, more = peak_memory(form, rows=35_000), peak_memory(form, rows=60_000)
    assert more < 1.2 * few, f"{few / 1e6:.1f} MB, then {more / 1e6:.1f} MB"


def peak_memory(form, *, rows):
    tracemalloc.start()
    chunks = WRITERS[form].write(export(table(many(rows), expected=rows)), MAKING)
    first = next(chunk for chunk in chunks if chunk.content)
    deque(chunks, maxlen=0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(first.content) < 2 << 20
    return peak


@pytest.mark.parametrize("form", Format)
def test_the_rows_so_far_are_told_and_are_all_of_them_in_the_end(form):
    counted = [chunk.rows for chunk in WRITERS[form].write(export(table(many(5_500), expected=5_500)), MAKING)]
    assert sum(counted) == 5_500
    assert form is Format.PARQUET or len([rows for rows in counted if rows]) > 2


def test_a_workbook_that_is_broken_off_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    chunks = WRITERS[Format.XLSX].write(export(table(many(9_000), expected=9_000)), MAKING)
    list(islice(chunks, 3))
    assert list(tmp_path.iterdir())
    chunks.close()
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_that_the_disk_cannot_hold_fails_as_every_file_does(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    chunks = WRITERS[Format.XLSX].write(export(table(many(2_000), expected=2_000)), MAKING)
    list(islice(chunks, 2))
    shutil.rmtree(next(tmp_path.iterdir()))
    with pytest.raises(OSError, match="No such file"):
        list(chunks)


def test_a_workbook_that_excel_could_not_open_is_refused(monkeypatch):
    monkeypatch.setattr("zipfile.ZIP64_LIMIT", 10_000)
    with pytest.raises(InvalidInput, match="A workbook holds less than that"):
        written(export(table(many(2_000), expected=2_000)), Format.XLSX)


def test_a_zip_that_was_broken_off_does_not_open():
    chunks = list(WRITERS[Format.ZIP].write(export(), MAKING))
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(chunk.content for chunk in chunks[:-1])))


def test_more_rows_than_excel_shows_are_refused_before_the_first():
    with pytest.raises(InvalidInput, match="may be 1,048,576 rows, and Excel shows 1,048,575"):
        refuse_too_long(export(table(expected=MOST_ROWS + 1)))
    refuse_too_long(export(table(expected=MOST_ROWS)))


def test_a_text_longer_than_a_cell_of_excel_is_refused_not_cut():
    row = ("Redness", "x" * (LONGEST_TEXT + 1), 1, 1.0, date(2026, 7, 1), True)
    with pytest.raises(InvalidInput, match="longer than a cell"):
        written(export(table([row])), Format.XLSX)


def test_an_unknown_format_is_refused():
    with pytest.raises(InvalidInput, match="zip, csv, xlsx, parquet"):
        read_format("exe")


def test_a_column_is_named_once():
    column = Column("n", Type.INTEGER, "A number.")
    with pytest.raises(InvalidInput, match="named twice"):
        Table("rows", "Rows", (column, column), [], 0)

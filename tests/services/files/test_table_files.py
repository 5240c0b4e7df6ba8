"""Files that somebody brings: tables of every kind, and files that are none."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.importing.refusals import Refusal
from recovery.errors import InvalidInput
from recovery.services.files.table_files import LONGEST_LINE, MOST_COLUMNS, TableFile, tables_in


def read(content: bytes | str, **more) -> tuple[TableFile, list[tuple[int, list[str]]], list[Refusal]]:
    [table] = tables_in(io.BytesIO(content.encode() if isinstance(content, str) else content), **more)
    refused: list[Refusal] = []
    return table, list(table.rows(refused, most=10)), refused


TABLES = [
    pytest.param("a,b\n1,2\n", ",", id="commas"),
    pytest.param("a;b\n1;2\n", ";", id="semicolons"),
    pytest.param("a\tb\n1\t2\n", "\t", id="tabs"),
    pytest.param("a,b\r\n1,2\r\n", ",", id="lines as Windows ends them"),
    pytest.param("\ufeffa,b\n1,2\n", ",", id="a byte order mark"),
    pytest.param("a,b\n\n1,2\n,\n\n", ",", id="empty lines"),
    pytest.param("a,b\n1,2", ",", id="no end of the last line"),
    pytest.param("a,b,,\n1,2,,\n", ",", id="columns without a name"),
    pytest.param('"a","b"\n"1","2"\n', ",", id="everything in quotation marks"),
    pytest.param('"a";b\n1;2\n', ";", id="a separator in a heading's quotation marks"),
]


@pytest.mark.parametrize(("content", "separator"), TABLES)
def test_a_table_is_read(content, separator):
    table, rows, refused = read(content)
    assert (table.header.names[:2], table.header.separator) == (("a", "b"), separator)
    assert [cells[:2] for _, cells in rows] == [["1", "2"]]
    assert refused == []


def zipped(*files: tuple[str, str], by: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", by) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


def test_the_one_table_in_a_zip_is_read_and_named_by_its_own_bytes():
    table, rows, _ = read(zipped(("README.txt", "read me"), ("a.CSV", "a,b\n1,2\n"), ("__MACOSX/._a.csv", "note")))
    assert (table.header.names, rows) == (("a", "b"), [(2, ["1", "2"])])
    assert table.digest == read("a,b\n1,2\n")[0].digest


OURS = ("identified_rows.csv", "identified_treatments.csv")


@pytest.mark.parametrize("names", [OURS, [f"taken/{name}" for name in reversed(OURS)]], ids=["taken", "packed again"])
def test_the_two_tables_of_our_own_rows_are_read_one_after_the_other(names):
    content = {OURS[0]: "a,b\n1,2\n", OURS[1]: "a\n3\n"}
    packed = zipped(("README.txt", "read me"), *((name, content[name.rpartition("/")[2]]) for name in names))
    rows, treatments = tables_in(io.BytesIO(packed))
    assert list(rows.rows([], most=1)) == [(2, ["1", "2"])]
    assert rows.lines == 2
    assert list(treatments.rows([], most=1, after=rows.lines)) == [(4, ["3"])]


def test_a_table_that_would_fill_the_disk_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("recovery.services.files.unpacked.MOST_UNPACKED", 1_000)
    with pytest.raises(InvalidInput, match="larger than"):
        read(zipped(("a.csv", "a,b\n" * 1_000)))
    with pytest.raises(InvalidInput, match="larger than"):
        tables_in(io.BytesIO(zipped(*((name, "a,b\n" * 150) for name in OURS))))


@pytest.mark.parametrize("by", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_would_fill_the_memory_in_one_step_is_not_unpacked(by):
    with pytest.raises(InvalidInput, match="take a CSV file out of its zip"):
        read(zipped(("a.csv", "a,b\n1,2\n"), by=by))


def test_a_zip_that_is_damaged_is_told():
    whole = zipped(("a.csv", "a,b\n" + "".join(f"{n},{n * n}\n" for n in range(5_000))))
    with pytest.raises(InvalidInput, match="damaged"):
        read(whole[:2_000] + bytes(100) + whole[2_100:])


def test_lines_are_counted_as_an_editor_counts_them():
    _, rows, _ = read('a,b\n1,"two\nlines"\n\n3,4\n')
    assert [line for line, _ in rows] == [2, 5]


NO_TABLES = [
    pytest.param(b"", "empty", id="an empty file"),
    pytest.param(b"\n\n", "empty", id="empty lines"),
    pytest.param(b"PK\x03\x04rest", "Excel workbook", id="an .xlsx"),
    pytest.param(zipped(("xl/workbook.xml", "")), "Excel workbook", id="a whole .xlsx"),
    pytest.param(zipped(("a.csv", "a"), ("b.csv", "b")), "exactly one CSV", id="two tables in a zip"),
    pytest.param(
        zipped(*((n, "a\n1\n") for n in ("identified_rows.csv", "b.csv"))),
        "exactly one CSV",
        id="our rows and another table",
    ),
    pytest.param(
        zipped(*((n, "a\n1\n") for n in ("x/identified_rows.csv", "y/identified_rows.csv"))),
        "exactly one CSV",
        id="our rows twice",
    ),
    pytest.param(b"\xd0\xcf\x11\xe0rest", "old Excel", id="an .xls"),
    pytest.param(b"%PDF-1.7", "PDF", id="a PDF"),
    pytest.param("a,b\n".encode("utf-16"), "UTF-16", id="UTF-16"),
    pytest.param("a,b\nMüller,2\n".encode("cp1252"), "Windows-1252", id="Windows-1252"),
    pytest.param(b"a,b\n1,\0\n", "NUL", id="a NUL"),
    pytest.param(b"a," * LONGEST_LINE, "longer than any row", id="one endless line"),
    pytest.param(b"a,b\n" + b"x" * (LONGEST_LINE + 1), "Line 2 is longer", id="an endless row"),
    pytest.param(b",".join(b"c%d" % n for n in range(10_000)), "10,000 columns", id="10,000 columns"),
    pytest.param(b"a,b,A\n1,2,3\n", "Column 3", id="two columns of one name"),
    pytest.param(b'a,b\n1,"2\n3,4\n', "never closed", id="a quotation mark that is not closed"),
    pytest.param(b'a,b\n1,"' + b"x\n" * 200_000, "never closed", id="a quotation mark over all that follows"),
    pytest.param(b'a,b\n1,"2"x\n', "quotation mark", id="signs after a quotation mark"),
]


@pytest.mark.parametrize(("content", "says"), NO_TABLES)
def test_what_is_no_table_is_refused_in_plain_words(content, says):
    with pytest.raises(InvalidInput, match=says) as refused:
        read(content)
    assert "Müller" not in str(refused.value)


def test_a_row_that_does_not_fit_the_header_is_refused_and_the_others_are_read():
    _, rows, refused = read("a,b\n1\n2,3\n4,5,6\n7,8,,\n")
    assert [line for line, _ in rows] == [3, 5]
    assert [refusal.line for refusal in refused] == [2, 4]


def test_a_file_of_rows_that_do_not_fit_is_given_up():
    with pytest.raises(InvalidInput, match="Is the comma between cells right"):
        read("a,b\n" + "1\n" * 11)


def test_as_many_columns_as_there_may_be():
    table, _, _ = read(",".join(f"c{n}" for n in range(MOST_COLUMNS)) + "\n")
    assert len(table.header.names) == MOST_COLUMNS


@given(
    st.lists(
        st.lists(
            st.text(st.characters(blacklist_characters="\0\r", blacklist_categories=["Cs"]), max_size=9),
            min_size=2, max_size=2,
        ),
        max_size=9,
    ),
    st.sampled_from([",", ";", "\t"]),
)  # fmt: skip
def test_what_a_csv_writer_wrote_is_read_as_it_was(rows, separator):
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([["a", "b"], *rows])
    _, found, refused = read(text.getvalue())
    assert [cells for _, cells in found] == [row for row in rows if any(row)]
    assert refused == []

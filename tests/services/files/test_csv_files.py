import csv
import io

import pytest

from recovery.domain.importing.cells import unguarded
from recovery.services.files.csv_files import LINES_AT_A_TIME, csv_lines, formula_safe, in_pieces


def test_cells_with_signs_of_their_own_are_quoted():
    text = "".join(csv_lines(["a", "b"], [['say "hi", twice', "two\r\nlines"], [None, 1.5]]))
    assert text == 'a,b\r\n"say ""hi"", twice","two\r\nlines"\r\n,1.5\r\n'


@pytest.mark.parametrize("first", [*"=+-@\t\r\n\0", "   =", " @", " \t"])
def test_a_text_that_begins_like_a_formula_is_only_text(first):
    assert formula_safe(f"{first}cmd()") == f"'{first}cmd()"
    assert "".join(csv_lines([f"{first}x"], [])).lstrip('"').startswith("'")


@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r\n", ";  ", ';"', '\t"', '; ""'])
@pytest.mark.parametrize("sign", "=+-@")
def test_a_formula_after_a_separator_of_another_country_is_only_text(separator, sign):
    text = f"sore{separator}{sign}cmd|' /C calc'!A0"
    for file in csv.reader(io.StringIO("".join(csv_lines(["a"], [["x", text]])), newline=""), delimiter=";"):
        assert not [cell for cell in file if cell.lstrip(' "')[:1] in tuple("=+-@")]
    assert unguarded(str(formula_safe(text))) == text


@pytest.mark.parametrize(
    "cell", ["Redness", "", "   ", "'=1", "a;b", "one\ntwo", "a=b", "1-2", "a@b", -1, -0.5, None, 0]
)
def test_other_cells_are_left_as_they_are(cell):
    assert formula_safe(cell) == cell


def test_rows_are_written_as_they_come():
    asked = []
    lines = csv_lines(["a"], (asked.append(n) or [n] for n in range(100)))
    assert (next(lines), next(lines), asked) == ("a\r\n", "0\r\n", [0])


def test_pieces_are_the_same_text():
    lines = [f"{n}\r\n" for n in range(2 * LINES_AT_A_TIME + 1)]
    pieces = list(in_pieces(iter(lines)))
    assert ("".join(pieces), len(pieces)) == ("".join(lines), 3)

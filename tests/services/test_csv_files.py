import pytest

from recovery.services.csv_files import csv_lines, formula_safe


def test_cells_with_signs_of_their_own_are_quoted():
    text = "".join(csv_lines(["a", "b"], [['say "hi", twice', "two\r\nlines"], [None, 1.5]]))
    assert text == 'a,b\r\n"say ""hi"", twice","two\r\nlines"\r\n,1.5\r\n'


@pytest.mark.parametrize("first", [*"=+-@\t\r\n\0", "   =", " @", " \t"])
def test_a_text_that_begins_like_a_formula_is_only_text(first):
    assert formula_safe(f"{first}cmd()") == f"'{first}cmd()"
    assert "".join(csv_lines([f"{first}x"], [])).lstrip('"').startswith("'")


@pytest.mark.parametrize("cell", ["Redness", "", "   ", "'=1", "a=b", "1-2", "a@b", -1, -0.5, None, 0])
def test_other_cells_are_left_as_they_are(cell):
    assert formula_safe(cell) == cell

"""What the log says of an error that nobody expected."""

from recovery.services.unexpected import FRAMES, without_words


def calls(deep):
    return {}["Vera Secretname"] if deep == 0 else calls(deep - 1)


def caught(deep):
    try:
        calls(deep)
    except KeyError as error:
        return error


def test_an_error_is_told_by_its_type_and_by_the_innermost_places():
    said = without_words(caught(0))
    assert said.startswith("KeyError at /")
    assert [place.rpartition("/")[2].partition(":")[0] for place in said.split(" < ")] == ["test_unexpected.py"] * 2
    assert "Secretname" not in said
    assert without_words(caught(99)).count(".py:") == FRAMES


def test_an_error_that_was_never_raised_has_no_place():
    assert without_words(ValueError("Vera Secretname")) == "ValueError at no known place"

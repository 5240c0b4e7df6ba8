import pytest

from recovery.charts.text import LINE, MAX_LINES, days_in_words, escaped, wrapped


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;", id="markup"),
        pytest.param("hot & sore", "hot &amp; sore", id="ampersand"),
        pytest.param("&lt;b&gt;", "&amp;lt;b&amp;gt;", id="entities that were typed"),
        pytest.param('<a href="javascript:x">', '&lt;a href="javascript:x"&gt;', id="link"),
        pytest.param("38 °C", "38 °C", id="plain words"),
    ],
)
def test_text_from_people_stays_text(typed: str, shown: str) -> None:
    assert escaped(typed) == shown
    assert wrapped(typed) == shown


def test_long_text_is_wrapped_and_cut() -> None:
    lines = wrapped("sore " * 500).split("<br>")
    assert len(lines) == MAX_LINES
    assert all(len(line) <= LINE for line in lines)
    assert lines[-1].endswith("…")


def test_one_endless_word_is_broken() -> None:
    assert all(len(line) <= LINE for line in wrapped("a" * 1000).split("<br>"))


def test_cutting_never_halves_an_entity() -> None:
    whole = wrapped("&" * 1000).replace("<br>", "").removesuffix("…").strip()
    assert whole.replace("&amp;", "") == ""


@pytest.mark.parametrize(
    ("days", "words"),
    [
        pytest.param([4], "day 4", id="one"),
        pytest.param([2, 4], "days 2 and 4", id="two apart"),
        pytest.param([8, 9], "days 8 and 9", id="two running"),
        pytest.param([2, 5, 6, 7, 9], "days 2, 5 to 7 and 9", id="a run between"),
    ],
)
def test_days_read_as_words(days: list[int], words: str) -> None:
    assert days_in_words(days) == words

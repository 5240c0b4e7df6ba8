from dataclasses import replace

import pytest

from recovery.domain.catalogue import Severity
from recovery.domain.notes import LONGEST_NOTE, Grade, Note, NoteEntry, NoteKind, check_note, latest_first, says
from recovery.errors import InvalidInput
from tests.conftest import NOW


@pytest.fixture
def check(guide):
    return lambda entry, today=5: check_note(
        entry, note_id=1, treatment_id=2, today=today, catalogue=guide.catalogue, by=3, now=NOW
    )


@pytest.mark.parametrize("kind", NoteKind)
def test_each_kind_of_note_is_kept_as_it_was_written(kind, check):
    note = check(NoteEntry(kind.value, "Called.\n\u202e<b>No</b> answer \0", day=5))
    assert note == Note(1, 2, kind, 5, "Called.\n<b>No</b> answer", 3, NOW)


@pytest.mark.parametrize("severity", Severity)
def test_a_visit_grades_a_side_effect_with_or_without_a_word(severity, check):
    note = check(NoteEntry("visit", "", day=4, side_effect="redness", severity=int(severity)))
    assert (note.grade, note.text, note.day) == (Grade("redness", severity), "", 4)


@pytest.mark.parametrize(
    ("entry", "field", "says"),
    [
        pytest.param(NoteEntry("letter", "x"), "kind", "a note, a call or a visit", id="no such kind"),
        pytest.param(NoteEntry("note", " \n\0 "), "text", "write what others should know", id="empty"),
        pytest.param(NoteEntry("visit"), "text", "write what others should know", id="a visit without anything"),
        pytest.param(NoteEntry("note", "x" * (LONGEST_NOTE + 1)), "text", "4,001 characters; 4,000 fit", id="long"),
        pytest.param(NoteEntry("note", "x", day=6), "day", "not come yet", id="tomorrow"),
        pytest.param(NoteEntry("note", "x", day=-1), "day", "before the procedure", id="before the procedure"),
        pytest.param(NoteEntry("call", "x", side_effect="redness", severity=1), "kind", "Only a visit", id="on a call"),
        pytest.param(NoteEntry("visit", "x", severity=1), "severity", "needs both", id="a grade of nothing"),
        pytest.param(NoteEntry("visit", "x", side_effect="redness"), "severity", "needs both", id="not graded"),
        pytest.param(NoteEntry("visit", side_effect="redness", severity=5), "severity", "Choose none", id="beyond"),
        pytest.param(NoteEntry("visit", side_effect="redness", severity=True), "severity", "Choose none", id="a truth"),
        pytest.param(NoteEntry("visit", side_effect="warts", severity=1), "side_effect", "warts", id="unknown effect"),
    ],
)
def test_a_note_that_cannot_be_says_what_to_change(entry, field, says, check):
    with pytest.raises(InvalidInput, match=says) as refused:
        check(entry)
    assert refused.value.field == field


def test_a_note_before_the_procedure_is_about_that_day(check):
    assert check(NoteEntry("call", "Wants to move the date.", day=-3), today=-3).day == -3


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("jose MILD", True),
        ("José", True),
        ("  ", True),
        ("", True),
        ("jose severe", False),
        ("%", False),
        (".*", False),
    ],
)
def test_a_text_is_found_by_all_words_in_any_case_and_without_accents(words, found):
    assert says("José asked; redness Mild", words) == found


def test_the_latest_note_comes_first(check):
    early = check(NoteEntry("note", "early"))
    late = replace(early, note_id=9, written_at=NOW.replace(hour=23))
    assert latest_first([early, late]) == [late, early]

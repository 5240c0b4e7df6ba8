"""What is new to someone who looked at a moment: a table of what came when, and from whom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.alerts import Alert, Event, Held, Step
from recovery.domain.catalogue import Severity
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.news import Moved, News, news
from recovery.domain.notes import Note, NoteKind
from recovery.domain.rules import Rule
from tests.conftest import NOW

ME, BEA = 1, 2
BEFORE, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)

EVIDENCE = Evidence(day=8, level=Level.MEDIUM, since=8, severity=Severity.MILD)
ALERT = Alert(5, 7, Rule.PAST_BAND, "redness", (Held(EVIDENCE, 1),), BEFORE, BEFORE)


def since(versions=(), *, events=(), notes=()):
    return news(NOW, versions=versions, alerts=[ALERT], events={5: events}, notes=notes, reader=ME)


@pytest.fixture
def sent(report):
    return lambda day, at, by="patient:9", revision=1, **severities: replace(
        report(day, **severities), reported_at=at, reported_by=by, revision=revision
    )


@pytest.mark.parametrize(
    ("at", "by", "days"),
    [
        pytest.param(BEFORE, "patient:9", (), id="known"),
        pytest.param(NOW, "patient:9", (3,), id="in the same second"),
        pytest.param(LATER, "patient:9", (3,), id="since"),
        pytest.param(LATER, f"staff:{BEA}", (3,), id="entered by a colleague"),
        pytest.param(LATER, f"staff:{ME}", (), id="entered by the reader"),
    ],
)
def test_a_report_is_new_when_it_came_since_and_not_from_the_reader(at, by, days, *, sent):
    assert since([sent(3, at, by)]).days == days


def test_what_moved_is_the_last_days_newest_version_then_against_now(sent):
    versions = [
        sent(3, BEFORE, redness=1, itching=2),
        sent(3, LATER, revision=2, redness=3, itching=2),
        sent(2, LATER, redness=4),
    ]
    assert since(versions) == News(days=(2, 3), moved=(Moved("redness", Severity.MILD, Severity.SEVERE),))


def test_a_late_report_of_an_earlier_day_moves_nothing(sent):
    assert since([sent(3, BEFORE, redness=1), sent(2, LATER, redness=4)]).moved == ()


def test_first_reports_move_nothing_since_there_was_nothing(sent):
    assert since([sent(0, LATER, redness=4)]) == News(days=(0,))


@pytest.mark.parametrize(
    ("at", "by", "is_new"),
    [(BEFORE, BEA, False), (LATER, BEA, True), (LATER, None, True), (LATER, ME, False)],
    ids=["known", "a colleague's", "the reports'", "the reader's own"],
)
def test_steps_and_notes_are_new_from_others_alone(at, by, is_new):
    event = Event(at, Step.ACKNOWLEDGED, by)
    assert since(events=[event]).steps == (((ALERT, event),) if is_new else ())
    if by is not None:
        note = Note(3, 7, NoteKind.CALL, 9, "x", by, at)
        assert since(notes=[note]).notes == ((note,) if is_new else ())


def test_nothing_new_is_false():
    assert not since()
    assert since(events=[Event(LATER, Step.CLOSED, BEA)])

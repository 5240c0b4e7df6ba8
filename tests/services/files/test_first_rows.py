"""The first rows of the summary, worked out once for the same counts."""

from datetime import timedelta

import pytest

from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.domain.summary.summing import By, Choice, Period
from recovery.errors import NotAllowed
from recovery.services.files import first_rows as rows
from recovery.services.groups.summarising import summary_file

ALL = Group(Month(2026, 1), Month(2026, 7))


@pytest.fixture
def reported(practice):
    for number in range(12):
        practice.report(practice.enrol(name=f"Ada {number}"), 1, redness=2)
    return practice


def first(practice, choice, *, days=0):
    return rows.first_rows(practice.office, practice.manager, choice=choice, now=practice.now + timedelta(days=days))


def test_they_are_what_the_file_begins_with(reported):
    for choice in (Choice(ALL), Choice(ALL, Period.MONTH, frozenset({By.CLINICIAN}))):
        file = list(summary_file(reported.office, reported.manager, choice=choice, now=reported.now).tables[0].rows)
        found = first(reported, choice)
        assert [list(row) for row in found.rows] == [list(row) for row in file[: rows.SHOWN]]
        assert found.total >= len(found.rows)


def test_a_report_a_day_or_another_choice_has_them_worked_out_anew(reported):
    seen = first(reported, Choice(ALL))
    assert first(reported, Choice(ALL)) is seen
    assert first(reported, Choice(ALL), days=1) is not seen
    assert first(reported, Choice(ALL, Period.MONTH)) is not seen
    reported.report(reported.enrol(name="Bea"), 1, redness=2)
    assert first(reported, Choice(ALL)).rows != seen.rows


def test_what_may_be_corrected_without_a_report_is_never_kept(reported):
    by_clinician = Choice(ALL, by=frozenset({By.CLINICIAN}))
    assert first(reported, by_clinician) is not first(reported, by_clinician)


def test_what_was_worked_out_for_one_is_not_shown_to_another(reported):
    first(reported, Choice(ALL))
    with pytest.raises(NotAllowed):
        rows.first_rows(reported.office, reported.clinician, choice=Choice(ALL), now=reported.now)

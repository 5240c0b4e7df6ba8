"""What patients who agreed long ago hear of a statement that changed since."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.wording.consent import whole
from recovery.errors import Conflict
from recovery.services.entry import consenting
from recovery.services.people import erasing
from recovery.store import consents, people
from tests.conftest import come_in
from tests.services.entry.test_personal_links import trail


@pytest.fixture
def agreed(practice):
    """Somebody who has agreed, at a practice that looks at reports."""
    practice = practice.watching()
    patient = practice.enrol()
    return replace(patient, visitor=come_in(practice.office, patient.link, now=practice.now)[1])


@pytest.fixture
def later(now):
    return now + timedelta(days=2)


def watch(practice, *, when=""):
    """The practice looks at reports at these times from now on; never, without any."""
    clinic = replace(practice.clinic, watched=bool(when), watched_when=when)
    with practice.office.store.writing() as db:
        people.change_clinic(db, clinic)
    return clinic


def agreed_to(practice, patient):
    with practice.office.store.reading() as db:
        return [each.statement for each in consents.of_patient(db, 1, patient.visitor.subject_id)]


def understand(practice, patient, shown, *, now):
    consenting.understand(practice.office, patient.visitor, shown=shown, now=now)


def test_who_agreed_to_the_words_of_today_hears_of_nothing(practice, agreed):
    assert consenting.changed(practice.office, agreed.visitor) == ()


def test_who_never_agreed_is_asked_at_the_way_in_and_hears_of_no_change(practice):
    assert consenting.changed(practice.office, practice.enrol().visitor) == ()


def test_the_change_is_heard_until_it_is_understood_and_kept_as_it_is_worded_now(practice, agreed, later):
    clinic = watch(practice)
    shown = consenting.changed(practice.office, agreed.visitor)
    assert [(change.heading, change.now[:6], change.before[:7]) for change in shown] == [("When", "Nobody", "Reports")]
    understand(practice, agreed, shown, now=later)
    assert consenting.changed(practice.office, agreed.visitor) == ()
    assert agreed_to(practice, agreed)[0] == whole(clinic)
    assert trail(practice)[-1][0] == "agreed to the statement"
    understand(practice, agreed, shown, now=later)
    assert len(agreed_to(practice, agreed)) == 2


def test_what_is_understood_within_the_second_of_agreeing_stands(practice, agreed):
    watch(practice)
    understand(practice, agreed, consenting.changed(practice.office, agreed.visitor), now=practice.now)
    assert consenting.changed(practice.office, agreed.visitor) == ()


def test_nobody_agrees_to_what_changed_again_while_they_read(practice, agreed, later):
    watch(practice)
    shown = consenting.changed(practice.office, agreed.visitor)
    watch(practice, when="on Sundays")
    understand(practice, agreed, shown, now=later)
    assert len(agreed_to(practice, agreed)) == 1
    assert "on Sundays" in consenting.changed(practice.office, agreed.visitor)[0].now


def test_of_who_was_erased_meanwhile_nothing_is_kept(practice, agreed, later):
    watch(practice)
    shown = consenting.changed(practice.office, agreed.visitor)
    key = {"patient_id": agreed.patient.patient_id, "code_typed": agreed.patient.code}
    erasing.erase(practice.office, practice.clinician, **key, now=practice.now)
    with pytest.raises(Conflict):
        understand(practice, agreed, shown, now=later)
    assert agreed_to(practice, agreed) == []

"""Reports sent, replaced and taken back, treatments corrected, closed, opened again, patients erased, in any order."""

import itertools
import shutil
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from recovery.domain.counting import Counts, Peak, Resolution, Severities
from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.errors import InvalidInput
from recovery.services.groups import cohorts
from recovery.services.office import open_office
from recovery.services.people import closing, correcting, erasing
from recovery.services.people.enrolling import TreatmentEntry
from recovery.services.rebuilding import verify
from recovery.store import treatments
from recovery.store.trail_key import key_file
from tests.conftest import Enrolled, Practice

LATEST = 7
"""Everybody is enrolled on the day of so many days after the procedure: all days so far can still be reported."""

PATIENTS = 3
METHODS = ("derma_roller", "laser")

EFFECTS = ("redness", "itching")

a_patient = st.integers(0, PATIENTS - 1)
severities = st.fixed_dictionaries({}, optional={slug: st.integers(0, 4) for slug in EFFECTS})


class Counting(RuleBasedStateMachine):
    """Each run in a copy of a file in which three patients are enrolled."""

    practice: Practice
    people: list[Enrolled]
    numbers = itertools.count()

    def __init__(self):
        super().__init__()
        file = self.practice.office.store.path
        copy = file.parent / f"run-{next(self.numbers)}.db"
        shutil.copy(file, copy)
        shutil.copy(key_file(file), key_file(copy))
        office = open_office(replace(self.practice.office.settings, database=copy), now=self.practice.now)
        self.own = replace(self.practice, office=office)
        self.diaries = [dict[int, dict[str, int]]() for _ in self.people]
        self.closed, self.erased = set[int](), set[int]()
        self.asked = [effect.slug for effect in office.guide.catalogue.active]

    def teardown(self):
        self.own.office.store.close()

    def treatment(self, n):
        with self.own.office.store.reading() as db:
            return treatments.treatment(db, 1, self.people[n].treatment_id)

    @rule(n=a_patient, day=st.integers(0, 40), said=severities)
    def report(self, n, day, said):
        if n in self.closed | self.erased:
            return
        who = replace(self.people[n], treatment=self.treatment(n))
        latest = who.treatment.day(self.own.clinic.today(self.own.now))
        day = max(latest - day % (LATEST + 1), 0)
        self.own.report(who, day, now=self.own.now, **said)
        self.diaries[n][day] = said

    @rule(n=a_patient, moved=st.integers(-3, 40), method=st.sampled_from(METHODS))
    def correct(self, n, moved, method):
        now = self.treatment(n)
        procedure = now.procedure - timedelta(days=moved)
        entry = TreatmentEntry(method, now.areas, procedure, now.clinician.account_id)
        if n in self.erased or (method, moved) == (now.method, 0):
            return
        try:
            correcting.correct(
                self.own.office, self.own.clinician, treatment_id=now.treatment_id, entry=entry, seen=now,
                reason="entered wrongly", now=self.own.now,
            )  # fmt: skip
        except InvalidInput:
            return  # a report would lie before the procedure: then nothing may have changed
        self.diaries[n] = {day + moved: said for day, said in self.diaries[n].items()}

    @rule(n=a_patient)
    def close_or_open_again(self, n):
        if n in self.erased:
            return
        act = closing.reopen_treatment if n in self.closed else closing.close_treatment
        act(self.own.office, self.own.clinician, treatment_id=self.people[n].treatment_id, now=self.own.now)
        self.closed ^= {n}

    @precondition(lambda self: not self.erased)
    @rule(n=a_patient)
    def erase(self, n):
        patient = self.people[n].patient
        erasing.erase(
            self.own.office, self.own.clinician, patient_id=patient.patient_id, code_typed=patient.code,
            now=self.own.now,
        )  # fmt: skip
        self.erased.add(n)

    @invariant()
    def counts_are_the_diaries(self):
        now = [self.treatment(n) for n in range(PATIENTS)]
        for method, month in itertools.product(METHODS, {Month.of(each.procedure) for each in now}):
            own = [n for n, each in enumerate(now) if (each.method, Month.of(each.procedure)) == (method, month)]
            group = Group(month, month, method)
            found = cohorts.counts_of_group(self.own.office, self.own.clinician, group=group)
            assert found == reckoned([self.diaries[n] for n in own], self.asked)

    @invariant()
    def verifying_finds_nothing(self):
        assert verify(self.own.office.store, self.own.office.guide) == []


def test_counts_are_what_the_diaries_say_whatever_happens(practice):
    people = [practice.enrol(days_ago=LATEST, name=f"Person {n}") for n in range(PATIENTS)]
    practice.office.store.close()
    run_state_machine_as_test(
        type("Counting", (Counting,), {"practice": practice, "people": people}),
        settings=settings(
            max_examples=25, stateful_step_count=20, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )


def reckoned(diaries, asked):
    """The counts that these diaries make, told without any of the code that keeps them."""
    days, scored, ends, peaks = Counter(), Counter(), Counter(), Counter()
    for diary in filter(None, diaries):
        days.update(diary.keys())
        for slug in asked:
            line = [(day, diary[day].get(slug, 0)) for day in sorted(diary)]
            scored.update(Severities(slug, day, level) for day, level in line)
            peaks[Peak(slug, max(level for _, level in line))] += 1
            present = [day for day, level in line if level]
            clear = [day for day, _ in line if present and day > present[-1]]
            if present:
                ends[Resolution(slug, present[-1], clear[0] if clear else None)] += 1
    return Counts(days, scored, ends, peaks)

"""Whatever becomes of reports, the counts are what the reports say."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.counting import Counted, Counts, Peak, Resolution, Severities
from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.errors import InvalidInput, NotAllowed
from recovery.services.groups import cohorts
from recovery.services.people import closing, correcting, erasing
from recovery.services.people.enrolling import TreatmentEntry
from recovery.services.rebuilding import rebuild_counts, verify
from recovery.services.recoveries import reporting
from recovery.store import counts, group_courses, recounting, treatments
from recovery.store.database import connect
from recovery.store.migrations import migrations

ALL = Group(Month(2000, 1), Month(2030, 12))

TABLES = [kept.table for kept in recounting.TABLES]


@pytest.fixture
def patient(practice):
    return practice.enrol(days_ago=9)


def counted(practice, group=ALL):
    return cohorts.counts_of_group(practice.office, practice.clinician, group=group)


def of_redness(found: Counts):
    severities = {(key.day, key.severity): n for key, n in found.severities.items() if key.side_effect == "redness"}
    ends = {(key.after, key.by): n for key, n in found.resolutions.items() if key.side_effect == "redness"}
    peaks = {key.severity: n for key, n in found.peaks.items() if key.side_effect == "redness"}
    return severities, ends, peaks


def is_sound(practice):
    return verify(practice.office.store, practice.office.guide) == []


def test_a_course_is_counted_as_it_goes(practice, patient):
    practice.report(patient, 1, redness=3)
    assert of_redness(counted(practice)) == ({(1, 3): 1}, {(1, None): 1}, {3: 1})
    practice.report(patient, 2, redness=1)
    practice.report(patient, 4)
    assert of_redness(counted(practice)) == ({(1, 3): 1, (2, 1): 1, (4, 0): 1}, {(2, 4): 1}, {3: 1})
    assert counted(practice).reports == {1: 1, 2: 1, 4: 1}
    practice.report(patient, 7, redness=2)
    assert of_redness(counted(practice))[1] == {(7, None): 1}
    assert is_sound(practice)


def test_a_replaced_report_counts_as_its_last_version_alone(practice, patient):
    practice.report(patient, 5, redness=4, itching=2)
    practice.report(patient, 5, redness=1)
    found = counted(practice)
    assert of_redness(found) == ({(5, 1): 1}, {(5, None): 1}, {1: 1})
    assert found.peaks[Peak("itching", 0)] == 1
    assert Peak("itching", 2) not in found.peaks
    assert not [key for key in found.resolutions if key.side_effect == "itching"]
    assert found.reports == {5: 1}
    assert is_sound(practice)


def test_reports_in_any_order_count_the_same(practice):
    days = {1: 3, 3: 2, 4: 0, 6: 0}
    found = []
    for order in ((1, 3, 4, 6), (6, 1, 4, 3)):
        who = practice.enrol(days_ago=7)
        before = counted(practice)
        for day in order:
            practice.report(who, day, now=practice.now, **({"redness": days[day]} if days[day] else {}))
        after = counted(practice)
        found.append(Counter(after.resolutions) - Counter(before.resolutions))
    assert found[0] == found[1] == {Resolution("redness", 3, 4): 1}
    assert is_sound(practice)


def correct(practice, who, **entries):
    with practice.office.store.reading() as db:
        now = treatments.treatment(db, 1, who.treatment_id)
    entry = replace(TreatmentEntry(now.method, now.areas, now.procedure, now.clinician.account_id), **entries)
    correcting.correct(
        practice.office, practice.clinician, treatment_id=who.treatment_id, entry=entry, seen=now,
        reason="entered wrongly", now=practice.now,
    )  # fmt: skip


@pytest.mark.parametrize(
    "entries", [{"method": "laser"}, {"moved": 20}, {"moved": 2}, {"method": "laser", "moved": 20}]
)
def test_a_corrected_treatment_is_counted_where_it_belongs_and_nowhere_else(practice, patient, entries):
    for day, level in ((2, 3), (3, 1), (5, 0)):
        practice.report(patient, day, **({"redness": level} if level else {}))
    moved = entries.pop("moved", 0)
    procedure = patient.treatment.procedure - timedelta(days=moved)
    correct(practice, patient, procedure=procedure, **entries)
    method = entries.get("method", "derma_roller")
    month = Month.of(procedure)
    assert of_redness(counted(practice, Group(month, month, method)))[1] == {(3 + moved, 5 + moved): 1}
    assert sum(counted(practice).resolutions.values()) == 1
    assert is_sound(practice)


def test_closing_opening_again_and_erasing_change_no_count(practice, patient):
    practice.report(patient, 2, redness=3)
    before = counted(practice)
    who = {"treatment_id": patient.treatment_id, "now": practice.now}
    closing.close_treatment(practice.office, practice.clinician, **who)
    closing.reopen_treatment(practice.office, practice.clinician, **who)
    erasing.erase(
        practice.office, practice.clinician, patient_id=patient.patient.patient_id,
        code_typed=patient.patient.code, now=practice.now,
    )  # fmt: skip
    assert counted(practice) == before
    assert is_sound(practice)


def test_what_fails_leaves_the_counts_as_they_were(practice, patient, monkeypatch):
    practice.report(patient, 2, redness=3)
    before, version = counted(practice), cohorts.version(practice.office, practice.clinician)
    monkeypatch.setattr(reporting, "_audit", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        practice.report(patient, 3, redness=2)
    assert counted(practice) == before
    assert cohorts.version(practice.office, practice.clinician) == version


def test_the_version_is_another_one_after_each_change(practice, patient):
    seen = [cohorts.version(practice.office, practice.manager)]
    practice.report(patient, 2, redness=3)
    seen.append(cohorts.version(practice.office, practice.manager))
    correct(practice, patient, clinician_id=practice.colleague().subject_id)
    seen.append(cohorts.version(practice.office, practice.manager))
    assert len(set(seen)) == 3


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["SET n = n + 1", "SET n = 0", "SET month = '1999-01'"])
def test_a_wrong_count_is_found_and_restored_while_reports_come_in(practice, patient, table, change, monkeypatch):
    practice.report(patient, 2, redness=3)
    with practice.office.store.writing() as db:
        db.conn.execute(f"UPDATE {table} {change}")
    (wrong,) = verify(practice.office.store, practice.office.guide)
    assert (wrong.treatment_id, wrong.tables) == (None, (table,))

    compare = recounting.corrections

    def corrections(should, are):
        practice.report(patient, 3, redness=1)
        return compare(should, are)

    monkeypatch.setattr(recounting, "corrections", corrections)
    rebuild_counts(practice.office.store)
    monkeypatch.undo()
    assert is_sound(practice)
    assert of_redness(counted(practice))[1] == {(3, None): 1}


def test_a_database_from_before_there_were_counts_is_counted_when_it_is_opened(practice, patient, database):
    for day, level in ((2, 3), (3, 1), (5, 0)):
        practice.report(patient, day, **({"redness": level} if level else {}))
    before = counted(practice)
    db = connect(database)
    for table in (*TABLES, "count_version"):
        db.conn.execute(f"DROP TABLE {table}")
    db.conn.execute("ALTER TABLE clinic DROP COLUMN shows_expected")
    db.conn.execute("DELETE FROM _sqlite_migrations WHERE name >= 'm005'")
    migrations.apply(db)
    db.conn.commit()
    db.conn.close()
    assert counted(practice) == before
    assert is_sound(practice)


def told_apart(practice):
    """Three patients who differ in all that groups are told apart by."""
    colleague = practice.colleague()
    ways = [("derma_roller", ("face",), 1), ("derma_roller", ("neck", "face"), 2), ("laser", ("hands",), 3)]
    for method, areas, level in ways:
        who = practice.enrol(days_ago=9, name=f"Person {level}", method=method, areas=areas)
        practice.report(who, level, redness=level)
        if level == 2:
            correct(practice, who, clinician_id=colleague.subject_id)
        with practice.office.store.writing() as db:
            row = {"y": 1990 - 20 * level, "s": ("II", "III", "IV")[level - 1], "p": who.patient.patient_id}
            db.conn.execute("UPDATE patient SET year_of_birth = :y, skin_type = :s WHERE patient_id = :p", row)
    return colleague


def test_a_group_is_counted_from_its_own_courses(practice):
    colleague = told_apart(practice)
    levels = {
        "everybody": (ALL, {1, 2, 3}),
        "a clinician's": (replace(ALL, clinician_id=colleague.subject_id), {2}),
        "another's": (replace(ALL, clinician_id=practice.clinician.subject_id), {1, 3}),
        "an area's": (replace(ALL, area="face"), {1, 2}),
        "an area alone": (replace(ALL, area="hands"), {3}),
        "an age": (replace(ALL, age_band="50-59"), {1}),
        "an older age": (replace(ALL, age_band="90 and over"), {3}),
        "a skin type": (replace(ALL, skin_type="III"), {2}),
        "nobody": (replace(ALL, skin_type="III", method="laser"), set()),
    }
    for what, (group, expected) in levels.items():
        severities, ends, peaks = of_redness(counted(practice, group))
        assert {level for (_, level) in severities} == expected, what
        assert set(ends) == {(level, None) for level in expected}, what
        assert set(peaks) == expected, what


def test_counts_and_courses_say_the_same_of_a_group_that_both_can_answer(practice):
    told_apart(practice)
    catalogue = practice.office.guide.catalogue
    for group in (ALL, replace(ALL, method="laser"), Group(Month(2020, 1), Month(2020, 2))):
        with practice.office.store.reading() as db:
            assert counts.counts(db, 1, group, catalogue) == group_courses.counts(db, 1, group, catalogue)


def test_of_a_large_group_the_scores_are_not_read(practice, monkeypatch):
    told_apart(practice)
    monkeypatch.setattr(group_courses, "TREATMENTS_WITH_SCORES", 1)
    found = counted(practice, replace(ALL, area="face"))
    assert (found.severities, found.reports) == ({}, {})
    assert len([key for key in found.resolutions if key.side_effect == "redness"]) == 2


@pytest.mark.parametrize(
    "choice", [{"method": "leeches"}, {"area": "moon"}, {"clinician_id": 12345}], ids=lambda choice: next(iter(choice))
)
def test_a_group_that_cannot_be_says_so(practice, choice):
    with pytest.raises(InvalidInput):
        counted(practice, replace(ALL, **choice))


def test_patients_see_no_group(practice, patient):
    with pytest.raises(NotAllowed):
        cohorts.counts_of_group(practice.office, patient.visitor, group=ALL)


def test_another_clinic_is_counted_apart(practice, patient, other_clinic):
    practice.report(patient, 2, redness=3)
    with practice.office.store.reading() as db:
        assert counts.counts(db, 2, ALL, practice.office.guide.catalogue) == Counts()
        assert Counted.of(method="laser", procedure=practice.now.date()).month == Month(2026, 7)
    assert Severities("redness", 2, 3) in counted(practice).severities

import csv
import io
from datetime import date, timedelta

import pandas as pd
import pytest

from recovery.domain.summary import Filters
from recovery.errors import InvalidInput
from recovery.services import exporting, reviewing
from recovery.services.export_columns import SUMMARY_COLUMNS


@pytest.fixture
def filters(practice):
    today = practice.clinic.today(practice.now)
    return Filters(since=today - timedelta(days=60), until=today)


@pytest.fixture
def busy(practice):
    """Three recoveries: one went in time, one did not, one was lost from sight."""
    for diary in ({1: 2, 5: 0}, {1: 3, 9: 1}, {1: 1}):
        patient = practice.enrol(days_ago=30, entered_days_ago=30)
        for day, severity in diary.items():
            practice.report(patient, day, redness=severity)
    practice.report(practice.enrol(days_ago=10, method="laser", entered_days_ago=7), 2)
    return practice


def summary(practice, filters):
    return exporting.summary(practice.office, practice.manager, filters=filters, now=practice.now)


def taken(practice, filters):
    lines = exporting.take_summary(practice.office, practice.manager, filters=filters, now=practice.now)
    return "".join(lines)


def test_the_file_opens_in_pandas_with_the_same_numbers(busy, filters):
    rows = summary(busy, filters).rows
    frame = pd.read_csv(io.StringIO(taken(busy, filters)))
    assert list(frame.columns) == list(SUMMARY_COLUMNS)
    assert len(frame) == len(rows) == 14
    for row, (_, line) in zip(rows, frame.iterrows(), strict=True):
        numbers = (row.treatments, row.reports, row.due, row.received_of_due, row.reported, row.ever, row.evaluable,
                   row.clear, row.band.from_day, row.band.to_day)  # fmt: skip
        assert numbers == tuple(
            line[name] for name in (
                "treatments", "reports", "reports_due", "reports_received_of_due", "treatments_reporting",
                "ever_reported", "evaluable_at_band_end", "clear_by_band_end", "band_from_day", "band_to_day",
            )
        )  # fmt: skip
        shares = (row.share_received, row.share_ever, row.share_clear, row.median_peak)
        names = ("share_received_of_due", "share_ever_reported", "share_clear_by_band_end", "median_peak_severity")
        for share, name in zip(shares, names, strict=True):
            assert pd.isna(line[name]) if share is None else line[name] == pytest.approx(share, abs=5e-5)


def test_what_happened_to_redness_under_the_derma_roller(busy, filters):
    row = summary(busy, filters).rows[0]
    assert (row.side_effect, row.method, row.treatments, row.reports) == ("redness", "derma_roller", 3, 5)
    assert (row.ever, row.reported, row.median_peak) == (3, 3, 2)
    assert (row.clear, row.evaluable) == (1, 2)  # gone by day 7; still there on day 9; the third cannot be said
    assert (row.received_of_due, row.due) == (5, 66)


def test_what_is_due_adds_up_to_what_each_patients_page_says(busy, filters):
    last_due = busy.office.guide.last_due_day("laser")
    rows = {row.method: (row.received_of_due, row.due) for row in summary(busy, filters).rows}
    said = {"derma_roller": [], "laser": []}
    for row in reviewing.patients_list(busy.office, busy.clinician, page=1, now=busy.now).rows:
        found = reviewing.recovery(
            busy.office, busy.clinician, treatment_id=row.treatment.treatment_id, now=busy.now
        )  # fmt: skip
        said[found.treatment.method].append(found.due(last_due))
    assert rows == {method: tuple(map(sum, zip(*each, strict=True))) for method, each in said.items()}
    assert rows["laser"] == (0, 7)  # the report of day 2 is of before the entry, on day 3


def test_the_file_is_as_rfc_4180_has_it(busy, filters):
    text = taken(busy, filters)
    assert text.count("\r\n") == text.count("\n") == 15
    assert text.endswith("\r\n")
    lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(line) for line in lines} == {len(SUMMARY_COLUMNS)}
    assert lines[1][:5] == ["Redness", "Derma roller", "all", "2026-05-16", "2026-07-15"]


def test_names_from_the_catalogue_are_guarded_too(busy, filters, guide):
    frame = pd.read_csv(io.StringIO(taken(busy, filters)), dtype=str)
    assert set(frame["side_effect"]) == {effect.name for effect in guide.catalogue.side_effects}
    assert not frame.map(lambda cell: isinstance(cell, str) and cell[0] in "=+-@\t\r\n\0").any(axis=None)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"since": date(2026, 7, 16)}, "period", id="ends before it begins"),
        pytest.param({"method": "magic"}, "method", id="unknown method"),
        pytest.param({"method": "' OR 1=1 --"}, "method", id="hostile method"),
    ],
)
def test_filters_that_cannot_be(changed, field, practice, filters):
    with pytest.raises(InvalidInput) as refused:
        taken(practice, Filters(**{**filters.__dict__, **changed}))
    assert refused.value.field == field


def test_filters_choose_treatments(busy, filters, other_clinic):
    other_clinic.report(other_clinic.enrol(days_ago=30), 1, redness=4)
    today = filters.until

    def count(**changed):
        rows = summary(busy, Filters(**{**filters.__dict__, **changed})).rows
        return {row.method: row.treatments for row in rows}

    assert count() == {"derma_roller": 3, "laser": 1}
    assert count(method="laser") == {"laser": 1}
    assert count(since=today - timedelta(days=30), until=today - timedelta(days=30)) == {"derma_roller": 3}
    assert count(since=today - timedelta(days=29)) == {"laser": 1}
    assert count(clinician_id=busy.clinician.subject_id) == {"derma_roller": 3, "laser": 1}
    with pytest.raises(InvalidInput, match="no such clinician"):
        count(clinician_id=other_clinic.clinician.subject_id)


@pytest.mark.parametrize(
    ("days_ago", "back"),
    [pytest.param((), 0, id="nothing yet"), pytest.param((3, 40), 40, id="the first procedure"),
     pytest.param((-10,), 0, id="booked ahead only")],
)  # fmt: skip
def test_the_filters_to_begin_with_can_always_be_used(days_ago, back, practice):
    for days in days_ago:
        practice.enrol(days_ago=days)
    found = exporting.default_filters(practice.office, practice.manager, now=practice.now)
    today = practice.clinic.today(practice.now)
    assert found == Filters(since=today - timedelta(days=back), until=today)
    summary(practice, found)


def test_the_trail_says_who_took_what(busy, filters):
    taken(busy, filters)
    with busy.office.store.reading() as db:
        last = db.conn.execute("SELECT actor, action, details FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    assert tuple(last) == (
        f"staff:{busy.manager.subject_id}", "took the summary",
        '{"since":"2026-05-16","until":"2026-07-15","method":null,"clinician":null,"rows":14}',
    )  # fmt: skip


def test_clinicians_who_left_can_still_be_chosen(practice):
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE account SET disabled = 1 WHERE is_clinician = 1")
    assert [staff.name for staff in exporting.clinicians(practice.office, practice.manager)] == ["Cleo Clinician"]

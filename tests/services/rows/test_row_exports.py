"""Rows that leave: who gets which, what is in them in every format, and above all what is not."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta

import pyarrow.parquet as pq
import pytest
from frictionless import Package
from openpyxl import load_workbook

from recovery.domain.groups import Group
from recovery.domain.identifiers import as_text
from recovery.domain.importing.mapping import read_mapping
from recovery.domain.months import Month
from recovery.errors import InvalidInput, NotAllowed
from recovery.services.files.csv_table import csv_pieces
from recovery.services.files.formats import WRITERS, Format
from recovery.services.files.making import making
from recovery.services.imports import importing
from recovery.services.people import closing, erasing
from recovery.services.rows import row_exports
from tests.conftest import NOW

LIMIT = 5
EVER = Group(Month(2025, 1), Month(2026, 12))
DAYS = (0, 3, 7)

PLANTED = {
    "name": "Zsazsa Quetzalcoatl",
    "contact": "zsazsa@quetzal.example +1 555 867 5309",
    "note": "=My neighbour Xanthippe saw 2026-06-11, call 867-5309",
    "address": "10.11.12.13",
}
"""Words that no column of ours has: names, a relative, a mail address, telephone numbers, a date, a formula, an IP."""


@pytest.fixture
def practice(practice):
    """Twelve patients whose recoveries are over, under words that are found again, and one who still reports."""
    practice = replace(practice, office=_with_limit(practice.office, LIMIT))
    for number in range(12):
        _followed(practice, name=f"{PLANTED['name']} {number}", born=1930 + 5 * number)
    going_on = practice.enrol(days_ago=5, name="Ina Going")
    practice.report(going_on, 4, redness=1)
    return practice


def _with_limit(office, limit):
    return replace(office, settings=replace(office.settings, small_cell_limit=limit))


def _followed(practice, *, name, born=1980, days_ago=34, areas=("face", "neck")):
    who = practice.enrol(days_ago=days_ago, name=name, areas=areas, entered_days_ago=days_ago)
    for day in DAYS:
        practice.report(who, day, redness=3 if day < DAYS[-1] else 0)
    with practice.office.store.writing() as db:
        of = (practice.clinic.clinic_id, who.patient.patient_id)
        db.conn.execute(
            "UPDATE patient SET contact = ?, year_of_birth = ?, skin_type = 'II'"
            " WHERE clinic_id = ? AND patient_id = ?",
            (PLANTED["contact"], born, *of),
        )
        db.conn.execute("UPDATE report SET note = ? WHERE clinic_id = ? AND treatment_id = ?",
                        (PLANTED["note"], of[0], who.treatment_id))  # fmt: skip
    closing.close_treatment(
        practice.office, practice.clinician, treatment_id=who.treatment_id, now=practice.now, seen={}, note=""
    )
    return who


def deidentified(practice, group=EVER):
    return row_exports.deidentified(practice.office, practice.manager, group=group, now=NOW)


def identified(practice, group=EVER):
    return row_exports.identified(practice.office, practice.clinician, group=group, reason="care")


def content(practice, export, form):
    circumstances = making(practice.clinic, practice.office.guide, role="manager", now=NOW)
    return b"".join(chunk.content for chunk in WRITERS[form].write(export, circumstances))


def rows(export):
    """The rows of the CSV, by the names of columns."""
    text = "".join(piece.text for piece in csv_pieces(export.tables[0]))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def unpacked(data, form):
    """Everything that a file says, as text."""
    if form is Format.PARQUET:
        table = pq.read_table(io.BytesIO(data))
        return f"{table.to_pylist()} {table.schema.metadata}"
    if form is Format.CSV:
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize("form", Format)
def test_nothing_of_anybody_stands_in_a_file_without_names(form, practice):
    with practice.office.store.reading() as db:
        ids = [
            row[0] for row in db.conn.execute("SELECT treatment_id FROM treatment UNION SELECT patient_id FROM patient")
        ]
        codes = [row[0] for row in db.conn.execute("SELECT code FROM patient")]
        moments = [row[0] for row in db.conn.execute("SELECT reported_at FROM report")]
        dates = [row[0] for row in db.conn.execute("SELECT procedure_date FROM treatment")]
    data = content(practice, deidentified(practice), form)
    said = unpacked(data, form)
    words = {*re.findall(r"[\w.@+-]{4,}", " ".join(PLANTED.values())), "Zsazsa", "Going", "Cleo", "867", "555 "}
    hidden = [*words, *codes, *dates, *moments, *map(str, ids), *map(as_text, ids)]
    for text in hidden:
        assert text not in said
        assert text.encode() not in data
    assert "redness" in said


def test_the_same_words_are_found_in_a_file_with_names(practice):
    """The search above finds what is there."""
    said = unpacked(content(practice, identified(practice), Format.CSV), Format.CSV)
    for text in (PLANTED["name"], "Xanthippe", "Cleo Clinician"):
        assert text in said
    assert "quetzal.example" not in said


def test_dates_become_days_and_years_alone(practice):
    found = rows(deidentified(practice))
    assert {row["day"] for row in found} == {str(day) for day in DAYS}
    assert {row["procedure_year"] for row in found} == {"2026"}
    assert not any(re.search(r"\d{4}-\d{2}", cell) for row in found for cell in row.values())


def test_ages_are_bands_and_the_oldest_share_one(practice):
    for number in range(LIMIT):
        _followed(practice, name=f"Old {number}", born=1920 + number)
    bands = {row["age_band"] for row in rows(deidentified(practice))}
    assert "90 and over" in bands
    assert bands <= {"90 and over", "suppressed", "80-89", "70-79", "60-69", "50-59", "40-49", "30-39", "20-29"}


def test_a_single_patient_with_rare_traits_is_not_told_apart(practice):
    _followed(practice, name="Old Alone", born=1920, areas=("hands",))
    found = rows(deidentified(practice))
    assert "hands" not in str([list(row.values()) for row in found])
    assert "90 and over" not in {row["age_band"] for row in found}
    by_look = {}
    for row in found:
        look = tuple(row[name] for name in ("method", "procedure_year", "areas", "age_band", "skin_type"))
        by_look.setdefault(look, set()).add(row["recovery"])
    assert min(map(len, by_look.values())) >= LIMIT


def test_where_areas_are_held_back_so_is_where_it_was_worst(practice):
    _followed(practice, name="Handy Alone", areas=("hands",))
    cells = {(row["areas"], row["worst_area"], row["severity"]) for row in rows(deidentified(practice))}
    assert {where for areas, where, severity in cells if areas == "suppressed" and severity > "1"} == {"suppressed"}
    assert {where for _, where, severity in cells if severity < "2"} == {"n/a"}


def test_a_recovery_that_goes_on_is_not_in_it(practice):
    assert len({row["recovery"] for row in rows(deidentified(practice))}) == 12
    later = row_exports.deidentified(practice.office, practice.manager, group=EVER, now=NOW + timedelta(days=40))
    assert len({row["recovery"] for row in rows(later)}) == 13


def test_a_year_that_has_just_begun_is_in_no_file(practice):
    """A closed recovery of the running year, in a file of 20 January: it was lately."""
    in_january = "UPDATE treatment SET procedure_date = date(procedure_date, '-5 months', '-9 days')"
    with practice.office.store.writing() as db:
        db.conn.execute(in_january)
    of_january = row_exports.deidentified(practice.office, practice.manager, group=EVER, now=NOW - timedelta(days=176))
    assert rows(of_january) == []
    assert {row["procedure_year"] for row in rows(deidentified(practice))} == {"2026"}


def test_of_a_recovery_that_nobody_closed_the_days_end_with_those_due(practice):
    long = practice.enrol(days_ago=90, name="Long Open", entered_days_ago=90)
    last_due = practice.office.guide.last_band_day
    for day in (1, last_due, last_due + 1, 88):
        practice.report(long, day, redness=1)
    assert max(int(row["day"]) for row in rows(deidentified(practice))) == last_due


def test_two_files_share_no_key_and_no_order(practice):
    """12 recoveries fall into the same order twice once in 479 million times."""
    keys = [list(dict.fromkeys(row["recovery"] for row in rows(deidentified(practice)))) for _ in range(2)]
    assert len(set(keys[0]) | set(keys[1])) == 24
    assert all(re.fullmatch(r"r[0-9a-z]{13}", key) for key in keys[0])
    orders = [_order_of_diaries(practice) for _ in range(3)]
    assert len(set(orders)) > 1


def _order_of_diaries(practice):
    """Whose rows come when, told apart by a severity that each has for itself."""
    with practice.office.store.writing() as db:
        ids = [row[0] for row in db.conn.execute("SELECT treatment_id FROM treatment ORDER BY treatment_id")]
        for place, treatment_id in enumerate(ids):
            db.conn.execute(
                "UPDATE score SET severity = ? WHERE treatment_id = ? AND day = 7 AND side_effect = 1",
                (place % 5, treatment_id),
            )
    found = rows(deidentified(practice))
    return tuple(row["severity"] for row in found if (row["day"], row["side_effect"]) == ("7", "redness"))


def test_months_become_whole_years_and_the_file_says_so(practice):
    june = Group(Month(2026, 6), Month(2026, 6))
    export = deidentified(practice, june)
    assert len(rows(export)) == len(rows(deidentified(practice)))
    assert [each.in_words for each in export.filters] == ["procedures from 2026", "procedures until 2026"]
    assert export.details["since"] == "2026-01"
    assert [each.name for each in export.filters] == [each.name for each in identified(practice).filters]
    assert rows(deidentified(practice, Group(Month(2025, 1), Month(2025, 12)))) == []


def test_too_few_patients_are_told_nothing_of(practice):
    few = replace(practice, office=_with_limit(practice.office, 13))
    with pytest.raises(InvalidInput, match="Fewer than 13 patients"):
        deidentified(few)


@pytest.mark.parametrize(
    ("group", "says"),
    [
        (replace(EVER, method="axe"), "no method"),
        (replace(EVER, area="moon"), "no area"),
        (replace(EVER, skin_type="IX"), "skin type must be one of"),
        (replace(EVER, clinician_id=7), "do not say who treated"),
    ],
    ids=["method", "area", "skin type", "clinician"],
)
def test_a_choice_that_cannot_be_is_refused(group, says, practice):
    with pytest.raises(InvalidInput, match=says):
        deidentified(practice, group)


def test_rows_of_another_clinic_are_in_no_file(practice, other_clinic):
    elsewhere = replace(other_clinic, office=practice.office)
    for number in range(6):
        _followed(elsewhere, name=f"Elsa Elsewhere {number}")
    assert len({row["recovery"] for row in rows(deidentified(practice))}) == 12
    assert len({row["recovery"] for row in rows(deidentified(elsewhere))}) == 6
    assert {row["patient_name"][:4] for row in rows(identified(practice))} == {"Zsaz", "Ina "}
    assert {row["patient_name"][:4] for row in rows(identified(elsewhere))} == {"Elsa"}


@pytest.mark.parametrize("reason", ["", "because", "CARE", "care ", None, 7])
def test_names_leave_for_one_of_the_reasons_alone(reason, practice):
    with pytest.raises(InvalidInput, match="Say why names are taken along: choose one of care, request"):
        row_exports.identified(practice.office, practice.clinician, group=EVER, reason=reason)


def test_roles_take_what_is_theirs(practice):
    with pytest.raises(NotAllowed):
        row_exports.deidentified(practice.office, practice.clinician, group=EVER, now=NOW)
    with pytest.raises(NotAllowed):
        row_exports.identified(practice.office, practice.manager, group=EVER, reason="care")


def test_rows_with_names_are_what_stands_in_the_record(practice):
    found = [row for row in rows(identified(practice)) if row["patient_name"].endswith(" 3")]
    effects = practice.office.guide.catalogue.active
    assert len(found) == len(DAYS) * len(effects)
    procedure = practice.clinic.today(NOW) - timedelta(days=34)
    row = next(row for row in found if (row["side_effect"], row["day"]) == ("redness", "3"))
    assert row["patient_code"].startswith("P-")
    assert row["procedure_date"] == procedure.isoformat()
    assert date.fromisoformat(row["report_date"]) == procedure + timedelta(days=3)
    assert (row["severity"], row["worst_area"], row["areas"]) == ("3", "face", "face neck")
    assert (row["reported_by"], row["wants_call"], row["warning_signs"]) == ("patient", "false", "")
    assert row["note"] == "'" + PLANTED["note"]
    assert row["closed_on"] == practice.clinic.today(NOW).isoformat()
    quiet = next(row for row in found if (row["side_effect"], row["day"]) == ("itching", "3"))
    assert (quiet["severity"], quiet["worst_area"]) == ("0", "n/a")


def test_when_a_report_came_is_a_moment_in_every_format(practice, tmp_path):
    texts = {row["reported_at"] for row in rows(identified(practice))}
    assert all(re.fullmatch(r"2026-\d\d-\d\dT\d\d:\d\d:\d\dZ", text) for text in texts)
    moments = {datetime.fromisoformat(text) for text in texts}
    read = pq.read_table(io.BytesIO(content(practice, identified(practice), Format.PARQUET)))
    assert set(read.column("reported_at").to_pylist()) == moments
    book = load_workbook(io.BytesIO(content(practice, identified(practice), Format.XLSX)))
    head, *body = book["identified_rows"].iter_rows(values_only=True)
    assert {row[head.index("reported_at")] for row in body} == {each.replace(tzinfo=None) for each in moments}


READ_SO = """
[columns]
patient = "code"
procedure_date = "procedure"
day = "day"
side_effect = "effect"
severity = "severity"
[fixed]
method = "laser"
areas = ["face"]
"""


@pytest.mark.parametrize(("at_the_server", "says"), [(False, "staff"), (True, "import")], ids=["page", "server"])
@pytest.mark.parametrize("form", Format)
def test_reports_that_were_brought_in_leave_in_every_format(form, at_the_server, says, practice):
    mapping = read_mapping(READ_SO, catalogue=practice.office.guide.catalogue)
    file = io.BytesIO(b"code,procedure,day,effect,severity\nOLD-1,2026-03-05,0,redness,1\n")
    bringing = importing.Bringing(file, mapping, "clinician@example.com")
    if at_the_server:
        importing.bring_in_here(practice.office, bringing=bringing, now=NOW)
    else:
        importing.bring_in(practice.office, practice.manager, bringing=bringing, now=NOW)
    assert "OLD-1" in unpacked(content(practice, identified(practice), form), form)
    assert [row["reported_by"] for row in rows(identified(practice)) if row["patient_code"] == "OLD-1"] == [says]


def test_of_the_erased_the_figures_alone_are_left(practice):
    who = _followed(practice, name="Erica Erased")
    erasing.erase(practice.office, practice.clinician, patient_id=who.patient.patient_id,
                  code_typed=who.patient.code, now=NOW)  # fmt: skip
    text = "".join(piece.text for piece in csv_pieces(identified(practice).tables[0]))
    assert "Erica" not in text
    assert who.patient.code not in text
    mine = [row for row in rows(identified(practice)) if row["treatment"] == as_text(who.treatment_id)]
    assert {row["patient_name"] for row in mine} == {"Erased patient"}
    assert {row["note"] for row in mine} == {""}
    assert len({row["recovery"] for row in rows(deidentified(practice))}) == 13


@pytest.mark.parametrize("take", [deidentified, identified], ids=["without names", "with names"])
def test_ready_lines_are_the_lines_that_the_values_make(take, practice):
    practice.enrol(name='Quote " and, comma\tIII')
    export = take(practice, EVER)
    slow = replace(export.tables[0], pieces=None, rows=list(export.tables[0].rows))
    again = take(practice, EVER)
    by_values = "".join(piece.text for piece in csv_pieces(slow))
    by_pieces = "".join(piece.text for piece in csv_pieces(again.tables[0]))
    key = re.compile(r"^r[0-9a-z]{13},", re.MULTILINE)
    assert sorted(key.sub("", by_values).split("\r\n")) == sorted(key.sub("", by_pieces).split("\r\n"))
    assert sum(piece.rows for piece in csv_pieces(slow)) == len(slow.rows)


@pytest.mark.parametrize("take", [deidentified, identified], ids=["without names", "with names"])
def test_every_format_has_the_same_rows(take, practice, tmp_path):
    expected = len(rows(take(practice)))
    sheet = load_workbook(io.BytesIO(content(practice, take(practice), Format.XLSX)), read_only=True).worksheets[1]
    assert sum(1 for _ in sheet.iter_rows()) == expected + 1
    assert pq.read_table(io.BytesIO(content(practice, take(practice), Format.PARQUET))).num_rows == expected
    with zipfile.ZipFile(io.BytesIO(content(practice, take(practice), Format.ZIP))) as archive:
        archive.extractall(tmp_path)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["fieldName", "message"])
    assert report.tasks[0].stats["rows"] == expected


TREATMENT_COLUMNS = [
    "patient_code", "patient_name", "year_of_birth", "skin_type", "treatment", "method", "areas", "clinician",
    "procedure_date", "closed_on", "reports_due_from", "reports",
]  # fmt: skip


def treatment_rows(export):
    names, *found = csv.reader(io.StringIO("".join(piece.text for piece in csv_pieces(export.tables[1])), newline=""))
    return [dict(zip(names, row, strict=True)) for row in found]


def test_every_treatment_has_a_row_beside_the_rows_reported_on_or_not(practice):
    silent = practice.enrol(days_ago=9, name="=Silent Sam", areas=("neck",))
    found = treatment_rows(identified(practice))
    assert list(found[0]) == TREATMENT_COLUMNS
    assert len(found) == len({row["treatment"] for row in found}) == 14
    assert found[-1].keys() - {"reports"} <= rows(identified(practice))[0].keys()
    mine = next(row for row in found if row["treatment"] == as_text(silent.treatment_id))
    assert (mine["patient_name"], mine["areas"], mine["reports"]) == ("'=Silent Sam", "neck", "0")
    assert (mine["closed_on"], mine["reports_due_from"]) == ("", practice.clinic.today(NOW).isoformat())
    assert as_text(silent.treatment_id) not in {row["treatment"] for row in rows(identified(practice))}
    assert sorted(row["reports"] for row in found) == ["0", "1", *["3"] * 12]


def test_treatments_are_those_of_the_choice_and_of_the_clinic(practice, other_clinic):
    replace(other_clinic, office=practice.office).enrol(name="Elsa Elsewhere")
    practice.enrol(name="Handy Silent", areas=("hands",))
    assert [row["patient_name"] for row in treatment_rows(identified(practice, replace(EVER, area="hands")))] == [
        "Handy Silent"
    ]
    assert "Elsa Elsewhere" not in {row["patient_name"] for row in treatment_rows(identified(practice))}
    assert identified(practice).tables[1].expected == len(treatment_rows(identified(practice)))


def test_an_erased_patients_treatments_name_nobody(practice):
    who = practice.enrol(name="Erica Erased")
    erasing.erase(practice.office, practice.clinician, patient_id=who.patient.patient_id,
                  code_typed=who.patient.code, now=NOW)  # fmt: skip
    [mine] = [row for row in treatment_rows(identified(practice)) if row["treatment"] == as_text(who.treatment_id)]
    assert mine["patient_name"] == "Erased patient"
    assert mine["patient_code"] != who.patient.code


def test_treatments_stand_in_the_zip_and_the_workbook_and_the_others_stay_what_they_are(practice, tmp_path):
    practice.enrol(name="Silent Sam")
    with zipfile.ZipFile(io.BytesIO(content(practice, identified(practice), Format.ZIP))) as archive:
        archive.extractall(tmp_path)
    package = Package(str(tmp_path / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["fieldName", "message"])
    _, treatments = package.resources
    assert treatments.name == "identified_treatments"
    assert treatments.schema.field_names == TREATMENT_COLUMNS
    assert treatments.schema.primary_key == ["treatment"]
    assert report.tasks[1].stats["rows"] == 14
    readme = (tmp_path / "README.txt").read_text()
    assert "identified_treatments.csv: A row a treatment, with reports or without (14 rows)" in readme
    book = load_workbook(io.BytesIO(content(practice, identified(practice), Format.XLSX)), read_only=True)
    head, *body = book["identified_treatments"].iter_rows(values_only=True)
    assert (list(head), len(body)) == (TREATMENT_COLUMNS, 14)
    for form in (Format.CSV, Format.PARQUET):
        assert "Silent Sam" not in unpacked(content(practice, identified(practice), form), form)


def test_a_file_is_read_in_short_transactions(practice):
    """A read that lasts keeps the log of the database from being emptied."""
    pieces = csv_pieces(deidentified(practice).tables[0])
    next(pieces)
    next(pieces)
    with practice.office.store.maintenance() as db:
        assert db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0

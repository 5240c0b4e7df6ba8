"""The numbers of a picture that leave: rounded, small ones held back, and noted in the trail."""

import csv
import io
import json
import zipfile

import pytest
from frictionless import Package

from recovery.domain.cohort_choice import CohortChoice, ComparedBy
from recovery.domain.wording.cohort import GROUPS_DIFFER
from recovery.errors import InvalidInput, NotAllowed
from recovery.services.files.export import Kind
from recovery.services.files.formats import Format
from recovery.services.files.history import State, history
from recovery.services.files.taker import taker
from recovery.services.files.taking import take
from recovery.services.groups.cohort_numbers import Picture, numbers

LIMIT = 11


@pytest.fixture
def cohort(practice):
    """Fourteen by derma roller, one of them severe on day 1; three by laser."""
    for place in range(14):
        face = practice.enrol(name=f"Ada {place}", days_ago=9)
        for day in range(1, 5):
            practice.report(face, day, redness=3 if day == 1 and not place else max(0, 3 - day))
    for place in range(3):
        practice.report(practice.enrol(name=f"Bea {place}", days_ago=9, method="laser"), 6, redness=2)
    return practice


def taken(practice, picture, **parts):
    choice = CohortChoice("redness", **parts)
    export = numbers(practice.office, practice.manager, choice=choice, picture=picture, now=practice.now)
    taking = take(practice.office, taker(practice.manager, export.kind), export, Format.CSV, now=practice.now)
    return list(csv.DictReader(b"".join(taking).decode().splitlines()))


def test_days_and_severities_are_told_in_multiples_of_the_limit(cohort):
    rows = taken(cohort, "expected")
    assert [(row["day"], row["reports"]) for row in rows] == [
        ("1", "11"),
        ("2", "11"),
        ("3", "11"),
        ("4", "11"),
        ("6", "<11"),
    ]
    first, last = rows[0], rows[-1]
    assert (first["reports_moderate"], first["reports_severe"], first["reports_none"]) == ("11", "<11", "0")
    assert {last[name] for name in last if name.startswith("reports_")} == {"suppressed"}
    assert (first["side_effect"], first["method"], first["narrowed_by"]) == ("redness", "all", "")


def test_quantiles_that_few_lie_beyond_are_held_back(cohort):
    rows = taken(cohort, "fan")
    assert {row[name] for row in rows for name in ("p5", "p25", "median", "p75", "p95")} == {"suppressed"}


def test_the_curve_steps_by_as_many_as_the_limit(cohort):
    rows = taken(cohort, "recovered")
    assert {(row["had_it"], row["rounded_to"]) for row in rows} == {("22", "11")}
    assert {float(row["still"]) for row in rows} <= {0, 0.5, 1}


def test_a_group_of_few_is_named_and_its_figures_held_back(cohort):
    parts = {"compare": ComparedBy.METHOD, "among": ("derma_roller", "laser")}
    large, small = taken(cohort, "points", **parts)
    assert (large["group"], large["had_it"], large["half_clear_by"], large["clear_by_day"]) == (
        "Derma roller",
        "11",
        "3",
        "7",
    )
    assert (small["group"], small["had_it"], small["half_clear_by"], small["past_band"]) == (
        "Laser",
        "<11",
        "suppressed",
        "suppressed",
    )
    (difference,) = taken(cohort, "differences", **parts)
    assert (difference["one"], difference["other"]) == ("Derma roller", "Laser")
    assert {difference[name] for name in ("days", "share", "share_low")} == {"suppressed"}
    curves = taken(cohort, "contrast", **parts)
    assert [row["had_it"] for row in curves if row["group"] == "Laser"] == ["<11"]


@pytest.fixture
def two_methods(practice):
    """Sixty by derma roller, of whom 51 were clear by day 7, and forty by laser, of whom 22 were."""
    for method, of, clear in (("derma_roller", 60, 51), ("laser", 40, 22)):
        for place in range(of):
            face = practice.enrol(name=f"{method} {place}", days_ago=12, method=method)
            for day, severity in ((6, 1), (7, 0 if place < clear else 1), (10, 0)):
                practice.report(face, day, redness=severity)
    return practice


def test_differences_are_those_of_the_points_of_the_same_page_and_each_names_its_step(two_methods):
    parts = {"compare": ComparedBy.METHOD, "among": ("derma_roller", "laser")}
    one, other = taken(two_methods, "points", **parts)
    (apart,) = taken(two_methods, "differences", **parts)
    assert [(row["clear"], row["share_step"]) for row in (one, other)] == [("0.8", "0.2"), ("0.5", "0.25")]
    assert (apart["share"], apart["share_step"]) == ("0.3", "0.25")
    assert int(apart["days"]) == int(one["half_clear_by"]) - int(other["half_clear_by"])


def test_no_cell_is_a_negative_nothing(two_methods):
    parts = {"compare": ComparedBy.METHOD, "among": ("derma_roller", "laser")}
    for picture in Picture:
        assert "-0.0" not in {cell for row in taken(two_methods, picture, **parts) for cell in row.values()}


def test_nothing_in_any_file_is_a_count_of_few(cohort):
    parts = {"compare": ComparedBy.METHOD, "among": ("derma_roller", "laser")}
    for picture in Picture:
        for row in taken(cohort, picture, **parts):
            for name in ("reports", "had_it", "evaluable", "past_band"):
                assert row.get(name, "0") in ("<11", "suppressed") or int(row.get(name, 0)) % LIMIT == 0


def test_the_trail_says_who_took_what_and_no_names(cohort):
    taken(cohort, "expected", method="laser", clinician_id=cohort.clinician.subject_id)
    with cohort.office.store.reading() as db:
        row = db.conn.execute("SELECT * FROM audit ORDER BY seq DESC LIMIT 1 OFFSET 1").fetchone()
    assert (row["actor"], row["action"]) == (f"staff:{cohort.manager.subject_id}", "took the numbers of a picture")
    assert json.loads(row["details"]) == {
        "form": "csv", "picture": "expected", "rows": 1, "effect": "redness", "method": "laser",
        "clinician": cohort.clinician.subject_id,
    }  # fmt: skip


def test_it_stands_among_the_files_taken_so_far(cohort):
    taken(cohort, "expected", method="laser")
    (found,) = history(cohort.office, cohort.manager)
    assert (found.kind, found.rows, found.state) == (Kind.COHORT, 1, State.WHOLE)
    assert {"Picture: expected", "Method: Laser"} <= set(found.filters)


def test_the_zip_says_what_was_chosen_what_columns_mean_and_programs_accept_it(cohort, tmp_path):
    choice = CohortChoice("redness", compare=ComparedBy.METHOD, among=("derma_roller", "laser"), area="face")
    for picture in Picture:
        export = numbers(cohort.office, cohort.manager, choice=choice, picture=picture, now=cohort.now)
        taking = take(cohort.office, taker(cohort.manager, export.kind), export, Format.ZIP, now=cohort.now)
        assert taking.name == f"recovery-cohort-{picture}-2026-07-15.zip"
        with zipfile.ZipFile(io.BytesIO(b"".join(taking))) as archive:
            archive.extractall(tmp_path / picture)
        report = Package(str(tmp_path / picture / "datapackage.json")).validate()
        assert report.valid, report.flatten(["fieldName", "message"])
        said = " ".join((tmp_path / picture / "README.txt").read_text().split())
        assert "side effect: Redness" in said
        assert "treated area: face" in said
        assert "compared by method" in said
        assert 'from 1 to 10 as "<11"' in said
        assert GROUPS_DIFFER[:40] in said


def test_a_picture_that_there_is_not_is_refused_and_patients_take_none(cohort):
    with pytest.raises(InvalidInput, match="Choose one of these pictures: expected"):
        taken(cohort, 'x"\r\nSet-Cookie: a')
    patient = cohort.enrol(name="Pat")
    with pytest.raises(NotAllowed):
        numbers(cohort.office, patient.visitor, choice=CohortChoice("redness"), picture="expected", now=cohort.now)

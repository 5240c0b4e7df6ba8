"""Files for a scheduler, as it asks for them: real processes, real files, exit codes, and what is left behind."""

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from frictionless import Package
from openpyxl import load_workbook

from recovery.cli import main
from recovery.services.files.export import Kind
from recovery.services.files.formats import Format
from tests.test_cli import command, run

KINDS = [kind.slug for kind in Kind if kind is not Kind.COHORT]
WHY = {"identified": ("--reason", "quality")}


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("demo") / "recovery.db"
    assert run("demo", "--patients", 60, "--seed", 3, file=file).returncode == 0
    return file


def export(kind, output, *more, file):
    return run("export", kind, "--output", output, *WHY.get(kind, ()), *more, file=file)


def trail(file):
    with sqlite3.connect(file) as db:
        rows = db.execute("SELECT actor, action, details FROM audit ORDER BY seq").fetchall()
    return [row for row in rows if row[1].startswith("took the ") or row[1].endswith((" a file", " a file off"))]


@pytest.mark.parametrize("kind", KINDS)
def test_every_export_is_one_set_of_rows_in_every_format_and_frictionless_accepts_it(kind, demo, tmp_path):
    for form in Format:
        place = tmp_path / f"taken.{form}"
        asked = ["--output", str(place), "--format", form.value, "--database", str(demo), *WHY.get(kind, ())]
        assert main(["export", kind, *asked]) == 0
    with zipfile.ZipFile(tmp_path / "taken.zip") as archive:
        archive.extractall(tmp_path)
    package = Package(str(tmp_path / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["fieldName", "rowNumber", "type", "note"])
    first = package.resources[0]
    rows = list(csv.reader(io.StringIO((tmp_path / first.path).read_bytes().decode(), newline="")))
    assert len(rows) > 20
    assert len(pq.read_table(tmp_path / "taken.parquet")) == len(rows) - 1
    with closing(load_workbook(tmp_path / "taken.xlsx", read_only=True)) as book:
        assert sum(1 for _ in book[first.name].iter_rows()) == len(rows)
    assert len((tmp_path / "taken.csv").read_bytes().splitlines()) >= len(rows)
    described = json.loads((tmp_path / "datapackage.json").read_text())
    assert described["resources"][0]["rows"] == len(rows) - 1
    assert described["recovery"]["takenByRole"] == "a program at the server"


def test_the_trail_says_that_the_program_took_it_and_with_which_filters(demo, tmp_path):
    asked = (
        "--since",
        "2020-01",
        "--method",
        "derma_roller",
        "--by",
        "quarter",
        "--group",
        "clinician",
        "--group",
        "area",
    )
    assert export("summary", tmp_path / "taken.csv", "--format", "csv", *asked, file=demo).returncode == 0
    *_, began, ended = trail(demo)
    details = json.loads(began[2])
    assert began[:2] == ("command line", "took the summary")
    assert ended[:2] == ("command line", "finished a file")
    assert (details["since"], details["method"], details["by"], details["form"]) == (
        "2020-01",
        "derma_roller",
        "quarter",
        "csv",
    )


def test_a_clinician_is_found_however_the_sign_in_name_is_written(demo, tmp_path):
    with sqlite3.connect(demo) as db:
        account_id, login = db.execute("SELECT account_id, login FROM account WHERE is_clinician = 1").fetchone()
    asked = ("--format", "csv", "--clinician", f" {login.upper()}")
    assert export("summary", tmp_path / "taken.csv", *asked, file=demo).returncode == 0
    assert json.loads(trail(demo)[-2][2])["clinician"] == account_id


def test_a_file_is_its_owners_alone_and_takes_the_place_of_the_one_before(demo, tmp_path):
    place = tmp_path / "taken.csv"
    place.write_text("last week's")
    assert export("summary", place, "--format", "csv", file=demo).returncode == 0
    assert place.read_text().startswith("side_effect,")
    assert oct(place.stat().st_mode & 0o777) == "0o600"
    assert [each.name for each in tmp_path.iterdir()] == ["taken.csv"]


@pytest.mark.parametrize(
    ("kind", "more", "says"),
    [
        ("identified", ("--reason", ""), "invalid choice"),
        ("summary", ("--since", "yesterday"), "is no month"),
        ("summary", ("--since", "2026-03", "--until", "2026-02"), "ends before it begins"),
        ("summary", ("--method", "wishing"), "wishing"),
        ("summary", ("--clinician", "nobody@example.com"), "There is no account nobody@example.com"),
        ("summary", ("--age", "33-39"), "choose one of: under 20, 20-29, 30-39"),
        ("summary", ("--reason", "care"), "--reason does nothing for summary"),
        ("deidentified", ("--group", "area"), "--group does nothing for de-identified rows"),
        ("identified", ("--by", "month"), "--by does nothing for identified rows"),
        ("deidentified", ("--since", "2026-03"), "let --since be a year and -01"),
        ("deidentified", ("--until", "2026-03"), "let --until be a year and -12"),
        ("summary", ("--format", "csv"), "taken.zip ends in .zip, and --format says csv"),
        ("deidentified", ("--format", "exe"), "invalid choice"),
        ("everything", (), "invalid choice"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_file(kind, more, says, demo, tmp_path):
    before = trail(demo)
    done = run("export", kind, "--output", tmp_path / "taken.zip", *more, file=demo)
    assert (done.returncode, says in done.stderr) == (2, True), done.stderr
    assert list(tmp_path.iterdir()) == []
    assert trail(demo) == before


@pytest.mark.parametrize(
    ("name", "more", "begins"),
    [
        ("taken.csv", (), b"side_effect,"),
        ("taken.ZIP", (), b"PK"),
        ("taken.xlsx", ("--format", "xlsx"), b"PK"),
        ("taken.part-1", ("--format", "parquet"), b"PAR1"),
    ],
)
def test_the_format_is_what_the_name_ends_in(name, more, begins, demo, tmp_path):
    assert export("summary", tmp_path / name, *more, file=demo).returncode == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_name_that_says_no_format_is_refused(demo, tmp_path):
    done = export("summary", tmp_path / "taken", file=demo)
    assert (done.returncode, "end in one of .zip, .csv, .xlsx, .parquet" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_rows_is_said(demo, tmp_path):
    done = export("summary", tmp_path / "taken.csv", "--since", "2050-01", file=demo)
    assert (done.returncode, "the file holds no rows" in done.stderr) == (0, True)


def test_rows_with_names_need_a_reason(demo, tmp_path):
    done = run("export", "identified", "--output", tmp_path / "taken.zip", file=demo)
    assert (done.returncode, "Say why names are taken along" in done.stderr) == (2, True)


@pytest.mark.parametrize("place", ["nowhere/taken.csv", "."])
def test_a_place_that_cannot_be_written_is_said_and_nothing_is_listed_as_taken(place, demo, tmp_path):
    before = trail(demo)
    done = export("summary", tmp_path / place, "--format", "csv", file=demo)
    assert done.returncode == 2
    assert "could not be written" in done.stderr or "is no file" in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert trail(demo) == before


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_file_that_is_stopped_leaves_nothing_and_the_trail_says_so(how, demo, tmp_path):
    before = len(trail(demo))
    place = tmp_path / "taken.xlsx"
    asked = command(
        "export", "identified", "--reason", "quality", "--format", "xlsx", "--output", place, "--database", demo
    )
    process = subprocess.Popen(
        asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": str(tmp_path)}
    )
    until = time.monotonic() + 30
    while len(trail(demo)) == before and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(how)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, "Stopped; no file was left." in said) == (130, True), said
    assert list(tmp_path.iterdir()) == []
    assert trail(demo)[-1][1] == "broke a file off"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is Linux's own")
def test_a_device_is_no_file_to_replace(demo):
    done = export("summary", "/dev/full", file=demo)
    assert (done.returncode, "is no file" in done.stderr) == (2, True)
    assert Path("/dev/full").is_char_device()

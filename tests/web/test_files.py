"""Files that leave, over HTTP: who gets which, what is refused, and what becomes of one that is broken off."""

import csv
import io
import re
import socket
import threading
import time
import zipfile
from dataclasses import replace

import httpx2
import pytest
import uvicorn

from recovery.errors import InvalidInput
from recovery.services.files.export import Kind
from recovery.web import files
from tests.conftest import Practice
from tests.services.files.tables import export, many, table
from tests.web.conftest import CLINICIAN, MANAGER, Site

ROWS = "/download/deidentified.csv"
NAMES = "/download/identified"
ASKED = {"reason": "quality", "format": "csv"}


def taken(practice):
    sql = "SELECT action, details FROM audit WHERE action LIKE 'took the %' OR action LIKE '%a file%' ORDER BY seq"
    with practice.office.store.reading() as db:
        return [tuple(row) for row in db.conn.execute(sql)]


@pytest.fixture
def reported(practice: Practice) -> Practice:
    practice.report(practice.enrol(name="Ada Example"), 1, redness=2)
    return practice


def test_a_clinician_is_asked_why_and_takes_rows_with_names(site, reported):
    browser = site.of_staff(CLINICIAN)
    page = browser.get(NAMES, params={"method": "derma_roller", "since": "2026-07"})
    assert page.status_code == 200
    assert "Ada" not in page.text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert hidden == {"method": "derma_roller", "since": "2026-07"}
    answer = browser.post(NAMES, data={**hidden, **ASKED})
    assert answer.headers["content-disposition"] == 'attachment; filename="recovery-identified-2026-07-15.csv"'
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert {row["patient_name"] for row in rows} == {"Ada Example"}
    (began, details), (ended, _) = taken(reported)
    assert (began, ended) == ("took the identified rows", "finished a file")
    assert '"reason":"quality"' in details


@pytest.mark.parametrize("entries", [{}, {"reason": ""}, {"reason": "curiosity"}, {"reason": "care", "format": "exe"}])
def test_without_a_reason_or_a_format_it_asks_again_and_nothing_is_taken(entries, site, reported):
    answer = site.of_staff(CLINICIAN).post(NAMES, data={"format": "csv", "method": "laser", **entries})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'name="method" value="laser"' in answer.text
    assert taken(reported) == []


def test_rows_with_names_leave_by_no_link(site, reported):
    browser = site.of_staff(CLINICIAN)
    assert browser.get("/download/identified.csv").status_code == 404
    assert browser.get(NAMES, params=ASKED).headers["content-type"].startswith("text/html")
    elsewhere = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    assert browser.post(NAMES, data=ASKED, headers=elsewhere).status_code == 403
    assert taken(reported) == []


def test_every_format_of_rows_without_names_comes_as_such(site, reported):
    for form, begins in (("zip", b"PK"), ("csv", b"recovery,"), ("xlsx", b"PK"), ("parquet", b"PAR1")):
        answer = site.of_staff(MANAGER).get(f"/download/deidentified.{form}")
        assert (answer.status_code, answer.content[: len(begins)]) == (200, begins)
        assert f'.{form}"' in answer.headers["content-disposition"]
        assert b"Ada Example" not in answer.content


SUMMARY = "/download/summary.csv"


def test_a_manager_takes_figures_of_groups(site, reported):
    answer = site.of_staff(MANAGER).get(SUMMARY, params={"since": "2026-07", "until": "2026-07", "by": "month"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8; header=present")
    name = "recovery-summary-by-month-2026-07-15.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    redness = next(row for row in rows if row["side_effect"] == "redness" and row["method"] == "derma_roller")
    assert (redness["period"], redness["procedures_from"]) == ("2026-07", "2026-07")
    assert redness["treatments"] in {"<11", "suppressed"}
    assert '"by":"month"' in taken(reported)[0][1]


def test_the_zip_holds_the_figures_of_alerts_too(site, reported):
    answer = site.of_staff(MANAGER).get("/download/summary.zip?group=clinician,age_band")
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert names == ["summary.csv", "alerts.csv", "README.txt", "datapackage.json"]
    assert site.of_staff(MANAGER).get("/download/alerts.csv").text.startswith("rule,level,")


def test_empty_filters_count_as_left_out(site, reported):
    empty = "since=&until=&method=&clinician=&by=&group=&area=&age=&skin="
    assert site.of_staff(MANAGER).get(f"{SUMMARY}?{empty}").status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [("by=week", "Periods are one of"), ("group=name", "Split by one or more of"), ("method=<script>", "no method")],
)
def test_splits_that_cannot_be_are_said(query, said, site, reported):
    answer = site.of_staff(MANAGER).get(f"{SUMMARY}?{query}")
    assert (answer.status_code, "<script" in answer.text) == (400, False)
    assert said in answer.text
    assert taken(reported) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=yesterday", "is no month"),
        ("since=2026-07-01", "is no month"),
        ("since=2026-13", "is no month"),
        ("since=2026-07&until=2026-06", "ends before it begins"),
        ("method=wishing", "wishing"),
        ("area=" + "x" * 10_000, "x"),
        ("age=300", "age band"),
        ("skin=VII", "Skin types"),
        ("clinician=%00", "no such clinician"),
        ("since=" + "9" * 10_000, "is no month"),
    ],
)
def test_filters_that_cannot_be_are_said_and_nothing_is_taken(query, said, site, reported):
    answer = site.of_staff(MANAGER).get(f"{ROWS}?{query}", headers={"accept": "*/*"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert said in answer.text
    assert len(answer.text) < 500
    assert taken(reported) == []


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        (CLINICIAN, ROWS, 403),
        (CLINICIAN, SUMMARY, 403),
        (CLINICIAN, "/download/alerts.csv", 403),
        (None, SUMMARY, 401),
        (MANAGER, NAMES, 403),
        (None, ROWS, 401),
        (None, NAMES, 401),
        (MANAGER, "/download/deidentified.exe", 404),
    ],
)
def test_others_get_nothing(who, path, status, site, reported):
    browser = site.of_staff(who) if who else site.browser()
    answer = browser.get(path)
    assert (answer.status_code, "content-disposition" in answer.headers) == (status, False)
    assert taken(reported) == []


def test_patients_get_nothing(site, reported):
    phone = site.browser(reported.enrol(name="Bea").session)
    assert {phone.get(path).status_code for path in (ROWS, NAMES, SUMMARY)} == {403}


@pytest.fixture
def served(site: Site, practice: Practice):
    """The same application on a real connection; a manager's cookie."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site.app, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    cookies = dict(site.of_staff(MANAGER).cookies)
    headers = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    yield httpx2.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", headers=headers, timeout=30)
    server.should_exit = True
    thread.join(timeout=30)
    assert not thread.is_alive()


def big(monkeypatch, rows, *, expected=1_000_000):
    taken_along = replace(export(table(rows, expected=expected)), kind=Kind.DEIDENTIFIED)
    monkeypatch.setattr(files, "export_of", lambda *_, **__: taken_along)


def ended(practice):
    until = time.monotonic() + 20
    while len(taken(practice)) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    return taken(practice)[-1]


def test_the_first_byte_of_a_million_rows_comes_within_a_second(served, practice, monkeypatch):
    big(monkeypatch, many(1_000_000))
    began = time.monotonic()
    with served.stream("GET", "/download/deidentified.zip") as answer:
        next(answer.iter_raw())
        assert time.monotonic() - began < 1
    action, details = ended(practice)
    assert action == "broke a file off"
    assert details != '{"rows":0}'


def test_whoever_goes_away_ends_the_file(served, practice, monkeypatch):
    asked_for = 0

    def counted():
        nonlocal asked_for
        for row in many(1_000_000):
            asked_for += 1
            yield row

    big(monkeypatch, counted())
    with served.stream("GET", ROWS) as answer:
        next(answer.iter_raw())
    action, _ = ended(practice)
    assert action == "broke a file off"
    assert asked_for < 1_000_000


def test_a_file_whose_rows_fail_does_not_look_whole(served, practice, monkeypatch):
    def failing():
        yield from many(10_000)
        raise InvalidInput("The database is gone.")

    big(monkeypatch, failing(), expected=20_000)
    with pytest.raises(httpx2.RemoteProtocolError):
        served.get(ROWS)
    assert ended(practice) == ("broke a file off", '{"rows":10000}')


def test_a_file_that_comes_to_its_end_is_whole(served, practice, monkeypatch):
    big(monkeypatch, many(20_000), expected=20_000)
    answer = served.get("/download/deidentified.zip")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert ended(practice) == ("finished a file", '{"rows":20000}')

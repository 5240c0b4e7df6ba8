"""Files to take along."""

import csv
import io

import pytest

from recovery.domain.identifiers import as_text
from recovery.services.csv_files import CSV_TYPE
from tests.conftest import Practice
from tests.web.conftest import CLINICIAN, MANAGER, Site

ADDRESS = "/download/summary.csv"
ALERTS = "/download/alerts.csv"


@pytest.fixture(autouse=True)
def a_report(practice: Practice) -> None:
    practice.report(practice.enrol(), 1, redness=2)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_manager_takes_the_summary(site: Site) -> None:
    answer = site.of_staff(MANAGER).get(ADDRESS, params={"since": "2026-07-01", "until": "2026-07-31"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    name = "recovery-summary-2026-07-01-2026-07-31.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    redness = next(row for row in rows(answer.text) if row["side_effect"] == "Redness")
    assert (redness["treatments"], redness["ever_reported"]) == ("1", "1")


def test_without_filters_it_is_everything(site: Site) -> None:
    answer = site.of_staff(MANAGER).get(ADDRESS)
    assert "2026-07-12-2026-07-15.csv" in answer.headers["content-disposition"]


def test_a_clinician_is_chosen_by_the_id_of_addresses(site: Site, practice: Practice) -> None:
    manager = site.of_staff(MANAGER)
    own = manager.get(ADDRESS, params={"clinician": as_text(practice.clinician.subject_id)})
    other = manager.get(ADDRESS, params={"clinician": as_text(practice.manager.subject_id)})
    assert any(row["reports"] == "1" for row in rows(own.text))
    assert {row["clinician"] for row in rows(own.text)} == {practice.clinician.name}
    assert (other.status_code, "no such clinician" in other.text) == (400, True)


def test_empty_filters_count_as_left_out(site: Site) -> None:
    assert site.of_staff(MANAGER).get(f"{ADDRESS}?since=&until=&method=&clinician=").status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=yesterday", "“since” must be a date"),
        ("until=2026-02-30", "“until” must be a date"),
        ("since=2026-07-02&until=2026-07-01", "ends before it begins"),
        ("method=wishing", "wishing"),
        ("clinician=1", "no such clinician"),
        ("clinician=%00", "no such clinician"),
        ("since=" + "9" * 10_000, "must be a date"),
    ],
)
def test_filters_that_cannot_be_are_said(site: Site, query: str, said: str) -> None:
    answer = site.of_staff(MANAGER).get(f"{ADDRESS}?{query}", headers={"accept": "*/*"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert said in answer.text


def test_a_filter_cannot_write_into_the_answer(site: Site) -> None:
    answer = site.of_staff(MANAGER).get(f"{ADDRESS}?method=<script>alert(1)</script>")
    assert answer.status_code == 400
    assert "<script" not in answer.text


def test_a_clinician_may_not(site: Site) -> None:
    answer = site.of_staff(CLINICIAN).get(ADDRESS)
    assert (answer.status_code, "for managers" in answer.text) == (403, True)


def test_a_patient_may_not(site: Site, practice: Practice) -> None:
    assert site.browser(practice.enrol().session).get(ADDRESS).status_code == 403


def test_the_signed_out_get_nothing(site: Site) -> None:
    answer = site.browser().get(ADDRESS)
    assert (answer.status_code, "content-disposition" in answer.headers) == (401, False)


def test_no_cache_keeps_it(site: Site) -> None:
    assert site.of_staff(MANAGER).get(ADDRESS).headers["cache-control"] == "no-store"


def test_the_figures_of_alerts_are_a_file_of_their_own(site: Site, practice: Practice) -> None:
    practice.watching()
    answer = site.of_staff(MANAGER).get(ALERTS, params={"method": "derma_roller"})
    assert answer.status_code == 200
    assert 'filename="recovery-alerts-2026-07-12-2026-07-15.csv"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert {row["method"] for row in rows(answer.text)} == {"all", "Derma roller"}


@pytest.mark.parametrize(
    ("login", "query", "status", "said"),
    [
        (MANAGER, "method=wishing", 400, "wishing"),
        (MANAGER, "since=2026-07-02&until=2026-07-01", 400, "ends before it begins"),
        (CLINICIAN, "", 403, "for managers"),
    ],
)
def test_the_figures_of_alerts_are_refused_alike(site: Site, login: str, query: str, status: int, said: str) -> None:
    answer = site.of_staff(login).get(f"{ALERTS}?{query}")
    assert (answer.status_code, said in answer.text) == (status, True)


def test_nobody_who_is_not_a_manager_gets_the_figures_of_alerts(site: Site, practice: Practice) -> None:
    assert site.browser(practice.enrol().session).get(ALERTS).status_code == 403
    assert site.browser().get(ALERTS).status_code == 401


def test_other_files_do_not_exist(site: Site) -> None:
    assert site.of_staff(MANAGER).get("/download/patients.csv").status_code == 404


def test_a_manager_takes_the_trail_as_it_is_filtered(site: Site, practice: Practice) -> None:
    browser = site.of_staff(MANAGER)
    answer = browser.get("/download/trail.csv", params={"kind": "signing in", "since": "2026-07-15"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, CSV_TYPE)
    assert answer.headers["content-disposition"] == 'attachment; filename="recovery-trail-2026-07-15.csv"'
    header, *found = answer.text.split("\r\n")[:-1]
    assert header.startswith("row,at_utc,at_clinic,who,who_name,session,action")
    assert found
    assert all(",signed in," in row for row in found)
    again = browser.get("/download/trail.csv", params={"kind": "exports"}).text
    assert "took the trail" in again
    assert f'""rows"": {len(found)}' in again


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("since=never", "must be a date"),
        ("kind=everything", "must be one of"),
        ("whose=nobody", "must be one of"),
        ("who=1", "no such who"),
        ("about=Ada", "A code is such as P-7K2MD"),
        ("session=%00", "twelve signs"),
        ("since=2026-07-02&until=2026-07-01", "ends before it begins"),
    ],
)
def test_filters_of_the_trail_that_cannot_be_are_refused(query: str, says: str, site: Site) -> None:
    answer = site.of_staff(MANAGER).get(f"/download/trail.csv?{query}")
    assert (answer.status_code, says in answer.text) == (400, True)


@pytest.mark.parametrize("who", [CLINICIAN, None])
def test_nobody_else_takes_the_trail_and_the_try_is_in_it(who: str | None, site: Site) -> None:
    browser = site.of_staff(who) if who else site.browser()
    assert browser.get("/download/trail.csv").status_code == (403 if who else 401)
    taken = site.of_staff(MANAGER).get("/download/trail.csv", params={"kind": "refusals"}).text
    assert (",route:/download/trail.csv," in taken) is (who is not None)

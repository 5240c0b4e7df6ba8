"""The trail to take along."""

import pytest

from recovery.services.files.csv_files import CSV_TYPE
from tests.conftest import Practice
from tests.web.conftest import CLINICIAN, MANAGER, Site


@pytest.fixture(autouse=True)
def a_report(practice: Practice) -> None:
    practice.report(practice.enrol(), 1, redness=2)


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
        ("about=Ada", "No patient here has this code"),
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

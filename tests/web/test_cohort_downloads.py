"""A picture's numbers to take along: for whom, under which name, and what is refused."""

import pytest

from recovery.services.files.csv_files import CSV_TYPE
from tests.conftest import Practice
from tests.web.conftest import CLINICIAN, MANAGER, Site


@pytest.fixture(autouse=True)
def reports(practice: Practice) -> None:
    for place in range(11):
        practice.report(practice.enrol(name=f"Ada {place}"), 1, redness=2)


@pytest.mark.parametrize("who", [CLINICIAN, MANAGER])
def test_staff_take_the_numbers_of_the_choice_in_the_address(who: str, site: Site) -> None:
    answer = site.of_staff(who).get("/download/cohort.csv?picture=expected&effect=redness&area=face")
    assert (answer.status_code, answer.headers["content-type"]) == (200, CSV_TYPE)
    disposition = 'attachment; filename="recovery-cohort-expected-2026-07-15.csv"'
    assert answer.headers["content-disposition"] == disposition
    header, row = answer.text.split("\r\n")[:-1]
    assert header.startswith("side_effect,method,since,until,narrowed_by,rounded_to,day,reports,reports_none")
    assert row == 'redness,all,2026-07,2026-07,"treated area: face, others beside it",11,1,11,0,0,11,0,0'


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "Choose one of these pictures"),
        ("picture=x%22%0d%0aa:b", "Choose one of these pictures"),
        ("picture=fan&effect=boredom", "no side effect"),
        ("picture=fan&method=magic", "no method"),
        ("picture=fan&clinician=0000000000001", "no such clinician"),
        ("picture=points&compare=clinician&among=0000000000001,0000000000002", "no such clinician"),
        ("picture=fan&since=2026-07&until=2026-06", "ends before it begins"),
    ],
)
def test_what_cannot_be_is_refused_and_not_widened(query: str, says: str, site: Site) -> None:
    answer = site.of_staff(MANAGER).get(f"/download/cohort.csv?{query}")
    assert (answer.status_code, says in answer.text) == (400, True)


def test_the_signed_out_take_nothing(site: Site) -> None:
    assert site.browser().get("/download/cohort.csv?picture=expected").status_code == 401

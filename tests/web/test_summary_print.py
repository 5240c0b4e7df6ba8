"""A treatment's summary as a page to print and as PDF."""

import io
from collections.abc import Callable

import pypdf
import pytest
from httpx2 import Response as Answer

from recovery.domain.identifiers import as_text
from recovery.domain.report import Draft
from recovery.services.recoveries import reporting
from tests.conftest import Enrolled, Practice
from tests.web.conftest import CLINICIAN, MANAGER, Site

PAGE, PDF = "/patient/summary", "/patient/summary.pdf"
NAME = "Nguyễn Thị Ánh-Łukasz"
NOTE = "<script>alert(1)</script> & שלום"

Ask = Callable[..., Answer]


@pytest.fixture
def patient(practice: Practice) -> Enrolled:
    """Someone whose name and note try what paper can take."""
    who = practice.enrol(name=NAME)
    practice.report(who, 1, redness=3, itching=1)
    draft = Draft(day=3, severities={"redness": 1}, red_flags=("pus",), wants_call=True, note=NOTE)
    reporting.submit(practice.office, who.visitor, treatment_id=who.treatment_id, draft=draft, now=practice.now)
    return who


@pytest.fixture
def ask(site: Site, patient: Enrolled) -> Ask:
    """What a member of staff gets at an address for this patient's treatment."""

    def answer(address: str, login: str = CLINICIAN) -> Answer:
        return site.of_staff(login).get(address, params={"treatment": as_text(patient.treatment_id)})

    return answer


def text_of(answer: Answer) -> str:
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return "\n".join(page.extract_text() for page in pages)


def test_a_clinician_gets_the_page(ask: Ask, patient: Enrolled) -> None:
    answer = ask(PAGE)
    assert answer.status_code == 200
    for said in (NAME, patient.patient.code, "Redness", "mild", "Within its band", "day 3 to 7 (guide)", "Printed on "):
        assert said in answer.text
    assert 'alt="Severe on day 1, mild on day 3"' in answer.text


def test_what_people_wrote_is_no_markup(ask: Ask) -> None:
    page = ask(PAGE).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; שלום" in page
    assert "<script" not in page


def test_it_is_a_page_of_its_own_for_a_browser_to_print(ask: Ask) -> None:
    answer = ask(PAGE)
    assert "@page" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


def test_a_clinician_gets_the_same_as_pdf(ask: Ask, patient: Enrolled) -> None:
    answer = ask(PDF)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    said = text_of(answer)
    for words in (NAME, patient.patient.code, "Redness", "Within its band", "Pus, oozing or a bad smell".lower()):
        assert words in said
    assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == 1


def test_the_files_name_and_title_are_nobodys_name(ask: Ask, patient: Enrolled) -> None:
    answer = ask(PDF)
    name = f"recovery-summary-{patient.patient.code}-day-3.pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="{name}"'
    assert pypdf.PdfReader(io.BytesIO(answer.content)).metadata.title == "Recovery summary"


@pytest.mark.parametrize("address", [PAGE, PDF])
def test_no_cache_keeps_it(ask: Ask, address: str) -> None:
    assert ask(address).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("address", [PAGE, PDF])
def test_a_manager_may_not(ask: Ask, address: str) -> None:
    answer = ask(address, MANAGER)
    assert (answer.status_code, NAME in answer.text) == (403, False)


@pytest.mark.parametrize("address", [PAGE, PDF])
def test_a_patient_may_not(site: Site, patient: Enrolled, address: str) -> None:
    asked = {"treatment": as_text(patient.treatment_id)}
    assert site.browser(patient.session).get(address, params=asked).status_code == 403


@pytest.mark.parametrize("address", [PAGE, PDF])
def test_the_signed_out_are_sent_to_sign_in(site: Site, patient: Enrolled, address: str) -> None:
    answer = site.browser().get(address, params={"treatment": as_text(patient.treatment_id)})
    assert (answer.status_code, answer.headers["location"].startswith("/auth/login")) == (303, True)


@pytest.mark.parametrize("address", [PAGE, PDF])
@pytest.mark.parametrize("treatment", ["", "nonsense", "../../etc/passwd", as_text(1)])
def test_what_is_no_treatment_here_is_not_found(site: Site, address: str, treatment: str) -> None:
    answer = site.of_staff(CLINICIAN).get(address, params={"treatment": treatment} if treatment else {})
    assert answer.status_code == 404


@pytest.mark.parametrize(("address", "form"), [(PAGE, "page"), (PDF, "PDF")])
def test_the_trail_says_who_printed_which(
    ask: Ask, practice: Practice, patient: Enrolled, address: str, form: str
) -> None:
    ask(address)
    sql = "SELECT actor, subject, details FROM audit WHERE action = 'printed a summary'"
    with practice.office.store.reading() as db:
        rows = [tuple(row) for row in db.conn.execute(sql).fetchall()]
    who = f"staff:{practice.clinician.subject_id}"
    assert rows == [(who, f"treatment:{patient.treatment_id}", f'{{"form":"{form}"}}')]

"""A freshly started server shows no page to the wrong role, address by address."""

from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import expect
from streamlit import file_util

from recovery.domain.access import ALLOWED, Role
from recovery.domain.identifiers import as_text
from recovery.ui.navigation import SCREENS
from tests.browser.conftest import Site, found
from tests.browser.driving import idle, open_page

NAME = "Vera Secretname"


def ask(address, *, cookie=None):
    """Status, target and text of an answer, redirects not followed."""
    headers = {"Accept": "text/html"} | ({"Cookie": f"recovery_session={cookie}"} if cookie else {})
    answer = httpx2.get(address, headers=headers, timeout=20)
    return answer.status_code, answer.headers.get("location", ""), answer.text


@pytest.fixture(scope="module")
def patient():
    """Filled by the site of this module."""
    return {}


@pytest.fixture(scope="module")
def fresh(new_server, password_hash, patient):
    """A server that no session has visited yet, with one patient in its database."""
    server = new_server("fresh")
    practice = found(server.database, password_hash)
    enrolled = practice.enrol(name=NAME)
    practice.report(enrolled, 3, redness=2)
    patient |= {"session": enrolled.session, "treatment": as_text(enrolled.treatment_id),
                "person": as_text(enrolled.patient.patient_id)}  # fmt: skip
    return Site(server.start(), practice)


def addresses(patient):
    """Every page, with the query that would show someone."""
    query = {"patient": f"?treatment={patient['treatment']}", "people": f"?patient={patient['person']}"}
    return {screen.name: f"/{screen.name}{query.get(screen.name, '')}" for screen in SCREENS}


def way_in(path):
    """The title of what the signed-out are led to: patients to their link, staff to the sign-in page."""
    patients = {f"/{screen.name}" for screen in SCREENS if Role.PATIENT in ALLOWED[screen.action]}
    return "Open your personal link" if path in patients else "Corner Skin"


def test_1_signed_out_every_address_leads_to_the_sign_in_page(fresh, patient):
    for path in ["/", *addresses(patient).values(), "/pages/export", "/index.html", "/nonsense"]:
        status, target, text = ask(fresh.address + path)
        assert (status, target.partition("?")[0]) == (303, "/auth/login"), path
        assert text == ""
    for path in ("/download/summary.csv", "/media/x.csv"):
        assert ask(fresh.address + path)[0] == 401, path
    for path in ("/_stcore/metrics", "/_stcore/upload_file/x/y"):
        assert ask(fresh.address + path)[0] == 404, path
    assert "Secretname" not in fresh.server.printed


def test_2_signed_out_a_browser_that_brings_the_page_itself_still_sees_nothing(fresh, patient, browsing):
    """Streamlit's own page over the web socket, past our sign-in page: only the guards stand in its way."""
    front_page = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    with browsing.watch.expecting(".*"):  # the page is not the one that we serve
        for path in ["/", *addresses(patient).values()]:
            page = browsing.window(fresh.address)
            texts: list[bytes | str] = []
            note = lambda text, texts=texts: texts.append(text)  # noqa: E731
            page.route(f"{fresh.address}{path}", lambda route: route.fulfill(body=front_page, content_type="text/html"))
            page.on("websocket", lambda socket, note=note: socket.on("framereceived", note))
            page.goto(fresh.address + path)
            expect(page.get_by_role("heading", level=1, name=way_in(path))).to_be_visible()
            assert texts, "the web socket was let through, and the guard behind it was asked"
            assert not any(b"Secretname" in text for text in texts if isinstance(text, bytes)), path
            page.context.close()


@pytest.mark.parametrize("role", list(Role))
def test_3_each_role_sees_its_own_pages_and_no_other(role, fresh, patient, browsing):
    cookie = patient["session"] if role is Role.PATIENT else fresh.cookie(role)
    page = browsing.window(fresh.address, cookie)
    for screen in SCREENS:
        open_page(page, fresh.address + addresses(patient)[screen.name])
        if role in ALLOWED[screen.action]:
            expect(page.get_by_role("heading", level=1)).to_be_visible()
        else:
            expect(page.get_by_text("This page is not for you")).to_be_visible()
            assert page.get_by_role("heading", level=1).count() == 0
            assert not any(secret in page.inner_text("body") for secret in ("Secretname", "P-", "edness"))
    status, _, text = ask(fresh.address + "/download/summary.csv", cookie=cookie)
    assert (status == 200) == (role is Role.MANAGER)
    assert ("side_effect" in text) == (role is Role.MANAGER)


def test_4_after_all_those_visits_signed_out_still_sees_nothing(fresh, patient, browsing):
    page = browsing.window(fresh.address)
    for path in addresses(patient).values():
        page.goto(fresh.address + path)
        expect(page.get_by_role("heading", level=1, name=way_in(path))).to_be_visible()
        assert "Secretname" not in page.content()


def test_5_signing_out_closes_what_is_open(fresh, patient, browsing):
    page = browsing.window(fresh.address, fresh.cookie(Role.CLINICIAN))
    other = page.context.new_page()
    open_page(page, fresh.address + "/worklist")
    open_page(other, fresh.address + addresses(patient)["patient"])
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    other.get_by_role("link", name="All open recoveries").click()
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert "Secretname" not in page.inner_text("body")


def test_6_the_sign_in_page_lets_in_and_goes_on_to_the_page_that_was_asked_for(fresh, patient, browsing):
    page = browsing.window(fresh.address)
    page.goto(fresh.address + addresses(patient)["patient"])
    page.fill("#login", "clinician@example.com")
    page.fill("#password", "four plain words here")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    idle(page)
    assert "recovery" not in page.evaluate("document.cookie")
    page.reload()
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()

"""A patient's own data as a file: JSON, and a page that needs nothing but itself."""

import json
import re

import pytest

from recovery.domain.identifiers import as_text
from recovery.domain.own_data import FORMAT_VERSION, PARTS
from recovery.store import people
from tests.conftest import Enrolled, phone_of
from tests.web.conftest import CLINICIAN, MANAGER, Site
from tests.whole_record import CLOSING, SECRETS, WORDS, whole_record

JSON, PAGE = "/download/my-data.json", "/download/my-data.html"

HOSTILE = '<script>alert(1)</script> "&" שלום'


@pytest.fixture
def whole(practice):
    return whole_record(practice.watching())


@pytest.fixture
def phone(site, whole, practice):
    return site.browser(whole.who.session)


def test_json_says_what_it_is_and_holds_every_part(phone, whole):
    answer = phone.get(JSON)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert re.fullmatch(
        rf'attachment; filename="recovery-data-{whole.who.patient.code}-\d{{4}}-\d\d-\d\d\.json"',
        answer.headers["content-disposition"],
    )
    assert answer.headers["cache-control"] == "no-store"
    taken = json.loads(answer.text)
    assert set(taken) == {"about", *PARTS}
    assert taken["about"]["format_version"] == FORMAT_VERSION
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", taken["about"]["made_at"])


def test_the_page_holds_every_word_that_json_holds(phone):
    answer = phone.get(PAGE)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "attachment" in answer.headers["content-disposition"]
    assert [word for word in WORDS if word not in answer.text] == [CLOSING]
    assert [secret for secret in SECRETS if secret in answer.text] == []


def test_each_text_and_number_of_json_stands_on_the_page(phone):
    """What one file says and the other does not would be held back in one of them."""
    taken, page = json.loads(phone.get(JSON).text), phone.get(PAGE).text
    shown = re.sub(r"&#(\d+);", lambda sign: chr(int(sign[1])), page).replace("&amp;", "&").lower()
    codes = {"code", "format_version", "parts", "title", "in_force", "asked_for_a_call", "asks_for_a_call",
             "lent_by_the_practice", "action"}  # fmt: skip
    missing = [text for text in texts(taken, codes) if text.lower() not in shown]
    assert missing == []


def texts(value, left_out):
    if isinstance(value, dict):
        return [text for name, each in value.items() if name not in left_out for text in texts(each, left_out)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each, left_out)]
    is_time = isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value)
    return [] if value is None or is_time or value == "" else [str(value)]


def test_the_page_needs_no_connection_and_runs_nothing(phone):
    page = phone.get(PAGE).text
    assert re.findall(r"(?:src|href)=[\"'](?!#)[^\"']*", page) == []
    assert "url(" not in page
    assert "@import" not in page
    assert "<script" not in page
    assert "default-src 'none'; style-src 'unsafe-inline'" in page


def test_whatever_was_typed_stays_text(site, practice):
    who = practice.enrol(name=HOSTILE)
    page = site.browser(who.session).get(PAGE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert json.loads(site.browser(who.session).get(JSON).text)["identity"]["name"] == HOSTILE


def test_each_file_taken_is_in_the_trail(phone, practice):
    for address in (JSON, PAGE):
        phone.get(address)
    with practice.office.store.reading() as db:
        sql = "SELECT details FROM audit WHERE action = 'took their own data' ORDER BY seq"
        forms = [json.loads(row[0])["form"] for row in db.conn.execute(sql).fetchall()]
    assert forms == ["json", "html"]


def test_the_practice_takes_the_same_files_for_a_patient_who_asks(site: Site, whole, practice, phone):
    patient_id, desk = whole.patient_id, site.of_staff(CLINICIAN)
    with practice.office.store.writing() as db:
        people.set_archived(db, 1, patient_id, practice.now)
    of = f"?patient={as_text(patient_id)}"
    own, page = desk.get("/download/patient-data.json" + of), desk.get("/download/patient-data.html" + of)
    assert "attachment" in own.headers["content-disposition"]
    assert set(json.loads(own.text)) == {"about", *PARTS}
    assert [word for word in WORDS if word not in page.text] == [CLOSING]
    with practice.office.store.reading() as db:
        sql = "SELECT actor, subject, details FROM audit WHERE action = 'took a patient''s data' ORDER BY seq"
        taken = [tuple(row) for row in db.conn.execute(sql).fetchall()]
    assert [(actor, subject) for actor, subject, _ in taken] == [
        (f"staff:{practice.clinician.subject_id}", f"patient:{patient_id}")
    ] * 2
    assert [json.loads(details)["form"] for *_, details in taken] == ["json", "html"]
    assert phone.get("/download/patient-data.json" + of).status_code in (401, 403)
    assert desk.get("/download/patient-data.json?patient=nonsense").status_code == 404


@pytest.mark.parametrize("address", [JSON, PAGE])
def test_nobody_else_gets_it(address, site: Site, whole, practice):
    assert site.browser().get(address).status_code == 401
    for login in (CLINICIAN, MANAGER):
        assert site.of_staff(login).get(address).status_code == 403
    other: Enrolled = practice.enrol(name="Bea Other")
    text = site.browser(other.session).get(address).text
    assert [word for word in WORDS if word in text] == []


def test_a_phone_that_was_erased_meanwhile_gets_nothing(phone, practice, whole, site):
    session, _ = phone_of(practice.office, whole.who.patient, clinic_id=1, now=practice.now)
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE patient SET erased_at = '2026-07-15T15:00:00Z'")
    assert site.browser(session).get(JSON).status_code == 401

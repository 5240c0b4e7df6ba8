"""Attacks on a running server that need neither a browser nor luck: each is tried, and leads nowhere."""

import re
from datetime import UTC, datetime

import httpx2
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.services.entry.passwords import fingerprint
from recovery.store import accounts
from recovery.web.routes import ADDRESSES
from tests.conftest import PASSWORD, an_account, session_of
from tests.permissions.matrix import CLINICIAN, MANAGER, PATIENT, SIGNED_OUT
from tests.permissions.on_a_server import Fresh
from tests.permissions.routes import form_of, path_of
from tests.web_socket import Tab

POSTS = [f"POST {path}" for path, answers in ADDRESSES.items() if "POST" in answers]

FOREIGN = [
    pytest.param({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, id="another site"),
    pytest.param({"Origin": "https://evil.example"}, id="an old browser on another site"),
    pytest.param({"Origin": "null"}, id="a sandboxed frame"),
    pytest.param({"Origin": "http://localhost:1"}, id="another port of this machine"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, id="a neighbouring host"),
]

AWAY = ["https://evil.example", "//evil.example", "/\\evil.example", "\t//evil.example", "javascript:alert(1)"]


def of_patient(fresh: Fresh) -> str:
    return f"treatment={as_text(fresh.patient.treatment_id)}"


def ask(fresh: Fresh, method: str, path: str, *, cookie: str | None = None, form: dict[str, str] | None = None,
        headers: dict[str, str] | None = None) -> httpx2.Response:  # fmt: skip
    sent = {"Accept": "text/html"} | ({"Cookie": f"recovery_session={cookie}"} if cookie else {}) | (headers or {})
    return httpx2.request(method, fresh.server.address + path, headers=sent, data=form, timeout=30)


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("route", POSTS)
def test_no_form_can_be_sent_from_elsewhere(route, headers, fresh):
    form = form_of(route, fresh) or {"anything": "at all"}
    answer = ask(fresh, "POST", path_of(route, fresh), cookie=fresh.cookie(CLINICIAN), form=form, headers=headers)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


@pytest.mark.parametrize("target", AWAY)
def test_signing_in_never_leads_to_another_host(target, fresh):
    entered = {"login": "clinician@example.com", "password": PASSWORD, "next": target}
    answer = ask(fresh, "POST", "/auth/login", form=entered)
    assert answer.status_code == 303
    assert re.fullmatch(r"/[a-z_]*", answer.headers["location"]), answer.headers["location"]


@pytest.mark.parametrize(
    "name", ["X-Recovery-Session", "x-recovery-session", "X-RECOVERY-SESSION", "X_Recovery_Session"]
)
def test_nobody_is_who_a_header_says(name, fresh):
    held = fingerprint(fresh.cookie(CLINICIAN) or "")
    answer = ask(fresh, "GET", "/patient/summary?" + of_patient(fresh), headers={name: held})
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/auth/login")
    with Tab(fresh.server.address, **{name: held}) as tab:
        assert tab.open("patient", of_patient(fresh)).led_to
    with Tab(fresh.server.address, fresh.cookie(PATIENT), **{name: held}) as tab:
        assert tab.open("patient", of_patient(fresh)).says("This page is not for you")


@pytest.mark.parametrize("thief", [CLINICIAN, SIGNED_OUT, PATIENT, MANAGER])
def test_a_stolen_web_socket_session_id_continues_nobody_elses_tab(thief, fresh):
    """Streamlit continues a lost tab's session for whoever names its id, unless `st.user` differs."""
    cookie = fresh.cookie(CLINICIAN)
    with Tab(fresh.server.address, cookie) as tab:
        lost = _session_id(tab.open("patient", of_patient(fresh)).messages)
        tab.drop()
    with Tab(fresh.server.address, fresh.cookie(thief), session_id=lost) as tab:
        found = tab.open("patient", of_patient(fresh))
        assert (_session_id(found.messages) == lost, found.says("Secretname")) == (False, thief == CLINICIAN)


def test_a_lost_tab_is_continued_by_its_own_browser(fresh):
    """What the attack above must not have: without this, it would fail for another reason."""
    cookie = fresh.cookie(CLINICIAN)
    with Tab(fresh.server.address, cookie) as tab:
        lost = _session_id(tab.open("worklist").messages)
        tab.drop()
    with Tab(fresh.server.address, cookie, session_id=lost) as tab:
        assert _session_id(tab.open("worklist").messages) == lost


def test_the_web_socket_does_not_open_from_another_site(fresh):
    with (
        pytest.raises(InvalidStatus),
        Tab(fresh.server.address, fresh.cookie(CLINICIAN), origin="https://evil.example"),
    ):
        pytest.fail("it opened")


def test_a_cookie_that_was_signed_out_is_worth_nothing_in_any_place(fresh):
    cookie = fresh.cookie(CLINICIAN)
    with Tab(fresh.server.address, cookie) as open_before:
        assert open_before.open("patient", of_patient(fresh)).says("Secretname")
        ask(fresh, "POST", "/auth/logout", cookie=cookie, form={"sign": "out"})
        assert open_before.open("patient", of_patient(fresh)).led_to
    assert ask(fresh, "GET", "/patient/summary?" + of_patient(fresh), cookie=cookie).status_code == 303
    with Tab(fresh.server.address, cookie) as again:
        assert again.open("patient", of_patient(fresh)).led_to


def test_a_session_that_somebody_planted_is_never_the_one_that_is_signed_in(fresh):
    planted = "planted-by-an-attacker-" + "x" * 20
    entered = {"login": "clinician@example.com", "password": PASSWORD}
    given = ask(fresh, "POST", "/auth/login", cookie=planted, form=entered).cookies.get("recovery_session")
    assert given not in (None, planted)
    with Tab(fresh.server.address, planted) as tab:
        assert tab.open("worklist").led_to


@pytest.mark.parametrize(("who", "page"), [(PATIENT, "report"), (CLINICIAN, "worklist")])
def test_no_file_can_be_sent_up_by_those_who_bring_none_in(who, page, fresh):
    cookie = fresh.cookie(who)
    with Tab(fresh.server.address, cookie) as tab:
        session = _session_id(tab.open(page).messages)
        for method in ("PUT", "POST", "DELETE"):
            answer = httpx2.request(
                method, f"{fresh.server.address}/_stcore/upload_file/{session}/1", timeout=30,
                headers={"Cookie": f"recovery_session={cookie}"}, files={"file": ("x.exe", b"MZ" * 1000)},
            )  # fmt: skip
            assert answer.status_code == 404
    answer = httpx2.post(
        f"{fresh.server.address}/auth/login", files={"login": ("x", b"y")}, headers={"Accept": "text/html"}, timeout=30
    )
    assert answer.status_code == 415


def test_a_file_is_sent_up_with_our_pages_own_word_and_of_a_bounded_size(fresh):
    cookie = fresh.cookie(MANAGER)
    with Tab(fresh.server.address, cookie) as tab:
        session = _session_id(tab.open("import").messages)

        def send(size: int, word: str, path: str = "1", **headers: str) -> int:
            sent = {"Cookie": f"recovery_session={cookie}; _streamlit_xsrf={word}", "X-Xsrftoken": word, **headers}
            address = f"{fresh.server.address}/_stcore/upload_file/{session}/{path}"
            return httpx2.put(address, headers=sent, files={"file": ("x.csv", b"a," * size)}, timeout=60).status_code

        word = ask(fresh, "GET", "/_stcore/health", cookie=cookie).cookies.get("_streamlit_xsrf") or ""
        assert word
        assert send(1_000, word) == 204
        assert send(1_000, "") == 403
        assert send(1_000, word, Origin="https://evil.example") == 404
        assert send(30_000_000, word) == 413


def test_secrets_never_reach_the_servers_log(fresh):
    made_up = ("/p/made-up-token-0123456789", "/auth/set-up?code=a-code-0123", "/report?x=Secretname")
    for path in (f"/p/{fresh.patient.link}", *made_up):
        ask(fresh, "GET", path)
    ask(fresh, "POST", "/auth/login", form={"login": "someone-0123", "password": "secret-0123"})
    printed = fresh.server.printed
    secrets = [
        fresh.patient.link,
        "made-up-token",
        "a-code-0123",
        "someone-0123",
        "secret-0123",
        "Secretname",
        "Ada Example",
    ]
    assert not [secret for secret in secrets if secret in printed]


def test_no_page_tells_another_host_where_it_was(fresh):
    for path in ("/auth/login", f"/p/{fresh.patient.link}", "/healthz", "/nonsense"):
        assert ask(fresh, "GET", path).headers["referrer-policy"] == "same-origin"


def test_an_address_of_another_patient_shows_nothing_to_a_patient(fresh):
    other = fresh.practice.enrol(name="Olga Othername")
    fresh.practice.report(other, 3, redness=3, now=datetime.now(UTC))
    with Tab(fresh.server.address, fresh.cookie(PATIENT)) as tab:
        for page in ("my_recovery", "report", "patient", "people"):
            for query in (f"treatment={as_text(other.treatment_id)}", f"patient={as_text(other.patient.patient_id)}"):
                assert not tab.open(page, query).says("Othername"), (page, query)


def _session_id(messages: list[ForwardMsg]) -> str:
    return next(m.new_session.initialize.session_id for m in messages if m.WhichOneof("type") == "new_session")


def test_a_role_that_is_taken_away_counts_at_the_next_click(fresh):
    cookie = fresh.cookie(MANAGER)
    with Tab(fresh.server.address, cookie) as tab:
        assert tab.open("administration").titles == ["Administration"]
        with fresh.practice.office.store.writing() as db:
            db.conn.execute(
                "UPDATE account SET is_manager = 0, is_clinician = 1 WHERE login = ?",
                (f"{Role.MANAGER}-1@matrix.example",),
            )
        try:
            assert tab.open("administration").says("This page is not for you")
        finally:
            with fresh.practice.office.store.writing() as db:
                db.conn.execute(
                    "UPDATE account SET is_manager = 1, is_clinician = 0 WHERE login = ?",
                    (f"{Role.MANAGER}-1@matrix.example",),
                )


def test_an_open_page_is_closed_when_its_account_is(fresh):
    office, now = fresh.practice.office, datetime.now(UTC)
    account = an_account("no hash", f"leaver-{now.timestamp()}@matrix.example", "Lee Leaver", Role.CLINICIAN)
    with office.store.writing() as db:
        accounts.add(db, account, now=now)
    cookie, _ = session_of(office, account, now=now)
    with Tab(fresh.server.address, cookie) as tab:
        assert tab.open("patient", of_patient(fresh)).says("Secretname")
        with office.store.writing() as db:
            accounts.set_disabled(db, account, disabled=True)
        assert tab.open("patient", of_patient(fresh)).led_to

"""A freshly started server, everyone who may come to it, and what each finds at its pages and routes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import httpx2

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.store import accounts, people
from recovery.store.rows import as_time
from recovery.web.forms import FORM_TYPE
from tests.browser.server import Server
from tests.conftest import Enrolled, Practice, a_clinic, an_account, phone_of, session_of
from tests.permissions.matrix import (
    CLINICIAN,
    DISABLED,
    EXPIRED,
    MANAGER,
    OTHER_CLINIC,
    OTHER_PATIENT,
    PATIENT,
    SIGNED_OUT,
)
from tests.web_socket import Shown, Tab

SHOWN, NOT_FOR_YOU, SIGN_IN, NOTHING_HERE = "shown", "not for you", "sign in", "nothing here"

NAME = "Vera Secretname"


@dataclass(frozen=True)
class Fresh:
    """A server that nobody has visited, and a patient of its practice."""

    server: Server
    practice: Practice
    patient: Enrolled

    def cookie(self, who: str) -> str | None:
        """A new session of one of the matrix's visitors; None for the signed-out."""
        return _COOKIES[who](self)

    def page(self, screen: str, who: str) -> str:
        """What a visitor finds at a page, with the address that would show the patient."""
        query = {
            "patient": f"treatment={as_text(self.patient.treatment_id)}",
            "people": f"patient={as_text(self.patient.patient.patient_id)}",
        }
        with Tab(self.server.address, self.cookie(who)) as tab:
            shown = tab.open(screen, query.get(screen, ""))
        found = _found(shown)
        assert found == SHOWN or not shown.says("Secretname"), (screen, who)
        return found

    def route(self, name: str, who: str, *, path: str, form: dict[str, str]) -> str:
        """The status that a visitor gets at an address of ours, and where it leads."""
        method, cookie = name.partition(" ")[0], self.cookie(who)
        headers = {"Accept": "text/html", "Origin": self.server.address, "Sec-Fetch-Site": "same-origin"}
        headers |= {"Cookie": f"recovery_session={cookie}"} if cookie else {}
        headers |= {"Content-Type": FORM_TYPE} if method == "POST" else {}
        filled = urlencode({field: value.replace("WHO", who.replace(" ", "-")) for field, value in form.items()})
        answer = httpx2.request(
            method, self.server.address + path, headers=headers, timeout=30,
            content=filled if method == "POST" else None,
        )  # fmt: skip
        target = answer.headers.get("location", "").partition("?")[0]
        said = f"{answer.status_code} {target}".strip()
        assert answer.status_code == 200 or "Secretname" not in answer.text, (name, who)
        return said


def _found(shown: Shown) -> str:
    if shown.led_to:
        return SIGN_IN
    if shown.says("This page is not for you"):
        return NOT_FOR_YOU
    if shown.says("go back to the list and choose again") or shown.says("leads nowhere"):
        return NOTHING_HERE
    assert shown.titles, f"a page without a title: {shown.kinds}"
    return SHOWN


def _patient(fresh: Fresh) -> str:
    return _phone(fresh, fresh.patient)


def _other_patient(fresh: Fresh) -> str:
    return _phone(fresh, fresh.practice.enrol(name="Bea Other"))


def _phone(fresh: Fresh, who: Enrolled) -> str:
    return phone_of(fresh.practice.office, who.patient, clinic_id=1, now=datetime.now(UTC))[0]


def _staff(fresh: Fresh, *roles: Role, clinic_id: int = 1) -> str:
    now, office = datetime.now(UTC), fresh.practice.office
    login = f"{'-'.join(roles)}-{clinic_id}@matrix.example"
    with office.store.writing() as db:
        account = accounts.by_login(db, login)
        if account is None:
            account = an_account("no hash", login, "Sam Staff", *roles, clinic_id=clinic_id)
            accounts.add(db, account, now=now)
    return session_of(office, account, now=now)[0]


def _of_other_clinic(fresh: Fresh) -> str:
    with fresh.practice.office.store.writing() as db:
        if not db.conn.execute("SELECT 1 FROM clinic WHERE clinic_id = 2").fetchone():
            people.add_clinic(db, a_clinic(clinic_id=2, name="Elsewhere Skin"), now=datetime.now(UTC))
    return _staff(fresh, Role.CLINICIAN, Role.MANAGER, clinic_id=2)


def _disabled(fresh: Fresh) -> str:
    now, office = datetime.now(UTC), fresh.practice.office
    account = an_account("no hash", f"left-{now.timestamp()}@matrix.example", "Lee Left", Role.CLINICIAN)
    with office.store.writing() as db:
        accounts.add(db, account, now=now)
    token, _ = session_of(office, account, now=now)
    with office.store.writing() as db:
        accounts.set_disabled(db, account, disabled=True)
    return token


def _expired(fresh: Fresh) -> str:
    token = _staff(fresh, Role.CLINICIAN)
    long_ago = as_time(datetime.now(UTC) - timedelta(days=2))
    with fresh.practice.office.store.writing() as db:
        db.conn.execute(
            "UPDATE session SET created_at = ?, last_seen_at = ? WHERE account_id = "
            "(SELECT account_id FROM account WHERE login = 'clinician-1@matrix.example')",
            (long_ago, long_ago),
        )
    return token


_COOKIES: dict[str, Callable[[Fresh], str | None]] = {
    PATIENT: _patient,
    OTHER_PATIENT: _other_patient,
    CLINICIAN: lambda fresh: _staff(fresh, Role.CLINICIAN),
    MANAGER: lambda fresh: _staff(fresh, Role.MANAGER),
    OTHER_CLINIC: _of_other_clinic,
    SIGNED_OUT: lambda _: None,
    DISABLED: _disabled,
    EXPIRED: _expired,
}

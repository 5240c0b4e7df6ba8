"""Each page by everyone, with every address that someone may try, and on a database that is in use."""

import pytest

from recovery.domain.access import Action
from recovery.domain.identifiers import as_text
from recovery.store import people
from recovery.ui.navigation import SCREENS
from tests.pages.conftest import (
    PAGES,
    SHELL,
    keys,
    labels,
    of_person,
    of_treatment,
    open_alone,
    open_page,
    open_script,
    said,
)

ACTIONS = {screen.name: screen.action for screen in SCREENS}

MEANT_FOR = {
    "patient": {Action.REPORT, Action.SEE_OWN_RECOVERY, Action.TAKE_OWN_DATA},
    "clinician": {
        Action.SEE_PATIENTS, Action.ENROL, Action.HANDLE_ALERTS, Action.SEE_COHORTS, Action.TAKE_FILES,
        Action.LOOK_AFTER_OWN_ACCOUNT,
    },
    "manager": {
        Action.SEE_COHORTS, Action.TAKE_FILES, Action.IMPORT, Action.SET_GUIDANCE, Action.ADMINISTER,
        Action.LOOK_AFTER_OWN_ACCOUNT,
    },
}  # fmt: skip

NOBODY = ("signed out", "the signed-out mark", "invented session", "ended session", "idle clinician",
          "disabled account", "signed out elsewhere")  # fmt: skip


@pytest.fixture
def sessions(practice, patient):
    """Session hashes by who comes with them."""
    practice.report(patient, 3, redness=2)
    long_idle = _copy(practice, practice.clinician.session, "idle", "last_seen_at", "2020-01-01T00:00:00Z")
    ended = _copy(practice, patient.visitor.session, "ended", "expires_at", "2020-01-01T00:00:00Z")
    gone = _copy(practice, practice.clinician.session, "gone", "last_seen_at", None)
    with practice.office.store.writing() as db:
        db.conn.execute("DELETE FROM session WHERE token_hash = ?", (gone,))
        disabled = _disabled_clinicians_session(db, practice)
    return {
        "patient": patient.visitor.session,
        "clinician": practice.clinician.session,
        "manager": practice.manager.session,
        "signed out": None,
        "the signed-out mark": "signed-out",
        "invented session": "0" * 64,
        "ended session": ended,
        "idle clinician": long_idle,
        "disabled account": disabled,
        "signed out elsewhere": gone,
    }


def _copy(practice, session, name, column, value):
    """A second session of the same visitor, one column of it changed."""
    with practice.office.store.writing() as db:
        row = dict(db.conn.execute("SELECT * FROM session WHERE token_hash = ?", (session,)).fetchone())
        row["token_hash"] = name.ljust(64, "0")
        if value is not None:
            row[column] = value
            row["created_at"] = min(row["created_at"], value)
        db["session"].insert(row)
    return row["token_hash"]


def _disabled_clinicians_session(db, practice):
    row = dict(
        db.conn.execute("SELECT * FROM account WHERE account_id = ?", (practice.clinician.subject_id,)).fetchone()
    )
    account = {**row, "account_id": 4711, "login": "left@example.com", "disabled": 1}
    db["account"].insert(account)
    session = dict(
        db.conn.execute("SELECT * FROM session WHERE token_hash = ?", (practice.clinician.session,)).fetchone()
    )
    db["session"].insert({**session, "token_hash": "d" * 64, "account_id": 4711})
    return "d" * 64


def query(page, patient):
    """What the address of a page names, when it names anyone."""
    return {"patient": of_treatment(patient), "people": of_person(patient)}.get(page, {})


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("open_it", [open_page, open_alone], ids=["in the shell", "alone"])
def test_nobody_sees_a_page_that_is_not_theirs(open_it, page, sessions, patient):
    for who, session in sessions.items():
        if ACTIONS[page] not in MEANT_FOR.get(who, ()):
            tab = open_it(session, page, **query(page, patient))
            shown = said(tab)
            assert not tab.exception, (who, page, tab.exception)
            assert not tab.title, (who, page)
            assert not any(secret in shown for secret in ("Ada", patient.patient.code, "edness")), (who, page, shown)
            if who in NOBODY:
                assert shown == "", (who, page)
            else:
                assert tab.error[0].proto.title == "This page is not for you", (who, page)
                assert "This page is for " in tab.error[0].value
                assert keys(tab) <= {"desk", "phone", "menu", "sign_out", "sign_out_asked", "session_ending"}, (
                    who,
                    page,
                )


@pytest.mark.parametrize("who", MEANT_FOR)
def test_everyone_sees_their_own_pages_and_only_those_in_the_menu(who, sessions, patient):
    own = [page for page in PAGES if ACTIONS[page] in MEANT_FOR[who]]
    for page in own:
        tab = open_page(sessions[who], page, **query(page, patient))
        assert tab.title, page
        assert not tab.error, page
        assert not tab.exception, page
        in_menu = [screen.title for screen in SCREENS if screen.in_menu and screen.name in own]
        assert labels(tab)[: len(in_menu)] == in_menu
        assert not set(labels(tab)) & {screen.title for screen in SCREENS if screen.name not in own}


@pytest.mark.parametrize(("who", "arrival"), [("patient", "What do you notice?"), ("clinician", "Worklist"),
                                              ("manager", "Cohort")])  # fmt: skip
def test_the_bare_address_leads_to_the_first_page_of_the_role(who, arrival, sessions):
    assert open_script(SHELL, sessions[who]).title[0].value == arrival


NONSENSE = ["", "0", "nonsense", "../../etc/passwd", "<script>alert(1)</script>", "AAAAAAAAAAAAAAAA", "9" * 5000, "\0"]


@pytest.mark.parametrize("text", NONSENSE, ids=lambda text: text[:12] or "empty")
def test_an_address_that_names_nothing_is_answered_in_plain_words(text, practice):
    for page, name in (("patient", "treatment"), ("people", "patient")):
        tab = open_page(practice.clinician.session, page, **{name: text})
        assert not tab.exception, page
        assert tab.error, page
        assert "script" not in said(tab)
        assert "Traceback" not in said(tab)


def test_nobody_reaches_another_clinics_or_an_unknown_patient_by_address(practice, other_clinic):
    stranger = other_clinic.enrol(name="Eva Elsewhere")
    for session in (practice.clinician.session,):
        for page in ("patient", "people"):
            tab = open_page(session, page, **query(page, stranger))
            assert tab.error
            assert not any(known in said(tab) for known in ("Eva", stranger.patient.code, "555 0100"))


def test_a_patient_cannot_choose_anothers_treatment(practice, patient):
    other = practice.enrol(name="Bea Other", method="laser")
    for page in ("report", "my_recovery"):
        tab = open_page(patient.visitor.session, page, treatment=as_text(other.treatment_id))
        assert "Derma roller" in said(tab)
        tab.session_state["chosen_treatment"] = other.treatment_id
        tab.run()
        assert "Laser" not in said(tab)
        assert not tab.exception


@pytest.mark.parametrize(("page", "number"), [("worklist", "999999"), ("people", "-1"), ("worklist", "1e9"),
                                              ("people", "٣"), ("people", "999999999999999999999")])  # fmt: skip
def test_a_page_number_that_is_none_shows_a_list(page, number, practice, patient):
    tab = open_page(practice.clinician.session, page, page=number)
    assert not tab.exception
    assert tab.title


def test_reading_goes_on_while_another_program_writes(sessions, patient, locked):
    open_page(sessions["patient"], "report")  # the server has opened the database before
    with locked():
        for who, actions in MEANT_FOR.items():
            for page in PAGES:
                if ACTIONS[page] in actions:
                    tab = open_page(sessions[who], page, **query(page, patient))
                    assert tab.title, page
                    assert not tab.error, page


def test_a_session_that_ends_takes_the_page_along(practice, patient):
    tab = open_page(patient.visitor.session, "my_recovery")
    assert tab.title
    with practice.office.store.writing() as db:
        db.conn.execute("DELETE FROM session WHERE token_hash = ?", (patient.visitor.session,))
    tab.run()
    assert said(tab) == ""


def test_signing_out_ends_the_page_where_it_is(patient):
    tab = open_page(patient.visitor.session, "my_recovery")
    assert "To come back you need your personal link" in said(tab)
    tab.button(key="sign_out").click().run()
    assert not tab.title


def test_a_demo_says_so_on_every_screen_and_a_clinic_never(sessions, practice, patient):
    screens = [(who, page) for who in MEANT_FOR for page in PAGES]
    for demo in (0, 1):
        with practice.office.store.writing() as db:
            db.conn.execute("UPDATE clinic SET demo = ?", (demo,))
            assert people.the_clinic(db).demo == bool(demo)
        for who, page in screens:
            shown = said(open_page(sessions[who], page, **query(page, patient)))
            assert ("everyone here is invented" in shown) == bool(demo), (who, page)

"""Administration, parts Accounts, Sessions and Clinic: inviting, changing, ending, and what stands about the clinic."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.domain.staff import State
from recovery.services import clinics
from recovery.services.entry import joining, visiting
from recovery.services.staff import inviting, staff_accounts
from recovery.services.staff.inviting import StaffEntry
from recovery.store import second_factors
from tests.pages.conftest import keys, labels, open_page, said

HOSTILE = "<img src=x onerror=alert(1)> **Bo** [x](javascript:1)"


@pytest.fixture
def see(practice):
    return lambda **query: open_page(practice.manager.session, "administration", **query)


@pytest.fixture
def cleo(practice, see):
    """The page of the clinician's account."""
    return lambda: see(account=as_text(practice.clinician.subject_id))


def invite(practice, name="Bea Noor", login="bea@clinic.example", *roles):
    entry = StaffEntry(name, login, frozenset(roles or {Role.CLINICIAN}))
    return inviting.invite(practice.office, practice.manager, entry=entry, now=practice.now).account.account_id


def member(practice, account_id):
    return staff_accounts.one(practice.office, practice.manager, account_id=account_id, now=practice.now).member


def press(tab, key):
    return tab.button(key=key).click().run()


def code(tab):
    """What can be copied."""
    return [block.value for block in tab.code]


def test_the_list_shows_everybody_with_state_and_roles(practice, see):
    invite(practice, "Bea Noor", "bea@clinic.example", Role.CLINICIAN, Role.MANAGER)
    tab = see()
    text = said(tab)
    assert [name for name in labels(tab) if name in ("Bea Noor", "Cleo Clinician", "Mo Manager")] == [
        "Bea Noor", "Cleo Clinician", "Mo Manager"
    ]  # fmt: skip
    assert "Invited" in text
    assert "Clinician and manager · never signed in" in text
    assert "**you**" in text
    assert "You are alone here" not in text


def test_a_manager_who_is_alone_is_told_whom_to_invite(practice, see):
    with practice.office.store.writing() as db:
        db.conn.execute("DELETE FROM session WHERE account_id = ?", (practice.clinician.subject_id,))
        db.conn.execute("DELETE FROM account WHERE account_id = ?", (practice.clinician.subject_id,))
    assert "You are alone here" in said(see())
    for page in ("cohort", "export", "import"):
        tab = open_page(practice.manager.session, page)
        assert "Nobody can enrol patients yet" in said(tab)
        assert "Invite a clinician" in labels(tab)
    assert see(invite="clinician").pills(key="invited_roles").value == [Role.CLINICIAN]
    assert see(invite="yes").pills(key="invited_roles").value == []


def test_a_practice_with_a_clinician_needs_no_hint(practice):
    assert "Nobody can enrol patients yet" not in said(open_page(practice.manager.session, "export"))


def test_inviting_shows_the_link_once_with_the_words_to_send(practice, see):
    tab = see(invite="yes")
    tab.text_input(key="invited_name").set_value("Bea Noor")
    tab.text_input(key="invited_login").set_value("Bea@Clinic.example")
    tab.pills(key="invited_roles").set_value([Role.CLINICIAN])
    tab = press(tab, "send_invitation")
    words, address = code(tab)
    assert words.startswith("Hello Bea Noor, this is your link to join at Corner Skin.")
    assert words.endswith(address)
    token = address.rpartition("/auth/invitation/")[2]
    assert joining.open_link(practice.office, token=token, now=practice.now)
    assert tab.title[0].value == "Bea Noor"
    account_id = next(
        m.account_id for m in staff_accounts.staff(practice.office, practice.manager, page=1).members
        if m.login == "bea@clinic.example"
    )  # fmt: skip
    assert code(see(account=as_text(account_id))) == []


@pytest.mark.parametrize(
    ("entered", "says"),
    [
        ({}, "The name is empty"),
        ({"invited_login": "bea"}, "The name is empty"),
        ({"invited_name": "Bea"}, "one word"),
        ({"invited_name": "Bea", "invited_login": "bea"}, "clinician, manager or both"),
        ({"invited_name": "Bea", "invited_login": "manager@example.com", "roles": [Role.MANAGER]}, "taken"),
    ],
)
def test_an_invitation_that_cannot_be_says_why_and_keeps_what_was_typed(entered, says, see):
    tab = see(invite="yes")
    tab.pills(key="invited_roles").set_value(entered.pop("roles", []))
    for key, value in entered.items():
        tab.text_input(key=key).set_value(value)
    tab = press(tab, "send_invitation")
    assert says in tab.error[0].value
    assert "Nobody is invited yet." in tab.error[0].value
    assert all(tab.text_input(key=key).value == value for key, value in entered.items())


def test_disabling_asks_first_and_ends_the_session(practice, cleo):
    tab = cleo()
    assert "signed out everywhere at their next click" in said(tab)
    tab = press(tab, "disable_now")
    assert "Disabled" in said(tab)
    assert visiting.visitor_of(practice.office, practice.clinician.session, now=practice.now) is None
    tab = press(tab, "enable_account")
    assert member(practice, practice.clinician.subject_id).state is State.ACTIVE
    assert "Active" in said(tab)


def test_nobody_is_offered_to_disable_themselves(practice, see):
    tab = see(account=as_text(practice.manager.subject_id))
    assert "disable_now" not in keys(tab)
    assert "This is your own account" in said(tab)


def test_roles_and_names_are_changed(practice, cleo):
    tab, key = cleo(), as_text(practice.clinician.subject_id)
    tab.text_input(key=f"account_name_{key}").set_value("Clea Clinician")
    tab.pills(key=f"account_roles_{key}").set_value([Role.CLINICIAN, Role.MANAGER])
    tab = press(tab, "save_account")
    assert tab.title[0].value == "Clea Clinician"
    assert "Saved." in said(tab)
    assert member(practice, practice.clinician.subject_id).roles == {Role.CLINICIAN, Role.MANAGER}
    assert "Saved." not in said(tab.run())


def test_of_two_managers_the_second_is_told_and_sees_how_it_is(practice, cleo):
    tab, key = cleo(), as_text(practice.clinician.subject_id)
    staff_accounts.change(
        practice.office, practice.manager, account_id=practice.clinician.subject_id, now=practice.now,
        entry=StaffEntry("Clea", "clinician@example.com", frozenset({Role.CLINICIAN})),
        seen=StaffEntry("Cleo Clinician", "clinician@example.com", frozenset({Role.CLINICIAN})),
    )  # fmt: skip
    tab.text_input(key=f"account_login_{key}").set_value("other@example.com")
    tab = press(tab, "save_account")
    assert "Somebody else changed this account" in tab.error[0].value
    assert tab.title[0].value == "Clea"


def test_the_last_manager_is_refused_where_it_happened(practice, see):
    key = as_text(practice.manager.subject_id)
    tab = see(account=key)
    tab.pills(key=f"account_roles_{key}").set_value([Role.CLINICIAN])
    tab = press(tab, "save_account")
    assert "Tick the box" in tab.error[0].value
    tab.checkbox(key=f"account_sure_{key}").check()
    tab = press(tab, "save_account")
    assert "the last manager" in tab.error[0].value
    assert visiting.visitor_of(practice.office, practice.manager.session, now=practice.now).roles == {Role.MANAGER}


def test_a_link_for_a_new_password_is_made_and_withdrawn(practice, cleo):
    tab = press(cleo(), "make_staff_link_now")
    assert "choose a new password" in code(tab)[0]
    token = code(tab)[1].rpartition("/")[2]
    assert joining.open_link(practice.office, token=token, now=practice.now)
    tab = press(tab, "withdraw_staff_link_now")
    assert code(tab) == []
    assert member(practice, practice.clinician.subject_id).link_until is None
    assert "withdraw_staff_link_now" not in keys(tab)


def test_an_invitation_that_ended_says_so(practice, see, now):
    entry = StaffEntry("Bea Noor", "bea", frozenset({Role.CLINICIAN}))
    made = inviting.invite(practice.office, practice.manager, entry=entry, now=now - inviting.LINK_LASTS)
    assert "ended unused on" in said(see(account=as_text(made.account.account_id)))
    assert "Invited, no link" in said(see())


def test_a_second_factor_is_removed_after_asking(practice, cleo):
    assert "remove_code_now" not in keys(cleo())
    with practice.office.store.writing() as db:
        sealed = practice.office.seal.close("A" * 32)
        second_factors.turn_on(db, 1, practice.clinician.subject_id, sealed=sealed, step=1)
    tab = press(cleo(), "remove_code_now")
    assert "remove_code_now" not in keys(tab)
    assert not member(practice, practice.clinician.subject_id).has_code


def test_sessions_of_all_staff_are_listed_and_ended(practice, see):
    practice.enrol(name="Vera Secretname")
    tab = see(part="Sessions")
    assert "**Cleo Clinician**" in said(tab)
    assert "Secretname" not in said(tab)
    assert "This one" in said(tab)
    assert f"in the trail: `{practice.clinician.session[:12]}`" in said(tab)
    assert f"end_{practice.manager.session[:12]}" not in keys(tab)
    tab = press(tab, f"end_{practice.clinician.session[:12]}")
    assert "**Cleo Clinician**" not in said(tab)
    assert visiting.visitor_of(practice.office, practice.clinician.session, now=datetime.now(UTC)) is None


def test_every_session_of_somebody_is_ended_after_asking(practice, cleo):
    tab = press(cleo(), "end_all_now")
    assert "end_all_now" not in keys(tab)
    assert visiting.visitor_of(practice.office, practice.clinician.session, now=practice.now) is None


@pytest.mark.parametrize("account", ["0", "nonsense", "9" * 5000, "0000000000001"])
def test_an_account_that_is_not_here_says_so(account, see):
    tab = see(account=account)
    assert not tab.exception
    assert "choose again" in tab.error[0].value


def test_another_clinics_account_is_not_here(see, other_clinic):
    tab = see(account=as_text(other_clinic.manager.subject_id))
    assert "choose again" in tab.error[0].value
    assert "Eli" not in said(tab)


def test_a_hostile_name_is_shown_as_it_was_typed(practice, see):
    account_id = invite(practice, HOSTILE, "=cmd|x")
    for tab in (see(), see(account=as_text(account_id))):
        assert not tab.exception
        assert r"\*\*Bo\*\*" in said(tab)
        assert HOSTILE not in "\n".join([*(m.value for m in tab.markdown), *labels(tab)])


def test_the_clinic_is_changed_and_says_what(practice, see):
    tab = see(part="Clinic")
    assert "What patients read" in said(tab)
    tab.text_input(key="clinic_entry_phone").set_value("+1 901 555 0199")
    tab.radio(key="clinic_entry_watched").set_value(True)
    tab.text_input(key="clinic_entry_when").set_value("on weekdays")
    tab.number_input(key="clinic_entry_years").set_value(5)
    tab.checkbox(key="clinic_entry_code").check()
    tab.checkbox(key="clinic_entry_expected").check()
    tab = press(tab, "save_clinic")
    clinic = practice.office.the_clinic()
    assert (clinic.phone, clinic.watched, clinic.watched_when) == ("+1 901 555 0199", True, "on weekdays")
    assert (clinic.kept_for_years, clinic.requires_code, clinic.shows_expected) == (5, True, True)
    assert "Saved: " in said(tab)
    assert tab.text_input(key="clinic_entry_phone").value == "+1 901 555 0199"
    assert "Nothing was changed." in said(press(tab, "save_clinic"))


def test_alerts_are_stopped_only_by_somebody_who_was_told(practice, see):
    practice.watching()
    practice.report(practice.enrol(days_ago=9), 9, redness=3)
    tab = see(part="Clinic")
    assert "Open now, and on the worklist until closed: 2 alerts." in said(tab)
    tab.radio(key="clinic_entry_watched").set_value(False)
    tab = press(tab, "save_clinic")
    assert "reports give no alerts any more" in tab.warning[0].value
    assert practice.office.the_clinic().watched
    tab = press(tab, "keep_alerts")
    assert (tab.radio(key="clinic_entry_watched").value, len(tab.warning)) == (True, 0)
    tab.radio(key="clinic_entry_watched").set_value(False)
    tab = press(press(tab, "save_clinic"), "stop_alerts")
    assert "Saved: whether reports are watched" in said(tab)
    assert not practice.office.the_clinic().watched
    assert "give no alerts any more" not in said(see(part="Clinic"))


def test_who_would_be_asked_for_a_second_factor_is_said_beforehand(see):
    tab = see(part="Clinic")
    assert "Without one now: Cleo Clinician and Mo Manager" in said(tab)
    tab.checkbox(key="clinic_entry_code").check()
    press(tab, "save_clinic")
    assert "Required. Not set up yet: Cleo Clinician and Mo Manager." in said(see(part="Clinic"))


def test_that_records_stay_until_somebody_erases_them_is_said_where_the_years_are_entered(see):
    assert "Nothing is deleted by itself" in said(see(part="Clinic"))


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [("phone", "call us", "number to dial"), ("emergency", "", "number to dial"), ("name", " ", "empty")],
)
def test_what_a_clinic_cannot_become_is_refused(key, value, says, practice, see):
    tab = see(part="Clinic")
    tab.text_input(key=f"clinic_entry_{key}").set_value(value)
    tab = press(tab, "save_clinic")
    assert says in tab.error[0].value
    assert tab.text_input(key=f"clinic_entry_{key}").value == value
    assert practice.office.the_clinic() == practice.clinic


def test_a_clinic_that_somebody_else_changed_meanwhile_is_not_overwritten(practice, see):
    tab = see(part="Clinic")
    clinics.change_clinic(practice.office, {"phone": "112"}, now=practice.now)
    tab.text_input(key="clinic_entry_phone").set_value("911")
    tab = press(tab, "save_clinic")
    assert "Somebody else changed this" in tab.error[0].value
    assert practice.office.the_clinic() == replace(practice.clinic, phone="112")

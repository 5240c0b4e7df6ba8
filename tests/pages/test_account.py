"""Account: who one is, how one signs in, and where."""

from datetime import UTC, datetime

import pytest

from recovery.services.entry import visiting
from recovery.store import accounts
from recovery.ui.components import own_access
from tests.conftest import session_of
from tests.pages.conftest import keys, labels, open_page, said


@pytest.fixture
def see(practice):
    return lambda: open_page(practice.clinician.session, "account")


@pytest.fixture
def elsewhere(practice):
    """The same clinician, signed in on a second device."""
    with practice.office.store.reading() as db:
        account = accounts.by_id(db, 1, practice.clinician.subject_id)
    return session_of(practice.office, account, now=practice.now)[1]


def is_in(practice, visitor):
    return visiting.visitor_of(practice.office, visitor.session, now=datetime.now(UTC)) is not None


def html(tab):
    return "\n".join(element.proto.body for element in tab.get("html"))


def test_it_says_who_one_is_and_how_one_signs_in(see):
    tab = see()
    text = said(tab)
    for expected in (
        "**Cleo Clinician**",
        "Clinician at Corner Skin",
        "clinician@example.com",
        "Second factor: **off**",
    ):
        assert expected.replace("@", "") in text.replace("@", "").replace("\\", "").replace(":small[]", ""), expected
    assert 'href="/auth/password"' in html(tab)
    assert 'href="/auth/second-factor"' in html(tab)


def test_a_manager_is_led_to_where_they_change_their_own_name(practice, see):
    assert "A manager changes your name" in said(see())
    tab = open_page(practice.manager.session, "account")
    assert "A manager changes your name" not in said(tab)
    assert "Change your name and your sign-in name" in labels(tab)


def test_an_address_for_alerts_is_asked_for_only_where_mail_is_on(see, monkeypatch):
    assert "E-mail for alerts" not in said(see())
    monkeypatch.setattr(own_access, "duty_now", lambda *_: "somebody")
    assert "none given yet. Enter it on the worklist" in said(see())
    assert "To the worklist" in labels(see())


def test_it_lists_ones_own_sessions_and_ends_one(practice, see, elsewhere):
    tab = see()
    assert said(tab).count("Chrome on Linux") == 2
    assert "This one" in said(tab)
    assert "Mo Manager" not in said(tab)
    tab = tab.button(key=f"end_{elsewhere.session[:12]}").click().run()
    assert said(tab).count("Chrome on Linux") == 1
    assert (is_in(practice, elsewhere), is_in(practice, practice.clinician)) == (False, True)


def test_signing_out_everywhere_else(practice, see, elsewhere):
    tab = see().button(key="sign_out_elsewhere").click().run()
    assert tab.title
    assert "sign_out_elsewhere" not in keys(tab)
    assert (is_in(practice, elsewhere), is_in(practice, practice.clinician)) == (False, True)


def test_signing_out_everywhere_ends_the_page_too(practice, see, elsewhere):
    tab = see().button(key="sign_out_everywhere").click().run()
    assert said(tab.run()) == ""
    assert not is_in(practice, elsewhere)
    assert not is_in(practice, practice.clinician)


def test_an_account_without_a_password_says_how_to_get_one(practice, see):
    with practice.office.store.writing() as db:
        account = accounts.by_id(db, 1, practice.clinician.subject_id)
        accounts.set_password(db, account, "")
    tab = see()
    assert "A manager can give you a link" in said(tab)
    assert "/auth/password" not in html(tab)

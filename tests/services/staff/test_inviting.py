"""Invitations: made by managers, opened by whoever holds the link, good for one password."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.access import Role
from recovery.domain.identifiers import new_token
from recovery.domain.lifetimes import STEP_LASTS
from recovery.domain.staff import State
from recovery.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInRefused
from recovery.services.entry import joining, session_lists, signing_in, visiting
from recovery.services.entry.confirming import Whence
from recovery.services.entry.passwords import fingerprint
from recovery.services.entry.signing_in import CodeAsked, SignedIn
from recovery.services.staff import inviting, staff_accounts
from recovery.services.staff.inviting import LINK_LASTS, StaffEntry
from recovery.store import accounts, people, second_factors
from tests.conftest import PASSWORD

BEA = StaffEntry("Bea Noor", "Bea@\u2060Clinic.example", frozenset({Role.CLINICIAN}))
NEW = "otter carpet nine lanterns"


def invite(practice, entry=BEA, *, now=None):
    return inviting.invite(practice.office, practice.manager, entry=entry, now=now or practice.now)


def opened(practice, link, *, now=None):
    """The hash of the step that a browser holds after opening a link."""
    return fingerprint(joining.open_link(practice.office, token=link.token, now=now or practice.now)[0])


def join(practice, step, *, password=NEW, again=None, now=None):
    return joining.join(
        practice.office, step, password=password, password_again=password if again is None else again,
        device="Firefox on Mac", now=now or practice.now,
    )  # fmt: skip


def trail(practice):
    with practice.office.store.reading() as db:
        return [(row["actor"], row["action"], row["subject"], row["details"]) for row in db["audit"].rows]


def member(practice, account_id):
    return staff_accounts.one(practice.office, practice.manager, account_id=account_id, now=practice.now).member


def sign_in(practice, login, password, *, now=None):
    return signing_in.sign_in(
        practice.office, login=login, password=password, whence=Whence("203.0.113.9"), now=now or practice.now
    )


def test_somebody_who_is_invited_chooses_a_password_and_is_in(practice):
    link = invite(practice)
    who = joining.joining(practice.office, step := opened(practice, link), now=practice.now)
    assert (who.clinic_name, who.name, who.login, who.is_new) == ("Corner Skin", "Bea Noor", "bea@clinic.example", True)
    joined = join(practice, step)
    assert isinstance(joined, SignedIn)
    assert (joined.visitor.name, joined.visitor.roles) == ("Bea Noor", {Role.CLINICIAN})
    assert visiting.visitor_of(practice.office, fingerprint(joined.token), now=practice.now) == joined.visitor
    assert isinstance(sign_in(practice, "bea@clinic.example", NEW), SignedIn)
    seen = member(practice, link.account.account_id)
    assert (seen.state, seen.link_until, seen.signed_in_at) == (State.ACTIVE, None, practice.now)


def test_before_that_nothing_lets_anybody_in(practice):
    invite(practice)
    for password in ("", "!", NEW):
        with pytest.raises(SignInRefused):
            sign_in(practice, "bea@clinic.example", password)


def test_the_trail_says_who_invited_whom_as_what_and_names_nobody(practice):
    link = invite(practice)
    join(practice, opened(practice, link))
    subject = f"staff:{link.account.account_id}"
    (invited, accepted) = [row for row in trail(practice) if row[2] == subject][:2]
    assert (invited[0], invited[1]) == (f"staff:{practice.manager.subject_id}", "invited a member of staff")
    assert '"roles":["clinician"]' in invited[3]
    assert (accepted[0], accepted[1]) == (subject, "accepted an invitation")
    assert not any(secret in str(trail(practice)) for secret in ("Bea", "bea@", link.token, NEW))


def test_the_database_does_not_hold_the_link(practice):
    link = invite(practice)
    with practice.office.store.reading() as db:
        rows = [tuple(row.values()) for row in db["invitation"].rows]
    assert fingerprint(link.token) in str(rows)
    assert link.token not in str(rows)
    assert link.token not in repr(link)


CLOSED = {
    "made up": lambda p, link: replace(link, token=new_token()),
    "empty": lambda p, link: replace(link, token=""),
    "its own hash": lambda p, link: replace(link, token=fingerprint(link.token)),
    "a place in a pattern": lambda p, link: replace(link, token="%"),
    "renewed": lambda p, link: (make_link(p, link), link)[1],
    "withdrawn": lambda p, link: (withdraw(p, link), link)[1],
    "used": lambda p, link: (join(p, opened(p, link)), link)[1],
    "of a disabled account": lambda p, link: (disable(p, link), link)[1],
}  # fmt: skip


def make_link(practice, link):
    return inviting.make_link(
        practice.office, practice.manager, account_id=link.account.account_id, now=practice.now
    )  # fmt: skip


def withdraw(practice, link):
    inviting.withdraw(practice.office, practice.manager, account_id=link.account.account_id, now=practice.now)


def disable(practice, link):
    staff_accounts.disable(practice.office, practice.manager, account_id=link.account.account_id, now=practice.now)


@pytest.mark.parametrize("why", CLOSED)
def test_links_that_do_not_open_all_get_one_answer(why, practice):
    link = CLOSED[why](practice, invite(practice))
    with pytest.raises(SignInRefused) as refused:
        opened(practice, link)
    assert str(refused.value) == joining.CLOSED


@pytest.mark.parametrize("why", ["renewed", "withdrawn", "used", "of a disabled account"])
def test_a_page_that_is_open_when_its_link_closes_sets_no_password(why, practice):
    link = invite(practice)
    step = opened(practice, link)
    CLOSED[why](practice, link)
    with pytest.raises(SignInRefused) as refused:
        join(practice, step)
    assert str(refused.value) == joining.CLOSED


@pytest.mark.parametrize(
    ("after", "opens"), [(LINK_LASTS - timedelta(seconds=1), True), (LINK_LASTS, False)], ids=["just in time", "late"]
)
def test_a_link_lasts_a_week(after, opens, practice):
    link = invite(practice)
    try:
        opened(practice, link, now=practice.now + after)
    except SignInRefused:
        assert not opens
    else:
        assert opens


def test_a_link_that_ends_while_its_page_is_open_sets_no_password(practice):
    link = invite(practice)
    step = opened(practice, link, now=practice.now + LINK_LASTS - timedelta(minutes=1))
    with pytest.raises(SignInRefused):
        join(practice, step, now=practice.now + LINK_LASTS)


def test_an_open_page_lasts_ten_minutes_and_the_link_opens_again(practice):
    link, later = invite(practice), practice.now + STEP_LASTS
    step = opened(practice, link)
    with pytest.raises(SignInRefused):
        join(practice, step, now=later)
    assert isinstance(join(practice, opened(practice, link, now=later), now=later), SignedIn)


def test_whatever_previews_a_link_uses_nothing_up(practice):
    link = invite(practice)
    for _ in range(5):
        opened(practice, link)
    assert isinstance(join(practice, opened(practice, link)), SignedIn)


def test_of_two_browsers_with_one_link_one_gets_in(practice):
    link = invite(practice)
    steps = [opened(practice, link), opened(practice, link)]

    def try_it(step):
        try:
            return join(practice, step, password=f"{NEW} {steps.index(step)}")
        except SignInRefused:
            return None

    with ThreadPoolExecutor(2) as both:
        got = list(both.map(try_it, steps))
    assert sum(one is not None for one in got) == 1
    right = [sum(1 for _ in [0] if _can(practice, f"{NEW} {number}")) for number in (0, 1)]
    assert right == [int(one is not None) for one in got]


def _can(practice, password):
    try:
        sign_in(practice, "bea@clinic.example", password)
    except SignInRefused:
        return False
    return True


def test_one_step_sent_twice_lets_in_once(practice):
    step = opened(practice, invite(practice))
    join(practice, step)
    with pytest.raises(SignInRefused):
        join(practice, step)


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [
        pytest.param("short", None, "password", id="too short"),
        pytest.param(NEW, NEW + "!", "password_again", id="not the same twice"),
        pytest.param("passwordpassword", None, "password", id="known to everyone"),
        pytest.param("Corner Skin Bea Noor", None, "password", id="what others know"),
    ],
)
def test_a_password_that_will_not_do_uses_nothing_up(password, again, field, practice):
    step = opened(practice, invite(practice))
    with pytest.raises(InvalidInput) as refused:
        join(practice, step, password=password, again=again)
    assert refused.value.field == field
    assert isinstance(join(practice, step), SignedIn)


def test_a_link_for_a_new_password_changes_nothing_until_it_is_used(practice):
    account_id = practice.clinician.subject_id
    link = inviting.make_link(practice.office, practice.manager, account_id=account_id, now=practice.now)
    assert isinstance(sign_in(practice, "clinician@example.com", PASSWORD), SignedIn)
    assert member(practice, account_id).state is State.ACTIVE
    step = opened(practice, link)
    assert not joining.joining(practice.office, step, now=practice.now).is_new
    joined = join(practice, step)
    assert visiting.visitor_of(practice.office, practice.clinician.session, now=practice.now) is None
    assert visiting.visitor_of(practice.office, joined.visitor.session, now=practice.now) == joined.visitor
    with pytest.raises(SignInRefused):
        sign_in(practice, "clinician@example.com", PASSWORD)
    assert isinstance(sign_in(practice, "clinician@example.com", NEW), SignedIn)
    assert "set a new password by a link" in str(trail(practice))


def test_a_second_factor_outlives_a_new_password(practice):
    account_id = practice.clinician.subject_id
    with practice.office.store.writing() as db:
        second_factors.turn_on(db, 1, account_id, sealed=practice.office.seal.close("A" * 32), step=1)
    link = inviting.make_link(practice.office, practice.manager, account_id=account_id, now=practice.now)
    assert isinstance(join(practice, opened(practice, link)), CodeAsked)
    assert member(practice, account_id).has_code


def test_where_all_need_a_second_factor_it_is_set_up_before_anything_is_seen(practice):
    with practice.office.store.writing() as db:
        people.change_clinic(db, replace(practice.clinic, requires_code=True))
    link = invite(practice)
    assert isinstance(join(practice, opened(practice, link)), CodeAsked)
    assert not staff_accounts.one(
        practice.office, practice.manager, account_id=link.account.account_id, now=practice.now
    ).sessions


def test_withdrawing_an_invitation_disables_the_account_and_it_can_come_back(practice):
    link = invite(practice)
    withdraw(practice, link)
    assert member(practice, link.account.account_id).state is State.DISABLED
    with pytest.raises(Conflict, match="enable it first"):
        make_link(practice, link)
    staff_accounts.enable(practice.office, practice.manager, account_id=link.account.account_id, now=practice.now)
    assert isinstance(join(practice, opened(practice, make_link(practice, link))), SignedIn)


def test_withdrawing_a_link_for_a_new_password_leaves_the_account_as_it_is(practice):
    account_id = practice.clinician.subject_id
    link = inviting.make_link(practice.office, practice.manager, account_id=account_id, now=practice.now)
    withdraw(practice, link)
    assert member(practice, account_id).state is State.ACTIVE
    with pytest.raises(SignInRefused):
        opened(practice, link)
    assert isinstance(sign_in(practice, "clinician@example.com", PASSWORD), SignedIn)


def test_where_passwords_are_switched_off_no_link_sets_one(practice, monkeypatch):
    step = opened(practice, invite(practice))
    monkeypatch.setattr(joining, "require_local_sign_in", _refuse)
    with pytest.raises(NotAllowed, match="switched off"):
        join(practice, step)


def _refuse(_office):
    raise NotAllowed("Passwords are switched off here.")


@pytest.mark.parametrize(
    ("entry", "error", "says"),
    [
        pytest.param(replace(BEA, login="manager@example.com"), Conflict, "taken", id="a sign-in name that is taken"),
        pytest.param(replace(BEA, login="MANAGER@example.com"), Conflict, "taken", id="taken in other letters"),
        pytest.param(replace(BEA, login="two words"), InvalidInput, "one word", id="two words"),
        pytest.param(replace(BEA, login=""), InvalidInput, "one word", id="no sign-in name"),
        pytest.param(replace(BEA, login="x" * 10_000), InvalidInput, "characters", id="10,000 characters"),
        pytest.param(replace(BEA, name=" \u200b\u202e "), InvalidInput, "empty", id="an invisible name"),
        pytest.param(replace(BEA, name="x" * 10_000), InvalidInput, "characters", id="a name of 10,000 characters"),
        pytest.param(replace(BEA, roles=frozenset()), InvalidInput, "clinician, manager or both", id="no role"),
        pytest.param(
            replace(BEA, roles=frozenset({Role.PATIENT})), InvalidInput, "clinician, manager or both", id="a patient"
        ),
    ],
)
def test_who_cannot_be_invited(entry, error, says, practice):
    before = trail(practice)
    with pytest.raises(error, match=says):
        invite(practice, entry)
    assert trail(practice) == before


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=HYPERLINK(0)", "'; DROP TABLE account; --", "**Ada**"])
def test_a_hostile_name_is_kept_as_it_was_typed(name, practice):
    link = invite(practice, replace(BEA, name=name))
    assert joining.joining(practice.office, opened(practice, link), now=practice.now).name == name


def test_nobody_but_a_manager_of_the_clinic_makes_or_withdraws_links(practice, other_clinic):
    account_id, office, now = practice.clinician.subject_id, practice.office, practice.now
    for visitor, error in ((practice.clinician, NotAllowed), (other_clinic.manager, NotFound)):
        with pytest.raises(error):
            inviting.make_link(office, visitor, account_id=account_id, now=now)
        with pytest.raises(error):
            inviting.withdraw(office, visitor, account_id=account_id, now=now)
    with pytest.raises(NotAllowed):
        inviting.invite(office, practice.clinician, entry=BEA, now=now)
    link = inviting.invite(office, other_clinic.manager, entry=BEA, now=now)
    assert link.account.clinic_id == 2


def test_a_manager_who_was_disabled_a_moment_ago_invites_nobody(practice):
    with practice.office.store.writing() as db:
        account = accounts.by_id(db, 1, practice.manager.subject_id)
        accounts.set_disabled(db, account, disabled=True)
    with pytest.raises(NotAllowed, match="Your own account was changed"):
        invite(practice)


def test_somebody_who_has_not_joined_is_not_the_manager_that_is_left(practice):
    invite(practice, replace(BEA, roles=frozenset({Role.MANAGER})))
    shown = staff_accounts.one(
        practice.office, practice.manager, account_id=practice.manager.subject_id, now=practice.now
    )  # fmt: skip
    assert shown.is_last_manager


def test_a_session_that_a_link_opened_says_so(practice):
    joined = join(practice, opened(practice, invite(practice)))
    found = session_lists.staff_sessions(practice.office, practice.manager, page=1, now=practice.now)
    assert [
        (one.way, one.device) for one in found.sessions if one.visitor.session == joined.visitor.session
    ] == [("invitation", "Firefox on Mac")]  # fmt: skip

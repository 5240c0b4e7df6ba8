"""Members of staff coming in by a link that a manager gave them: they choose a password, and are signed in."""

from dataclasses import dataclass
from datetime import datetime

from recovery.domain.access import Role
from recovery.domain.identifiers import new_token
from recovery.domain.lifetimes import STEP_LASTS
from recovery.errors import SignInRefused
from recovery.services.entry.local_sign_in import require_local_sign_in
from recovery.services.entry.passwords import fingerprint, hash_password, refuse_different
from recovery.services.entry.signing_in import CodeAsked, SignedIn, let_in
from recovery.services.entry.visiting import Way
from recovery.services.office import Office
from recovery.services.staff import account_changes
from recovery.store import accounts, invitations, people, steps
from recovery.store.accounts import Account
from recovery.store.audit import Actor
from recovery.store.database import Database
from recovery.store.steps import Kind, Step

CLOSED = "This link does not work any more. Ask a manager of the practice for a new one."
"""One answer for links that are used, withdrawn, too old, mistyped or made up."""


@dataclass(frozen=True)
class Joining:
    """Whose link is open: for a new account, or for a new password of one that has been used."""

    clinic_name: str
    name: str
    login: str
    roles: frozenset[Role]
    is_new: bool


def open_link(office: Office, *, token: str, now: datetime) -> tuple[str, datetime]:
    """The token of a step in exchange for a link's, and until when it lasts; SignInRefused when the link is closed.

    The link is not used up by this: what fetches links to preview them must not keep people out.
    """
    with office.store.writing() as db:
        link = invitations.by_token(db, fingerprint(token), now=now)
        if link is None:
            raise SignInRefused(CLOSED)
        step_token, until = new_token(), now + STEP_LASTS
        step = Step(Kind.INVITATION, link.clinic_id, until, account_id=link.account_id)
        steps.add(db, fingerprint(step_token), step, now=now)
        return step_token, until


def joining(office: Office, step: str, *, now: datetime) -> Joining:
    """Whose link was opened by the step of this token hash; SignInRefused when it is closed by now."""
    with office.store.reading() as db:
        account = _account(db, steps.find(db, step, Kind.INVITATION, now=now), now)
        clinic = people.clinic(db, account.clinic_id)
    return Joining(clinic.name, account.name, account.login, account.roles, is_new=not account.can_sign_in)


def join(
    office: Office, step: str, *, password: str, password_again: str, device: str, now: datetime
) -> SignedIn | CodeAsked:
    """Set the password that the holder of an open link chose, use the link up, and let them in or ask for a code.

    Whatever was open with the account ends; its second factor stays. Of two who send at once, one gets in.
    InvalidInput when the password will not do: the step goes on. SignInRefused when the link is closed by now.
    """
    require_local_sign_in(office)
    who = joining(office, step, now=now)  # before the hash, which costs a tenth of a second
    refuse_different(password, password_again)
    password_hash = hash_password(password, own=(who.clinic_name, who.name, who.login))
    with office.store.writing() as db:
        account = _account(db, steps.take(db, step, Kind.INVITATION, now=now), now)
        account_changes.set_password(db, account, password_hash)
        ended = account_changes.end_all(db, account)
        action = "set a new password by a link" if account.can_sign_in else "accepted an invitation"
        by = Actor(f"staff:{account.account_id}")
        account_changes.note(db, account, action, who=by, now=now, details={"sessions": ended})
        return let_in(db, account, way=Way.INVITATION, device=device, now=now)


def _account(db: Database, step: Step | None, now: datetime) -> Account:
    """The account of an open link: a step of one that was used, renewed or withdrawn since is worth nothing."""
    if step is None or step.account_id is None:
        raise SignInRefused(CLOSED)
    link = invitations.of_account(db, step.clinic_id, step.account_id, now=now)
    account = accounts.by_id(db, step.clinic_id, step.account_id) if link else None
    if account is None:
        raise SignInRefused(CLOSED)
    return account

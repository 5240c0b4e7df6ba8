"""The first minutes of an installation: the set-up code, the clinic, its first manager, the demo."""

from datetime import datetime

from recovery.domain.access import Role
from recovery.domain.clinic import Clinic
from recovery.domain.identifiers import new_id, new_token
from recovery.domain.staff import check_login, check_name, check_roles
from recovery.errors import Conflict, NotAllowed, SignInRefused
from recovery.services.entry.passwords import fingerprint, hash_password, refuse_different
from recovery.services.entry.signing_in import CodeAsked, SignedIn, let_in
from recovery.services.entry.visiting import Way
from recovery.services.office import Office
from recovery.store import accounts, audit, guidance, installation, people, set_up_codes

FIRST_CLINIC = 1
"""The id of the one clinic of an installation: small, because every row repeats it; it is no secret."""


def new_set_up_code(office: Office, *, now: datetime) -> str | None:
    """A fresh one-time code for the set-up page, in place of any earlier; None once a clinic is set up."""
    with office.store.writing() as db:
        if people.the_clinic(db) is not None:
            return None
        code = new_token()
        set_up_codes.put(db, fingerprint(code), now=now)
        return code


def is_set_up_code(office: Office, code: str) -> bool:
    """Whether this code opens the set-up page now."""
    with office.store.reading() as db:
        return people.the_clinic(db) is None and set_up_codes.is_good(db, fingerprint(code))


def set_up(
    office: Office, *, code: str, clinic: Clinic, manager: accounts.Account, device: str = "", now: datetime
) -> SignedIn | CodeAsked:
    """Set the clinic and its first account up, spend the code, and let the manager in, who just chose a password.

    Passwords may be switched off: who sets a clinic up gets in by the code, and by the provider from then on.
    """
    with office.store.writing() as db:
        if people.the_clinic(db) is not None:
            raise Conflict("A clinic is set up already; sign in.")
        if not set_up_codes.is_good(db, fingerprint(code)):
            raise SignInRefused("The set-up code is used or too old; take the address that the terminal printed last.")
        people.add_clinic(db, clinic, now=now)
        accounts.add(db, manager, now=now)
        set_up_codes.forget(db)
        audit.add(
            db, clinic_id=clinic.clinic_id, now=now, actor=audit.PROGRAM, action="set the clinic up",
            subject=f"staff:{manager.account_id}",
        )  # fmt: skip
        return let_in(db, manager, way=Way.SET_UP, device=device, now=now)


def new_account(
    *, clinic_id: int, clinic_name: str, login: str, name: str, password: str, password_again: str | None,
    roles: frozenset[Role],
) -> accounts.Account:  # fmt: skip
    """An account from what was entered; InvalidInput says what is wrong with it."""
    cleaned, full_name = check_login(login), check_name(name, what="Your name")
    check_roles(roles)
    if password_again is not None:
        refuse_different(password, password_again)
    return accounts.Account(
        clinic_id=clinic_id,
        account_id=new_id(),
        login=cleaned,
        name=full_name,
        password_hash=hash_password(password, own=(clinic_name, full_name, cleaned)),
        roles=roles,
    )


def discard_demo(office: Office, *, now: datetime) -> str:
    """Empty a demo database and give the code for setting a real clinic up; a real one is refused."""
    clinic = office.the_clinic()
    if not clinic.demo:
        raise NotAllowed("This database holds a real clinic; it is never discarded from here.")
    with office.store.writing() as db:
        installation.empty_demo(db)
        guidance.put_files_in_force(db, office.files, now=now)
        code = new_token()
        set_up_codes.put(db, fingerprint(code), now=now)
    return code

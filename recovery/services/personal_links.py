"""Patients coming in by their personal link."""

from datetime import datetime

from recovery.domain.access import Role, Visitor
from recovery.errors import SignInRefused
from recovery.services.office import Office
from recovery.services.passwords import fingerprint
from recovery.services.visiting import Way, open_session
from recovery.store import links, people


def open_personal_link(office: Office, *, token: str, device: str = "", now: datetime) -> tuple[str, Visitor]:
    """A patient's session for the token of their link; SignInRefused when it does not work any more."""
    token_hash = fingerprint(token)
    with office.store.reading() as db:
        _refuse_closed(links.by_token(db, token_hash, now=now))
    with office.store.writing() as db:
        link = _refuse_closed(links.by_token(db, token_hash, now=now))
        links.mark_used(db, token_hash, now=now)
        patient = people.patient(db, link.clinic_id, link.patient_id)
        roles = frozenset({Role.PATIENT})
        visitor = Visitor("", link.clinic_id, patient.patient_id, patient.name, roles)
        return open_session(
            db, visitor, way=Way.PERSONAL_LINK, device=device, now=now, action="opened the personal link"
        )  # fmt: skip


def is_own_link(office: Office, visitor: Visitor, *, token: str, now: datetime) -> bool:
    """Whether a link is of the very patient who is signed in; true, too, of one that opens nothing."""
    with office.store.reading() as db:
        link = links.by_token(db, fingerprint(token), now=now)
    return link is None or (not visitor.is_staff and link.patient_id == visitor.patient_id)


def _refuse_closed(link: links.PersonalLink | None) -> links.PersonalLink:
    if link is None:
        raise SignInRefused(
            "This link does not work any more: it is too old, or a newer one took its place. "
            "Please ask the practice for a new one."
        )
    return link

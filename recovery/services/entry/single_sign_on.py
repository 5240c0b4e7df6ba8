"""Signing staff in at the practice's own provider: sent there with a step, let in by what comes back."""

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from recovery.domain.access import Visitor
from recovery.domain.identifiers import new_token
from recovery.domain.identities import REFUSED, Identity, coded, identity_of, why_not
from recovery.errors import NotProved, SignInRefused
from recovery.services.entry import throttling
from recovery.services.entry.local_sign_in import require_provider
from recovery.services.entry.passwords import fingerprint
from recovery.services.entry.visiting import Entered, Way, open_session
from recovery.services.office import Office
from recovery.store import accounts, audit, invitations, single_sign_ons, steps
from recovery.store.accounts import Account
from recovery.store.database import Database
from recovery.store.steps import Kind, Step

AWAY = timedelta(minutes=10)
"""How long somebody may take at the provider, a second factor there included (ours)."""

MOST_AWAY = 10_000
"""Steps at once: anyone may begin one, so their number is bounded, the oldest give way (ours; some 10 MB)."""

LONGEST_CODE = 4_096
"""Characters of an authorization code: Microsoft's have some 1,500 (ours)."""

BEGIN_AGAIN = (
    "This sign-in was begun too long ago, in another browser, or has been used. Go back to the sign-in page and begin "
    "again."
)
STOPPED = "You were not signed in there. Go back to the sign-in page to try again, or to choose another way."

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Leading:
    """Where to send the browser, the token of its step, and until when that is good."""

    address: str
    step: str = field(repr=False)
    until: datetime


def begin(office: Office, *, wanted: str, now: datetime) -> Leading:
    """The way to the provider; ProviderUnreachable when it does not answer, NotAllowed where staff have none.

    `wanted` is a page of ours.
    """
    from recovery.services.entry import asking_provider  # noqa: PLC0415 - Authlib takes long to load

    require_provider(office)
    clinic, token, until = office.the_clinic(), new_token(), now + AWAY
    held = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    address = asking_provider.address_of(office.settings, **held, now=now)
    step = Step(
        Kind.SINGLE_SIGN_ON, clinic.clinic_id, until, wanted=wanted, sealed=office.seal.close(json.dumps(held))
    )  # fmt: skip
    with office.store.writing() as db:
        steps.add(db, fingerprint(token), step, now=now)
        steps.keep_newest(db, Kind.SINGLE_SIGN_ON, MOST_AWAY)
    return Leading(address, token, until)


def finish(office: Office, *, step: str, answer: Mapping[str, str], device: str, now: datetime) -> Entered:
    """The session of whom the provider vouches for; SignInRefused or ProviderUnreachable otherwise.

    `step` is the hash of the token that the browser holds, `answer` what stands in the address that it came back to.
    """
    require_provider(office)
    if "error" in answer:
        _LOG.info("The provider of single sign-on answered %s.", coded(answer["error"]))
        raise SignInRefused(STOPPED)
    try:
        taken, held = _taken(office, step, state=answer.get("state", ""), now=now)
        identity = _identity(office, answer, held, now)
        with office.store.writing() as db:
            account = _account(db, identity)
            token, visitor = _let_in(db, account, identity, device=device, now=now)
    except NotProved as refusal:
        _note_refusal(office, refusal, now)
        raise
    return Entered(token, visitor, taken.wanted)


def _taken(office: Office, step: str, *, state: str, now: datetime) -> tuple[Step, dict[str, str]]:
    """The step that this answer belongs to, which is over with this, and what was sealed in it."""
    with office.store.reading() as db:
        found = steps.find(db, step, Kind.SINGLE_SIGN_ON, now=now)
    if found is None:
        raise NotProved(BEGIN_AGAIN, reason="no sign-in begun in this browser")
    held: dict[str, str] = json.loads(office.seal.open(found.sealed))
    # An answer that somebody else made up must not end what this browser began: it is only not listened to.
    if not secrets.compare_digest(held["state"].encode(), state.encode()):
        raise NotProved(BEGIN_AGAIN, reason="answer to a sign-in of another browser")
    with office.store.writing() as db:
        if steps.take(db, step, Kind.SINGLE_SIGN_ON, now=now) is None:
            raise NotProved(BEGIN_AGAIN, reason="answer that another was faster with")
    return found, held


def _identity(office: Office, answer: Mapping[str, str], held: Mapping[str, str], now: datetime) -> Identity:
    from recovery.services.entry import asking_provider  # noqa: PLC0415 - Authlib takes long to load

    code = answer.get("code", "")
    if not 0 < len(code) <= LONGEST_CODE:
        raise NotProved(REFUSED, reason="no code")
    setting = office.settings.single_sign_on
    claims = asking_provider.claims_for(
        office.settings, code=code, issuer=answer.get("iss"), nonce=held["nonce"], verifier=held["verifier"], now=now
    )  # fmt: skip
    return identity_of(claims, trusts_email=bool(setting and setting.trusts_email))


def _account(db: Database, identity: Identity) -> Account:
    """The account of this person; NotProved when there is none, or none for them."""
    account = accounts.by_login(db, identity.email)
    if account is None:
        raise NotProved(REFUSED, reason="no account with this name")
    wrong = why_not(
        identity,
        linked_to=account.sso_subject,
        disabled=account.disabled,
        has_another=single_sign_ons.is_linked_elsewhere(db, identity.key, account_id=account.account_id),
    )
    if wrong:
        raise NotProved(REFUSED, reason=wrong, account_id=account.account_id)
    return account


def _let_in(db: Database, account: Account, identity: Identity, *, device: str, now: datetime) -> tuple[str, Visitor]:
    if not account.sso_subject:
        joined = invitations.end(db, account.clinic_id, account.account_id)
        single_sign_ons.link(db, account.clinic_id, account.account_id, identity.key)
        subject = f"staff:{account.account_id}"
        audit.add(
            db, clinic_id=account.clinic_id, now=now, actor=audit.Actor(subject), action="linked single sign-on",
            subject=subject, details={"invited": joined},
        )  # fmt: skip
    visitor = Visitor("", account.clinic_id, account.account_id, account.name, account.roles)
    return open_session(db, visitor, way=Way.SINGLE_SIGN_ON, device=device, now=now)


def _note_refusal(office: Office, refusal: NotProved, now: datetime) -> None:
    subject = "unknown name" if refusal.account_id is None else f"staff:{refusal.account_id}"
    _LOG.warning("Single sign-on was refused: %s (%s).", refusal.reason, subject)
    details = {"way": Way.SINGLE_SIGN_ON.value, "reason": refusal.reason}
    with office.store.writing() as db:
        throttling.note_failure(db, "sign-in refused", subject=subject, now=now, details=details)

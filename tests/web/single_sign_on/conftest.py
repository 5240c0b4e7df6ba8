"""A site whose staff sign in at a provider: a real one in a process of its own, or one that a test makes misbehave."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest
from httpx2 import Response as Answer
from starlette.testclient import TestClient

from recovery.settings import SingleSignOn
from recovery.store import accounts
from tests.conftest import Practice
from tests.oidc_provider import CLIENT, Provider, Puppet, puppet, real_provider
from tests.web.conftest import CLINICIAN, HERE, Clock, Site, new_token

ADA = {"email": CLINICIAN, "email_verified": True}

HOUR = 3600


@pytest.fixture
def now() -> datetime:
    """The provider reads the clock itself."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def real() -> Iterator[Provider]:
    with real_provider() as running:
        yield running


@pytest.fixture
def told() -> Iterator[Puppet]:
    with puppet() as running:
        running.claims = dict(ADA)
        yield running


def site_with(practice: Practice, clock: Clock, issuer: str, *, local: bool = True, **more: object) -> Site:
    """The clinic's site with this provider."""
    setting = SingleSignOn(issuer, CLIENT, "Practice Login", **{"client_secret": "shared secret", **more})
    settings = replace(practice.office.settings, address=HERE, single_sign_on=setting, local_sign_in=local)
    return Site(lambda: replace(practice.office, settings=settings), clock)


@pytest.fixture
def site(practice: Practice, clock: Clock, real: Provider) -> Site:
    real.knows("ada", **ADA)
    return site_with(practice, clock, real.issuer)


@pytest.fixture
def wary(practice: Practice, clock: Clock, told: Puppet) -> Site:
    """A site whose provider a test makes misbehave."""
    return site_with(practice, clock, told.issuer)


def lead(browser: TestClient, *, wanted: str = "") -> str:
    """The address at the provider that the button leads to."""
    answer = browser.post("/auth/sso", data={"next": wanted})
    assert answer.status_code == 200, answer.text
    found = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', answer.text)
    assert found
    return unescape(found[1])


def signs_in(site: Site, running: Provider | Puppet, *who: str, wanted: str = "") -> tuple[Answer, TestClient]:
    """Somebody's whole way in; and their browser."""
    browser = site.browser()
    return browser.get(running.signs_in(lead(browser, wanted=wanted), *who)), browser


def trail(site: Site, action: str) -> list[tuple[str, str]]:
    """What the trail says of this: the subject and the details, the latest last."""
    with site.open_office().store.reading() as db:
        rows = db.conn.execute("SELECT subject, details FROM audit WHERE action = ? ORDER BY seq", (action,))
        return [(row["subject"], row["details"]) for row in rows.fetchall()]


def account(site: Site, login: str) -> accounts.Account:
    with site.open_office().store.reading() as db:
        found = accounts.by_login(db, login)
    assert found is not None
    return found


def refused_for(site: Site, told: Puppet, reason: str) -> None:
    """Nobody gets in, no account is linked, and the trail says why."""
    answer, _ = signs_in(site, told)
    assert (answer.status_code, new_token(answer)) == (403, None)
    assert trail(site, "sign-in refused")[-1] == ("unknown name", f'{{"way":"single sign-on","reason":"{reason}"}}')
    assert account(site, CLINICIAN).sso_subject == ""

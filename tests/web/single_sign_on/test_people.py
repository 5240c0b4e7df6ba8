"""People who are not let in, and do not learn why."""

from dataclasses import replace

import pytest

from recovery.domain.identities import REFUSED
from recovery.store import accounts
from tests.conftest import Practice
from tests.oidc_provider import Puppet
from tests.web.conftest import CLINICIAN, MANAGER, Site, new_token
from tests.web.single_sign_on.conftest import ADA, account, refused_for, signs_in, site_with, trail

OTHER_LETTERS = "e-mail address of other letters than a to z"
PEOPLE = {
    "an address that is not verified": ({"email_verified": False}, "e-mail address not verified", False),
    "an address of which that is not said": ({"email_verified": None}, "e-mail address not verified", False),
    "an address that is verified by word": ({"email_verified": "true"}, "e-mail address not verified", False),
    "no address": ({"email": None}, "no e-mail address", False),
    "an empty address": ({"email": ""}, "no e-mail address", False),
    "an address that is a list": ({"email": [CLINICIAN]}, "no e-mail address", False),
    "an endless address": ({"email": "a" * 250 + "@b.example"}, "no e-mail address", False),
    "an address that nobody here has": ({"email": "nobody@example.com"}, "no account with this name", False),
    "an address that looks like one": ({"email": "clinic\u0456an@example.com"}, OTHER_LETTERS, False),
    "an address with a space more": ({"email": f" {CLINICIAN}"}, "no account with this name", False),
    "no name of their own": ({"sub": None}, "names nobody", False),
    "an endless name of their own": ({"sub": "a" * 256}, "names nobody", False),
    "an account that is disabled": ({"email": MANAGER}, "account disabled", True),
    "an address that was another's": ({"sub": "eve"}, "another person than before", True),
    "a second account": ({"email": "bea@example.com"}, "the person of another account", True),
}


@pytest.mark.parametrize("case", PEOPLE.values(), ids=PEOPLE)
def test_others_are_not_let_in_and_do_not_learn_why(wary: Site, told: Puppet, practice: Practice, caplog, case) -> None:
    claims, reason, is_known = case
    assert signs_in(wary, told)[0].status_code == 303
    with practice.office.store.writing() as db:
        accounts.set_disabled(db, account(wary, MANAGER), disabled=True)
        second = replace(account(wary, CLINICIAN), account_id=77, login="bea@example.com", sso_subject="")
        accounts.add(db, second, now=practice.now)
    told.claims |= claims
    answer, _ = signs_in(wary, told)
    assert (answer.status_code, new_token(answer)) == (403, None)
    assert REFUSED in answer.text
    assert reason not in answer.text
    subject, details = trail(wary, "sign-in refused")[-1]
    assert details == f'{{"way":"single sign-on","reason":"{reason}"}}'
    assert subject.startswith("staff:") if is_known else subject == "unknown name"
    assert reason in caplog.text
    assert "@" not in caplog.text


def test_every_refusal_looks_the_same(wary: Site, told: Puppet, practice: Practice) -> None:
    pages = set()
    for email in ("nobody@example.com", MANAGER):
        with practice.office.store.writing() as db:
            accounts.set_disabled(db, account(wary, MANAGER), disabled=True)
        told.claims["email"] = email
        pages.add(signs_in(wary, told)[0].text)
    assert len(pages) == 1


def test_what_is_looked_up_of_somebody_else_counts_for_nothing(wary: Site, told: Puppet) -> None:
    told.claims = {}
    told.userinfo = {"sub": "eve", **ADA}
    refused_for(wary, told, "userinfo of somebody else")


TRUSTED = [({}, 303), ({"email_verified": True}, 303), ({"email_verified": False}, 403)]


@pytest.mark.parametrize(("claims", "status"), TRUSTED)
def test_a_provider_that_says_nothing_can_be_trusted_to_verify(practice, clock, told, claims, status) -> None:
    told.claims = {"email": CLINICIAN, **claims}
    site = site_with(practice, clock, told.issuer, trusts_email=True)
    assert signs_in(site, told)[0].status_code == status

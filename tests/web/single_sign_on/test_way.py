"""The way to the provider and back, over the real routes."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

import pytest

from recovery.services.entry.single_sign_on import STOPPED
from recovery.store import accounts
from tests.conftest import Practice
from tests.cookies import STEP
from tests.oidc_provider import CLIENT, Provider, Puppet
from tests.web.conftest import CLINICIAN, HERE, MANAGER, Clock, Site, new_token
from tests.web.single_sign_on.conftest import ADA, account, lead, signs_in, site_with, trail


def test_the_page_offers_the_provider_above_the_password(site: Site) -> None:
    page = site.browser().get("/auth/login").text
    assert page.index("Sign in with Practice Login") < page.index("Sign-in name")


def test_whoever_the_provider_vouches_for_is_let_in(site: Site, real: Provider) -> None:
    answer, _ = signs_in(site, real, "ada")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert site.is_signed_in(new_token(answer))
    assert '"way":"single sign-on"' in trail(site, "signed in")[-1][1]


def test_they_come_as_what_their_account_here_says(site: Site, real: Provider) -> None:
    real.knows("mo", email=MANAGER.upper(), email_verified=True, roles=["clinician"], name="Someone Else")
    answer, _ = signs_in(site, real, "mo")
    browser = site.browser(new_token(answer))
    assert browser.get("/download/summary.csv?since=2026-01-01").status_code != 403
    with site.open_office().store.reading() as db:
        roles = db.conn.execute("SELECT is_clinician, is_manager, name FROM account WHERE login = ?", (MANAGER,))
        assert tuple(roles.fetchone()) == (0, 1, "Mo Manager")


def test_the_request_is_a_code_flow_with_a_proof_key(site: Site) -> None:
    asked = dict(parse_qsl(urlsplit(lead(site.browser())).query))
    wanted = {"response_type": "code", "scope": "openid email", "client_id": CLIENT, "code_challenge_method": "S256"}
    assert wanted.items() <= asked.items()
    assert asked["redirect_uri"] == f"{HERE}/auth/sso/back"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) == 43


def test_the_proof_key_that_is_shown_with_the_code_is_the_one_that_was_promised(wary: Site, told: Puppet) -> None:
    browser = wary.browser()
    address = lead(browser)
    assert browser.get(told.signs_in(address)).status_code == 303
    shown = next(form for path, form, _ in told.asked if path == "/token")["code_verifier"]
    promised = dict(parse_qsl(urlsplit(address).query))["code_challenge"]
    assert urlsafe_b64encode(sha256(shown.encode()).digest()).decode().rstrip("=") == promised


def test_the_step_cookie_comes_along_from_another_site_but_no_script_reads_it(site: Site) -> None:
    cookie = site.browser().post("/auth/sso", data={"next": "/"}).headers["set-cookie"].lower()
    assert {"httponly", "samesite=lax", "path=/auth", "max-age=600"} <= set(cookie.split("; "))


def test_what_was_proved_on_the_way_is_never_in_the_open(site: Site) -> None:
    browser = site.browser()
    asked = dict(parse_qsl(urlsplit(lead(browser)).query))
    with site.open_office().store.reading() as db:
        row = dict(db.conn.execute("SELECT * FROM entry_step").fetchone())
    assert not {asked["state"], asked["nonce"], browser.cookies[STEP]} & set(map(str, row.values()))
    assert asked["state"] not in row["sealed"]


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [("/patient?treatment=1", "/patient?treatment=1"), ("https://evil.example", "/"), ("//evil.example", "/"),
     ("/\\evil.example", "/"), ("/auth/logout", "/"), ("", "/")],
)  # fmt: skip
def test_one_goes_on_to_where_one_wanted(site: Site, real: Provider, wanted: str, leads_to: str) -> None:
    assert signs_in(site, real, "ada", wanted=wanted)[0].headers["location"] == leads_to


def test_the_session_that_this_browser_had_is_over(site: Site, real: Provider) -> None:
    browser = site.of_staff(MANAGER)
    before = browser.cookies["recovery_session"]
    assert browser.get(real.signs_in(lead(browser), "ada")).status_code == 303
    assert not site.is_signed_in(before)


def test_the_first_sign_in_links_the_account_to_the_person(site: Site, real: Provider) -> None:
    signs_in(site, real, "ada")
    signs_in(site, real, "ada")
    assert account(site, CLINICIAN).sso_subject == f"{real.issuer}#ada"
    assert len(trail(site, "linked single sign-on")) == 1


def test_signing_in_accepts_an_invitation(site: Site, real: Provider) -> None:
    invited = account(site, CLINICIAN)
    with site.open_office().store.writing() as db:
        accounts.set_password(db, invited, "")
        db.conn.execute(
            "INSERT INTO invitation VALUES (?, ?, 'hash', 0, '2026-01-01', '2099-01-01')",
            (invited.clinic_id, invited.account_id),
        )
    assert signs_in(site, real, "ada")[0].status_code == 303
    assert trail(site, "linked single sign-on")[-1][1] == '{"invited":true}'
    with site.open_office().store.reading() as db:
        assert db["invitation"].count == 0


def test_whoever_stops_at_the_provider_is_told_how_to_go_on(site: Site, real: Provider) -> None:
    browser = site.browser()
    answer = browser.get(real.turns_away(lead(browser)))
    assert answer.status_code == 403
    assert STOPPED in answer.text
    assert 'href="/auth/login"' in answer.text


# Where the address is verified


def test_a_token_without_the_address_has_it_looked_up(wary: Site, told: Puppet) -> None:
    told.claims = {"email": CLINICIAN}
    told.userinfo = {"sub": "ada", **ADA}
    assert signs_in(wary, told)[0].status_code == 303
    assert told.asked[-1][2]["Authorization"] == "Bearer a"


# How we prove who we are

WAYS = {
    "by a header": (None, "secret", ("Basic", False)),
    "in the form": (["client_secret_post"], "secret", (None, True)),
    "as a public client": (None, "", (None, False)),
}


@pytest.mark.parametrize("case", WAYS.values(), ids=WAYS)
def test_the_secret_goes_the_way_that_the_provider_takes(practice, clock, told, case) -> None:
    methods, secret, expected = case
    told.described = {"token_endpoint_auth_methods_supported": methods}
    answer, _ = signs_in(site_with(practice, clock, told.issuer, client_secret=secret), told)
    assert answer.status_code == 303
    form, headers = next((form, headers) for path, form, headers in told.asked if path == "/token")
    assert (headers.get("Authorization", "").split(" ")[0] or None, "client_secret" in form) == expected
    assert len(form["code_verifier"]) == 43


def test_a_prompt_is_passed_on(practice: Practice, clock: Clock, told: Puppet) -> None:
    asked = lead(site_with(practice, clock, told.issuer, prompt="select_account").browser())
    assert "prompt=select_account" in asked


def test_signing_out_says_that_the_provider_may_still_know_the_device(site: Site) -> None:
    assert "Practice Login may still know you" in site.browser().get("/auth/login?said=signed-out").text
    assert "may still know you" not in site.browser().get("/auth/login?said=ended").text

"""From the address that the terminal printed to a clinic, or to a demo."""

import pytest
from starlette.testclient import TestClient

from recovery.domain.access import Role
from recovery.services import setting_up
from recovery.services.entry import visiting
from recovery.services.entry.passwords import fingerprint
from recovery.web import set_up
from recovery.web.set_up import servers_time_zone, time_zones
from tests.conftest import PASSWORD
from tests.cookies import SET_UP
from tests.web.conftest import Site, new_token

ENTRIES = {
    "name": "Corner Skin",
    "time_zone": "America/Chicago",
    "phone": "+1 901 555 0100",
    "emergency_number": "911",
    "watched": "yes",
    "watched_when": "on weekdays from 9 to 17",
    "account_name": "Mo Manager",
    "login": "mo@corner.example",
    "password": PASSWORD,
    "password_again": PASSWORD,
}


def test_the_code_leaves_the_address_at_once(new_site: Site, code: str) -> None:
    answer = new_site.browser().get(f"/auth/set-up?code={code}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/set-up")
    cookie = answer.headers["set-cookie"].lower().split("; ")
    assert {"httponly", "samesite=lax", "path=/auth"} <= set(cookie)


@pytest.mark.parametrize("address", ["/auth/set-up", "/auth/set-up?code=", "/auth/set-up?code=guessed"])
def test_without_the_code_nothing_opens(new_site: Site, code: str, address: str) -> None:
    answer = new_site.browser().get(address)
    assert answer.status_code == 403
    assert "the terminal printed" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/auth/set-up", "/auth/look-around"])
@pytest.mark.parametrize("cookie", ["", f"{SET_UP}=guessed", f"{SET_UP}=" + "x" * 5_000])
def test_without_the_code_nothing_is_done(new_site: Site, code: str, path: str, cookie: str) -> None:
    answer = new_site.browser().post(path, data=ENTRIES, headers={"cookie": cookie})
    assert answer.status_code == 403
    assert new_site.open_office().clinic() is None


def test_a_newer_code_takes_the_place_of_the_older(new_site: Site, founder: TestClient) -> None:
    setting_up.new_set_up_code(new_site.open_office(), now=new_site.clock())
    assert founder.get("/auth/set-up").status_code == 403
    assert founder.post("/auth/set-up", data=ENTRIES).status_code == 403


def test_the_form_proposes_what_it_can(founder: TestClient) -> None:
    page = founder.get("/auth/set-up")
    assert page.status_code == 200
    assert '<option value="America/Argentina/Buenos_Aires">Argentina, Buenos Aires</option>' in page.text


def test_the_sign_in_page_leads_a_founder_back_to_the_form(founder: TestClient) -> None:
    assert founder.get("/auth/login").headers["location"] == "/auth/set-up"


@pytest.mark.parametrize(
    ("clinician", "roles"),
    [
        pytest.param({}, {Role.MANAGER}, id="manager"),
        pytest.param({"clinician": "yes"}, {Role.MANAGER, Role.CLINICIAN}, id="manager who treats"),
    ],
)
def test_the_manager_is_signed_in_to_the_new_clinic(
    new_site: Site, founder: TestClient, clinician: dict[str, str], roles: set[Role]
) -> None:
    answer = founder.post("/auth/set-up", data=ENTRIES | clinician)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    visitor = visiting.visitor_of(new_site.open_office(), fingerprint(new_token(answer) or ""), now=new_site.clock())
    assert visitor is not None
    assert (visitor.name, visitor.roles) == ("Mo Manager", roles)
    clinic = new_site.open_office().the_clinic()
    assert (clinic.name, clinic.watched, clinic.demo) == ("Corner Skin", True, False)


def test_the_code_works_once(new_site: Site, code: str, founder: TestClient) -> None:
    founder.post("/auth/set-up", data=ENTRIES)
    other = new_site.browser()
    answer = other.get(f"/auth/set-up?code={code}")
    assert (answer.status_code, "is set up here already" in answer.text) == (403, True)
    other.cookies.set(SET_UP, code)
    assert other.post("/auth/set-up", data=ENTRIES | {"name": "Another"}).status_code == 403
    assert other.post("/auth/look-around", data=ENTRIES).status_code == 403
    assert new_site.open_office().the_clinic().name == "Corner Skin"


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"name": " "}, "name", "name is empty"),
        ({"name": "x" * 10_000}, "name", "120 fit"),
        ({"time_zone": ""}, "time_zone", "no time zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone", "no time zone"),
        ({"phone": "call us"}, "phone", "a number to dial"),
        ({"emergency_number": ""}, "emergency_number", "a number to dial"),
        ({"watched": ""}, "watched", "Say whether"),
        ({"watched": "perhaps"}, "watched", "Say whether"),
        ({"watched_when": ""}, "watched_when", "Say when"),
        ({"account_name": ""}, "account_name", "Your name is empty"),
        ({"login": "two words"}, "login", "one word"),
        ({"login": "a\0b c"}, "login", "one word"),
        ({"password": "short", "password_again": "short"}, "password", "at least 12"),
        ({"password_again": "another long password"}, "password_again", "differ"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    new_site: Site, founder: TestClient, wrong: dict[str, str], field: str, said: str
) -> None:
    answer = founder.post("/auth/set-up", data=ENTRIES | wrong)
    assert answer.status_code == 400
    beside = answer.text.partition(f'id="{field}_error">')[2].partition("</span>")[0]
    assert said in beside
    assert f'href="#{field}"' in answer.text
    assert new_site.open_office().clinic() is None


def test_all_that_was_typed_is_kept_but_the_passwords(founder: TestClient) -> None:
    page = founder.post("/auth/set-up", data=ENTRIES | {"phone": "?", "clinician": "yes", "watched": "no"}).text
    for kept in ("Corner Skin", "on weekdays from 9 to 17", "Mo Manager", "mo@corner.example"):
        assert f'value="{kept}"' in page
    assert '<option value="America/Chicago" selected>' in page
    assert 'value="no" required checked' in page
    assert 'value="yes" checked> I also treat' in page
    assert PASSWORD not in page


def test_mistakes_in_both_parts_are_said_at_once(founder: TestClient) -> None:
    page = founder.post("/auth/set-up", data=ENTRIES | {"phone": "?", "login": "two words"}).text
    assert 'id="phone_error"' in page
    assert 'id="login_error"' in page


def test_markup_is_shown_as_it_was_typed(founder: TestClient) -> None:
    page = founder.post("/auth/set-up", data=ENTRIES | {"phone": "?", "name": '"><script>alert(1)</script>'}).text
    assert "<script" not in page
    assert "&#34;&gt;&lt;script&gt;" in page


def test_looking_around_fills_a_demo(new_site: Site, founder: TestClient) -> None:
    answer = founder.post("/auth/look-around", data={"": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/login")
    assert new_site.open_office().the_clinic().demo
    assert "Look around as a patient" in founder.get("/auth/login").text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_is_set_up_in_the_clear(new_site: Site, code: str, method: str) -> None:
    browser = new_site.browser(at="http://clinic.example")
    answer = browser.request(method, f"/auth/set-up?code={code}", data=ENTRIES if method == "POST" else None)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert new_site.open_office().clinic() is None


@pytest.mark.parametrize(
    ("leads_to", "zone"),
    [
        ("zoneinfo/America/Chicago", "America/Chicago"),
        ("zoneinfo/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("zoneinfo/Etc/UTC", ""),
        ("zoneinfo/Nowhere/Else", ""),
        ("somewhere/else", ""),
    ],
)
def test_a_servers_own_zone_is_proposed(tmp_path, monkeypatch: pytest.MonkeyPatch, leads_to: str, zone: str) -> None:
    (tmp_path / "localtime").symlink_to(tmp_path / leads_to)
    monkeypatch.setattr(set_up, "LOCAL_TIME", tmp_path / "localtime")
    assert servers_time_zone() == zone


def test_every_proposed_zone_is_one_that_a_clinic_may_have() -> None:
    assert all(zones for zones in time_zones().values())
    assert "America/Chicago" in time_zones()["America"]


def test_each_zone_is_proposed_by_its_name_of_today_alone() -> None:
    proposed = {zone for zones in time_zones().values() for zone in zones}
    assert {"Europe/Kyiv", "Asia/Kolkata", "Europe/Oslo", "Pacific/Auckland"} <= proposed
    assert not proposed & {"Europe/Kiev", "Asia/Calcutta", "Asia/Saigon", "Australia/ACT"}

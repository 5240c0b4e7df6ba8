import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from recovery.web.front_page import TITLE, front_page, front_page_routes
from recovery.web.headers import inline_script_hashes


@pytest.fixture
def browser():
    return TestClient(Starlette(routes=front_page_routes(["report", "patient"])))


@pytest.mark.parametrize("address", ["/", "/report", "/patient?treatment=0123456789abc"])
def test_every_screen_loads_the_same_page(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.content == front_page()


def test_the_page_tells_the_front_end_where_its_server_is_before_that_starts():
    page = front_page().decode()
    assert page.index("BACKEND_BASE_URL") < page.index('<script type="module"')
    assert f"<title>{TITLE}</title>" in page


def test_the_policy_allows_streamlits_inline_script_and_ours_and_no_other():
    assert len(inline_script_hashes(front_page())) == 2


def test_the_tab_shows_our_icon(browser):
    icon = browser.get("/favicon.png")
    assert (icon.status_code, icon.headers["content-type"], icon.content[1:4]) == (200, "image/png", b"PNG")


@pytest.mark.parametrize("name", ["pictures.js", "redraw.js", "print_card.js", "typing.js"])
def test_the_page_loads_our_scripts(name, browser):
    assert f'<script type="module" src="/{name}"></script>' in front_page().decode()
    script = browser.get(f"/{name}")
    assert (script.status_code, script.headers["content-type"]) == (200, "text/javascript; charset=utf-8")


def test_an_address_of_no_screen_is_not_ours(browser):
    assert browser.get("/nonsense").status_code == 404

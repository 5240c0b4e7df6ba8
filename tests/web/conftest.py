"""Our addresses as a browser meets them: the real routes and middleware over a real database, without Streamlit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from httpx2 import Response as Answer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from recovery.services import setting_up
from recovery.services.office import Office
from recovery.store import accounts
from recovery.web.routes import middleware, routes
from tests.conftest import Practice, session_of
from tests.cookies import SESSION

HERE = "http://localhost:8501"

FROM_OUR_PAGE = {"accept": "text/html", "origin": HERE, "sec-fetch-site": "same-origin"}

MANAGER = "manager@example.com"
CLINICIAN = "clinician@example.com"


@dataclass
class Clock:
    """A clock that tests can set."""

    time: datetime

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


async def streamlits_page(request: Request) -> Response:
    return HTMLResponse("a page of Streamlit's")


@dataclass
class Site:
    """The composed application, and the browsers that visit it."""

    open_office: Callable[[], Office]
    clock: Clock

    def __post_init__(self) -> None:
        self.app = Starlette(
            routes=[*routes(self.open_office, now=self.clock), Route("/{path:path}", streamlits_page)],
            middleware=middleware(self.open_office, now=self.clock),
        )

    def browser(self, token: str | None = None, *, at: str = HERE) -> TestClient:
        """A browser that holds this session cookie, if any."""
        cookies = {SESSION: token} if token else None
        headers = FROM_OUR_PAGE | {"origin": at}
        client = TestClient(self.app, base_url=at, headers=headers, follow_redirects=False, cookies=cookies)
        client.cookies.jar.clear_expired_cookies()
        return client

    def of_staff(self, login: str) -> TestClient:
        """A browser in which this member of staff is signed in."""
        with self.open_office().store.reading() as db:
            account = accounts.by_login(db, login)
        assert account is not None
        token, _ = session_of(self.open_office(), account, now=self.clock())
        return self.browser(token)

    def is_signed_in(self, token: str | None) -> bool:
        """Whether this token opens pages."""
        return self.browser(token).get("/report").status_code == 200


def new_token(answer: Answer) -> str | None:
    """The session token that an answer sets."""
    return answer.cookies.get(SESSION)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def site(practice: Practice, clock: Clock) -> Site:
    """A clinic that is set up."""
    return Site(lambda: practice.office, clock)


@pytest.fixture
def new_site(empty_office: Office, clock: Clock) -> Site:
    """An installation on its first day."""
    return Site(lambda: empty_office, clock)


@pytest.fixture
def code(new_site: Site) -> str:
    """The set-up code that the terminal printed."""
    made = setting_up.new_set_up_code(new_site.open_office(), now=new_site.clock())
    assert made is not None
    return made


@pytest.fixture
def founder(new_site: Site, code: str) -> TestClient:
    """The browser that opened the address from the terminal."""
    browser = new_site.browser()
    assert browser.get(f"/auth/set-up?code={code}").status_code == 303
    return browser


@pytest.fixture
def demo(new_site: Site, founder: TestClient) -> Site:
    """An installation that is filled as a demo."""
    assert founder.post("/auth/look-around", data={"": ""}).status_code == 303
    return new_site

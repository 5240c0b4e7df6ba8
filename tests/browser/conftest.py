"""A real browser on a real server; what either complains of fails the test that it happened in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import expect as playwright_expect

from recovery.domain.access import Role
from recovery.services import demonstrating, setting_up
from recovery.services.office import Office, open_office
from recovery.settings import Settings
from recovery.store import accounts
from tests.browser.chromium import ADVICE, executable
from tests.browser.driving import FLAGS, PHONE, WAIT_MS, Watch
from tests.browser.server import ROOT, Server
from tests.conftest import Practice, a_clinic, an_account, session_of

NewServer = Callable[[str], Server]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All in this folder drive a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = executable()
    if path is None:
        pytest.fail(ADVICE, pytrace=False)
    playwright_expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def now() -> datetime:
    """The server reads the clock itself."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def new_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewServer]:
    """Makes servers, each in a folder of its own, and stops them after the module: none sees what others left."""
    made: list[Server] = []

    def make(name: str) -> Server:
        made.append(Server(tmp_path_factory.mktemp(name)))
        return made[-1]

    yield make
    for server in made:
        server.stop()


@dataclass
class Site:
    """A running server, and the practice in its database."""

    server: Server
    practice: Practice

    @property
    def address(self) -> str:
        return self.server.address

    def cookie(self, role: Role) -> str:
        """A new session of someone in this role."""
        office, now = self.practice.office, datetime.now(UTC)
        with office.store.reading() as db:
            account = accounts.first_with(db, role)
        assert account is not None
        return session_of(office, account, now=now)[0]


@pytest.fixture(scope="module")
def site(new_server: NewServer, password_hash: str) -> Site:
    """A clinic that is set up, and its server running."""
    server = new_server("clinic")
    practice = found(server.database, password_hash)
    return Site(server.start(), practice)


@pytest.fixture(scope="module")
def demo(new_server: NewServer) -> tuple[Server, Office]:
    """A demo, and its server running."""
    server, now = new_server("demo"), datetime.now(UTC)
    office = office_at(server.database, now)
    demonstrating.fill_demo(office, now=now)
    return server.start(), office


def office_at(database: Path, now: datetime) -> Office:
    """The installation whose database this is."""
    return open_office(Settings(database=database, guide=ROOT / "data", address=None), now=now)


def found(database: Path, password_hash: str) -> Practice:
    """A clinic with a clinician and a manager, in a new database."""
    now = datetime.now(UTC)
    office = office_at(database, now)
    code = setting_up.new_set_up_code(office, now=now)
    assert code is not None
    manager = an_account(password_hash, "manager@example.com", "Mo Manager", Role.MANAGER)
    clinician = an_account(password_hash, "clinician@example.com", "Cleo Clinician", Role.CLINICIAN)
    _, managers = setting_up.set_up(office, code=code, clinic=a_clinic(), manager=manager, now=now)
    with office.store.writing() as db:
        accounts.add(db, clinician, now=now)
    _, clinicians = session_of(office, clinician, now=now)
    return Practice(office, now, a_clinic(), clinician=clinicians, manager=managers)


@dataclass
class Browsing:
    """Opens windows whose complaints are collected."""

    chromium: Browser
    watch: Watch = field(default_factory=Watch)
    opened: list[BrowserContext] = field(default_factory=list)

    def window(self, address: str, cookie: str | None = None, *, phone: bool = False, dark: bool = False) -> Page:
        """A browser of its own, signed in by this session cookie if any."""
        shape = PHONE if phone else {"viewport": {"width": 1440, "height": 900}}
        context = self.chromium.new_context(
            **shape, color_scheme="dark" if dark else "light", locale="en-US", reduced_motion="reduce"
        )
        context.set_default_timeout(WAIT_MS)
        self.opened.append(context)
        self.watch.over(context, address)
        if cookie is not None:
            context.add_cookies([{"name": "recovery_session", "value": cookie, "url": address, "httpOnly": True}])
        return context.new_page()


@pytest.fixture
def browsing(chromium: Browser) -> Iterator[Browsing]:
    """Windows of one test; a console message, a failed answer or a request to another host fails it."""
    ours = Browsing(chromium)
    yield ours
    for context in ours.opened:
        context.close()
    assert ours.watch.complaints == []

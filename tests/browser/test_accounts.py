"""A colleague's life: invited in one browser, joined in another, and out at the next click when it is over."""

import re

from playwright.sync_api import expect

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.store import accounts
from tests.browser.driving import chip, click, heading, idle, open_page, widget

NEW = "otter carpet nine lanterns"


def invite(page, site, name, login, *roles):
    """Invite somebody as a manager does; the link to hand over."""
    open_page(page, f"{site.address}/administration")
    click(page, "invite_a_colleague")
    heading(page, "Invite a colleague")
    widget(page, "invited_name").locator("input").fill(name)
    widget(page, "invited_login").locator("input").fill(login)
    for role in roles:
        chip(page, "invited_roles", role.value.capitalize()).click()
    click(page, "send_invitation")
    heading(page, name)
    return page.get_by_test_id("stCode").last.inner_text().strip()


def join(page, link):
    """Open a link and choose a password."""
    page.goto(link)
    page.fill("#password", NEW)
    page.fill("#password_again", NEW)
    page.get_by_role("button", name="Join").click()


def account_of(site, login):
    with site.practice.office.store.reading() as db:
        return accounts.by_login(db, login)


def test_invited_joined_at_work_and_disabled(site, browsing):
    manager = browsing.window(site.address, site.cookie(Role.MANAGER))
    link = invite(manager, site, "Bea Noor", "bea@clinic.example", Role.CLINICIAN)
    colleague = browsing.window(site.address, phone=True)
    addresses = []
    colleague.on("framenavigated", lambda frame: addresses.append(frame.url))
    join(colleague, link)
    heading(colleague, "Worklist")
    assert not any("invitation" in address for address in addresses)
    colleague.go_back()
    assert "invitation" not in colleague.url
    open_page(colleague, f"{site.address}/people")
    heading(colleague, "People")

    open_page(
        manager, f"{site.address}/administration?account={as_text(account_of(site, 'bea@clinic.example').account_id)}"
    )
    expect(manager.get_by_text("Signed in by invitation")).to_be_visible()
    manager.get_by_role("button", name="Disable the account").click()
    click(manager, "disable_now")
    expect(manager.get_by_text("Disabled: nobody can sign in with it.")).to_be_visible()
    colleague.get_by_role("link", name="Worklist").click()
    expect(colleague.get_by_role("button", name="Sign in")).to_be_visible()
    colleague.fill("#login", "bea@clinic.example")
    colleague.fill("#password", NEW)
    with browsing.watch.expecting("401"):
        colleague.get_by_role("button", name="Sign in").click()
        expect(colleague.get_by_text("The name or the password is wrong.")).to_be_visible()


def test_a_link_that_was_used_opens_nothing_in_another_browser(site, browsing):
    manager = browsing.window(site.address, site.cookie(Role.MANAGER))
    link = invite(manager, site, "Cy Noor", "cy@clinic.example", Role.MANAGER)
    first, second = browsing.window(site.address), browsing.window(site.address)
    second.goto(link)
    expect(second.get_by_role("heading", name="Welcome, Cy Noor")).to_be_visible()
    join(first, link)
    heading(first, "Cohort")
    with browsing.watch.expecting("404"):
        second.fill("#password", NEW)
        second.fill("#password_again", NEW)
        second.get_by_role("button", name="Join").click()
        expect(second.get_by_role("heading", name="This link does not open")).to_be_visible()
        second.goto(link)
        expect(second.get_by_role("heading", name="This link does not open")).to_be_visible()


def test_a_session_that_is_ended_elsewhere_is_over_at_the_next_click(site, browsing):
    here, there = (browsing.window(site.address, site.cookie(Role.CLINICIAN)) for _ in range(2))
    open_page(there, f"{site.address}/people")
    open_page(here, f"{site.address}/account")
    before = here.get_by_role("button", name="End", exact=True).count()
    assert before >= 1
    click_popover(here, "elsewhere", "sign_out_elsewhere")
    expect(here.get_by_role("button", name="End", exact=True)).to_have_count(0)
    click(there, "enrol_a_patient")
    expect(there.get_by_role("button", name="Sign in")).to_be_visible()
    assert re.search(r"/auth/login", there.url)
    click_popover(here, "everywhere", "sign_out_everywhere")
    expect(here.get_by_role("button", name="Sign in")).to_be_visible()


def click_popover(page, popover, button):
    """Open what asks first, and say yes."""
    widget(page, popover).locator("button").first.click()
    click(page, button)


def test_own_password_and_second_factor_open_in_the_same_tab(site, browsing):
    page = browsing.window(site.address, site.cookie(Role.CLINICIAN))
    for name, path in (("Change the password", "/auth/password"), ("Set it up", "/auth/second-factor")):
        open_page(page, f"{site.address}/account")
        page.get_by_role("link", name=name).click()
        page.wait_for_url(f"**{path}")
        assert len(page.context.pages) == 1


def test_the_parts_of_administration_stand_in_the_address(site, browsing):
    page = browsing.window(site.address, site.cookie(Role.MANAGER))
    open_page(page, f"{site.address}/administration?part=Sessions")
    expect(page.get_by_text("of staff, the last used first")).to_be_visible()
    chip(page, "part", "Clinic").click()
    expect(page.get_by_role("heading", name="What patients read")).to_be_visible()
    idle(page)
    assert page.url.endswith("?part=Clinic")
    page.reload()
    expect(page.get_by_role("heading", name="What patients read")).to_be_visible()

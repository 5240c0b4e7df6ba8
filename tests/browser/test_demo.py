"""Looking around in a demo, and leaving it for a real clinic."""

from playwright.sync_api import expect

from tests.browser.driving import click, heading, open_page

BANNER = "everyone here is invented"


def test_a_demo_from_the_first_look_to_the_real_clinic(new_server, browsing):
    server = new_server("look-around").start()
    page = browsing.window(server.address)
    page.goto(server.set_up_address)
    page.get_by_role("button", name="Look around").click()
    for role, arrival in (("patient", "What do you notice?"), ("clinician", "Worklist"), ("manager", "Cohort")):
        page.get_by_role("button", name=f"Look around as a {role}").click()
        heading(page, arrival)
        expect(page.get_by_text(BANNER)).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        if role == "patient":
            click(page, "sign_out")
        expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.get_by_role("button", name="Look around as a manager").click()
    heading(page, "Cohort")
    page.get_by_role("link", name="Discard the demo and set up my clinic").click()
    expect(page.get_by_role("heading", name="Discard the demo?")).to_be_visible()
    page.get_by_role("button", name="Discard the demo and set up my clinic").click()
    expect(page.get_by_role("heading", name="Set up your clinic")).to_be_visible()
    page.goto(f"{server.address}/export")
    expect(page.get_by_role("heading", name="Set up your clinic")).to_be_visible()


def test_the_banner_leads_to_other_roles_and_stands_on_every_screen(demo, browsing):
    server, _ = demo
    page = browsing.window(server.address)
    page.goto(server.address)
    page.get_by_role("button", name="Look around as a clinician").click()
    heading(page, "Worklist")
    for path in ("people", "people?enrol=yes", "patient", "export"):
        open_page(page, f"{server.address}/{path}")
        expect(page.get_by_text(BANNER)).to_be_visible()
    page.get_by_role("button", name="Sign in as someone else").click()
    page.get_by_role("button", name="Look around as a patient").click()
    heading(page, "What do you notice?")

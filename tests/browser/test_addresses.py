"""Links within a page: what is shown, the address and the next click are about the same patient."""

import re

import pytest
from playwright.sync_api import Page, expect

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from tests.browser.conftest import Site
from tests.browser.driving import click, heading, idle, open_page


@pytest.fixture(scope="module")
def listed(site):
    """Two patients."""
    return [site.practice.enrol(name=name) for name in ("Ada Example", "Bea Other")]


def window(site: Site, browsing, path: str) -> Page:
    page = browsing.window(site.address, site.cookie(Role.CLINICIAN))
    return open_page(page, f"{site.address}/{path}")


def test_a_click_after_choosing_from_the_list_is_about_the_one_chosen(site, listed, browsing):
    _, bea = listed
    page = window(site, browsing, "people")
    page.get_by_role("link", name=bea.patient.code).click()
    heading(page, "Bea Other")
    expect(page).to_have_url(f"{site.address}/people?patient={as_text(bea.patient.patient_id)}")
    click(page, "edit_patient")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Bea Other")
    page.reload()
    heading(page, "Bea Other")
    for title in ("Bea Other", "People"):
        page.go_back()
        heading(page, title)
    page.go_forward()
    heading(page, "Bea Other")


def test_a_click_after_going_to_the_next_patient_is_about_the_next(site, listed, browsing):
    first, second = listed
    page = window(site, browsing, f"patient?treatment={as_text(first.treatment_id)}")
    way = "Next" if page.get_by_role("link", name="Next").count() else "Previous"
    page.get_by_role("link", name=way).click()
    heading(page, "Bea Other")
    expect(page).to_have_url(re.compile(f"treatment={as_text(second.treatment_id)}"))
    page.get_by_role("button", name="Close this recovery").click()
    click(page, "close_treatment")
    expect(page.get_by_role("button", name="Open this recovery again")).to_be_visible()
    heading(idle(page), "Bea Other")
    page.go_back()
    heading(page, "Ada Example")
    expect(page.get_by_role("button", name="Close this recovery")).to_be_visible()

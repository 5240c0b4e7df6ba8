"""Every screen of a demo, and how to get there: for the look, and for axe."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from recovery.domain.access import Role, Visitor
from recovery.domain.filing import OpenTreatment
from recovery.domain.identifiers import as_text, new_id
from recovery.services.entry import signing_in
from recovery.services.office import Office
from recovery.services.recoveries import reviewing
from recovery.web.headers import FAILURE_TEXT
from tests.browser.driving import choose, click, come_in, drop, heading, idle, open_page, widget


@dataclass(frozen=True)
class Tour:
    """A walk through a demo, a new window for each role."""

    office: Office
    address: str
    window: Callable[[str | None], Page]

    def screens(self, *, patients: bool = True, staff: bool = True) -> Iterator[tuple[str, Page]]:
        """Each screen by its name, as it stands."""
        walks = [self._patients] * patients + [self._clinicians, self._managers] * staff
        for walk in walks:
            for name, page in walk():
                expect(page.locator("h1, [data-testid='stAlertContentSuccess']").first).to_be_visible()
                expect(page.get_by_text(FAILURE_TEXT)).to_have_count(0)
                yield name, page

    def sign_in(self, role: Role) -> tuple[str, Visitor]:
        """A session cookie of the demo, and whose it is."""
        return signing_in.sign_in_to_demo(self.office, role=role, now=datetime.now(UTC))

    def _patients(self) -> Iterator[tuple[str, Page]]:
        page = self.window(None)
        page.goto(f"{self.address}/auth/login")
        yield "sign-in", page
        page = self.window(self.sign_in(Role.PATIENT)[0])
        yield "my-recovery", open_page(page, f"{self.address}/my_recovery")
        yield "my-data", open_page(page, f"{self.address}/my_data")
        yield "report", open_page(page, f"{self.address}/report")
        choose(page, "noticed", "Redness, or skin darker or warmer than usual")
        choose(page, "severity_redness", "Moderate")
        choose(page, "area_redness", "Face")
        choose(page, "noticed", "Flaking skin")
        choose(page, "severity_flaking", "Mild")
        choose(page, "red_flags", "Trouble breathing, or swollen lips")
        widget(page, "note").locator("textarea").fill("Since this morning.")
        yield "report-all-open", page
        click(page, "review_report")
        heading(page, "Is this right?")
        yield "review", page
        click(page, "change_report")
        heading(page, "What do you notice?")
        drop(page, "red_flags", "Trouble breathing, or swollen lips")
        click(page, "review_report")
        heading(page, "Is this right?")
        click(page, "send_report")
        expect(page.get_by_text("Thank you, your report has arrived")).to_be_visible()
        yield "sent", idle(page)

    def _clinicians(self) -> Iterator[tuple[str, Page]]:
        token, visitor = self.sign_in(Role.CLINICIAN)
        page = self.window(token)
        yield "worklist", open_page(page, f"{self.address}/worklist")
        page.get_by_test_id("stMenuButtonButton").first.click()
        page.get_by_role("menuitem", name="Hand over to a colleague…").click()
        expect(widget(page, "attending_form")).to_be_visible()
        yield "worklist-form", idle(page)
        yield "worklist-all", open_page(page, f"{self.address}/worklist?view=all")
        row = self.telling(visitor)
        yield "patient", open_page(page, f"{self.address}/patient?treatment={as_text(row.treatment.treatment_id)}")
        yield "export-names", open_page(page, f"{self.address}/export")
        page.goto(f"{self.address}/download/identified")
        yield "export-why", page
        yield "people", open_page(page, f"{self.address}/people")
        yield "enrol", open_page(page, f"{self.address}/people?enrol=yes")
        yield "person", open_page(page, f"{self.address}/people?patient={as_text(row.patient.patient_id)}")
        if widget(page, "renew").count():  # whoever has no link gets one without being asked
            widget(page, "renew").locator("button").first.click()
        click(page, "renew_link")
        expect(widget(page, "card")).to_be_visible()
        yield "card", idle(page)
        link = page.get_by_test_id("stCode").last.locator("code").inner_text()
        widget(page, "erase").locator("button").first.click()
        expect(widget(page, "erase_patient")).to_be_visible()
        yield "erase", idle(page)
        yield from self._entry(link, page, as_text(row.patient.patient_id))

    def _entry(self, link: str, desk: Page, patient: str) -> Iterator[tuple[str, Page]]:
        """Where a link and a lent tablet lead."""
        phone = self.window(None)
        phone.goto(link)
        yield "entry-first", phone
        come_in(phone, link)
        heading(phone, "What do you notice?")
        other = self.window(None)
        other.goto(link)
        yield "entry-pin", other
        desk.goto(f"{self.address}/auth/tablet?patient={patient}")
        yield "tablet-ask", desk
        desk.get_by_role("button", name="Sign me out and hand it over").click()
        heading(desk, "What do you notice?")
        yield "tablet-report", desk
        click(desk, "sign_out")
        expect(desk.get_by_role("heading", name="Thank you", exact=True)).to_be_visible()
        yield "tablet-done", desk

    def _managers(self) -> Iterator[tuple[str, Page]]:
        page = self.window(self.sign_in(Role.MANAGER)[0])
        yield "export", open_page(page, f"{self.address}/export")
        yield "export-rows", open_page(page, f"{self.address}/export?take=deidentified&format=xlsx&method=laser")
        yield "cohort", open_page(page, f"{self.address}/cohort?compare=period&among=half_years")
        yield "import", open_page(page, f"{self.address}/import")
        for part in ("Bands", "Alert rules", "Asked", "History"):
            page = open_page(page, f"{self.address}/guidance")
            choose(page, "guidance_part", part)
            yield f"guidance-{part.split()[-1].lower()}", page
        page = open_page(page, f"{self.address}/guidance?change=rule/severe")
        widget(page, "guidance_on").locator("label").first.click()
        click(page, "guidance_try")
        expect(page.get_by_role("heading", name="Put it in force")).to_be_visible()
        yield "guidance-change", idle(page)
        for part in ("Accounts", "Sessions", "Clinic", "Trail", "System"):
            yield f"administration-{part.lower()}", open_page(page, f"{self.address}/administration?part={part}")
        for name in ("password", "second-factor"):
            page.goto(f"{self.address}/auth/{name}")
            yield f"own-{name}", page
        yield "invite", open_page(page, f"{self.address}/administration?invite=yes")
        widget(page, "invited_name").locator("input").fill("Bea Noor")
        widget(page, "invited_login").locator("input").fill(f"{new_id()}@clinic.example")
        choose(page, "invited_roles", "Clinician")
        click(page, "send_invitation")
        heading(page, "Bea Noor")
        yield "account-invited", page
        link = page.get_by_test_id("stCode").last.inner_text().strip()
        yield "account", open_page(page, f"{self.address}/account")
        page = self.window(None)
        page.goto(link)
        yield "join", page

    def telling(self, visitor: Visitor) -> OpenTreatment:
        """The open treatment with the most to see."""
        now = datetime.now(UTC)
        rows = reviewing.patients_list(self.office, visitor, page=1, now=now).rows

        def much(row: OpenTreatment) -> tuple[int, int]:
            seen = reviewing.recovery(self.office, visitor, treatment_id=row.treatment.treatment_id, now=now)
            return sum(finding.ever_present for finding in seen.findings), len(seen.reports)

        return max(rows, key=much)

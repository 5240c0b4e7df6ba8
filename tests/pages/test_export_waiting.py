"""What the page of exports says of files that keep people waiting."""

from recovery.ui.components.exports import file as export_file
from tests.pages.conftest import open_page, said


def test_a_long_workbook_is_said_to_keep_people_waiting(practice, monkeypatch):
    practice.report(practice.enrol(days_ago=30), 1, redness=2)
    waiting = "it may be minutes before anything comes"
    assert waiting not in said(open_page(practice.clinician.session, "export", format="xlsx"))
    monkeypatch.setattr(export_file, "SLOW_IN_EXCEL", 5)  # a report has seven rows
    assert waiting in said(open_page(practice.clinician.session, "export", format="xlsx"))
    assert waiting not in said(open_page(practice.clinician.session, "export", format="csv"))

"""The manager's export: what is chosen, what is shown, and where the file is."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.pages.conftest import open_page, said


@pytest.fixture
def tab(practice):
    face = practice.enrol(name="Ada Example", days_ago=30)
    for day in range(10):
        practice.report(face, day, redness=max(0, 3 - day // 2), itching=1)
    practice.report(practice.enrol(name="Bea Other", days_ago=5, method="laser"), 5, redness=1)
    return open_page(practice.manager.session, "export")


def address(tab):
    link = next(element.proto.url for element in tab.main if element.type == "link_button")
    parts = urlsplit(link)
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_before_anything_is_enrolled_there_is_nothing_to_take(practice):
    tab = open_page(practice.manager.session, "export")
    assert "No treatment in this choice." in said(tab)
    assert "link_button" not in {element.type for element in tab.main}


def test_everything_on_record_is_shown_to_begin_with(tab, practice):
    table = tab.dataframe[0].value
    redness = table[table["Side effect"] == "Redness"].set_index("Method")
    assert set(redness.index) == {"Derma roller", "Laser"}
    assert list(redness.loc["Derma roller", ["Treatments", "Reports", "Evaluable"]]) == [1, 10, 1]
    assert redness.loc["Derma roller", "Clear by band's end"] == 100
    assert address(tab) == (
        "/download/summary.csv",
        {
            "since": (practice.clinic.today(practice.now) - timedelta(days=30)).isoformat(),
            "until": practice.clinic.today(practice.now).isoformat(),
        },
    )


def test_names_never_reach_the_managers_screen(tab, practice):
    assert not any(name in said(tab) for name in ("Ada", "Bea", "P-"))


def test_the_choice_narrows_table_and_file_alike(tab, practice):
    tab.selectbox(key="method").set_value("laser").run()
    assert set(tab.dataframe[0].value["Method"]) == {"Laser"}
    assert address(tab)[1]["method"] == "laser"
    tab.selectbox(key="clinician").set_value(practice.clinician.subject_id).run()
    assert "clinician" in address(tab)[1]
    tab.date_input(key="until").set_value(practice.clinic.today(practice.now) - timedelta(days=20)).run()
    assert "No treatment in this choice." in said(tab)


def test_a_period_that_ends_before_it_begins_is_said_and_can_be_mended(tab, practice):
    start = tab.date_input(key="since").value
    tab.date_input(key="until").set_value(start - timedelta(days=1)).run()
    assert "ends before it begins" in tab.error[0].value
    assert tab.date_input(key="since").value == start
    tab.date_input(key="until").set_value(start).run()
    assert not tab.error
    assert tab.dataframe

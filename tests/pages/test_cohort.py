"""The cohort page: what is usual here, how long it lasts, what separates groups, and what it says without figures."""

from urllib.parse import parse_qs, urlsplit

import pytest

from recovery.domain.identifiers import as_text
from recovery.domain.months import Month
from recovery.store import group_courses
from tests.pages.conftest import keys, labels, open_page, said

FEWER_THAN_TWO = "Fewer than two of these groups"


@pytest.fixture
def cohort(practice):
    """Twelve by derma roller whose redness was gone on day 3 or 4, and two by laser."""
    for place in range(12):
        face = practice.enrol(name=f"Ada Example {place}", days_ago=20, entered_days_ago=20)
        for day in (0, 1, 3, 4):
            practice.report(face, day, redness=max(0, 3 - day + place % 2), itching=0)
    for place in range(2):
        practice.report(practice.enrol(name=f"Bea Other {place}", days_ago=5, method="laser"), 3, redness=1)
    return practice


def pictures(tab):
    return {element.key.removeprefix("chart_cohort_") for element in tab.main if element.type == "plotly_chart"}


def files(tab):
    """What is asked for at each address of a file, by picture."""
    links = [urlsplit(element.proto.url) for element in tab.main if element.type == "link_button"]
    asked = [{name: values[0] for name, values in parse_qs(link.query).items()} for link in links]
    return {each.pop("picture"): each for each in asked}


def address(tab):
    return {name: value if isinstance(value, str) else value[0] for name, value in tab.query_params.items()}


@pytest.mark.parametrize("who", ["clinician", "manager"])
def test_one_side_effect_stands_large_and_the_others_lead_to_themselves(who, cohort):
    tab = open_page(getattr(cohort, who).session, "cohort")
    assert not tab.exception
    assert pictures(tab) == {"expected", "fan", "recovered"}
    shown = said(tab)
    assert "**14 of 14** treatments that reported on it had it (100%)" in shown
    assert "14 treatments · 50 reports: 48 of the 240 due daily (20%) and 2 not due" in shown
    assert {"Bruising", "Numbness", "Itching"} <= set(labels(tab))
    assert "Redness" not in labels(tab)
    assert "borrowed for RF microneedling, ultrasound and laser until the practice sets its own" in shown
    assert not any(name in shown for name in ("Ada", "Bea", "P-"))


def test_each_picture_says_how_to_read_it_and_gives_its_numbers(cohort):
    tab = open_page(cohort.manager.session, "cohort", effect="redness", method="derma_roller")
    asked = {"effect": "redness", "method": "derma_roller"}
    assert set(files(tab)) == pictures(tab)
    assert all(each == asked for each in files(tab).values())
    captions = [element.value for element in tab.caption]
    assert [words for words in captions if words.count(". ") == 1 and words.startswith(("Each column", "The line"))]
    assert all(element.proto.alt for element in tab.get("plotly_chart") if hasattr(element.proto, "alt"))


def test_a_saved_picture_says_that_its_counts_are_exact_and_names_no_clinician(cohort):
    who = as_text(cohort.clinician.subject_id)
    tab = open_page(cohort.manager.session, "cohort", effect="redness", clinician=who)
    notes = [element.proto.body for element in tab.get("html") if "data-note" in element.proto.body]
    assert len(notes) == len(pictures(tab)) == 3
    assert all("A clinician, procedures of" in note and "for use inside the practice" in note for note in notes)
    assert "Cleo Clinician" in said(tab)
    assert not any("Cleo" in note for note in notes)


def test_figures_stand_before_the_pictures_each_with_what_it_is_of(cohort):
    tab = open_page(cohort.manager.session, "cohort")
    assert [element.value for element in tab.subheader][:2] == ["In numbers", "How long it lasts"]
    shown = said(tab)
    assert "**0 of 12** whose answer on day 7 is known still reported it after that day, past the band (0%)" in shown
    assert "counts neither as clear by then nor as past the band" in shown


def test_the_choice_goes_into_the_address_and_comes_from_it(cohort):
    tab = open_page(cohort.clinician.session, "cohort", area="face", skin="III")
    assert tab.selectbox(key="cohort_area").value == "face"
    assert "Narrow the group: face and skin type III" in said(tab)
    tab.selectbox(key="cohort_side_effect").set_value("itching").run()
    tab.selectbox(key="cohort_method").set_value("laser").run()
    month = Month.of(cohort.clinic.today(cohort.now))
    tab.selectbox(key="cohort_since").set_value(month).run()
    assert address(tab) == {
        "effect": "itching", "method": "laser", "area": "face", "skin": "III", "since": str(month),
    }  # fmt: skip
    tab.selectbox(key="cohort_area").set_value(None).run()
    assert "area" not in tab.query_params


def test_an_address_that_is_not_understood_says_so_above_the_figures_of_more(cohort):
    tab = open_page(cohort.manager.session, "cohort", method="derma_roller", area="nowhere", effect="boredom")
    (warning,) = tab.warning
    assert warning.value == (
        "Part of this address was not understood (effect, area). Shown instead: the first side effect and all areas."
    )
    tab.selectbox(key="cohort_method").set_value(None).run()
    assert not tab.warning


def test_too_few_are_hidden_with_how_many_it_takes_and_the_way_back(cohort):
    tab = open_page(cohort.manager.session, "cohort", method="laser")
    shown = said(tab)
    assert not pictures(tab)
    assert "Fewer than 11 treatments of this choice had redness" in shown
    assert "fewer than 11 treatments" in shown
    assert not any(words in shown for words in ("2 of", "2 treatments", "2 reports"))
    tab.button(key="cohort_everything").click().run()
    assert address(tab) == {"effect": "redness"}
    assert "recovered" in pictures(tab)


def test_with_all_treatments_chosen_only_more_reports_help(practice):
    practice.report(practice.enrol(), 1, redness=2)
    tab = open_page(practice.clinician.session, "cohort")
    assert "They appear as soon as it was reported of 11 treatments" in said(tab)
    assert "cohort_everything" not in keys(tab)


def test_an_empty_practice_says_what_will_appear(practice):
    tab = open_page(practice.clinician.session, "cohort")
    assert "Nobody has reported yet." in said(tab)
    assert "Enrol a patient" in labels(tab)
    managers = labels(open_page(practice.manager.session, "cohort"))
    assert "Bring in past records" in managers
    assert "Enrol a patient" not in managers


def test_a_choice_without_reports_offers_all_treatments(cohort):
    tab = open_page(cohort.manager.session, "cohort", area="neck")
    assert "No reports in this choice." in said(tab)
    tab.button(key="cohort_everything").click().run()
    assert "recovered" in pictures(tab)


def test_of_a_large_group_it_says_how_to_see_severities(cohort, monkeypatch):
    monkeypatch.setattr(group_courses, "TREATMENTS_WITH_SCORES", 1)
    tab = open_page(cohort.manager.session, "cohort", area="face")
    assert "choose a shorter period to see them" in said(tab)
    assert pictures(tab) == {"recovered"}


def test_while_all_have_it_still_nobody_says_when_half_will_be_clear(practice):
    for place in range(12):
        practice.report(practice.enrol(name=f"Ada {place}", days_ago=4), 2, redness=2)
    tab = open_page(practice.manager.session, "cohort")
    assert not tab.exception
    assert "half of them were not yet known to be clear" in said(tab).lower()


def test_methods_are_compared_with_the_warning_that_groups_differ(cohort):
    for place in range(11):
        practice_patient = cohort.enrol(name=f"Cyd {place}", days_ago=9, method="ultrasound")
        cohort.report(practice_patient, 2, redness=2)
        cohort.report(practice_patient, 6)
    tab = open_page(cohort.manager.session, "cohort")
    tab.segmented_control(key="cohort_by").set_value("method").run()
    assert address(tab)["among"] == "derma_roller,rf_microneedling"
    tab.multiselect(key="cohort_among").set_value(["ultrasound", "derma_roller"]).run()
    assert {"contrast", "points", "differences"} <= pictures(tab)
    assert address(tab)["among"] == "ultrasound,derma_roller"
    assert "A difference says nothing of its cause" in tab.warning[0].value
    assert "derma rolling, borrowed for ultrasound until the practice sets its own" in said(tab)
    assert files(tab)["differences"]["compare"] == "method"
    tab.multiselect(key="cohort_among").set_value(["ultrasound"]).run()
    assert "contrast" not in pictures(tab)
    assert "Choose 2 to 4 of them." in said(tab)


def test_periods_and_clinicians_are_compared_too(cohort):
    colleague = cohort.colleague("Dee Noor")
    for place in range(11):
        before = cohort.enrol(name=f"Dot {place}", days_ago=120, entered_days_ago=120)
        cohort.report(before, 2, redness=2)
        cohort.report(before, 6)
    tab = open_page(cohort.clinician.session, "cohort", compare="period", among="years")
    tab.selectbox(key="cohort_periods").set_value("quarters").run()
    assert address(tab)["among"] == "quarters"
    assert {"contrast", "points", "differences"} <= pictures(tab)
    tab.segmented_control(key="cohort_by").set_value("clinician").run()
    assert as_text(colleague.subject_id) in address(tab)["among"]
    assert FEWER_THAN_TWO in said(tab)
    tab.segmented_control(key="cohort_by").set_value(None).run()
    assert "compare" not in tab.query_params


def test_where_fewer_than_two_groups_may_be_shown_no_picture_is_offered(cohort):
    tab = open_page(cohort.manager.session, "cohort", compare="method", among="derma_roller,laser")
    assert f"{FEWER_THAN_TWO} have 11 treatments that had redness, so there is nothing to compare" in said(tab)
    assert pictures(tab) == set(files(tab)) == {"expected", "fan", "recovered"}


def test_what_is_compared_stands_before_the_other_side_effects(cohort):
    def order(**query):
        headers = open_page(cohort.manager.session, "cohort", **query).header
        return [each.value for each in headers if each.value in ("Compare groups", "The other side effects")]

    assert order() == ["The other side effects", "Compare groups"]
    assert order(compare="method") == ["Compare groups", "The other side effects"]


def test_a_period_that_ends_before_it_begins_is_said_and_can_be_mended(cohort):
    tab = open_page(cohort.manager.session, "cohort", since="2026-05", until="2026-04")
    assert "ends before it begins" in tab.error[0].value
    tab.selectbox(key="cohort_since").set_value(None).run()
    assert not tab.error


def test_a_clinician_of_nowhere_is_said(cohort):
    tab = open_page(cohort.manager.session, "cohort", clinician="0000000000001")
    assert "There is no such clinician" in tab.error[0].value

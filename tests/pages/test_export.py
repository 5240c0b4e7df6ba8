"""The page of exports: what may be taken by whom, what is chosen, where the file is, and who took what."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from recovery.domain.identifiers import as_text
from recovery.domain.months import Month
from recovery.services.files.export import Kind
from recovery.services.files.formats import Format
from recovery.services.files.taker import taker
from recovery.services.files.taking import take
from recovery.services.office import the_office
from recovery.settings import read_settings
from recovery.ui.components.exports.choice import holds
from tests.pages.conftest import labels, open_page, said
from tests.services.files.tables import export, many, table


@pytest.fixture
def reported(practice):
    for number in range(12):
        face = practice.enrol(name=f"Ada {number}", days_ago=30)
        practice.report(face, 1, redness=2)
        practice.report(face, 9, redness=0)
    practice.report(practice.enrol(name="Bea Other", days_ago=5, method="laser"), 5, redness=1)
    return practice


def links(tab):
    found = [urlsplit(element.proto.url) for element in tab.main if element.type == "link_button"]
    return [(each.path, {name: values[0] for name, values in parse_qs(each.query).items()}) for each in found]


def test_before_anything_is_enrolled_there_is_nothing_to_take(practice):
    tab = open_page(practice.manager.session, "export")
    assert "No treatment is on record yet." in said(tab)
    assert links(tab) == []
    assert "None yet." in said(tab)
    assert labels(tab)[-1] == "Bring in past records"
    assert labels(open_page(practice.clinician.session, "export"))[-1] == "Enrol a patient"


def test_a_manager_takes_figures_and_rows_without_names(reported):
    tab = open_page(reported.manager.session, "export")
    assert tab.segmented_control(key="take").options == ["Figures of groups", "Rows without names"]
    assert links(tab) == [("/download/summary.zip", {})]
    tab.segmented_control(key="take").set_value("deidentified").run()
    assert links(tab) == [("/download/deidentified.zip", {})]
    assert "At most 175 rows of 25 reports" in said(tab)
    assert "clinician" not in {each.key for each in tab.selectbox}


def test_rows_of_too_few_are_not_offered_but_said_to_be_so(practice):
    for number in range(5):
        practice.report(practice.enrol(name=f"Ada {number}", days_ago=300), 1, redness=2)
    tab = open_page(practice.manager.session, "export", take="deidentified")
    (info,) = tab.info
    assert info.value.startswith("Fewer than 11 patients have a recovery that is over:")
    assert links(tab) == []


def test_rows_without_names_are_of_whole_years_and_their_number_is_of_those(reported):
    year = reported.clinic.today(reported.now).year
    tab = open_page(reported.manager.session, "export", take="deidentified", since=f"{year}-02")
    assert tab.selectbox(key="since").value is None
    tab.selectbox(key="until").set_value(f"{year}-12").run()
    assert tab.selectbox(key="until").options[0] == str(year)
    assert links(tab) == [("/download/deidentified.zip", {"until": f"{year}-12"})]
    assert "At most 175 rows of 25 reports" in said(tab)


@pytest.mark.parametrize(
    ("kind", "today", "is_told"),
    [
        pytest.param(Kind.DEIDENTIFIED, date(2026, 1, 1), True, id="a year of one day"),
        pytest.param(Kind.DEIDENTIFIED, date(2026, 6, 30), True, id="the last day without it"),
        pytest.param(Kind.DEIDENTIFIED, date(2026, 7, 1), False, id="half a year is over"),
        pytest.param(Kind.SUMMARY, date(2026, 1, 1), False, id="figures leave nothing out"),
    ],
)
def test_rows_without_names_tell_in_spring_that_the_running_year_is_left_out(kind, today, is_told):
    assert ("Until July it leaves out the procedures of 2026" in holds(kind, today=today)) is is_told


def test_a_clinician_takes_rows_with_names_by_a_page_that_asks_why(reported):
    tab = open_page(reported.clinician.session, "export")
    assert links(tab) == [("/download/identified", {"format": "zip"})]
    assert "the trail keeps it" in said(tab)
    assert tab.segmented_control(key="format").options == ["Zip", "CSV", "Excel", "Parquet"]
    assert "take" not in {each.key for each in tab.segmented_control}


def test_names_never_reach_the_managers_screen(reported):
    tab = open_page(reported.manager.session, "export")
    assert not any(name in said(tab) for name in ("Ada", "Bea", "P-"))


def test_what_is_chosen_stands_in_the_address_of_page_and_file(reported):
    tab = open_page(reported.manager.session, "export")
    month = str(Month.of(reported.clinic.today(reported.now)))
    tab.selectbox(key="until").set_value(month).run()
    tab.selectbox(key="method").set_value("laser").run()
    tab.selectbox(key="clinician").set_value(as_text(reported.clinician.subject_id)).run()
    tab.segmented_control(key="by").set_value("month").run()
    tab.pills(key="group").set_value(["age_band", "clinician"]).run()
    tab.segmented_control(key="format").set_value("csv").run()
    asked = {
        "until": month, "method": "laser", "by": "month", "group": "age_band,clinician",
        "clinician": as_text(reported.clinician.subject_id),
    }  # fmt: skip
    assert links(tab) == [("/download/summary.csv", asked), ("/download/alerts.csv", asked)]
    assert dict(tab.query_params) == {**asked, "format": "csv"}
    assert "Narrow it further: 1 filter" in {each.label for each in tab.expander}


def test_an_address_brings_the_choice_back(reported):
    tab = open_page(reported.manager.session, "export", method="laser", format="parquet", by="quarter", age="20-29")
    assert tab.selectbox(key="method").value == "laser"
    assert links(tab) == []
    assert "No treatment in this choice." in said(tab)
    tab.selectbox(key="age").set_value(None).run()
    asked = {"method": "laser", "by": "quarter"}
    assert links(tab) == [("/download/summary.parquet", asked), ("/download/alerts.parquet", asked)]
    tab.segmented_control(key="format").set_value("csv").run()
    assert "to open it in Excel, take Excel" in said(tab)


@pytest.mark.parametrize(
    "query",
    [
        {"method": "wishing", "since": "yesterday", "age": "300", "format": "exe", "by": "week", "group": "name,,"},
        {"take": "identified"},
        {"take": "x" * 5_000, "clinician": "0"},
    ],
)
def test_an_address_with_what_is_no_choice_shows_everything(query, reported):
    tab = open_page(reported.manager.session, "export", **query)
    assert not tab.exception
    assert links(tab) == [("/download/summary.zip", {})]


def test_a_period_that_ends_before_it_begins_is_said_and_can_be_mended(reported):
    today = reported.clinic.today(reported.now)
    tab = open_page(reported.manager.session, "export", since=str(Month.of(today)), until=str(earlier(today)))
    assert "ends before it begins" in tab.error[0].value
    assert links(tab) == []
    tab.selectbox(key="until").set_value(None).run()
    assert not tab.error


def earlier(today):
    month = Month.of(today)
    return Month(month.year - (month.number == 1), month.number - 1 or 12)


def test_the_rows_of_the_file_are_shown_with_what_is_held_back(reported):
    tab = open_page(reported.manager.session, "export")
    shown = tab.dataframe[0].value
    assert {"Side effect", "Method", "Treatments", "Clear by band's end"} <= set(shown.columns)
    assert "Clinician" not in shown.columns
    laser = shown[shown["Method"] == "Laser"].iloc[0]
    assert laser["Treatments"] in {"<11", "suppressed"}


def test_figures_stand_with_their_range_and_a_file_of_few_says_where_more_is_seen(reported):
    tab = open_page(reported.manager.session, "export")
    shown = tab.dataframe[0].value
    redness = shown[(shown["Side effect"] == "Redness") & (shown["Method"] == "Derma roller")].iloc[0]
    assert redness["Half clear by day"] == "9 (2 to 9)"
    assert redness["Median peak"] == "Moderate"
    assert "to" not in shown.columns
    of_few = open_page(reported.manager.session, "export", method="laser")
    (why,) = [each.value for each in of_few.info]
    assert "fewer than 11 had a side effect, did not have it, or were not clear by its band's end" in why
    assert why.endswith("with them. The page Cohort, which stays in the practice, shows more.")
    assert "See the figures on Cohort" in labels(of_few)
    clinician = as_text(reported.clinician.subject_id)
    split = open_page(reported.manager.session, "export", method="laser", by="month", clinician=clinician)
    assert "Fewer splits and fewer filters would hold back less." in split.info[0].value


def test_a_practice_of_few_is_not_sent_to_a_page_that_tells_as_little(practice):
    practice.report(practice.enrol(), 1, redness=2)
    tab = open_page(practice.manager.session, "export")
    (why,) = [each.value for each in tab.info]
    assert why.endswith("are held back with them.")
    assert "See the figures on Cohort" not in labels(tab)


def test_who_took_what_is_listed_with_how_it_ended(reported):
    for kind, who in ((Kind.SUMMARY, reported.manager), (Kind.IDENTIFIED, reported.clinician)):
        of = export(table(many(3_000), expected=3_000), kind=kind)
        taking = take(reported.office, taker(who, kind), of, Format.CSV, now=reported.now)
        list(taking)
    broken = take(reported.office, taker(reported.manager, Kind.SUMMARY), export(), Format.ZIP, now=reported.now)
    broken.close()
    managers = said(open_page(reported.manager.session, "export"))
    assert "Cleo Clinician" in managers
    assert "3,000 rows, whole" in managers
    assert "broken off after 0 rows: take it again" in managers
    clinicians = said(open_page(reported.clinician.session, "export"))
    assert "3,000 rows, whole" in clinicians
    assert "Mo Manager" not in clinicians


def test_a_file_on_its_way_shows_how_far_it_is(reported):
    of = export(table(many(10_000), expected=10_000), kind=Kind.SUMMARY)
    pages = the_office(read_settings(), now=reported.now)
    taking = take(pages, taker(reported.manager, Kind.SUMMARY), of, Format.CSV, now=reported.now)
    pieces = iter(taking)
    next(pieces), next(pieces)
    tab = open_page(reported.manager.session, "export")
    (bar,) = [element for element in tab.main if element.type == "progress"]
    assert (bar.proto.value, "2,000 of about 10,000 rows (20%)" in bar.proto.text) == (20, True)
    assert not [each for each in open_page(reported.clinician.session, "export").main if each.type == "progress"]
    taking.close()

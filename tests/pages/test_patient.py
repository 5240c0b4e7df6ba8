"""One patient for the clinician: everything that was reported, and nothing taken for markup."""

import re
from datetime import timedelta
from html import escape

import pytest

from recovery.domain.report import Draft
from recovery.domain.wording import on_date
from recovery.services.recoveries import reporting
from tests.pages.conftest import keys, labels, of_treatment, open_page, said

NOTE = '=HYPERLINK("http://evil.example") <script>alert(1)</script> **x** שלום'


@pytest.fixture
def see(practice):
    return lambda who: open_page(practice.clinician.session, "patient", **of_treatment(who))


@pytest.fixture
def reported(practice, patient):
    """Day 1 in two versions, day 3 with a warning sign, a note and the wish for a call; day 2 is missing."""
    practice.report(patient, 1, redness=3)
    practice.report(patient, 1, redness=2, itching=1)
    draft = Draft(day=3, severities={"redness": 1}, red_flags=("pus",), wants_call=True, note=NOTE)
    reporting.submit(
        practice.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=practice.now
    )  # fmt: skip
    return patient


def metrics(tab):
    return {metric.label: metric.value for metric in tab.metric}


def beside(tab, label):
    """What stands under a figure."""
    return next(metric.delta for metric in tab.metric if metric.label == label)


def verdict(tab):
    """The badge beside the name."""
    return tab.markdown[0].value


def test_without_a_treatment_in_the_address_the_list_is_shown(practice, patient):
    assert open_page(practice.clinician.session, "patient").title[0].value == "Worklist"


def test_before_the_first_report_the_link_can_be_shown_or_renewed(see, patient):
    tab = see(patient)
    assert tab.title[0].value == "Ada Example"
    assert metrics(tab) == {"Present now": "–", "Last report": "None yet", "Reports received of due": "0 of 3",
                            "Past their band": "–"}  # fmt: skip
    assert beside(tab, "Past their band") == "nothing to judge yet"
    assert "No report yet." in tab.info[0].value
    assert labels(tab)[-1] == "The patient's details and personal link"


def test_the_header_says_who_what_where_and_how_it_stands(see, reported):
    tab = see(reported)
    said_first = tab.caption[1].value.replace("\\", "")
    assert said_first.startswith(f"{reported.patient.code} · Derma roller, face and neck · ")
    assert said_first.endswith("Cleo Clinician")
    assert metrics(tab) == {"Present now": "1", "Last report": "Today", "Reports received of due": "2 of 4",
                            "Past their band": "0"}  # fmt: skip
    assert beside(tab, "Present now") == "worst: redness mild"
    assert ", day 3 · " in said_first
    assert "Warning sign on day 3" in verdict(tab)
    assert 'href="tel:5550100"' in said(tab)


def test_what_needs_a_decision_stands_out(see, reported):
    tab = see(reported)
    assert (tab.error[0].proto.title, tab.error[0].value) == (
        "Warning sign",
        "Day 3, today: Pus, oozing or a bad smell",
    )
    assert (tab.warning[0].proto.title, tab.warning[0].value) == ("Asked for a call", "Day 3, today.")


def test_the_strip_and_a_course_for_each_side_effect_ever_reported(see, reported):
    tab = see(reported)
    assert {"chart_strip", "chart_course_redness", "chart_course_itching"} <= keys(tab)
    assert "chart_course_bruising" not in keys(tab)
    assert "Never reported: bruising, minor bleeding, scabbing, numbness, flaking." in said(tab)
    assert "Mild on day 3, within its band. Peak moderate. Band: day 3 to 7 (guide)." in said(tab)


def test_every_report_is_listed_with_the_versions_that_it_replaced(see, reported):
    items = re.findall(r"<li>(?=<p><b>Day)(.*?)</li>", said(see(reported)))
    first, second, third = (re.sub(r"<[^>]*>", " ", item) for item in items)
    assert ("Day 3" in first, "Day 1" in second, "Day 1" in third) == (True, True, True)
    assert "Redness mild" in first
    assert "Warning sign: Pus, oozing or a bad smell" in first
    assert "Asked for a call" in first
    assert escape(NOTE) in first
    assert ("version" in first, "version 2" in second, "version 1, replaced since" in third) == (False, True, True)
    assert "Redness moderate (face), Itching mild" in second
    assert "Redness severe (face)" in third
    assert "Asked for a call" not in second + third


def test_the_latest_reports_are_listed_and_all_on_demand(see, practice):
    patient = practice.enrol(days_ago=14)
    for day in range(13):
        practice.report(patient, day, redness=0)
    tab = see(patient)
    assert said(tab).count("Nothing noticed") == 10
    assert "Latest reports (10 of 13)" in [header.value for header in tab.header]
    key = f"every_report_{of_treatment(patient)['treatment']}"
    assert tab.toggle(key=key).label == "Show all 13"
    tab.toggle(key=key).set_value(True).run()
    assert said(tab).count("Nothing noticed") == 13
    assert "All reports" in [header.value for header in tab.header]


def test_previous_and_next_follow_the_list(see, practice, reported):
    other = practice.enrol(name="Bea Other", days_ago=2)
    first, second = see(reported), see(other)
    assert ("1 of 2" in said(first), "2 of 2" in said(second)) == (True, True)
    links = {link.value: link.proto.query_string for link in second.get("page_link")}
    assert links["Previous"] == "treatment=" + of_treatment(reported)["treatment"]
    assert "Next" not in links
    assert "Previous" not in labels(first)


def test_a_closed_recovery_stays_readable(see, practice, reported):
    day = practice.clinic.today(practice.now) - timedelta(days=1)
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE treatment SET closed_on = ?", (day.isoformat(),))
    tab = see(reported)
    assert "closed on" in said(tab)
    assert not tab.error[1:]
    assert not tab.exception


def test_what_is_not_known_is_not_counted_as_within_its_band(see, practice):
    patient = practice.enrol(days_ago=14)
    practice.report(patient, 2, redness=1, itching=1)
    practice.report(patient, 6, redness=1)
    tab = see(patient)
    assert metrics(tab)["Past their band"] == "0 known"
    assert beside(tab, "Past their band") == "6 not known"


@pytest.mark.parametrize(
    ("last", "said_of_it"),
    [
        pytest.param(None, ":material/help: No alert is open. That is not known to be good news: no report has come "
                     "yet.", id="no report"),
        pytest.param(2, ":material/help: No alert is open. That is not known to be good news: the last report is 5 "
                     "days old.", id="an old one"),
        pytest.param(6, ":material/check: No alert is open.", id="a recent one"),
    ],
)  # fmt: skip
def test_no_alert_is_good_news_only_where_reports_say_how_it_is(see, practice, last, said_of_it):
    watched = practice.watching()
    patient = watched.enrol(days_ago=7)
    if last is not None:
        watched.report(patient, last, redness=1)
    assert said_of_it in [caption.value for caption in see(patient).caption]


def test_beside_the_name_stands_how_it_is(see, practice):
    watched = practice.watching()
    well, severe, silent = (watched.enrol(name=name, days_ago=9) for name in ("Wil Well", "Sam Severe", "Sil Silent"))
    watched.report(well, 9, itching=1)
    watched.report(severe, 9, redness=3, itching=1)
    watched.report(silent, 2, itching=1)
    watched.report(silent, 5, itching=1)
    shown = [see(who) for who in (well, severe, silent)]
    for tab, word in zip(shown, ("Within the band", "High", "No report for 4 days"), strict=True):
        assert word in verdict(tab)
    assert [metrics(tab)["Present now"] for tab in shown] == ["1", "2", "Not known"]


def test_a_closed_recovery_counts_nothing_from_a_today_that_is_long_past(see, practice):
    patient = practice.enrol(days_ago=100)
    for day in (1, 15):
        practice.report(patient, day, redness=1)
    closed = patient.treatment.procedure + timedelta(days=29)
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE treatment SET closed_on = ?", (closed.isoformat(),))
    tab = see(patient)
    assert (metrics(tab)["Present at its end"], metrics(tab)["Last report"]) == ("Not known", "Day 15")
    assert beside(tab, "Present at its end") == "1 on day 15"
    assert (", day 29 · " in said(tab), "Closed" in verdict(tab)) == (True, True)
    assert beside(tab, "Last report") == on_date(patient.treatment.procedure + timedelta(days=15))
    assert "Mild on day 15; no report since. " in said(tab)
    assert not any(word in said(tab) for word in ("days ago", "Today", "for 14 days"))


def test_a_day_below_zero_is_said_in_words(see, practice):
    early = practice.watching().enrol(days_ago=-3)
    tab = see(early)
    assert not tab.exception
    assert (metrics(tab)["Procedure"], "Present now" in metrics(tab)) == ("In 3 days", False)
    assert (verdict(tab), "-3" in said(tab)) == ("", False)
    assert "No alert is open." in [caption.value for caption in tab.caption]
    assert metrics(tab)["Reports received of due"] == "0 of 0"

"""A patient's own recovery: what it says at each stage, and what to do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.report import Draft
from recovery.domain.wording import on_date
from recovery.services.entry.visiting import Way, open_session
from recovery.services.people import closing
from recovery.services.recoveries import reporting
from tests.pages.conftest import keys, labels, open_page, said

STANDING = "Nobody at the practice looks at these reports. If you are worried, call."


@pytest.fixture
def long_ago(practice):
    """Someone on day 12, past the time that redness usually takes."""
    return practice.enrol(days_ago=12, areas=("face", "neck"))


def test_before_the_first_report_there_is_nothing_to_judge_and_a_way_to_report(patient):
    tab = open_page(patient.visitor.session, "my_recovery")
    assert "Nothing reported yet, so nothing to judge." in said(tab)
    assert labels(tab)[-1] == "Report how you are"
    assert not [key for key in keys(tab) if key.startswith("course_")]


def test_a_phone_whose_last_treatment_is_gone_is_led_out(practice, patient):
    with practice.office.store.writing() as db:
        db.conn.execute("DELETE FROM treatment")
    tab = open_page(patient.visitor.session, "my_recovery")
    assert (said(tab), list(tab.exception)) == ("", [])


def test_each_side_effect_ever_reported_has_a_card_and_no_other(practice, patient):
    practice.report(patient, 1, redness=3, itching=1)
    practice.report(patient, 3, redness=1)
    tab = open_page(patient.visitor.session, "my_recovery")
    assert {key for key in keys(tab) if key.startswith("course_")} == {"course_redness", "course_itching"}
    assert {"chart_course_redness", "chart_course_itching"} <= keys(tab)
    shown = said(tab)
    assert "Mild on day 3. Usually gone by day 7." in shown
    assert "Not seen since day 3, last on day 1." in shown
    assert "Everything you notice is within its usual time." in shown


def test_what_lasts_longer_than_usual_says_to_call_and_gives_the_guides_advice(practice, long_ago):
    practice.report(long_ago, 11, redness=2)
    practice.report(long_ago, 12, redness=2, flaking=1)
    shown = said(open_page(long_ago.visitor.session, "my_recovery"))
    assert "Redness has lasted longer than usual: please call us." in shown
    assert "Redness: if it lasts longer than a week, ask your doctor or aesthetician." in shown
    assert "Flaking: use a moisturiser and drink more water." in shown


def test_an_old_report_is_not_taken_for_today(practice, long_ago):
    practice.report(long_ago, 2, redness=1)
    shown = said(open_page(long_ago.visitor.session, "my_recovery"))
    assert "Your last report is 10 days old." in shown
    assert "On track" not in shown


def test_what_was_severe_in_an_old_report_leads_to_a_call_and_to_a_report(practice, long_ago):
    practice.report(long_ago, 2, redness=3)
    tab = open_page(long_ago.visitor.session, "my_recovery")
    assert "10 days old: redness was severe. If that is still so, call us." in said(tab)
    assert said(tab).count('href="tel:+19015550100"') == 2
    assert "Report how you are" in labels(tab)


def test_whom_to_call_stands_right_below_the_sentence_that_asks_for_it(practice, patient):
    practice.report(patient, 3, redness=3, itching=1)
    tab = open_page(patient.visitor.session, "my_recovery")
    sentence, _, below = said(tab).partition("Redness is severe: please call us.")
    assert 'href="tel:' not in sentence
    assert below.index('href="tel:+19015550100"') < below.index("That is more than we expect")


def test_nothing_of_a_closed_recovery_is_counted_from_today(practice, long_ago):
    practice.report(long_ago, 2, redness=1)
    closed = long_ago.treatment.procedure + timedelta(days=8)
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE treatment SET closed_on = ?", (closed.isoformat(),))
    shown = said(open_page(long_ago.visitor.session, "my_recovery"))
    assert "closed on day 8" in shown
    assert "Your last report was on day 2." in shown
    assert "Report today" not in shown


def test_a_warning_sign_stays_in_sight_with_numbers_that_dial(practice, patient):
    report = open_page(patient.visitor.session, "report")
    report.button_group(key="red_flags").set_value(["breathing"]).run()
    report.button(key="review_report").click().run()
    report.button(key="send_report").click().run()
    tab = open_page(patient.visitor.session, "my_recovery")
    assert tab.error[0].proto.title == "Please act on this now"
    assert 'href="tel:911"' in said(tab)
    assert "On track" not in said(tab)


def test_the_standing_sentences_and_the_practices_number_end_the_page(practice, patient):
    for _ in range(2):
        shown = said(open_page(patient.visitor.session, "my_recovery"))
        assert STANDING in shown
        assert "This page is not medical advice." in shown
        assert 'href="tel:+19015550100"' in shown
        practice.report(patient, 3, redness=1)


def test_what_the_practice_entered_is_marked(practice, patient):
    practice.report(patient, 1, redness=1)
    tab = open_page(patient.visitor.session, "my_recovery")
    assert "Entered by the practice" not in said(tab)
    for day in (2, 3):
        reporting.submit_for(
            practice.office,
            practice.clinician,
            treatment_id=patient.treatment_id,
            draft=Draft(day, {"redness": 1}),
            now=practice.now,
        )
    tab = open_page(patient.visitor.session, "my_recovery")
    assert "Entered by the practice, as you told it: days 2 and 3." in said(tab)


def close(practice, patient):
    closing.close_treatment(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    return on_date(practice.clinic.today(practice.now))


@pytest.mark.parametrize("severities", [None, {}, {"redness": 1}], ids=["unheard", "well", "redness"])
def test_a_closed_recovery_says_since_when_and_leads_to_no_report(severities, practice, patient):
    if severities is not None:
        practice.report(patient, 3, **severities)
    day = close(practice, patient)
    tab = open_page(patient.visitor.session, "my_recovery")
    assert f"**Closed on {day}. It takes no more reports." in said(tab)
    assert "On track" not in said(tab)
    assert "Report how you are" not in labels(tab)


def test_a_procedure_to_come_is_named_by_its_date_and_nothing_is_judged(practice):
    someone = practice.enrol(days_ago=-30)
    tab = open_page(someone.visitor.session, "my_recovery")
    assert f"Your procedure is on {on_date(someone.treatment.procedure)}." in said(tab)
    for words in ("day -30", "Not known", "Nothing reported yet"):
        assert words not in said(tab)
    assert "Report how you are" not in labels(tab)


def test_who_reported_today_may_change_it_and_is_not_asked_again(practice, patient):
    practice.report(patient, 3)
    tab = open_page(patient.visitor.session, "my_recovery")
    assert "No side effect reported." in said(tab)
    assert labels(tab)[-1] == "Change today's report"


def test_on_a_lent_tablet_the_recovery_cannot_be_opened_by_its_address(practice, patient):
    practice.report(patient, 3, redness=1)
    lent = replace(patient.visitor, session="", lent=True)
    with practice.office.store.writing() as db:
        _, visitor = open_session(db, lent, way=Way.LENT, device="", now=practice.now)
    shown = said(open_page(visitor.session, "my_recovery"))
    assert "This tablet was handed over for one report." in shown
    assert "Redness" not in shown

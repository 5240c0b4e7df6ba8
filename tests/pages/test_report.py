"""The report form: from one tap to a report with everything, and every way in which that can go wrong."""

from datetime import timedelta

import pytest

from recovery.domain.catalogue import Severity
from recovery.domain.report import Draft
from recovery.services.people import enrolling
from recovery.services.people.enrolling import TreatmentEntry
from recovery.services.recoveries import reporting, reviewing
from recovery.ui.session import now as clock
from recovery.ui.text import plain
from tests.conftest import come_in
from tests.pages.conftest import keys, labels, open_page, said

HOSTILE = (
    "=1+1 <img src=x onerror=alert(1)> [here](http://evil.example) **bold** \u202egnp.exe `x` $x^2$ :material/x: שלום"
)


@pytest.fixture
def practice(practice):
    """A practice that looks at the reports."""
    return practice.watching()


@pytest.fixture
def tab(patient):
    return open_page(patient.visitor.session, "report")


def reports(practice, patient, **about):
    about = about or {"treatment_id": patient.treatment_id}
    return reviewing.recovery(practice.office, practice.clinician, now=clock(), **about).reports


def severities(report):
    return {score.side_effect: int(score.severity) for score in report.scores}


def dialled(tab):
    """The numbers that a tap dials, in order."""
    return [html.value.partition('href="tel:')[2].partition('"')[0] for html in tab.get("html") if "tel:" in html.value]


def notice(tab, **levels):
    """Choose side effects, and a level for each that has one."""
    tab.button_group(key="noticed").set_value(list(levels)).run()
    for slug, level in levels.items():
        if level is not None:
            tab.button_group(key=f"severity_{slug}").set_value(level)
    return tab.run()


def send(tab):
    """Review, and send."""
    tab.button(key="review_report").click().run()
    return tab.button(key="send_report").click().run()


def test_nothing_today_is_one_tap(tab, practice, patient):
    tab.button(key="nothing_today").click().run()
    assert tab.success[0].proto.title == "Thank you, your report has arrived"
    stored = reports(practice, patient)[3]
    assert set(severities(stored).values()) == {0}
    assert len(stored.scores) == len(practice.office.guide.catalogue.active)


def test_a_stray_tap_is_taken_back_from_the_page_after_it(tab, practice, patient):
    tab.button(key="nothing_today").click().run()
    tab.button(key="change_sent").click().run()
    assert {"nothing_today", "noticed"} <= keys(tab)
    assert "Sending again replaces it" in said(tab)
    send(notice(tab, itching=Severity.MILD))
    assert severities(reports(practice, patient)[3])["itching"] == Severity.MILD
    assert len(practice.replaced(patient)) == 1


def test_what_was_sent_is_changed_from_where_it_was_left_on_its_own_day(tab, practice, patient):
    tab.selectbox(key="report_day").set_value(2).run()
    notice(tab, itching=Severity.MILD)
    send(tab)
    assert "Itching: use a moisturiser and drink more water." in said(tab)
    tab.button(key="change_sent").click().run()
    assert tab.selectbox(key="report_day").value == 2
    assert tab.button_group(key="severity_itching").value == Severity.MILD
    assert "Nothing is changed yet." in said(tab)
    tab.button_group(key="noticed").set_value([]).run()
    assert not {"nothing_today"} & keys(tab)  # one tap would replace what was reported
    send(tab)
    assert set(severities(reports(practice, patient)[2]).values()) == {0}


@pytest.mark.parametrize("key", ["noticed", "red_flags", "please_call", "note"])
def test_one_tap_is_only_offered_while_nothing_is_entered(key, tab):
    assert "nothing_today" in keys(tab)
    values = {"noticed": ["itching"], "red_flags": ["pus"], "please_call": True, "note": "hello"}
    element = next(element for element in tab.main if getattr(element, "key", None) == key)
    element.set_value(values[key]).run()
    assert "nothing_today" not in keys(tab)
    assert {"review_report", key} <= keys(tab)


def test_levels_come_with_their_side_effect_and_their_words_with_the_level(tab, practice):
    effect = practice.office.guide.catalogue.side_effect("redness")
    assert "severity_redness" not in keys(tab)
    tab.button_group(key="noticed").set_value(["redness"]).run()
    assert tab.button_group(key="severity_redness").options == ["Mild", "Moderate", "Severe", "Very severe"]
    assert "Choose one." in said(tab)
    for level in (Severity.MILD, Severity.MODERATE, Severity.SEVERE, Severity.VERY_SEVERE):
        tab.button_group(key="severity_redness").set_value(level).run()
        assert effect.anchor(level) in said(tab)
        assert ("area_redness" in keys(tab)) == (level >= Severity.MODERATE)


def test_a_level_that_may_be_a_warning_sign_is_asked_about_and_told_on_the_review(tab):
    notice(tab, scabbing=Severity.SEVERE)
    assert "Then it is a warning sign" not in said(tab)
    notice(tab, minor_bleeding=Severity.VERY_SEVERE)
    asked = "**Bleeding that will not stop?** Then it is a warning sign: tap it below."
    assert asked in said(tab)
    tab.button_group(key="area_minor_bleeding").set_value("neck").run()
    tab.button(key="review_report").click().run()
    assert "Not tapped as a warning sign: **Bleeding that will not stop.**" in said(tab)
    assert "No warning sign. No call wanted." in said(tab)
    tab.button(key="change_report").click().run()
    tab.button_group(key="red_flags").set_value(["bleeding"]).run()
    assert asked in said(tab)  # what goes would move the chips
    tab.button(key="review_report").click().run()
    assert not {words for words in ("Not tapped", "No warning sign") if words in said(tab)}


def test_a_screen_reader_hears_words_for_the_warning_signs(tab):
    assert tab.button_group(key="red_flags").label == "Any warning sign? Tap all that apply."


def test_nobody_with_one_treated_area_is_asked_where(practice):
    alone = practice.enrol(name="Una Area", areas=("neck",))
    tab = notice(open_page(alone.visitor.session, "report"), redness=Severity.SEVERE)
    assert "area_redness" not in keys(tab)
    send(tab)
    assert reports(practice, alone)[3].worst.area == "neck"


def test_the_review_says_what_counts_as_none(tab):
    notice(tab, redness=Severity.MODERATE, itching=Severity.MILD)
    tab.button_group(key="area_redness").set_value("neck").run()
    tab.text_area(key="note").set_value(HOSTILE)
    tab.toggle(key="please_call").set_value(True)
    tab.button(key="review_report").click().run()
    assert tab.title[0].value == "Is this right?"
    shown = said(tab)
    assert "**Redness:** moderate, worst on the neck" in shown
    assert "**Itching:** mild" in shown
    assert "Sent as none: bruising, minor bleeding, scabbing, numbness, flaking." in shown
    assert "Please call me" in shown
    assert "<img" not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown


def test_where_nobody_looks_no_call_is_offered_and_none_is_promised(practice, patient):
    begun = {"treatment_id": patient.treatment_id, "draft": Draft(3, wants_call=True), "now": clock()}
    reporting.keep_draft(practice.office, patient.visitor, **begun)
    assert "please_call" in keys(open_page(patient.visitor.session, "report"))
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET watched = 0")
    tab = open_page(patient.visitor.session, "report")
    assert "please_call" not in keys(tab)
    assert "Nobody at the practice looks at these reports. If you are worried, call." in said(tab)
    tab.button_group(key="noticed").set_value(["itching"]).run()
    tab.button_group(key="severity_itching").set_value(Severity.MILD).run()
    tab.button_group(key="red_flags").set_value(["breathing"]).run()
    send(tab)
    assert not reports(practice, patient)[3].wants_call
    assert "Your wish for a call" not in said(tab)
    assert tab.error[0].proto.title == "Please act on this now"
    assert dialled(tab)[:2] == ["911", "+19015550100"]


def test_where_somebody_looks_the_wish_for_a_call_is_confirmed(tab):
    tab.toggle(key="please_call").set_value(True).run()
    send(tab)
    assert "Your wish for a call stands in the practice's list." in said(tab)


def test_a_report_arrives_whole_and_shows_its_curve(tab, practice, patient):
    notice(tab, redness=Severity.MODERATE, itching=Severity.MILD)
    tab.button_group(key="area_redness").set_value("neck").run()
    tab.button_group(key="red_flags").set_value(["pus"])
    tab.toggle(key="please_call").set_value(True)
    tab.text_area(key="note").set_value(HOSTILE).run()
    send(tab)
    stored = reports(practice, patient)[3]
    assert {slug: level for slug, level in severities(stored).items() if level} == {"redness": 2, "itching": 1}
    assert stored.worst.area == "neck"
    assert (stored.red_flags, stored.wants_call) == (("pus",), True)
    assert stored.note == HOSTILE.replace("\u202e", "")
    assert {"course_redness", "course_itching", "chart_course_redness"} <= keys(tab)
    assert "Moderate on day 3. Usually gone by day 7." in said(tab)
    assert "course_bruising" not in keys(tab)


@pytest.fixture
def told_otherwise(practice, patient):
    """Somebody who has agreed to be looked at on weekdays, of a practice that looks no more."""
    come_in(practice.office, patient.link, now=practice.now - timedelta(hours=1))
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET watched = 0, watched_when = ''")
    return patient


def test_a_change_of_what_somebody_agreed_to_is_said_once_and_one_tap_leads_to_the_form(told_otherwise):
    tab = open_page(told_otherwise.visitor.session, "report")
    shown = said(tab)
    assert "**When:** Nobody at the practice looks at these reports" in shown
    assert "Until now: Reports are not read in real time" in shown
    assert "**Who sees this:**" not in shown
    assert "nothing_today" not in keys(tab)
    assert dialled(tab)[-1] == "+19015550100"
    tab.button(key="understand").click().run()
    for again in (tab, open_page(told_otherwise.visitor.session, "report")):
        assert {"nothing_today", "red_flags"} <= keys(again)
        assert "Until now" not in said(again)


def test_a_form_that_is_being_filled_in_is_not_taken_away(tab, told_otherwise):
    notice(tab, itching=Severity.MILD)
    assert ("severity_itching" in keys(tab), "understand" in keys(tab)) == (True, False)
    send(tab)
    assert "understand" in keys(open_page(told_otherwise.visitor.session, "report"))


def test_while_nothing_can_be_kept_the_change_stands_and_says_so(told_otherwise, locked):
    tab = open_page(told_otherwise.visitor.session, "report")
    with locked():
        tab.button(key="understand").click().run()
    assert tab.error
    assert "understand" in keys(tab)


MISSING = [
    pytest.param({"redness": None}, {}, "Redness: say how bad it was at its worst.", id="no level"),
    pytest.param({"itching": 1, "redness": 3}, {}, "Redness: say where it is worst.", id="no area"),
    pytest.param({"itching": 1}, {"note": "x" * 10_000}, "note", id="a note of 10,000 characters"),
]


@pytest.mark.parametrize(("levels", "also", "message"), MISSING)
def test_what_cannot_be_is_said_and_everything_typed_stays(levels, also, message, *, tab, practice, patient):
    notice(tab, **{slug: level and Severity(level) for slug, level in levels.items()})
    note = also.get("note", "still here")
    tab.text_area(key="note").set_value(note)
    tab.button_group(key="red_flags").set_value(["hives"])
    tab.button(key="review_report").click().run()
    assert any(plain(message.lower()) in error.value.lower() for error in tab.error)
    assert tab.title[0].value == "What do you notice?"
    assert tab.button_group(key="noticed").value == list(levels)
    assert {slug: tab.button_group(key=f"severity_{slug}").value for slug in levels} == levels
    assert tab.text_area(key="note").value == note
    assert tab.button_group(key="red_flags").value == ["hives"]
    assert reports(practice, patient) == {}


@pytest.mark.parametrize(
    ("flag", "numbers"), [("pus", ["+19015550100", "911"]), ("breathing", ["911", "+19015550100"])]
)
def test_a_warning_sign_shows_whom_to_dial_at_once_and_until_it_is_sent(flag, numbers, tab, practice, patient):
    quiet = dialled(tab)
    tab.button_group(key="red_flags").set_value([flag]).run()
    for step in ("review_report", "send_report", None):
        assert tab.error[0].proto.title == "Please act on this now"
        assert dialled(tab) == numbers + quiet
        if step:
            tab.button(key=step).click().run()
    assert reports(practice, patient)[3].red_flags == (flag,)


def test_going_back_from_the_review_changes_what_is_sent(tab, practice, patient):
    notice(tab, itching=Severity.MILD)
    tab.text_area(key="note").set_value("first").run()
    tab.button(key="review_report").click().run()
    tab.button(key="change_report").click().run()
    assert tab.button_group(key="noticed").value == ["itching"]
    assert tab.button_group(key="severity_itching").value == Severity.MILD
    assert tab.text_area(key="note").value == "first"
    tab.button_group(key="severity_itching").set_value(Severity.SEVERE).run()
    tab.button_group(key="area_itching").set_value("face").run()
    send(tab)
    assert severities(reports(practice, patient)[3])["itching"] == 3


def test_what_was_begun_waits_in_another_tab(tab, patient):
    notice(tab, redness=Severity.SEVERE, itching=None)
    tab.button_group(key="area_redness").set_value("neck").run()
    tab.text_area(key="note").set_value("half a thought").run()
    other = open_page(patient.visitor.session, "report")
    assert "Not sent yet" in said(other)
    assert "Not sent yet" not in said(tab)
    assert other.button_group(key="noticed").value == ["redness", "itching"]
    assert other.button_group(key="severity_redness").value == Severity.SEVERE
    assert other.button_group(key="severity_itching").value is None
    assert other.button_group(key="area_redness").value == "neck"
    assert other.text_area(key="note").value == "half a thought"


def test_what_was_begun_can_be_thrown_away(tab, patient):
    tab.text_area(key="note").set_value("never mind").run()
    other = open_page(patient.visitor.session, "report")
    other.button(key="start_over").click().run()
    assert other.text_area(key="note").value == ""
    assert "nothing_today" in keys(other)
    assert "Not sent yet" not in said(open_page(patient.visitor.session, "report"))


def test_starting_over_on_a_reported_day_brings_back_what_was_reported(practice, patient):
    practice.report(patient, 2, redness=2)
    tab = open_page(patient.visitor.session, "report")
    tab.selectbox(key="report_day").set_value(2).run()
    tab.button_group(key="noticed").set_value([]).run()
    tab.button(key="start_over").click().run()
    assert tab.button_group(key="severity_redness").value == Severity.MODERATE
    assert "Nothing is changed yet." in said(tab)


def test_a_draft_is_gone_once_it_is_sent(tab, patient):
    send(notice(tab, itching=Severity.MILD))
    assert "Not sent yet" not in said(open_page(patient.visitor.session, "report"))


def test_days_to_choose_from_say_which_are_reported(practice):
    someone = practice.enrol(days_ago=9)
    practice.report(someone, 8, redness=1)
    tab = open_page(someone.visitor.session, "report")
    days = tab.selectbox(key="report_day")
    assert days.value == 9
    assert days.options[:3] == ["Today, day 9", "Yesterday, day 8, reported", "2 days ago, day 7"]
    assert days.options[-1] == "7 days ago, day 2"


def test_a_reported_day_comes_filled_in_and_keeps_the_older_version(practice, patient):
    practice.report(patient, 2, redness=2, itching=1)
    tab = open_page(patient.visitor.session, "report")
    tab.selectbox(key="report_day").set_value(2).run()
    assert "Sending again replaces it" in tab.info[0].value
    assert tab.button_group(key="noticed").value == ["redness", "itching"]
    assert tab.button_group(key="area_redness").value == "face"
    tab.button_group(key="noticed").set_value(["itching"]).run()
    send(tab)
    assert {slug for slug, level in severities(reports(practice, patient)[2]).items() if level} == {"itching"}
    older = practice.replaced(patient)
    assert [severities(report)["redness"] for report in older] == [2]


def test_each_day_keeps_its_own_draft(tab):
    notice(tab, itching=Severity.MILD)
    tab.selectbox(key="report_day").set_value(1).run()
    assert tab.button_group(key="noticed").value == []
    tab.text_area(key="note").set_value("of day one").run()
    tab.selectbox(key="report_day").set_value(3).run()
    assert tab.button_group(key="noticed").value == ["itching"]
    assert tab.text_area(key="note").value == ""
    tab.selectbox(key="report_day").set_value(1).run()
    assert tab.text_area(key="note").value == "of day one"


def test_going_back_from_the_review_stays_on_its_day(tab, practice, patient):
    notice(tab, itching=Severity.MILD)
    tab.selectbox(key="report_day").set_value(1).run()
    tab.text_area(key="note").set_value("of day one").run()
    tab.button(key="review_report").click().run()
    tab.button(key="change_report").click().run()
    assert tab.selectbox(key="report_day").value == 1
    assert tab.text_area(key="note").value == "of day one"
    send(tab)
    assert reports(practice, patient)[1].note == "of day one"


def test_another_day_can_be_reported_after_sending(tab, practice, patient):
    tab.button(key="nothing_today").click().run()
    tab.button(key="report_another").click().run()
    assert tab.title[0].value == "What do you notice?"
    tab.selectbox(key="report_day").set_value(2).run()
    tab.button(key="nothing_today").click().run()
    assert sorted(reports(practice, patient)) == [2, 3]


def second_treatment(practice, patient, *, days_ago=0):
    entry = TreatmentEntry(
        "laser",
        ("neck",),
        practice.clinic.today(practice.now) - timedelta(days=days_ago),
        practice.clinician.subject_id,
    )
    return enrolling.add_treatment(
        practice.office, practice.clinician, patient_id=patient.patient.patient_id, treatment=entry, now=practice.now
    )


def close(practice, treatment_id):
    with practice.office.store.writing() as db:
        db.conn.execute(
            "UPDATE treatment SET closed_on = ? WHERE treatment_id = ?",
            (practice.clinic.today(practice.now).isoformat(), treatment_id),
        )


def test_someone_with_several_treatments_chooses_one(practice, patient):
    newer = second_treatment(practice, patient)
    tab = open_page(patient.visitor.session, "report")
    assert [option.partition(",")[0] for option in tab.selectbox(key="treatment").options] == ["Laser", "Derma roller"]
    tab.selectbox(key="treatment").set_value(patient.treatment_id).run()
    assert "Derma roller, face and neck" in said(tab)
    assert tab.selectbox(key="report_day").value == 3
    tab.button(key="nothing_today").click().run()
    assert sorted(reports(practice, patient)) == [3]
    assert reports(practice, patient, treatment_id=newer.treatment_id) == {}


def test_before_the_procedure_there_is_nothing_to_report(practice):
    early = practice.enrol(days_ago=-4)
    tab = open_page(early.visitor.session, "report")
    assert tab.title[0].value == "Not yet"
    assert "review_report" not in keys(tab)


def test_a_patient_without_an_open_treatment_is_told_where_the_closed_one_is(practice, patient):
    close(practice, patient.treatment_id)
    tab = open_page(patient.visitor.session, "report")
    assert tab.title[0].value == "Your recovery is closed"
    assert "See it under My recovery" in labels(tab)


def test_a_report_never_goes_to_another_treatment_when_its_own_is_closed_meanwhile(practice, patient):
    other = second_treatment(practice, patient)
    tab = open_page(patient.visitor.session, "report")
    tab.selectbox(key="treatment").set_value(patient.treatment_id).run()
    notice(tab, itching=Severity.MILD)
    tab.button(key="review_report").click().run()
    close(practice, patient.treatment_id)
    tab.button(key="send_report").click().run()
    assert tab.error[0].value.startswith("Not sent. The practice has closed this recovery")
    assert reports(practice, patient) == reports(practice, patient, treatment_id=other.treatment_id) == {}


def test_a_locked_database_says_not_sent_and_sending_again_works(locked, practice, patient):
    tab = open_page(patient.visitor.session, "report")
    notice(tab, itching=Severity.MILD)
    tab.text_area(key="note").set_value("keep me").run()
    tab.button(key="review_report").click().run()
    with locked():
        tab.button(key="send_report").click().run()
        assert tab.error[0].value.startswith("Not sent.")
        assert "try again" in tab.error[0].value
        assert reports(practice, patient) == {}
    assert reporting.open_desk(
        practice.office, patient.visitor, treatment_id=patient.treatment_id, now=clock()
    ).drafts[3].note == "keep me"  # fmt: skip
    tab.button(key="send_report").click().run()
    assert reports(practice, patient)[3].note == "keep me"


def test_one_tap_on_a_locked_database_is_not_lost_in_silence(locked, practice, patient):
    tab = open_page(patient.visitor.session, "report")
    with locked():
        tab.button(key="nothing_today").click().run()
        assert tab.error[0].value.startswith("Not sent.")
    tab.button(key="nothing_today").click().run()
    assert 3 in reports(practice, patient)


def test_a_form_stays_whole_while_its_draft_cannot_be_kept(locked, practice, patient):
    tab = open_page(patient.visitor.session, "report")
    with locked():
        notice(tab, itching=Severity.MILD)
        tab.text_area(key="note").set_value("typed in bad times").run()
        assert {"review_report", "noticed", "severity_itching", "note"} <= keys(tab)
        assert "Not kept yet" in said(tab)
        tab.button(key="review_report").click().run()
        tab.button(key="change_report").click().run()
        assert tab.text_area(key="note").value == "typed in bad times"
    tab.run()
    assert "Not kept yet" not in said(tab)
    assert open_page(patient.visitor.session, "report").text_area(key="note").value == "typed in bad times"
    send(tab)
    assert reports(practice, patient)[3].note == "typed in bad times"


def test_two_tabs_that_send_the_same_day_keep_both_versions(practice, patient):
    first, second = (open_page(patient.visitor.session, "report") for _ in range(2))
    send(notice(first, itching=Severity.MILD))
    send(notice(second, redness=Severity.MILD))
    assert reports(practice, patient)[3].revision == 2
    older = practice.replaced(patient)
    assert [severities(report)["itching"] for report in older] == [1]


def test_every_screen_ends_with_who_reads_it_and_whom_to_call(tab):
    for step in ("review_report", "send_report", None):
        assert "This page is not medical advice." in said(tab)
        assert dialled(tab)[-1] == "+19015550100"
        if step:
            tab.button(key=step).click().run()

"""The worklist as clinicians meet it: who is on it, in which words, and what they do from there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.alerts import State, Step
from recovery.domain.handling import Move
from recovery.domain.identifiers import as_text
from recovery.domain.report import NOTE_LIMIT, Draft
from recovery.domain.rules import Rule
from recovery.domain.worklist import View
from recovery.services import clinics
from recovery.services.alerts import attending, evaluating, triaging
from recovery.services.recoveries import reporting, reviewing
from recovery.store import alerts, people
from recovery.ui.components.worklist.attending_offers import Offer
from tests.pages.conftest import file_of, keys, labels, open_page, said

HOSTILE = "[click](http://evil.example) <b>x</b> :red[y] $z$"


@pytest.fixture
def see(practice):
    return lambda who=practice.clinician, **query: open_page(who.session, "worklist", **query)


@pytest.fixture
def severe(watched):
    """Someone on day 9 whose redness is severe and past its band."""
    patient = watched.enrol(name="Sam Severe", days_ago=9)
    watched.report(patient, 9, redness=3)
    return patient


def names(tab):
    """Who is listed: the links below the menu, without those that lead elsewhere."""
    return [label.partition(" &ensp;")[0] for label in labels(tab) if "&ensp;" in label]


def text(tab):
    """What stands on the screen, without the signs that keep Markdown away from it."""
    return said(tab).replace("\\", "")


def html(tab):
    return "\n".join(block.proto.body for block in tab.get("html"))


def of(patient, kind):
    return f"{kind}_{as_text(patient.treatment_id)}"


def take(tab, patient, offer):
    """Choose something from a row's menu."""
    return _more(tab, patient).click(offer).run()


def _more(tab, patient):
    return next(each for each in tab.menu_button if each.key == of(patient, "more"))


def written(tab, patient):
    """The note of the form about this patient."""
    return tab.text_area(key=of(patient, "attending_note"))


def states(practice, patient):
    with practice.office.store.reading() as db:
        found = alerts.of_treatment(db, 1, patient.treatment_id, practice.office.guide.catalogue)
    return [alert.holding.state for alert in found]


def flag(practice, patient):
    day = patient.treatment.day(practice.clinic.today(practice.now))
    draft = Draft(day=day, red_flags=("pus",))
    reporting.submit(practice.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=practice.now)


def test_those_who_need_someone_stand_there_with_why(see, watched, severe):
    watched.enrol(name="Fine Already", days_ago=3)
    flagged = watched.enrol(name="Flo Flag", days_ago=4)
    flag(watched, flagged)
    tab = see()
    assert names(tab) == ["Flo Flag", "Sam Severe"]
    shown = html(tab)
    for words in ("Urgent", "Warning sign today: pus", "High", "Redness severe today", "2 days past its band",
                  "Day 9 · last report today · listed today · Derma roller, face · Cleo Clinician",
                  "Redness, </span><span>band day 3 to 7", "<img"):  # fmt: skip
        assert words in shown, words
    assert tab.button_group(key="worklist_view").options == ["Needs someone (2)", "Put off (0)", "All open (3)"]


def test_what_no_longer_holds_is_quiet_and_says_what_it_was(see, watched):
    patient = watched.enrol(name="Sam Severe", days_ago=4)
    watched.report(patient, 4, redness=3)
    watched.report(patient, 4, now=watched.now + timedelta(minutes=1), redness=1)
    shown = html(see())
    assert '<span class="rd-level rd-was">Was high</span>' in shown
    assert "rd-high" not in shown.split("</style>")[-1]


def test_a_row_leads_to_the_patient_and_knows_the_list(see, severe):
    link = next(each for each in see(show="mine").get("page_link") if "Sam" in each.value)
    assert link.proto.page == "patient"
    assert "show=mine" in link.proto.query_string
    assert "view=needs" in link.proto.query_string


def test_what_people_wrote_is_shown_as_they_wrote_it(see, watched):
    patient = watched.enrol(name=HOSTILE, days_ago=9)
    watched.report(patient, 9, redness=3)
    tab = see()
    label = next(each for each in labels(tab) if "&ensp;" in each)
    assert all(sign in label for sign in (r"\]\(", r"\<b\>", r"\:red\[", r"\$z\$"))
    tab.button(key=of(patient, "first")).click().run()
    assert r"Taken for \[click\]" in said(tab)
    assert "<b>x</b>" not in html(tab)


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        pytest.param({}, ["Flo Flag", "Sam Severe", "Ivy Itch"], id="all"),
        pytest.param({"show": "urgent"}, ["Flo Flag"], id="a level"),
        pytest.param({"show": "urgent,low"}, ["Flo Flag", "Ivy Itch"], id="two levels"),
        pytest.param({"rule": "severe"}, ["Sam Severe"], id="a rule"),
        pytest.param({"effect": "itching"}, ["Ivy Itch"], id="a side effect"),
        pytest.param({"rule": "severe", "effect": "itching"}, [], id="what nobody has"),
        pytest.param({"view": "put-off"}, [], id="put off"),
        pytest.param({"view": "nonsense", "show": "<b>", "rule": "x"}, ["Flo Flag", "Sam Severe", "Ivy Itch"], id="?"),
    ],
)
def test_the_address_says_what_is_shown(query, listed, see, watched, severe):
    flag(watched, watched.enrol(name="Flo Flag", days_ago=4))
    itch = watched.enrol(name="Ivy Itch", days_ago=5)
    for day in (3, 4, 5):
        watched.report(itch, day, itching=2)
    tab = see(**query)
    assert names(tab) == listed
    assert not tab.exception


def test_filters_are_counted_and_go_into_the_address(see, watched, severe):
    flag(watched, watched.enrol(name="Flo Flag", days_ago=4))
    tab = see()
    chips = tab.button_group(key="worklist_show")
    assert chips.options == ["Mine, or mine to take (2)", "Nobody has it (2)", "Urgent (1)", "High (1)"]
    chips.set_value(["high"]).run()
    assert (names(tab), tab.query_params["show"]) == (["Sam Severe"], "high")
    assert tab.selectbox(key="worklist_rule").options == ["Severe (1)", "Past its band (1)"]
    tab.selectbox(key="worklist_rule").set_value(Rule.SEVERE).run()
    assert tab.query_params["rule"] == "severe"
    tab.button_group(key="worklist_show").set_value([]).run()
    assert "show" not in tab.query_params
    tab.button_group(key="worklist_view").set_value(View.PUT_OFF).run()
    assert (tab.query_params["view"], "rule" in tab.query_params, names(tab)) == ("put-off", False, [])


def test_a_phone_reads_what_is_set_before_it_unfolds_the_filters(see, severe):
    tab = see(show="mine,high", rule="severe", effect="redness")
    assert tab.button(key="worklist_fold").label == "Show filters: Mine, or mine to take, High, Severe, Redness"
    tab.button(key="worklist_fold").click().run()
    assert tab.button(key="worklist_fold").label.startswith("Hide filters: ")
    assert see().button(key="worklist_fold").label == "Show filters"


def test_nobody_fits_says_how_many_there_would_be_and_shows_them_again(see, severe):
    tab = see(show="urgent")
    assert "Nobody fits. Without these filters 1 patient would show." in text(tab)
    tab.button(key="clear_filters").click().run()
    assert names(tab) == ["Sam Severe"]


def test_taking_it_says_so_and_can_be_taken_back(see, watched, severe):
    tab = see()
    tab.button(key=of(severe, "first")).click().run()
    assert "Taken for Sam Severe" in text(tab)
    assert "Cleo Clinician has it" in html(tab)
    assert states(watched, severe) == [State.ACKNOWLEDGED] * 2
    tab.button(key="take_back").click().run()
    assert "Taken back: taken for Sam Severe" in text(tab)
    assert states(watched, severe) == [State.OPEN] * 2


@pytest.mark.parametrize(
    ("offer", "words", "state"),
    [
        (Offer.PHONE, "Contact by phone noted for Sam Severe", State.CONTACTED),
        (Offer.MESSAGE, "Contact by message noted for Sam Severe", State.CONTACTED),
        (Offer.VISIT, "Contact at a visit noted for Sam Severe", State.CONTACTED),
        (Offer.NO_ACTION, "Noted that no action is needed for Sam Severe", State.NO_ACTION),
        (Offer.TOMORROW, ", 8:00 for Sam Severe", State.OPEN),
        (Offer.THREE_DAYS, ", 8:00 for Sam Severe", State.OPEN),
    ],
)
def test_one_tap_from_the_menu(offer, words, state, *, see, watched, severe):
    tab = see()
    take(tab, severe, offer)
    assert words in text(tab)
    assert states(watched, severe) == [state] * 2
    assert names(tab) == ([] if state is State.OPEN else ["Sam Severe"])


def test_closing_asks_for_a_note_and_offers_some(see, watched, severe):
    tab = see()
    take(tab, severe, Offer.CLOSE)
    tab.button(key="attending_send").click().run()
    assert "Write a note: closing needs one" in text(tab)
    tab.button_group(key="attending_suggested").set_value("Seen at the practice.").run()
    assert written(tab, severe).value == "Seen at the practice."
    written(tab, severe).set_value("Seen, and well.").run()
    tab.button(key="attending_send").click().run()
    assert "Closed for Sam Severe" in text(tab)
    assert (names(tab), states(watched, severe)) == ([], [State.CLOSED] * 2)
    assert "Nobody needs anyone right now" in text(tab)


def test_a_note_that_is_too_long_stays_and_is_told_how_much_fits(see, watched, severe):
    tab = see()
    take(tab, severe, Offer.CLOSE)
    long = "x" * (NOTE_LIMIT + 50)
    assert not written(tab, severe).proto.max_chars
    written(tab, severe).set_value(long).run()
    tab.button(key="attending_send").click().run()
    assert f"{NOTE_LIMIT + 50:,} characters; {NOTE_LIMIT:,} fit" in text(tab)
    assert written(tab, severe).value == long
    assert states(watched, severe) == [State.OPEN] * 2


def test_a_note_outlives_a_look_at_another_page_but_not_being_put_away(see, severe):
    tab = see()
    take(tab, severe, Offer.CLOSE)
    written(tab, severe).set_value("Half a sent").run()
    tab.switch_page(str(file_of("people"))).run()
    tab.switch_page(str(file_of("worklist"))).run()
    assert written(tab, severe).value == "Half a sent"
    tab.button(key="attending_close").click().run()
    take(tab, severe, Offer.CLOSE)
    assert not written(tab, severe).value


def test_buttons_say_on_how_many_alerts_they_act(see, watched, severe):
    tab = see()
    assert (tab.button(key=of(severe, "first")).label, _more(tab, severe).label) == ("I take both", "More with both")
    assert "Close both with a note…" in _more(tab, severe).options
    flag(watched, severe)
    tab = see()
    assert tab.button(key=of(severe, "first")).label == "I take all 3"
    take(tab, severe, Offer.UNTIL)
    assert tab.button(key="attending_send").label == "Put 2 of 3 off"
    take(tab, severe, Offer.CLOSE)
    assert tab.button(key="attending_send").label == "Close all 3"


def test_a_lone_alert_is_spoken_of_as_one(see, watched):
    flagged = watched.enrol(days_ago=4)
    flag(watched, flagged)
    tab = see()
    assert (tab.button(key=of(flagged, "first")).label, _more(tab, flagged).label) == ("I take it", "More")
    assert "Close with a note…" in _more(tab, flagged).options


def test_a_warning_sign_ends_with_words_that_fit_it(see, watched):
    flagged = watched.enrol(name="Flo Flag", days_ago=4)
    flag(watched, flagged)
    tab = see()
    take(tab, flagged, Offer.NO_ACTION)
    tab.button(key="attending_send").click().run()
    assert "a warning sign that needs no action needs one" in text(tab)
    suggested = tab.button_group(key="attending_suggested")
    assert all("Spoke with the patient" in each for each in suggested.options)
    suggested.set_value(suggested.options[0]).run()
    tab.button(key="attending_send").click().run()
    assert "Noted that no action is needed for Flo Flag" in text(tab)
    assert states(watched, flagged) == [State.NO_ACTION]


def test_a_lost_session_opens_the_form_of_its_address_again(see, watched, severe):
    tab = see()
    take(tab, severe, Offer.HAND_OVER)
    named = {key: tab.query_params[key] for key in ("row", "step")}
    assert named == {"row": as_text(severe.treatment_id), "step": "hand_over"}
    after = see(**named)
    assert "This page was loaded anew" in text(after)
    assert after.button(key="attending_send").label == "Hand both over"
    after.button(key="attending_close").click().run()
    assert "row" not in after.query_params
    assert "attending_send" not in keys(after)


@pytest.mark.parametrize(
    "named",
    [{"step": "close"}, {"row": "x", "step": "close"}, {"step": "take"}, {"step": "<b>"}, {"step": "phone"}],
    ids=str,
)
def test_an_address_that_names_no_form_opens_none(named, see, severe):
    tab = see(**({"row": as_text(severe.treatment_id)} if named != {"step": "close"} else {}) | named)
    assert "attending_send" not in keys(tab)
    assert not tab.exception
    assert "step" not in tab.query_params


def test_what_is_handed_over_names_the_colleague(see, watched, severe):
    bea = watched.colleague("Bea Noor")
    tab = see()
    take(tab, severe, Offer.HAND_OVER)
    tab.button(key="attending_send").click().run()
    assert "Choose the colleague" in text(tab)
    tab.selectbox(key="attending_to").set_value(bea.subject_id).run()
    tab.button(key="attending_send").click().run()
    assert "Handed over to Bea Noor for Sam Severe" in text(tab)
    assert "Handed over to Bea Noor" in html(tab)
    assert names(see(show="mine")) == []
    assert names(see(who=bea, show="mine")) == ["Sam Severe"]


def test_what_is_put_off_until_a_date_stands_on_the_other_list(see, watched, severe):
    tab = see()
    take(tab, severe, Offer.UNTIL)
    until = watched.clinic.today(watched.now) + timedelta(days=5)
    tab.date_input(key="attending_until").set_value(until).run()
    tab.button(key="attending_send").click().run()
    assert names(tab) == []
    other = see(view="put-off")
    assert names(other) == ["Sam Severe"]
    assert f"ut off until {until.day} {until:%B %Y}, 8:00" in html(other)


def test_a_warning_sign_is_not_put_off_and_the_form_says_so(see, watched, severe):
    flag(watched, severe)
    tab = see()
    take(tab, severe, Offer.UNTIL)
    assert "A warning sign is never put off: it stays on the list." in text(tab)
    tab.button(key="attending_send").click().run()
    assert names(tab) == ["Sam Severe"]
    assert "Warning sign today" in html(tab)
    assert not any("Put off" in option for option in _more(tab, severe).options)


def test_of_two_at_once_the_second_is_told_and_sees_how_it_is_now(see, watched, severe):
    mine, beas = see(), see(who=watched.colleague("Bea Noor"))
    beas.button(key=of(severe, "first")).click().run()
    mine.button(key=of(severe, "first")).click().run()
    assert "Sam Severe: Bea Noor was quicker" in text(mine)
    assert "Bea Noor has it" in html(mine)
    assert states(watched, severe) == [State.ACKNOWLEDGED] * 2


def test_a_note_outlives_a_conflict_and_closes_once_the_change_was_seen(see, watched, severe):
    bea = watched.colleague("Bea Noor")
    mine = see()
    take(mine, severe, Offer.CLOSE)
    written(mine, severe).set_value("Long and careful words.").run()
    see(who=bea).button(key=of(severe, "first")).click().run()
    mine.button(key="attending_send").click().run()
    assert "Bea Noor was quicker" in text(mine)
    assert written(mine, severe).value == "Long and careful words."
    mine.button(key="attending_send").click().run()
    assert "Closed for Sam Severe" in text(mine)


def test_a_note_outlives_the_row_that_a_colleague_closed(see, watched, severe):
    mine = see()
    take(mine, severe, Offer.CLOSE)
    written(mine, severe).set_value("Long and careful words.").run()
    bea = watched.colleague("Bea Noor")
    row = triaging.row(watched.office, bea, treatment_id=severe.treatment_id, now=watched.now)
    seen = {alert.alert_id: alert.version for alert in row.alerts}
    attending.attend(watched.office, bea, seen=seen, move=Move(Step.CLOSED, note="Seen."), now=watched.now)
    mine.button(key="attending_send").click().run()
    assert "is not on this page any more" in text(mine)
    assert "Nothing of it is open any more" in text(mine)
    assert written(mine, severe).value == "Long and careful words."
    mine.button(key="attending_close").click().run()
    assert "is not on this page" not in text(mine)


def test_a_step_for_another_row_takes_nothing_from_the_open_form(see, watched, severe):
    other = watched.enrol(name="Oda Other", days_ago=9)
    watched.report(other, 9, itching=3)
    tab = see()
    take(tab, severe, Offer.CLOSE)
    written(tab, severe).set_value("Of Sam alone.").run()
    take(tab, other, Offer.PHONE)
    assert written(tab, severe).value == "Of Sam alone."
    tab.button(key=of(other, "first")).click().run()
    assert not written(tab, other).value
    take(tab, severe, Offer.CLOSE)
    assert written(tab, severe).value == "Of Sam alone."
    with watched.office.store.reading() as db:
        notes = db.conn.execute("SELECT note FROM alert_event WHERE step = 'contacted'").fetchall()
    assert {row[0] for row in notes} == {""}


def test_keys_mark_rows_one_after_the_other_and_take_the_marked_one(see, watched, severe):
    other = watched.enrol(name="Oda Other", days_ago=9)
    watched.report(other, 9, itching=3)
    tab = see()
    first, second = names(tab)
    assert tab.button(key="take_row").disabled
    for key, marked in (("next_row", first), ("next_row", second), ("next_row", second), ("previous_row", first)):
        tab.button(key=key).click().run()
        assert f"Marked: {marked}" in text(tab)
        assert html(tab).count('class="rd-marked"') == 1
    tab.button(key="take_row").click().run()
    assert f"Taken for {first}" in text(tab)
    assert tab.button(key="take_row").disabled
    tab.button(key="open_row").click().run()
    assert tab.title[0].value == first


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("+1 901 555-0100", 'href="tel:+19015550100"'),
        ("sam@example.com", 'href="mailto:sam@example.com"'),
        ("<b>ask Ben</b>", "Contact: &lt;b&gt;ask Ben&lt;/b&gt;"),
    ],
)
def test_a_row_says_how_to_reach_the_patient(contact, shown, *, see, watched, severe):
    with watched.office.store.writing() as db:
        db.conn.execute("UPDATE patient SET contact = ?", (contact,))
    assert shown in html(see())


def test_letters_do_nothing_once_they_are_switched_off(see, severe):
    tab = see()
    assert tab.button(key="next_row").proto.shortcut
    tab.toggle(key="worklist_keys_on").set_value(False).run()
    assert not tab.button(key="next_row").proto.shortcut


def test_an_empty_worklist_says_so_and_when_it_was_computed(see, watched):
    watched.enrol(days_ago=2)
    tab = see()
    assert "Nobody needs anyone right now" in text(tab)
    assert "1 open recovery and none with an open alert." in text(tab)
    assert "Alerts are computed with each report" in text(tab)
    evaluating.evaluate(watched.office, now=watched.now)
    assert "Alerts were last computed today at " in said(see())
    assert "Nothing is put off." in said(see(view="put-off"))


def test_a_list_that_was_computed_too_long_ago_warns_and_is_not_green(see, watched):
    evaluating.evaluate(watched.office, now=watched.now - timedelta(days=1))
    watched.enrol(days_ago=2)
    assert "Alerts are not up to date" in said(see())
    assert "Nobody needs anyone" not in said(see())
    assert not see().success
    watched.report(watched.enrol(days_ago=9), 9, redness=3)
    assert "Alerts are not up to date" in said(see())
    evaluating.evaluate(watched.office, now=watched.now)
    assert "Alerts are not up to date" not in said(see())


def test_a_practice_that_does_not_watch_is_told_so_and_sees_everyone(see, practice):
    practice.report(practice.enrol(name="Sam Severe", days_ago=9), 9, redness=3)
    tab = see()
    assert "This practice does not watch reports" in text(tab)
    assert names(tab) == ["Sam Severe"]
    assert not tab.get("button_group")


def test_what_is_open_when_a_practice_stops_watching_waits_until_it_is_closed(see, watched, severe):
    watched.enrol(name="Fine Already", days_ago=3)
    clinics.change_clinic(watched.office, {"watched": False, "watched_when": ""}, now=watched.now)
    tab = see()
    assert "This practice does not watch reports" in text(tab)
    assert names(tab) == ["Sam Severe"]
    take(tab, severe, Offer.CLOSE)
    written(tab, severe).set_value("Seen, and well.").run()
    tab.button(key="attending_send").click().run()
    assert "Closed for Sam Severe" in text(tab)
    assert states(watched, severe) == [State.CLOSED] * 2
    assert sorted(names(tab)) == ["Fine Already", "Sam Severe"]


def test_before_the_first_patient_it_leads_to_enrolling(see, watched):
    tab = see(view="all")
    assert "No open recovery." in text(tab)
    assert "Enrol a patient" in labels(tab)


def test_all_open_recoveries_the_most_urgent_first(see, watched, severe):
    watched.report(watched.enrol(name="Fine", days_ago=3), 3)
    watched.enrol(name="Early Bird", days_ago=-1)
    tab = see(view="all")
    assert names(tab)[0] == "Sam Severe"
    assert sorted(names(tab)[1:]) == ["Early Bird", "Fine"]
    for words in ("3 open, the most urgent first; then the worst last report.", "High", "Redness severe today",
                  "Nothing present", "procedure in 1 day · no report yet ·", "No report yet",
                  "**day 9** · last report today: redness severe, 1 past the band · Derma roller"):  # fmt: skip
        assert words in text(tab), words


def test_long_lists_are_paged_by_address(see, watched):
    for number in range(triaging.PAGE + 2):
        watched.report(watched.enrol(name=f"Patient{number:02}", days_ago=9), 9, redness=3)
    for view, size in (("needs", triaging.PAGE), ("all", reviewing.PAGE)):
        first, second, beyond = see(view=view), see(view=view, page="2"), see(view=view, page="7")
        assert len(names(first)) == min(size, triaging.PAGE + 2)
        if size < triaging.PAGE + 2:
            assert not set(names(first)) & set(names(second))
            assert names(beyond) == names(second)


def test_the_way_back_from_a_patient_keeps_the_list(watched, severe):
    flag(watched, watched.enrol(name="Flo Flag", days_ago=4))
    watched.enrol(name="Fine", days_ago=3)
    tab = open_page(
        watched.clinician.session, "patient", treatment=as_text(severe.treatment_id), view="needs", show="mine"
    )
    assert "2 of 2" in text(tab)
    links = {link.value: link.proto.query_string for link in tab.get("page_link")}
    assert "show=mine" in links["Previous"]
    assert "Next" not in links
    assert links["Worklist"] or links["Back to the worklist"]
    everyone = open_page(watched.clinician.session, "patient", treatment=as_text(severe.treatment_id))
    assert "of 3" in text(everyone)


def test_looking_for_news_does_not_keep_a_session_alive(see, watched, severe):
    tab = see()
    session = watched.clinician.session

    def seen(value=None):
        with watched.office.store.writing() as db:
            if value is not None:
                db.conn.execute("UPDATE session SET last_seen_at = ? WHERE token_hash = ?", (value, session))
            return db.conn.execute("SELECT last_seen_at FROM session WHERE token_hash = ?", (session,)).fetchone()[0]

    an_hour_ago = (watched.now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    seen(an_hour_ago)
    tab.session_state["runs_by_itself"] = True
    tab.run()
    assert names(tab) == ["Sam Severe"]
    assert seen() == an_hour_ago
    tab.run()
    assert seen() > an_hour_ago


def test_a_manager_who_is_no_clinician_sees_no_worklist(watched, severe):
    tab = open_page(watched.manager.session, "worklist")
    assert "Sam" not in text(tab) + html(tab)


def test_staff_who_have_left_are_still_named(see, watched, severe):
    bea = watched.colleague("Bea Noor")
    see(who=bea).button(key=of(severe, "first")).click().run()
    with watched.office.store.writing() as db:
        db.conn.execute("UPDATE account SET disabled = 1 WHERE account_id = ?", (bea.subject_id,))
        people.change_clinic(db, replace(watched.clinic, name="Corner Skin & Co"))
    assert "Bea Noor has it" in html(see())

"""The front desk: enrolling, finding, and handing over a personal link."""

import re
from datetime import timedelta

import pytest

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.domain.wording import on_date
from recovery.errors import SignInRefused
from recovery.services.entry import personal_links
from recovery.services.people import closing, enrolling, handing_out, patients
from recovery.services.people.enrolling import PAGE, PatientEntry
from recovery.store import accounts, links, pins
from recovery.ui.components.people import link_card
from recovery.ui.text import plain
from tests.conftest import an_account
from tests.pages.conftest import keys, labels, of_person, open_page, said

HOSTILE = "=1+1 <img src=x> [a](http://b.example) O'Neil-Łukasz 李"


@pytest.fixture
def see(practice):
    return lambda **query: open_page(practice.clinician.session, "people", **query)


@pytest.fixture
def form(see):
    return see(enrol="yes")


def people(practice):
    return enrolling.search(practice.office, practice.clinician, words="", page=1)


def fill(tab, *, name="Ada Example", areas=("face",), **others):
    tab.text_input(key="patient_name").set_value(name)
    tab.button_group(key="treatment_areas").set_value(list(areas))
    for key, value in others.items():
        next(element for element in tab.main if getattr(element, "key", None) == key).set_value(value)
    return tab.button(key="enrol_patient").click().run()


def rows(tab):
    """What stands in the list of patients."""
    return [label for label in labels(tab) if "P-" in label]


def token(tab):
    return tab.code[0].value.rpartition("/p/")[2]


def opens(practice, link):
    """The patient whom a link leads to; None when it opens nothing."""
    try:
        return personal_links.patient_of(practice.office, token=link, now=practice.now)[1]
    except SignInRefused:
        return None


def test_an_empty_list_says_how_to_begin(see):
    tab = see()
    assert "Nobody is enrolled yet." in said(tab)
    tab.button(key="enrol_a_patient").click().run()
    assert tab.title[0].value == "Enrol a patient"


def test_enrolling_gives_a_code_and_a_card_with_a_link_that_opens(form, practice):
    day = practice.clinic.today(practice.now) - timedelta(days=2)
    fill(form, name=HOSTILE, areas=("neck", "face"), patient_contact="ada@example.com", patient_year=1990,
         patient_skin="IV", treatment_method="laser", treatment_date=day)  # fmt: skip
    found, total = people(practice)
    assert (total, found[0].name, found[0].year_of_birth, found[0].skin_type) == (1, HOSTILE, 1990, "IV")
    assert form.query_params["patient"] == as_text(found[0].patient_id)
    assert "card" in keys(form)
    card = next(html.value for html in form.get("html") if "QR code" in html.value)
    assert "data:image/" in card
    assert token(form) in card
    assert "Hello =1+1," in card
    assert "<img src=x>" not in said(form)
    assert opens(practice, token(form)) == found[0].patient_id
    shown = enrolling.person(practice.office, practice.clinician, patient_id=found[0].patient_id, now=practice.now)
    assert [(t.method, t.areas, t.procedure, t.clinician.name) for t in shown.treatments] == [
        ("laser", ("face", "neck"), day, "Cleo Clinician")
    ]


WRONG = [
    pytest.param({"name": "  "}, "name is empty", id="no name"),
    pytest.param({"areas": ()}, "at least one treated area", id="no area"),
    pytest.param({"patient_year": 1066}, "year of birth", id="born in 1066"),
    pytest.param({"name": "x" * 500}, "name", id="a name of 500 letters"),
    pytest.param({"patient_contact": "y" * 500}, "contact", id="a contact of 500 letters"),
    pytest.param({"patient_contact": "ada@@x"}, "neither a phone number nor an e-mail address", id="no contact"),
    pytest.param({"name": "", "areas": ()}, "name is empty; please enter it. choose at least one", id="two at once"),
    pytest.param({"name": "z" * 10_000}, "10,000 characters", id="a name of 10,000 letters"),
    pytest.param({"name": "\u202e\u200f"}, "name is empty", id="a name of direction marks"),
]


@pytest.mark.parametrize(("entries", "message"), WRONG)
def test_what_cannot_be_is_said_and_everything_typed_stays(entries, message, form, practice):
    typed = {"name": "Ada Example", "areas": ("face", "hands"), "patient_contact": "555 0100", "patient_skin": "II"}
    fill(form, **{**typed, **entries})
    assert plain(message) in form.error[0].value.lower()
    assert people(practice)[1] == 0
    kept = {**typed, **entries}
    assert form.text_input(key="patient_name").value == kept["name"]
    assert tuple(form.button_group(key="treatment_areas").value) == kept["areas"]
    assert form.text_input(key="patient_contact").value == kept["patient_contact"]
    assert form.selectbox(key="patient_skin").value == "II"


def test_a_locked_database_keeps_the_form_and_enrolling_again_works(locked, form, practice):
    with locked():
        fill(form, name="Ada Example", patient_contact="555 0100")
        assert "try again" in form.error[0].value
        assert form.text_input(key="patient_contact").value == "555 0100"
    form.button(key="enrol_patient").click().run()
    assert people(practice)[1] == 1


def test_a_second_line_tells_patients_of_one_name_apart(see, practice):
    ada, bea = practice.enrol(name="Ada Example", days_ago=2), practice.enrol(name="Ada Example", days_ago=9)
    closing.close_treatment(practice.office, practice.clinician, treatment_id=bea.treatment_id, now=practice.now)
    handing_out.revoke_link(practice.office, practice.clinician, patient_id=bea.patient.patient_id, now=practice.now)
    shown = said(see())
    assert re.search(rf"Derma roller, face, {on_date(ada.treatment.procedure)} · open · has a link", shown)
    assert re.search(rf"Derma roller, face, {on_date(bea.treatment.procedure)} · closed · no link", shown)


def test_search_finds_by_name_and_by_code(see, practice):
    ada, bea = practice.enrol(name="Ada Example"), practice.enrol(name="Bea Other")
    tab = see()
    assert "2 enrolled" in said(tab)
    for words, fits in (("bea", bea), (ada.patient.code, ada), (ada.patient.code.lower(), ada)):
        tab.text_input(key="search").set_value(words).run()
        assert [fits.patient.name in label for label in rows(tab)] == [True]
        assert "1 fits" in said(tab), words
    tab.text_input(key="search").set_value("%_'; DROP TABLE patient; --").run()
    assert "Nobody fits. Try fewer letters." in said(tab)


def test_a_search_on_a_late_page_shows_what_it_finds(see, practice):
    for number in range(PAGE + 1):
        practice.enrol(name=f"Patient{number:02}")
    tab = see(page="2")
    assert len(rows(tab)) == 1
    tab.text_input(key="search").set_value("Patient07").run()
    assert ["Patient07" in label for label in rows(tab)] == [True]


def test_a_link_is_shown_once_then_only_its_state(form, see, practice):
    fill(form)
    shown = token(form)
    later = see(patient=form.query_params["patient"])
    assert "card" not in keys(later)
    assert shown not in said(later)
    assert "not opened yet" in said(later)
    with practice.office.store.writing() as db:
        links.mark_used(db, practice.clinic.clinic_id, opens(practice, shown), now=practice.now)
    assert "already opened" in said(see(patient=form.query_params["patient"]))


def test_a_new_link_takes_the_old_ones_place_and_signs_phones_out(see, practice, patient):
    tab = see(**of_person(patient))
    tab.button(key="renew_link").click().run()
    assert opens(practice, patient.link) is None
    assert opens(practice, token(tab)) is not None
    assert said(open_page(patient.visitor.session, "my_recovery")) == ""


def test_whoever_has_no_link_gets_one_by_one_press(see, practice, patient):
    handing_out.revoke_link(
        practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=practice.now
    )
    tab = see(**of_person(patient))
    assert "renew" not in keys(tab)
    tab.button(key="renew_link").click().run()
    assert opens(practice, token(tab)) is not None


def test_what_cannot_be_handed_over_is_said_before_the_card_and_words_come_with_the_link(see, monkeypatch, patient):
    monkeypatch.setattr(link_card, "our_address", lambda: "http://localhost:8501")
    tab = see(**of_person(patient))
    tab.button(key="renew_link").click().run()
    assert any("opens on this computer only" in each.value for each in tab.warning)
    assert not any("Hand over this card now" in each.value for each in tab.success)
    words, alone = (each.value for each in tab.code)
    assert words.startswith("Hello Ada, this is your personal link from Corner Skin: it asks once a day")
    assert words.endswith(alone)


def test_a_revoked_link_opens_nothing(see, practice, patient):
    tab = see(**of_person(patient))
    tab.button(key="revoke_link").click().run()
    assert "No link." in said(tab)
    assert "revoke_link" not in keys(tab)
    assert opens(practice, patient.link) is None
    assert said(open_page(patient.visitor.session, "my_recovery")) == ""


def test_another_treatment_can_be_added(see, practice, patient):
    tab = see(**of_person(patient))
    added = lambda name: f"added_{name}_{as_text(patient.patient.patient_id)}"  # noqa: E731 - three fields of one form
    tab.button(key="add_treatment_button").click().run()
    assert "at least one treated area" in tab.error[0].value
    tab.selectbox(key=added("method")).set_value("laser")
    tab.button_group(key=added("areas")).set_value(["neck"])
    tab.date_input(key=added("date")).set_value(practice.clinic.today(practice.now) - timedelta(days=400))
    tab.button(key="add_treatment_button").click().run()
    assert "more than a year back" in tab.error[0].value
    tab.date_input(key=added("date")).set_value(practice.clinic.today(practice.now))
    tab.button(key="add_treatment_button").click().run()
    assert not tab.error
    assert any("Laser, neck" in label for label in labels(tab))
    assert not tab.button_group(key=added("areas")).value


def test_a_procedure_of_which_nothing_is_due_is_asked_about_before_it_is_enrolled(form, practice):
    year_ago = practice.clinic.today(practice.now) - timedelta(days=365)
    fill(form, treatment_date=year_ago)
    assert "day 365: no report is due any more" in form.warning[0].value
    assert people(practice)[1] == 0
    form.date_input(key="treatment_date").set_value(year_ago + timedelta(days=300))
    form.button(key="enrol_patient").click().run()
    assert "day 65" in form.warning[0].value
    form.button(key="enrol_patient").click().run()
    assert people(practice)[1] == 1


def test_a_past_treatment_is_asked_about_for_a_patient_who_is_known_too(see, practice, patient):
    tab, of = see(**of_person(patient)), as_text(patient.patient.patient_id)
    tab.button_group(key=f"added_areas_{of}").set_value(["neck"])
    tab.date_input(key=f"added_date_{of}").set_value(practice.clinic.today(practice.now) - timedelta(days=365))
    tab.button(key="add_treatment_button").click().run()
    assert any("no report is due any more" in each.value for each in tab.warning)
    assert not any("neck" in label and "day 365" in label for label in labels(tab))
    tab.button(key="add_treatment_button").click().run()
    assert any("Derma roller, neck" in label for label in labels(tab))


def test_a_clinician_who_left_is_not_offered(see, practice, password_hash):
    gone = an_account(password_hash, "gone@example.com", "Gone Colleague", Role.CLINICIAN)
    with practice.office.store.writing() as db:
        accounts.add(db, gone, now=practice.now)
        db.conn.execute("UPDATE account SET disabled = 1 WHERE account_id = ?", (gone.account_id,))
    assert see(enrol="yes").selectbox(key="treatment_clinician").options == ["Cleo Clinician"]


def test_a_person_page_says_who_it_is(see, practice, patient):
    tab = see(**of_person(patient))
    assert tab.title[0].value == "Ada Example"
    assert patient.patient.code in said(tab).replace("\\", "")


def test_who_may_be_enrolled_already_is_shown_while_the_form_is_filled(form, patient):
    form.text_input(key="patient_name").set_value("example, ADA").run()
    assert "1 patient who is enrolled already looks like this." in said(form)
    assert "Same name, years of birth not both known" in said(form)
    assert "Last treatment: Derma roller, face and neck" in said(form)
    assert not form.error
    form.text_input(key="patient_name").set_value("Somebody Else").run()
    assert "enrolled already" not in said(form)


def test_a_lookalike_is_refused_with_a_way_on_and_nothing_typed_is_lost(form, practice, patient):
    fill(form, name="Ada Example", areas=("neck",), patient_contact="ada@example.com")
    assert not form.error
    assert "looks like this" in form.warning[0].value
    assert people(practice)[1] == 1
    assert form.text_input(key="patient_contact").value == "ada@example.com"
    form.button(key="enrol_even_so").click().run()
    assert people(practice)[1] == 2
    assert "card" in keys(form)


def test_an_entry_that_cannot_be_is_said_before_somebody_else_is_enrolled(form, practice, patient):
    fill(form, name="Ada Example", areas=())
    form.button(key="enrol_even_so").click().run()
    assert "at least one treated area" in form.error[0].value
    assert people(practice)[1] == 1


def test_what_was_typed_of_the_treatment_goes_along_to_the_patient_who_was_there(form, see, practice, patient):
    day = practice.clinic.today(practice.now) - timedelta(days=2)
    fill(form, name="Ada Example", areas=("hands",), treatment_method="laser", treatment_date=day)
    of = as_text(patient.patient.patient_id)
    form.button(key=f"add_to_{of}").click().run()
    assert form.title[0].value == "Ada Example"
    assert form.query_params["patient"] == of
    assert form.button_group(key=f"added_areas_{of}").value == ["hands"]
    form.button(key="add_treatment_button").click().run()
    shown = enrolling.person(
        practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=practice.now
    )
    assert [(each.method, each.areas, each.procedure) for each in shown.treatments] == [
        ("laser", ("hands",), day), ("derma_roller", ("face", "neck"), patient.treatment.procedure),
    ]  # fmt: skip
    assert form.button_group(key=f"added_areas_{of}").value == []
    other = practice.enrol(name="Bea Other")
    assert see(**of_person(other)).button_group(key=f"added_areas_{as_text(other.patient.patient_id)}").value == []


def test_an_archived_lookalike_says_so_and_takes_no_treatment_before_it_is_back(form, practice, patient):
    put_away(practice, patient)
    form.text_input(key="patient_name").set_value("Ada Example").run()
    assert "Archived" in said(form)
    assert f"add_to_{as_text(patient.patient.patient_id)}" not in keys(form)


def edit_form(see, patient):
    tab = see(**of_person(patient), edit="yes")
    of = as_text(patient.patient.patient_id)
    return tab, of


def test_each_detail_can_be_changed(see, practice, patient):
    tab = see(**of_person(patient))
    tab.button(key="edit_patient").click().run()
    of = as_text(patient.patient.patient_id)
    assert tab.text_input(key=f"patient_name_{of}").value == "Ada Example"
    tab.text_input(key=f"patient_name_{of}").set_value(HOSTILE)
    tab.number_input(key=f"patient_year_{of}").set_value(1980)
    tab.selectbox(key=f"patient_skin_{of}").set_value("II")
    tab.button(key="save_patient").click().run()
    (kept,) = people(practice)[0]
    assert (kept.name, kept.contact, kept.year_of_birth, kept.skin_type) == (HOSTILE, "555 0100", 1980, "II")
    assert "save_patient" not in keys(tab)
    assert "<img src=x>" not in said(tab)


@pytest.mark.parametrize(
    ("entry", "message"),
    [(" ", "name is empty"), ("x" * 10_000, "10,000 characters"), ("\u202e", "name is empty")],
)  # fmt: skip
def test_a_change_that_cannot_be_is_said_and_what_was_typed_stays(entry, message, see, practice, patient):
    tab, of = edit_form(see, patient)
    tab.text_input(key=f"patient_name_{of}").set_value(entry)
    tab.text_input(key=f"patient_contact_{of}").set_value("typed@example.com")
    tab.button(key="save_patient").click().run()
    assert message in tab.error[0].value.lower()
    assert tab.text_input(key=f"patient_contact_{of}").value == "typed@example.com"
    assert people(practice)[0] == [patient.patient]


def test_a_locked_database_keeps_a_change_and_saving_again_works(locked, see, practice, patient):
    tab, of = edit_form(see, patient)
    tab.text_input(key=f"patient_contact_{of}").set_value("typed@example.com")
    with locked():
        tab.button(key="save_patient").click().run()
        assert "try again" in tab.error[0].value
    tab.button(key="save_patient").click().run()
    assert people(practice)[0][0].contact == "typed@example.com"


def test_what_somebody_else_wrote_meanwhile_is_shown_before_it_is_replaced(see, practice, patient):
    tab, of = edit_form(see, patient)
    entry = PatientEntry("Ada Example", "theirs@example.com")
    patients.edit(practice.office, practice.clinician, patient_id=patient.patient.patient_id, entry=entry,
                  seen=patient.patient, now=practice.now)  # fmt: skip
    tab.text_input(key=f"patient_contact_{of}").set_value("mine@example.com")
    tab.button(key="save_patient").click().run()
    assert "Somebody else has changed this patient" in tab.error[0].value
    assert "theirs" in tab.info[0].value
    assert tab.text_input(key=f"patient_contact_{of}").value == "mine@example.com"
    assert people(practice)[0][0].contact == "theirs@example.com"
    tab.button(key="save_patient").click().run()
    assert people(practice)[0][0].contact == "mine@example.com"


def test_a_change_into_somebodys_likeness_is_a_hint_and_no_refusal(see, practice, patient):
    other = practice.enrol(name="Bea Other")
    tab, of = edit_form(see, other)
    tab.text_input(key=f"patient_name_{of}").set_value("Ada Example").run()
    assert "enrolled already" in said(tab)
    assert f"add_to_{as_text(patient.patient.patient_id)}" not in keys(tab)
    tab.button(key="save_patient").click().run()
    assert [found.name for found in people(practice)[0]] == ["Ada Example"] * 2


def put_away(practice, patient):
    closing.close_treatment(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    patients.archive(practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=practice.now)


def test_who_is_still_followed_is_not_archived_and_the_way_to_close_is_shown(see, practice, patient):
    tab = see(**of_person(patient))
    assert "archive_patient" not in keys(tab)
    assert "still followed cannot be archived" in said(tab)
    closing.close_treatment(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    tab = see(**of_person(patient))
    assert "personal link and every phone that it signed in stop working" in said(tab)
    tab.button(key="archive_patient").click().run()
    assert "Archived on" in tab.info[0].value
    assert not {"renew_link", "add_treatment_button", "archive_patient"} & keys(tab)
    assert any("Derma roller" in label for label in labels(tab))


@pytest.mark.parametrize(
    ("failures", "told"),
    [
        pytest.param(4, None, id="as few as fingers slip"),
        pytest.param(5, "5 wrong PINs, the last on 15 July 2026", id="some"),
        pytest.param(9, "9 wrong PINs, the last on 15 July 2026", id="nearly many"),
    ],
)
def test_wrong_pins_are_quietly_shown_before_they_are_many(failures, told, see, practice, patient):
    with practice.office.store.writing() as db:
        pins.put(db, 1, patient.patient.patient_id, "sealed", now=practice.now)
        sql = "UPDATE pin SET failures = ?, last_failed_at = '2026-07-15T15:00:00Z'"
        db.conn.execute(sql, (failures,))
    shown = said(see(**of_person(patient)))
    assert told in shown if told else "wrong PIN" not in shown
    assert "wrong PIN" not in said(open_page(practice.clinician.session, "worklist"))


def test_a_recovery_is_closed_at_the_front_desk_where_no_alert_waits(see, practice, patient):
    other = enrolling.add_treatment(
        practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=practice.now,
        treatment=enrolling.TreatmentEntry(
            "laser", ("hands",), practice.clinic.today(practice.now), practice.clinician.subject_id
        ),
    )  # fmt: skip
    practice.report(patient, 3, redness=1)
    tab = see(**of_person(patient))
    of, beside = as_text(patient.treatment_id), as_text(other.treatment_id)
    assert "the 1 report stays on record" in said(tab)
    tab.button(key=f"close_treatment_{of}").click().run()
    assert not tab.error
    assert f"close_treatment_{of}" not in keys(tab)
    assert f"close_treatment_{beside}" in keys(tab)
    assert "closed on" in said(tab)


def test_where_alerts_wait_the_front_desk_is_led_to_them(see, practice):
    watched = practice.watching()
    patient = watched.enrol(days_ago=3)
    watched.report(patient, 3, redness=4)
    tab = see(**of_person(patient))
    assert "1 alert still open: look, then close it there" in labels(tab)
    assert f"close_treatment_{as_text(patient.treatment_id)}" not in keys(tab)


def test_a_treatment_that_was_added_meanwhile_keeps_the_patient_from_being_archived(see, practice, patient):
    closing.close_treatment(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    tab = see(**of_person(patient))
    closing.reopen_treatment(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    tab.button(key="archive_patient").click().run()
    assert not people(practice)[0][0].archived_at
    assert "still followed cannot be archived" in said(tab)


def test_an_archived_patient_is_found_among_the_archived_only_and_brought_back(see, practice, patient):
    put_away(practice, patient)
    tab = see()
    tab.text_input(key="search").set_value("ada").run()
    assert "Nobody fits, but 1 archived patient" in said(tab)
    tab.toggle(key="archived_too").set_value(True).run()
    assert ["Archived" in row for row in rows(tab)] == [True]
    tab = see(**of_person(patient))
    tab.button(key="bring_back").click().run()
    assert not people(practice)[0][0].archived_at
    assert {"renew_link", "add_treatment_button"} <= keys(tab)


def test_the_desk_gives_a_patient_their_data_who_cannot_take_it_along(see, practice, patient):
    on_the_phone = "Patients take along everything that is held about them on their own phone"
    assert on_the_phone in said(see(**of_person(patient)))
    put_away(practice, patient)
    tab = see(**of_person(patient))
    assert on_the_phone not in said(tab)
    assert "An archived patient has no way in." in said(tab)
    of = f"?patient={as_text(patient.patient.patient_id)}"
    files = ["/download/patient-data.html" + of, "/download/patient-data.json" + of]
    assert [link.proto.url for link in tab.get("link_button")] == files * 2


def test_a_closed_recovery_is_opened_again_where_it_was_closed(see, practice, patient):
    of = as_text(patient.treatment_id)
    closing.close_treatment(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    see(**of_person(patient)).button(key=f"reopen_treatment_{of}").click().run()
    assert f"close_treatment_{of}" in keys(see(**of_person(patient)))
    put_away(practice, patient)
    assert f"reopen_treatment_{of}" not in keys(see(**of_person(patient)))


def test_an_archived_patients_recovery_can_still_be_seen(practice, patient):
    practice.report(patient, 3, redness=2)
    put_away(practice, patient)
    tab = open_page(practice.clinician.session, "patient", treatment=as_text(patient.treatment_id))
    assert tab.title[0].value == "Ada Example"
    assert "Redness" in said(tab)
    tab.button(key="reopen_treatment").click().run()
    assert "Bring them back first" in tab.error[0].value


@pytest.mark.parametrize(("closed_days_ago", "warns"), [(None, False), (30, False), (31, True)])
def test_a_link_that_would_open_nothing_is_warned_of_before_it_is_made(closed_days_ago, warns, see, practice):
    who = practice.enrol(days_ago=60)
    if closed_days_ago is not None:
        day = practice.clinic.today(practice.now) - timedelta(days=closed_days_ago)
        with practice.office.store.writing() as db:
            db.conn.execute("UPDATE treatment SET closed_on = ?", (day.isoformat(),))
    assert ("It would open nothing" in said(see(**of_person(who)))) == warns

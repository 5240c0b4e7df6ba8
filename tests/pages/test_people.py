"""The front desk: enrolling, finding, and handing over a personal link."""

from datetime import timedelta

import pytest

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.errors import SignInRefused
from recovery.services import enrolling, personal_links
from recovery.services.enrolling import PAGE
from recovery.store import accounts, links
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
]


@pytest.mark.parametrize(("entries", "message"), WRONG)
def test_what_cannot_be_is_said_and_everything_typed_stays(entries, message, form, practice):
    typed = {"name": "Ada Example", "areas": ("face", "hands"), "patient_contact": "555 0100", "patient_skin": "II"}
    fill(form, **{**typed, **entries})
    assert message in form.error[0].value.lower()
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

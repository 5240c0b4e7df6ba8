from datetime import UTC, date, datetime, timedelta

import pytest

from recovery.domain.clinic import Staff, check_clinic, check_patient, check_treatment
from recovery.errors import InvalidInput

TODAY = date(2026, 7, 15)
CLINIC = {
    "clinic_id": 1, "name": "Corner Skin", "time_zone": "America/Chicago", "phone": "+1 901 555 0100",
    "emergency_number": "911", "watched": False, "watched_when": "",
}  # fmt: skip
PATIENT = {"patient_id": 1, "code": "P-1", "name": "Ada", "contact": "", "year_of_birth": None, "skin_type": None}
TREATMENT = {"treatment_id": 1, "patient_id": 1, "method": "laser", "areas": ("face",), "procedure": TODAY}

HOSTILE = {
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "=HYPERLINK(1)": "=HYPERLINK(1)",
    "O'Brien\"; DROP TABLE patient": "O'Brien\"; DROP TABLE patient",
    "\u202eadA": "adA",
    " Ada \n\t  Lovelace\0 ": "Ada Lovelace",
    "Jose\u0301": "José",
    "名無しの権兵衛": "名無しの権兵衛",
}


@pytest.mark.parametrize(("entered", "kept"), HOSTILE.items())
def test_names_are_kept_as_one_line_of_text(entered, kept):
    assert check_clinic(**{**CLINIC, "name": entered}).name == kept
    assert check_patient(**{**PATIENT, "name": entered}, today=TODAY).name == kept


@pytest.mark.parametrize("name", ["", "  \n", "\0\u202e", "\u200b\ufeff", "\u00a0\u3000", "x" * 121])
def test_names_that_nobody_could_read_are_refused(name):
    for refuse in (
        lambda: check_clinic(**{**CLINIC, "name": name}),
        lambda: check_patient(**{**PATIENT, "name": name}, today=TODAY),
    ):
        with pytest.raises(InvalidInput, match=r"is empty; please enter it|121 characters; 120 fit") as refused:
            refuse()
        assert refused.value.field == "name"


@pytest.mark.parametrize(
    "number", ["911", "112", "15", "+1 901 555 0100", "(901) 555-0100", "+44 (0)20 7946 0000", "030/123456", " 999 "]
)
def test_numbers_that_people_write_can_be_dialled(number):
    assert check_clinic(**{**CLINIC, "phone": number, "emergency_number": number}).phone == number.strip()


@pytest.mark.parametrize(
    "number", ["", "9", "call us", "+", "1-", "()", "555 CARE", "javascript:1", "٩١١", "1" * 40, "911;ext=1", "+1\0901"]
)
def test_what_no_phone_can_dial_is_refused(number):
    for field in ("phone", "emergency_number"):
        with pytest.raises(InvalidInput, match="must be a number to dial, such as") as refused:
            check_clinic(**{**CLINIC, field: number})
        assert refused.value.field == field


@pytest.mark.parametrize(
    ("entry", "field", "said"),
    [
        pytest.param({"time_zone": "Memphis"}, "time_zone", "write one such as", id="no time zone"),
        pytest.param({"time_zone": "../../etc/passwd"}, "time_zone", "write one such as", id="a path"),
        pytest.param({"watched": True}, "watched_when", "Say when reports are watched", id="watched, but when"),
        pytest.param({"watched_when": "x" * 121}, "watched_when", "120 fit", id="a long story"),
    ],
)
def test_a_clinic_that_cannot_be(entry, field, said):
    with pytest.raises(InvalidInput, match=said) as refused:
        check_clinic(**{**CLINIC, **entry})
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        pytest.param({"year_of_birth": 1905}, "year_of_birth", id="older than anyone"),
        pytest.param({"year_of_birth": 2027}, "year_of_birth", id="not born yet"),
        pytest.param({"skin_type": "VII"}, "skin_type", id="a seventh skin type"),
        pytest.param({"contact": "x" * 121}, "contact", id="a long contact"),
        pytest.param({"contact": "ada@@x"}, "contact", id="two at signs"),
        pytest.param({"contact": "ada@@example.com"}, "contact", id="two at signs before a server"),
        pytest.param({"contact": "ada@x"}, "contact", id="half an address"),
        pytest.param({"contact": "1234"}, "contact", id="an extension"),
        pytest.param({"contact": "ask Ben"}, "contact", id="no way to reach"),
    ],
)
def test_a_patient_that_cannot_be(entry, field):
    with pytest.raises(InvalidInput) as refused:
        check_patient(**{**PATIENT, **entry}, today=TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "contact",
    ["", "+1 (901) 555-0100", "01 23 45 67 89", "ada@example.com", "mother: 555 0100", "zoë@müller.example",
     "Ada <ada@example.com>, after six"],
)  # fmt: skip
def test_contacts_that_reach_somebody_are_kept_as_they_were_written(contact):
    assert check_patient(**{**PATIENT, "contact": contact}, today=TODAY).contact == contact


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InvalidInput) as refused:
        check_patient(**{**PATIENT, "name": " ", "contact": "ask Ben", "year_of_birth": 1905}, today=TODAY)
    assert refused.value.field == "name"
    for said in ("name is empty", "neither a phone number", "between 1906 and 2026"):
        assert said in str(refused.value), said


@pytest.mark.parametrize("year", [1906, 2026, None])
def test_years_of_birth_that_can_be(year):
    assert check_patient(**{**PATIENT, "year_of_birth": year}, today=TODAY).year_of_birth == year


@pytest.mark.parametrize("days", [-366, 0, 90])
def test_a_procedure_may_be_a_year_back_and_three_months_ahead(days, guide):
    procedure = TODAY + timedelta(days=days)
    found = check_treatment(
        **{**TREATMENT, "procedure": procedure}, clinician=Staff(1, "C"), catalogue=guide.catalogue, today=TODAY
    )
    assert found.day(TODAY) == -days


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        pytest.param({"procedure": TODAY - timedelta(days=367)}, "procedure", id="more than a year back"),
        pytest.param({"procedure": TODAY + timedelta(days=91)}, "procedure", id="too far ahead"),
        pytest.param({"areas": ()}, "areas", id="no area"),
        pytest.param({"areas": ("face", "elbow")}, "area", id="an area that is not treated here"),
        pytest.param({"method": "magic"}, "method", id="unknown method"),
    ],
)
def test_a_treatment_that_cannot_be(entry, field, guide):
    with pytest.raises(InvalidInput) as refused:
        check_treatment(**{**TREATMENT, **entry}, clinician=Staff(1, "C"), catalogue=guide.catalogue, today=TODAY)
    assert refused.value.field == field


def test_areas_stand_in_the_catalogues_order_once_each(guide):
    found = check_treatment(
        **{**TREATMENT, "areas": ("hands", "face", "hands")},
        clinician=Staff(1, "C"), catalogue=guide.catalogue, today=TODAY,
    )  # fmt: skip
    assert found.areas == ("face", "hands")


@pytest.mark.parametrize(
    ("zone", "today"),
    [
        pytest.param("America/Chicago", date(2026, 7, 14), id="still yesterday"),
        pytest.param("UTC", date(2026, 7, 15), id="as the server has it"),
        pytest.param("Pacific/Kiritimati", date(2026, 7, 15), id="far ahead"),
        pytest.param("Pacific/Pago_Pago", date(2026, 7, 14), id="far behind"),
    ],
)
def test_today_is_the_date_on_the_clinics_wall(zone, today):
    clinic = check_clinic(**{**CLINIC, "time_zone": zone})
    assert clinic.today(datetime(2026, 7, 15, 4, 59, tzinfo=UTC)) == today


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("An\u200bna\ufeff Smith\u202e", "Anna Smith"),
        ("\u2066Anna\u2069", "Anna"),
        ("نوش\u200cآفرین", "نوش\u200cآفرین"),
        ("Anna\u200d", "Anna"),
    ],
)
def test_signs_that_nobody_sees_leave_a_name_unless_its_script_needs_them(typed, kept):
    made = check_patient(
        patient_id=1, code="P-7K2MD", name=typed, contact="", year_of_birth=None, skin_type=None, today=date(2026, 7, 1)
    )
    assert made.name == kept

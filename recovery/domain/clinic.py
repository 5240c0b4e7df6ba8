"""The clinic, its patients and their treatments: values that refuse to be wrong."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from recovery.domain.catalogue import Catalogue
from recovery.domain.checking import refuse_together
from recovery.domain.counting import Counted
from recovery.domain.first_names import first_name
from recovery.domain.report import NAME_LIMIT, clean_text, day_of, due_days
from recovery.errors import InvalidInput

OLDEST_AGE = 120
"""Years: an age above it is a slip of the finger."""

SKIN_TYPES = ("I", "II", "III", "IV", "V", "VI")
"""Fitzpatrick's skin types, from very fair to very dark."""

OLDEST_PROCEDURE_DAYS = 366
"""A procedure may be entered up to a year late: older ones are history, not a recovery to follow."""

KEPT_FOR_YEARS = 10
"""Years for which a practice keeps records unless it says otherwise: as long as German law asks (BGB section 630f)."""

KEPT_AT_MOST_YEARS = 50

LATEST_PROCEDURE_DAYS = 90
"""A procedure may be booked up to about three months ahead."""

_PHONE = re.compile(r"(?=(?:[^0-9]*[0-9]){2})\+?[0-9(][0-9 ()./\-]{1,30}")
"""At least two digits, as people write them: +1 901 555 0100, (901) 555-0100, 15."""

_MAIL = re.compile(r"(?<![^\s<(,;:])[^@\s<>(),;:]+@[^@\s<>(),;:]+\.[^@\s<>(),;:]+")
_CALLS = re.compile(r"(?:[0-9][ ()./\-]*){5}")
"""Five digits in a row, signs between them or not: no country's numbers are shorter that reach a person."""


_JOINERS = "\u200c\u200d"
"""Signs that nobody sees but some scripts need between letters (Unicode chapter 9.2); all others leave names."""


@dataclass(frozen=True)
class Clinic:
    """A practice: what its patients must know of it, and whether anyone watches the reports.

    `watched_since` is None for one that has watched them from its first day. Records are kept for `kept_for_years`
    after the last treatment. `requires_code` asks all staff for a second factor; `shows_expected` lets patients see
    what others treated the same way reported.
    """

    clinic_id: int
    name: str
    time_zone: str
    phone: str
    emergency_number: str
    watched: bool
    watched_when: str
    demo: bool = False
    watched_since: datetime | None = None
    kept_for_years: int = KEPT_FOR_YEARS
    requires_code: bool = False
    shows_expected: bool = False

    def today(self, now: datetime) -> date:
        """The date on the clinic's wall at `now` (an aware time)."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()


@dataclass(frozen=True)
class Staff:
    """A clinician or manager as others see them."""

    account_id: int
    name: str


@dataclass(frozen=True)
class Patient:
    """Whom the reports are about; `contact` is how the practice reaches them.

    The archived are put away until somebody brings them back; of the erased only coded figures are left.
    """

    patient_id: int
    code: str
    name: str
    contact: str
    year_of_birth: int | None
    skin_type: str | None
    archived_at: datetime | None = None
    erased_at: datetime | None = None

    @property
    def is_enrolled(self) -> bool:
        """Whether the patient is neither archived nor erased."""
        return self.archived_at is None and self.erased_at is None

    @property
    def first_name(self) -> str:
        """How the patient's own pages greet them."""
        return first_name(self.name)


@dataclass(frozen=True)
class Treatment:
    """One procedure by one method on some areas on one date, which is day 0.

    Nothing is due before `due_from`, the day on the clinic's calendar on which it was entered here, or opened again
    after it had been closed; None for day 0.
    """

    treatment_id: int
    patient_id: int
    method: str
    areas: tuple[str, ...]
    procedure: date
    clinician: Staff
    closed_on: date | None = None
    version: int = 0
    due_from: date | None = None

    @property
    def counted(self) -> Counted:
        """Where it is counted."""
        return Counted.of(method=self.method, procedure=self.procedure)

    def day(self, today: date) -> int:
        """Days since the procedure."""
        return day_of(today, procedure=self.procedure)

    def due_after_opening(self, today: date) -> date | None:
        """The `due_from` once it is open again: nothing was due while it was closed and took no reports."""
        return self.due_from if self.closed_on in (None, today) else today

    def due(self, *, today: date, last_due: int) -> range:
        """The days whose daily report has fallen due by the end of yesterday, day `last_due` the last of all."""
        return due_days(
            procedure=self.procedure,
            due_from=self.due_from,
            closed_on=self.closed_on,
            today=today,
            last_due=last_due,
        )


def check_clinic(
    *, clinic_id: int, name: str, time_zone: str, phone: str, emergency_number: str,
    watched: bool, watched_when: str, demo: bool = False, watched_since: datetime | None = None,
    kept_for_years: int = KEPT_FOR_YEARS, requires_code: bool = False, shows_expected: bool = False,
) -> Clinic:  # fmt: skip
    """The clinic that these entries make; InvalidInput says which one is wrong."""
    if time_zone not in available_timezones():
        raise InvalidInput(
            f"{time_zone[:40]!r} is no time zone; write one such as America/Chicago.",
            field="time_zone",
        )
    when = clean_text(watched_when, limit=NAME_LIMIT, what="When reports are watched", field="watched_when")
    if watched and not when:
        raise InvalidInput("Say when reports are watched, such as “on weekdays from 9 to 17”.", field="watched_when")
    if not 1 <= kept_for_years <= KEPT_AT_MOST_YEARS:
        raise InvalidInput(f"Records are kept for 1 to {KEPT_AT_MOST_YEARS} years.", field="kept_for_years")
    return Clinic(
        clinic_id=clinic_id,
        name=_required(name, what="The clinic's name", field="name"),
        time_zone=time_zone,
        phone=check_phone(phone, what="The clinic's phone number", field="phone"),
        emergency_number=check_phone(emergency_number, what="The emergency number", field="emergency_number"),
        watched=watched,
        watched_when=when,
        demo=demo,
        watched_since=watched_since,
        kept_for_years=kept_for_years,
        requires_code=requires_code,
        shows_expected=shows_expected,
    )  # fmt: skip


def check_phone(text: str, *, what: str, field: str) -> str:
    """A phone number that a phone can dial; InvalidInput otherwise."""
    cleaned = text.strip()
    if not _PHONE.fullmatch(cleaned):
        raise InvalidInput(f"{what} must be a number to dial, such as +1 901 555 0100.", field=field)
    return cleaned


def dialled(number: str) -> str:
    """What a phone dials for a number as people write it: digits, with a plus before them or not."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


def check_patient(
    *, patient_id: int, code: str, name: str, contact: str, year_of_birth: int | None,
    skin_type: str | None, today: date,
) -> Patient:  # fmt: skip
    """The patient that these entries make; InvalidInput says which one is wrong."""
    checked_name, checked_contact, *_ = refuse_together(
        lambda: _patients_name(name),
        lambda: check_contact(contact),
        lambda: _check_year_of_birth(year_of_birth, today),
        lambda: _check_skin_type(skin_type),
    )
    return Patient(
        patient_id=patient_id,
        code=code,
        name=checked_name,
        contact=checked_contact,
        year_of_birth=year_of_birth,
        skin_type=skin_type,
    )


def check_contact(text: str) -> str:
    """How a patient is reached, or nothing; InvalidInput when neither a phone number nor an address is in it."""
    cleaned = clean_text(text, limit=NAME_LIMIT, what="The contact", field="contact")
    if cleaned and not _CALLS.search(cleaned) and not _MAIL.search(cleaned):
        raise InvalidInput(
            "The contact holds neither a phone number nor an e-mail address, such as +1 901 555 0100.",
            field="contact",
        )
    return cleaned


def _patients_name(text: str) -> str:
    return _required(text, what="The patient's name", field="name")


def _check_year_of_birth(year: int | None, today: date) -> None:
    if year is not None and not today.year - OLDEST_AGE <= year <= today.year:
        raise InvalidInput(
            f"The year of birth must lie between {today.year - OLDEST_AGE} and {today.year}.",
            field="year_of_birth",
        )


def _check_skin_type(skin_type: str | None) -> None:
    if skin_type is not None and skin_type not in SKIN_TYPES:
        raise InvalidInput(f"The skin type must be one of {', '.join(SKIN_TYPES)}.", field="skin_type")


def check_treatment(
    *, treatment_id: int, patient_id: int, method: str, areas: tuple[str, ...], procedure: date,
    clinician: Staff, catalogue: Catalogue, today: date,
) -> Treatment:  # fmt: skip
    """The treatment that these entries make today; InvalidInput says which one is wrong."""
    refuse_together(lambda: _check_areas(areas), lambda: _check_procedure(day_of(today, procedure=procedure)))
    ordered = tuple(area.slug for area in catalogue.areas if area.slug in areas)
    for slug in areas:
        catalogue.area(slug)
    return Treatment(
        treatment_id=treatment_id,
        patient_id=patient_id,
        method=catalogue.method(method).slug,
        areas=ordered,
        procedure=procedure,
        clinician=clinician,
        due_from=today,
    )


def _check_areas(areas: tuple[str, ...]) -> None:
    if not areas:
        raise InvalidInput("Choose at least one treated area.", field="areas")


def _check_procedure(day: int) -> None:
    if day > OLDEST_PROCEDURE_DAYS:
        raise InvalidInput(
            "The procedure lies more than a year back; enter one whose recovery is still to follow.",
            field="procedure",
        )
    if day < -LATEST_PROCEDURE_DAYS:
        raise InvalidInput(
            f"The procedure is more than {LATEST_PROCEDURE_DAYS} days ahead; check the date.",
            field="procedure",
        )


def _required(text: str, *, what: str, field: str) -> str:
    cleaned = clean_text(text, limit=NAME_LIMIT, what=what, field=field)
    if not any(unicodedata.category(character)[0] in "LNPS" for character in cleaned):
        raise InvalidInput(f"{what} is empty; please enter it.", field=field)
    seen = "".join(sign for sign in cleaned if unicodedata.category(sign) != "Cf" or sign in _JOINERS)
    return " ".join(seen.split()).strip(_JOINERS)

"""The whole invented practice: its staff, then patient after patient, with no more than one in memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from recovery.domain.alerts import Step
from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Patient, Staff, Treatment
from recovery.domain.identifiers import CODE_LENGTH, ID_BITS, as_text
from recovery.domain.report import Report
from recovery.domain.rules import Rule
from recovery.domain.simulation.diary import Diary, Filed, Wall, file
from recovery.domain.simulation.names import draw_contact, draw_name, draw_skin_type, draw_year_of_birth
from recovery.domain.simulation.recoveries import LAST_DAY, draw_recovery
from recovery.domain.simulation.stories import STORIES, Story

LONGEST_SPAN_DAYS = 730
"""A large practice's procedures spread over two years."""

SHORTEST_SPAN_DAYS = 60
"""A small one's over two months and a day a patient more, so that a third of forty are still open."""

CAME_BEFORE = 0.12
"""Share of patients who had an earlier treatment."""

HOURS = (time(9), timedelta(hours=8))
"""When patients are enrolled, on the clinic's clock."""

_SUNDAY = 7
_METHOD_WEIGHTS = {"derma_roller": 45, "rf_microneedling": 30, "ultrasound": 10, "laser": 15}
_OTHER_METHOD_WEIGHT = 10
_AREA_WEIGHTS = (70, 30, 15)
"""For the first area of the catalogue, the second, and each one after."""


@dataclass(frozen=True)
class Place:
    """Where the invented practice is: what it asks and offers, its clock, and the demo's today."""

    catalogue: Catalogue
    zone: ZoneInfo
    until: date
    now: datetime

    @property
    def wall(self) -> Wall:
        """The clock that reports are filed by."""
        return Wall(self.zone, self.now)

    @property
    def ends_at(self) -> datetime:
        """The moment that the demo shows: now, or the end of an earlier day."""
        midnight = datetime.combine(self.until + timedelta(days=1), time(), self.zone)
        return min(self.now, midnight - timedelta(seconds=1))


@dataclass(frozen=True)
class FollowedTreatment:
    """A treatment with its reports in rising order of days, and the versions of them that were replaced.

    `answers` is what somebody has just done with alerts of a rule, where a story needs it.
    """

    treatment: Treatment
    entered_at: datetime
    reports: tuple[Report, ...]
    replaced: tuple[Report, ...]
    answers: Mapping[Rule, Step]


@dataclass(frozen=True)
class EnrolledPatient:
    """A patient with their treatments in rising order of ids."""

    patient: Patient
    enrolled_at: datetime
    treatments: tuple[FollowedTreatment, ...]


@dataclass(frozen=True)
class _Plan:
    """One treatment before anything is filed; `closed_after` counts from the procedure."""

    procedure: date
    method: str
    areas: tuple[str, ...]
    diary: Diary
    closed_after: int | None
    answers: Mapping[Rule, Step] = field(default_factory=dict)


def draw_id(rng: Random) -> int:
    """An identifier as identifiers.new_id gives them, but the same for the same seed."""
    return rng.getrandbits(ID_BITS) or 1


def seeded(seed: int, *what: object) -> Random:
    """The random numbers for one part of the practice: what is drawn for others does not change them."""
    return Random(":".join(map(str, (seed, *what))))  # noqa: S311 - examples that can be repeated, not secrets


def draw_practice(
    *, patients: int, seed: int, place: Place, clinicians: Sequence[Staff], first_code: str
) -> Iterator[EnrolledPatient]:  # fmt: skip
    """The patients one by one, treatments in rising order of ids all the way; the first has the code `first_code`."""
    codes = _codes(patients, seed, first_code)
    for index in range(patients):
        rng = seeded(seed, "patient", index)
        story = STORIES[index] if index < len(STORIES) else None
        plans = _told(story, place) if story else _drawn(rng, place, patients)
        ids = _ids(rng, index, patients, len(plans))
        patient = _patient(rng, place, story, draw_id(rng), codes[index])
        followed = tuple(
            _followed(rng, place, plan, treatment_id=treatment_id, patient=patient, clinician=rng.choice(clinicians))
            for plan, treatment_id in zip(plans, ids, strict=True)
        )
        yield EnrolledPatient(patient, min(one.entered_at for one in followed), followed)


def _codes(patients: int, seed: int, first: str) -> list[str]:
    drawn = seeded(seed, "codes").sample(range(32**CODE_LENGTH), patients)
    codes = [f"P-{as_text(number)[-CODE_LENGTH:].upper()}" for number in drawn]
    return [first, *[code for code in codes if code != first]][:patients]


def _ids(rng: Random, index: int, patients: int, count: int) -> list[int]:
    # Each patient's ids come from their own share of all ids: random, yet a load fills the table from left to right.
    share = (1 << ID_BITS) // patients
    return sorted(1 + index * share + number for number in rng.sample(range(share - 1), count))


def _patient(rng: Random, place: Place, story: Story | None, patient_id: int, code: str) -> Patient:
    name = story.name if story else draw_name(rng)
    return Patient(
        patient_id=patient_id,
        code=code,
        name=name,
        contact=draw_contact(rng, name),
        year_of_birth=story.year_of_birth if story else draw_year_of_birth(rng, place.until.year),
        skin_type=story.skin_type if story else draw_skin_type(rng),
    )


def _told(story: Story, place: Place) -> list[_Plan]:
    plan = _Plan(
        procedure=place.until - timedelta(days=story.today),
        method=story.method_in(place.catalogue),
        areas=story.areas_in(place.catalogue),
        diary=story.diary(place.catalogue),
        closed_after=story.closed_after,
        answers=story.answers,
    )
    return [*(_told(story.earlier, place) if story.earlier else ()), plan]


def _drawn(rng: Random, place: Place, patients: int) -> list[_Plan]:
    span = min(LONGEST_SPAN_DAYS, SHORTEST_SPAN_DAYS + patients)
    latest = rng.randrange(span)
    plans = [_draw_plan(rng, place, _working_day(place.until - timedelta(days=latest)))]
    if rng.random() < CAME_BEFORE:
        before = place.until - timedelta(days=latest + rng.randint(60, 240))
        plans.insert(0, _draw_plan(rng, place, _working_day(before)))
    return plans


def _working_day(day: date) -> date:
    return day - timedelta(days=1) if day.isoweekday() == _SUNDAY else day


def _draw_plan(rng: Random, place: Place, procedure: date) -> _Plan:
    catalogue, today = place.catalogue, (place.until - procedure).days
    methods = [method.slug for method in catalogue.methods]
    method = rng.choices(methods, [_METHOD_WEIGHTS.get(slug, _OTHER_METHOD_WEIGHT) for slug in methods])[0]
    areas = _draw_areas(rng, catalogue)
    diary = draw_recovery(rng, catalogue=catalogue, method=method, areas=areas, today=today)
    # Nothing is filed once a recovery is closed, and what comes late comes days after its day.
    last_filed = max((day + late for day, late in diary.late.items()), default=0)
    closes = max(LAST_DAY + 1 + rng.randrange(6), last_filed + 1)
    return _Plan(procedure, method, areas, diary, closes if closes <= today else None)


def _draw_areas(rng: Random, catalogue: Catalogue) -> tuple[str, ...]:
    known = [area.slug for area in catalogue.areas]
    weights = [_AREA_WEIGHTS[min(place, len(_AREA_WEIGHTS) - 1)] for place in range(len(known))]
    chosen = set(rng.choices(known, weights, k=rng.choices((1, 2, 3), (55, 35, 10))[0]))
    return tuple(slug for slug in known if slug in chosen)


def _followed(
    rng: Random, place: Place, plan: _Plan, *, treatment_id: int, patient: Patient, clinician: Staff
) -> FollowedTreatment:
    filed = _file(rng, place, plan, patient)
    entered_on = min(plan.procedure - timedelta(days=rng.randint(1, 9)), place.until)
    treatment = Treatment(
        treatment_id=treatment_id,
        patient_id=patient.patient_id,
        method=plan.method,
        areas=plan.areas,
        procedure=plan.procedure,
        clinician=clinician,
        closed_on=None if plan.closed_after is None else plan.procedure + timedelta(days=plan.closed_after),
        version=len(filed.reports) + len(filed.replaced),
        due_from=entered_on,
    )
    entered_at = place.wall.moment(entered_on, rng, opens=HOURS)
    return FollowedTreatment(treatment, entered_at, filed.reports, filed.replaced, plan.answers)


def _file(rng: Random, place: Place, plan: _Plan, patient: Patient) -> Filed:
    return file(
        plan.diary,
        catalogue=place.catalogue,
        areas=plan.areas,
        procedure=plan.procedure,
        by=f"patient:{patient.patient_id}",
        wall=place.wall,
        rng=rng,
    )

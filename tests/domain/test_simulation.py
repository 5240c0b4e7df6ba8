from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.domain.catalogue import Area, Method
from recovery.domain.clinic import Staff, check_patient
from recovery.domain.course import Status
from recovery.domain.filing import courses_of, standing
from recovery.domain.finding import findings
from recovery.domain.history import history_of
from recovery.domain.report import Draft, check_draft
from recovery.domain.simulation.practice import Place, draw_practice
from recovery.domain.simulation.profiles import PROFILES, profile
from recovery.domain.simulation.recoveries import LAST_DAY, draw_course
from recovery.domain.simulation.stories import STORIES

UNTIL = date(2026, 7, 15)
NOW = datetime(2026, 7, 15, 15, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
CLINICIANS = (Staff(1, "Ada Byron"), Staff(2, "Ben Noor"))
FIRST = "P-DEM00"


def draw(guide, *, patients=24, seed=1, until=UNTIL, now=NOW, catalogue=None):
    place = Place(catalogue or guide.catalogue, ZONE, until, now)
    return list(draw_practice(patients=patients, seed=seed, place=place, clinicians=CLINICIANS, first_code=FIRST))


def followed(enrolled):
    return [one for patient in enrolled for one in patient.treatments]


def as_draft(report):
    return Draft(
        day=report.day,
        severities={score.side_effect: int(score.severity) for score in report.scores},
        areas={score.side_effect: score.area for score in report.scores if score.area},
        red_flags=report.red_flags,
        wants_call=report.wants_call,
        note=report.note,
    )


def checked(report, one, catalogue):
    """What the domain makes of this report, sent when it says it was sent."""
    return check_draft(
        as_draft(report),
        catalogue=catalogue,
        areas=one.treatment.areas,
        procedure=one.treatment.procedure,
        today=report.reported_at.astimezone(ZONE).date(),
        now=report.reported_at,
        by=f"patient:{one.treatment.patient_id}",
    )


def test_the_same_seed_invents_the_same_practice(guide):
    assert draw(guide, seed=7) == draw(guide, seed=7)


def test_another_seed_invents_another_practice(guide):
    mine, other = draw(guide, seed=7), draw(guide, seed=8)
    assert [one.patient.code for one in mine][1:] != [one.patient.code for one in other][1:]
    assert {one.patient.name for one in mine[len(STORIES) :]} != {one.patient.name for one in other[len(STORIES) :]}
    assert not {o.treatment.treatment_id for o in followed(mine)} & {o.treatment.treatment_id for o in followed(other)}


seeds = st.integers(-(2**63), 2**63)
moments = st.datetimes(
    datetime(2026, 1, 2),  # noqa: DTZ001 - hypothesis adds the time zone
    datetime(2027, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@settings(max_examples=40)
@given(seed=seeds, now=moments, days_back=st.sampled_from([0, 0, 0, 1, 400]))
def test_every_report_could_have_been_sent_by_a_patient_just_then(guide, seed, now, days_back):
    until = now.astimezone(ZONE).date() - timedelta(days=days_back)
    for one in followed(draw(guide, seed=seed, now=now, until=until, patients=18)):
        for report in (*one.reports, *one.replaced):
            assert checked(report, one, guide.catalogue) == replace(report, revision=1)
            assert report.reported_at <= now
            assert report.reported_at.astimezone(ZONE).date() <= until


@settings(max_examples=25)
@given(seed=seeds, patients=st.integers(1, 30))
def test_a_practice_fits_together(guide, seed, patients):
    enrolled = draw(guide, seed=seed, patients=patients)
    treatments = [one.treatment for one in followed(enrolled)]
    ids = [treatment.treatment_id for treatment in treatments]
    assert ids == sorted(set(ids))
    assert all(0 < identifier < 2**63 for identifier in ids)
    codes = [one.patient.code for one in enrolled]
    assert codes[0] == FIRST
    assert len(set(codes)) == len(codes) == patients
    for one in enrolled:
        patient = one.patient
        entered = ("patient_id", "code", "name", "contact", "year_of_birth", "skin_type")
        assert check_patient(**{name: getattr(patient, name) for name in entered}, today=UNTIL) == patient
        assert one.enrolled_at == min(treatment.entered_at for treatment in one.treatments) <= NOW
        assert {treatment.treatment.patient_id for treatment in one.treatments} == {patient.patient_id}
    assert {treatment.clinician for treatment in treatments} <= set(CLINICIANS)


@settings(max_examples=25)
@given(seed=seeds)
def test_the_reports_of_a_treatment_fit_together(guide, seed):
    for one in followed(draw(guide, seed=seed)):
        days = [report.day for report in one.reports]
        assert days == sorted(set(days))
        assert all(0 <= day <= min(LAST_DAY, one.treatment.day(UNTIL)) for day in days)
        assert one.treatment.version == len(one.reports) + len(one.replaced)
        closed = one.treatment.closed_on
        assert closed is None or one.treatment.procedure + timedelta(days=LAST_DAY) < closed <= UNTIL
        now_standing = {report.day: report for report in one.reports}
        assert {day for day, report in now_standing.items() if report.revision == 2} == {r.day for r in one.replaced}
        for old in one.replaced:
            new = now_standing[old.day]
            assert (old.revision, new.revision) == (1, 2)
            assert old.scores != new.scores
            assert old.reported_at <= new.reported_at


@settings(max_examples=200)
@given(seed=seeds, side_effect=st.sampled_from([*PROFILES, "swelling"]), method=st.sampled_from(["laser", "peel"]))
def test_a_course_starts_once_and_ends_once(seed, side_effect, method):
    figures = profile(side_effect=side_effect, method=method)
    course = draw_course(Random(seed), figures)
    starts = next(day for day, level in enumerate(course) if level)
    assert figures.starts[0] <= starts <= figures.starts[1]
    assert all(1 <= level <= 4 for level in course[starts:])


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(datetime(2026, 7, 15, 4, 0, 20, tzinfo=UTC), id="seconds after midnight"),
        pytest.param(datetime(2026, 7, 15, 15, 0, tzinfo=UTC), id="in the morning"),
        pytest.param(datetime(2026, 7, 16, 3, 59, tzinfo=UTC), id="seconds before midnight"),
    ],
)
def test_what_was_reported_today_was_reported_since_midnight(guide, now):
    midnight = datetime(2026, 7, 15, tzinfo=ZONE)
    today = [r for one in followed(draw(guide, now=now)) for r in one.reports if r.day == one.treatment.day(UNTIL)]
    assert today
    assert all(midnight <= report.reported_at <= now for report in today)


def told(guide, name):
    """The open treatment of a story's patient: what is found, its standing, and itself."""
    one = next(e for e in draw(guide) if e.patient.name == name).treatments[-1]
    reports = {report.day: report for report in one.reports}
    method = one.treatment.method
    found = findings(reports, guide=guide, method=method, today=one.treatment.day(UNTIL))
    history = history_of(reports)
    stands = standing(history, courses_of(history), bands=guide.bands_of(method)) if reports else None
    return {finding.effect.slug: finding.status for finding in found}, stands, one


def test_the_first_patient_shows_what_a_patient_can_see(guide):
    status, _, one = told(guide, "Amara Okafor")
    days = [report.day for report in one.reports]
    assert one.treatment.day(UNTIL) == 9
    assert set(range(10)) - set(days) == {5, 9}  # one missed, and none yet today
    assert status["redness"] is Status.PAST_BAND
    assert status["flaking"] is Status.WITHIN_BAND
    assert status["numbness"] is status["scabbing"] is Status.RESOLVED
    assert status["bruising"] is Status.NONE_SO_FAR


def test_the_first_patient_has_an_earlier_treatment_that_is_closed(guide):
    earlier, present = (one.treatment for one in draw(guide, patients=1)[0].treatments)
    assert (earlier.method, present.method) == ("rf_microneedling", "derma_roller")
    assert earlier.closed_on is not None
    assert present.closed_on is None
    assert earlier.day(UNTIL) > 140


def flagged(one):
    return {report.day for report in one.reports if report.red_flags}


def called(one):
    return {report.day for report in one.reports if report.wants_call}


@pytest.mark.parametrize(
    ("name", "day", "is_so"),
    [
        pytest.param("Tomás Lindqvist", 3, lambda s, o: flagged(o) == {s.last_day} == {3}, id="red flag today"),
        pytest.param("Priya Venkat", 6, lambda s, o: called(o) == {s.last_day} == {6}, id="asks for a call"),
        pytest.param("Mei-Lin Castellanos", 4, lambda s, o: s.worst == 3 and not flagged(o), id="severe"),
        pytest.param("Hannah Brandvold", 8, lambda s, _: s.last_day == 3 and s.worst == 2, id="silent for five days"),
        pytest.param("Kofi Asante-Reyes", 2, lambda s, _: s is None, id="no report yet"),
        pytest.param("Leila Marchetti", 0, lambda s, _: s.last_day == 0, id="treated today"),
        pytest.param("Sofía Adeyemi", -1, lambda s, _: s is None, id="booked for tomorrow"),
        pytest.param("Daniel Osei-Park", 14, lambda s, _: s.present == 0, id="all clear"),
        pytest.param("Yusuf Demirel", 7, lambda _, o: max(len(r.note) for r in o.reports) > 600, id="long notes"),
        pytest.param("Nadia Kowalczuk", 10, lambda _, o: len(o.replaced) == 3, id="replaced reports"),
    ],
)
def test_each_story_shows_its_point(guide, name, day, is_so):
    _, stands, one = told(guide, name)
    assert one.treatment.day(UNTIL) == day
    assert is_so(stands, one)


def test_one_story_s_redness_comes_back(guide):
    _, stands, one = told(guide, "Jorge Vandermeer")
    levels = [next(s.severity for s in report.scores if s.side_effect == "redness") for report in one.reports]
    assert levels[4] > 0 == levels[6] < levels[12]
    assert stands.past_band == 1


def test_one_story_is_past_every_general_band(guide):
    status, stands, _ = told(guide, "Ingrid Solvang")
    assert {slug for slug, where in status.items() if where is Status.PAST_BAND} == {
        "bruising", "minor_bleeding", "flaking", "itching",
    }  # fmt: skip
    assert stands.past_band == 4


@pytest.mark.parametrize(
    ("patients", "fewest", "most"),
    [pytest.param(40, 16, 25, id="a demo"), pytest.param(600, 18, 120, id="a large practice")],
)
def test_how_many_recoveries_are_open(guide, patients, fewest, most):
    for seed in range(5):
        opened = sum(one.treatment.closed_on is None for one in followed(draw(guide, patients=patients, seed=seed)))
        assert fewest <= opened <= most


@pytest.fixture(scope="module")
def cleared(guide):
    """For (method, side effect): the first clear days of a thousand patients' courses that ended."""
    days = defaultdict(list)
    for one in followed(draw(guide, patients=1_000)):
        for course in courses_of(history_of({report.day: report for report in one.reports})).values():
            if course.clear_since is not None:
                days[one.treatment.method, course.side_effect].append(course.clear_since)
    return days


@pytest.mark.parametrize(
    ("side_effect", "earliest", "latest"),
    [
        pytest.param("redness", 4, 7, id="redness within a week"),
        pytest.param("numbness", 7, 11, id="numbness in one to two weeks"),
        pytest.param("scabbing", 4, 6, id="scabs within a few days"),
        pytest.param("bruising", 6, 10, id="bruising"),
        pytest.param("minor_bleeding", 1, 2, id="bleeding at once"),
        pytest.param("flaking", 7, 11, id="flaking"),
        pytest.param("itching", 7, 11, id="itching"),
    ],
)
def test_side_effects_go_when_the_guide_says(cleared, side_effect, earliest, latest):
    assert earliest <= median(cleared["derma_roller", side_effect]) <= latest


def test_redness_has_a_tail_past_its_band(cleared):
    days = cleared["derma_roller", "redness"]
    assert 0.02 < sum(day > 8 for day in days) / len(days) < 0.25


def test_recovery_from_laser_and_radio_frequency_takes_longer(cleared):
    roller, rf, laser = (median(cleared[m, "redness"]) for m in ("derma_roller", "rf_microneedling", "laser"))
    assert roller < rf < laser


def test_a_thousand_patients_do_all_that_patients_do(guide):
    reports = [r for one in followed(draw(guide, patients=1_000)) for r in one.reports]
    late = sum(r.reported_at.astimezone(ZONE).hour >= 18 for r in reports)
    assert late / len(reports) > 0.95
    assert 0.03 < sum(bool(r.note) for r in reports) / len(reports) < 0.2
    assert 0 < sum(bool(r.red_flags) for r in reports) / len(reports) < 0.01
    assert 0 < sum(r.wants_call for r in reports) / len(reports) < 0.01
    assert 0 < sum(r.revision > 1 for r in reports) / len(reports) < 0.05
    unseen = [one for one in followed(draw(guide, patients=1_000)) if not one.reports]
    assert len(unseen) > 10


def test_a_practice_with_another_catalogue_can_be_invented_too(guide):
    redness, bruising, *rest = guide.catalogue.side_effects
    swelling = replace(redness, slug="swelling", number=99, name="Swelling")
    other = replace(
        guide.catalogue,
        side_effects=(replace(redness, active=False), bruising, *rest[1:], swelling),
        areas=(Area("chest", "Chest"),),
        methods=(Method("peel", "Peel"),),
        red_flags=guide.catalogue.red_flags[1:],
    )
    enrolled = draw(guide, catalogue=other, patients=40)
    for one in followed(enrolled):
        assert (one.treatment.method, one.treatment.areas) == ("peel", ("chest",))
        for report in one.reports:
            assert checked(report, one, other) == replace(report, revision=1)
    named = {s.side_effect for one in followed(enrolled) for r in one.reports for s in r.scores if s.severity}
    assert "swelling" in named
    assert "redness" not in named

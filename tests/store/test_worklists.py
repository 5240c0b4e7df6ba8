"""The worklist's queries against the same list made by plain Python."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from recovery.domain.alerts import Alert, Event, Held, Holding, State, Step
from recovery.domain.catalogue import Severity
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.worklist import OLDEST_AGE_DAYS, Choice, View, counted, midnights, urgency
from recovery.store import alerts, worklists

TREATMENTS = 40
STANDS = 0.7
EFFECTS = ("redness", "itching", "scabbing")
OF_COURSES = (Rule.SEVERE, Rule.WORSENING, Rule.PAST_BAND)


@pytest.fixture
def crowd(practice):
    """Forty treatments of two clinicians with whatever alerts chance gives them, some closed and some put off."""
    rng, other = Random(7), practice.colleague()
    patients = [practice.enrol(name=f"Patient {n}", days_ago=9) for n in range(TREATMENTS)]
    held = {each.treatment_id: some_alerts(rng, practice, other, each.treatment_id) for each in patients}
    with practice.office.store.writing() as db:
        for patient in patients[::2]:
            db.conn.execute(
                "UPDATE treatment SET clinician_id = ? WHERE treatment_id = ?", (other.subject_id, patient.treatment_id)
            )
        rows = [alerts.alert_row(1, each, practice.office.guide.catalogue) for some in held.values() for each in some]
        alerts.add_in_bulk(db, rows, [])
    clinicians = {
        each.treatment_id: other.subject_id if n % 2 == 0 else practice.clinician.subject_id
        for n, each in enumerate(patients)
    }
    return practice, held, clinicians


def some_alerts(rng, practice, other, treatment_id):
    reasons = [(Rule.RED_FLAG, None), *((rule, effect) for rule in OF_COURSES for effect in EFFECTS)]
    return [
        an_alert(rng, practice, other, treatment_id, reason)
        for reason in rng.sample(reasons, rng.choice([0, 1, 1, 2, 4]))
    ]


def an_alert(rng, practice, other, treatment_id, reason):
    now = practice.now
    evidence = Evidence(day=9, level=Level(rng.randint(1, 4)), since=9, severity=Severity(rng.randint(0, 4)))
    state = rng.choice([State.OPEN, State.OPEN, State.ACKNOWLEDGED, State.CONTACTED, State.CLOSED])
    holders = [practice.clinician.subject_id, other.subject_id]
    opened = now - timedelta(hours=rng.randint(0, 50 * 24))
    holding = Holding(
        state=state,
        account_id=None if state is State.OPEN else rng.choice(holders),
        snoozed_until=rng.choice(
            [None, now - timedelta(days=1), now, now + timedelta(hours=1), now + timedelta(days=9)]
        ),
        closed_at=now if state is State.CLOSED else None,
    )
    held = Held(evidence, 1, stands=rng.random() < STANDS)
    return Alert(rng.getrandbits(60), treatment_id, *reason, (held,), opened, opened, holding, version=2)


def listed(held, view, now):
    """The alerts that stand on a list, by treatment."""
    wanted = {
        treatment: [each for each in some if each.is_open and each.is_snoozed(now) == (view is View.PUT_OFF)]
        for treatment, some in held.items()
    }
    return {treatment: some for treatment, some in wanted.items() if some}


def passes(some, choice, me, clinician):
    fits = any(choice.rule in (None, each.rule) and choice.side_effect in (None, each.side_effect) for each in some)
    mine = any(each.holding.account_id == me or (each.holding.account_id is None and clinician == me) for each in some)
    untaken = any(each.holding.state is State.OPEN for each in some)
    level = max(each.level for each in some)
    return (
        fits
        and (mine or not choice.mine)
        and (untaken or not choice.untaken)
        and (level in choice.levels or not choice.levels)
    )


def in_order(some, choice, me, clinicians, practice):
    def key(treatment):
        opened = min(each.opened_at for each in some[treatment])
        days = practice.clinic.today(practice.now) - practice.clinic.today(opened)
        age = min(days.days, OLDEST_AGE_DAYS)
        soonest, severity = max(map(urgency, some[treatment])), max(each.severity for each in some[treatment])
        return (*(-each for each in soonest), -age, -severity, opened, treatment)

    return sorted((t for t in some if passes(some[t], choice, me, clinicians[t])), key=key)


CHOICES = [
    Choice(),
    Choice(mine=True),
    Choice(untaken=True),
    Choice(levels=frozenset({Level.URGENT})),
    Choice(levels=frozenset({Level.HIGH, Level.LOW}), mine=True),
    Choice(rule=Rule.WORSENING),
    Choice(side_effect="itching"),
    Choice(rule=Rule.SEVERE, side_effect="redness", untaken=True),
    Choice(rule=Rule.SILENT),
    Choice(rule=Rule.RED_FLAG, side_effect="redness"),
]


@pytest.fixture
def ask(crowd):
    practice, *_ = crowd
    clinic, catalogue = practice.clinic, practice.office.guide.catalogue

    def asked(choice):
        return worklists.asked(
            choice, catalogue, clinic_id=1, me=practice.clinician.subject_id, now=practice.now,
            midnights=midnights(clinic, practice.now),
        )  # fmt: skip

    return asked


@pytest.mark.parametrize("view", [View.NEEDS, View.PUT_OFF])
def test_the_list_is_the_one_that_plain_python_makes(view, crowd, ask):
    practice, held, clinicians = crowd
    me, some = practice.clinician.subject_id, listed(held, view, practice.now)
    with practice.office.store.reading() as db:
        for choice in CHOICES:
            expected = in_order(some, choice, me, clinicians, practice)
            assert worklists.ids(db, ask(choice), view) == expected, choice
            pages = [worklists.ids(db, ask(choice), view, limit=7, offset=first) for first in range(0, TREATMENTS, 7)]
            assert [each for page in pages for each in page] == expected, choice
    assert len(some) > TREATMENTS / 8


@pytest.mark.parametrize("view", [View.NEEDS, View.PUT_OFF])
def test_each_filter_says_how_many_it_would_leave(view, crowd, ask):
    practice, held, clinicians = crowd
    me, some = practice.clinician.subject_id, listed(held, view, practice.now)

    def left(choice, **more):
        wanted = replace(choice, **more)
        return sum(passes(some[t], wanted, me, clinicians[t]) for t in some)

    with practice.office.store.reading() as db:
        assert worklists.count(db, 1, view, now=practice.now) == len(some)
        for choice in CHOICES:
            counts = counted(worklists.groups(db, ask(choice), view), choice)
            expected = (left(choice), left(choice, mine=True), left(choice, untaken=True))
            assert (counts.shown, counts.mine, counts.untaken) == expected, choice
            assert counts.levels == {each: left(choice, levels=frozenset({each})) for each in Level if each}, choice
            rules = worklists.by_rule(db, ask(choice), view)
            assert {rule: rules.get(rule, 0) for rule in Rule} == {rule: left(choice, rule=rule) for rule in Rule}
            effects = worklists.by_side_effect(db, ask(choice), view, practice.office.guide.catalogue)
            assert {slug: effects.get(slug, 0) for slug in EFFECTS} == {
                slug: left(choice, side_effect=slug) for slug in EFFECTS
            }, choice


@pytest.mark.parametrize("view", [View.NEEDS, View.PUT_OFF])
def test_a_rows_alerts_are_those_that_put_it_on_the_list(view, crowd):
    practice, held, _ = crowd
    some = listed(held, view, practice.now)
    with practice.office.store.reading() as db:
        found = worklists.alerts_of(db, 1, view, list(held), practice.office.guide.catalogue, now=practice.now)
    assert {t: {each.alert_id for each in alerts} for t, alerts in found.items()} == {
        t: {each.alert_id for each in alerts} for t, alerts in some.items()
    }


def test_what_people_did_last_and_not_what_reports_did(crowd):
    practice, held, _ = crowd
    one = next(each for some in held.values() for each in some)
    me, now = practice.clinician.subject_id, practice.now
    with practice.office.store.writing() as db:
        events = [
            Event(now - timedelta(hours=9), Step.ACKNOWLEDGED, me),
            Event(now - timedelta(hours=5), Step.CONTACTED, me),
            Event(now, Step.RAISED),
        ]
        alerts.add_in_bulk(db, [], [alerts.event_row(1, one.alert_id, n, event) for n, event in enumerate(events, 1)])
    with practice.office.store.reading() as db:
        assert worklists.handled(db, 1, [one.alert_id, 5]) == {one.alert_id: now - timedelta(hours=5)}
        assert worklists.handled(db, 1, []) == worklists.handled(db, 2, [one.alert_id]) == {}


def test_only_the_wanted_courses_are_read(practice):
    ada, bea = (practice.enrol(name=name, days_ago=9) for name in ("Ada", "Bea"))
    for day, severity in ((7, 2), (8, 0), (9, 3)):
        practice.report(ada, day, redness=severity, itching=1, flaking=1)
    practice.report(bea, 9, itching=4)
    catalogue = practice.office.guide.catalogue
    with practice.office.store.reading() as db:
        wanted = {ada.treatment_id: ("redness", "flaking"), bea.treatment_id: ("itching",)}
        found = worklists.points(db, 1, wanted, catalogue)
        assert worklists.points(db, 1, {}, catalogue) == {}
    assert found == {
        ada.treatment_id: {"redness": ((7, 2), (8, 0), (9, 3)), "flaking": ((7, 1), (8, 1), (9, 1))},
        bea.treatment_id: {"itching": ((9, 4),)},
    }


def test_the_list_is_read_from_one_index(crowd, ask):
    practice, *_ = crowd
    with practice.office.store.reading() as db:
        plan = db.conn.execute("EXPLAIN QUERY PLAN " + worklists._listed(View.NEEDS) + worklists._IDS, ask(Choice()))
        said = "\n".join(row["detail"] for row in plan.fetchall())
    assert "USING COVERING INDEX alert_waiting" in said
    assert "SCAN" not in said.replace("SCAN w", "").replace("SCAN waiting", "").replace("SCAN listed", "")

"""Whatever was reported and done: a correction leaves nothing uncounted, and there and back leaves all as it was."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from recovery.domain.alerts import Step
from recovery.domain.guidance import BandDays, RuleNumber
from recovery.domain.handling import How, Move
from recovery.domain.notes import NoteEntry
from recovery.domain.report import Draft
from recovery.domain.rules import Rule
from recovery.services.alerts import attending
from recovery.services.alerts.evaluating import Evaluation, evaluate
from recovery.services.guidance import guiding
from recovery.services.people import closing, correcting
from recovery.services.people.enrolling import TreatmentEntry
from recovery.services.rebuilding import verify
from recovery.services.recoveries import noting, reporting
from recovery.store import alerts, installation, treatments
from tests.domain.diaries import diaries

TODAY = 28
"""The day of every treatment here when it is corrected."""

MOVES = {
    "take": Move(Step.ACKNOWLEDGED),
    "reach": Move(Step.CONTACTED, how=How.PHONE),
    "close": Move(Step.CLOSED, note="all is well"),
}
METHODS = ("derma_roller", "laser", "ultrasound")

TABLES = ("report", "report_revision", "score", "draft", "clinician_note", "course", "standing")

deeds = st.lists(st.sampled_from([None, "close", "close", *MOVES]), min_size=6, max_size=6)
"""What is done with each alert, in the order in which they were opened."""


@pytest.fixture
def watched(practice):
    """Itching settles sooner after a laser here, so that a corrected method is judged by other bands."""
    watched = practice.watching()
    change(watched, [BandDays("laser", "itching", (1, 4)), BandDays("laser", "redness", (2, 14))])
    return watched


def change(practice, changes):
    seen = practice.office.guide.number
    guiding.save(practice.office, practice.manager, changes=changes, reason="ours", seen=seen, now=practice.now)


def report(practice, who, day, said):
    noticed = {slug: level for slug, level in said.items() if slug not in ("flags", "call")}
    draft = Draft(
        day, noticed, dict.fromkeys(noticed, "face"), red_flags=said["flags"], wants_call=said["call"], note="Ouch"
    )
    sent = practice.now + timedelta(days=day - TODAY, minutes=len(practice.replaced(who)))
    reporting.submit(practice.office, who.visitor, treatment_id=who.treatment_id, draft=draft, now=sent)


def begin_and_note(practice, who):
    at = {"treatment_id": who.treatment_id, "now": practice.now}
    for day in (TODAY - 1, TODAY):
        reporting.keep_draft(practice.office, who.visitor, **at, draft=Draft(day, {"redness": 1}, note="half"))
        noting.write_note(practice.office, practice.clinician, **at, entry=NoteEntry("call", "No answer", day=day))


def known(practice, who):
    with practice.office.store.reading() as db:
        return alerts.of_treatment(db, 1, who.treatment_id, practice.office.guide.catalogue)


def act(practice, who, deeds):
    for alert, deed in zip(known(practice, who), deeds, strict=False):
        if deed is not None:
            seen = {alert.alert_id: alert.version}
            attending.attend(practice.office, practice.clinician, seen=seen, move=MOVES[deed], now=practice.now)


def correct(practice, who, *, earlier=0, method=None):
    with practice.office.store.reading() as db:
        seen = treatments.treatment(db, 1, who.treatment_id)
    entry = TreatmentEntry(
        method or seen.method, seen.areas, seen.procedure - timedelta(days=earlier), seen.clinician.account_id
    )
    correcting.correct(
        practice.office, practice.clinician, treatment_id=who.treatment_id, entry=entry, seen=seen,
        reason="entered wrongly", now=practice.now,
    )  # fmt: skip


def rows(practice, who):
    with practice.office.store.reading() as db:
        found = {table: of_treatment(db, table, who) for table in TABLES}
        return {**found, "treatment": replace(treatments.treatment(db, 1, who.treatment_id), version=0)}


def of_treatment(db, table, who):
    sql = f"SELECT * FROM {table} WHERE treatment_id = ? ORDER BY 3, 4, 5"  # noqa: S608 - a table of TABLES
    return [tuple(row) for row in db.conn.execute(sql, (who.treatment_id,)).fetchall()]


def standing(known):
    """What stands, by rule, side effect and day."""
    return {
        (alert.rule, alert.side_effect, held.evidence)
        for alert in known
        for held in alert.evidence
        if held.stands
    }  # fmt: skip


def in_hand(known):
    """The alerts that somebody has taken or closed, with what stands of each."""
    return {alert.alert_id: (alert.holding, standing([alert])) for alert in known if not alert.is_untouched}


def is_sound(practice):
    """Nothing is stored otherwise than the reports say, and judging it again finds nothing to do."""
    assert verify(practice.office.store, practice.office.guide) == []
    assert replace(evaluate(practice.office, now=practice.now, everything=True), treatments=0) == Evaluation()


@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # making a failure smaller takes minutes, each being a life
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    diary=diaries, again=diaries, deeds=deeds, earlier=st.integers(-8, 12), method=st.sampled_from(METHODS),
    closed=st.booleans(), other_rules=st.booleans(),
)  # fmt: skip
def test_there_and_back_leaves_everything_counted_and_as_it_was(
    *, diary, again, deeds, earlier, method, closed, other_rules, watched
):
    who = watched.enrol(days_ago=TODAY, entered_days_ago=TODAY)
    for day in sorted(diary):
        report(watched, who, day, diary[day])
    if not other_rules:
        for day in sorted(diary.keys() & again.keys()):
            report(watched, who, day, again[day])
    begin_and_note(watched, who)
    evaluate(watched.office, now=watched.now)
    act(watched, who, deeds)
    if other_rules:
        severity = 2 if watched.office.guide.rules[Rule.SEVERE]["severity"] == 3 else 3
        change(watched, [RuleNumber(Rule.SEVERE, "severity", severity)])
    evaluate(watched.office, now=watched.now, everything=True)
    if closed and not any(alert.is_open for alert in known(watched, who)):
        at = {"treatment_id": who.treatment_id, "now": watched.now}
        closing.close_treatment(watched.office, watched.clinician, **at)
    is_sound(watched)
    earlier = max(earlier, -min(diary, default=0))
    if earlier == 0 and method == METHODS[0]:
        return
    before, alerts_before = rows(watched, who), known(watched, who)
    correct(watched, who, earlier=earlier, method=method)
    is_sound(watched)
    assert [row[2] for row in rows(watched, who)["report"]] == [day + earlier for day in sorted(diary)]
    correct(watched, who, earlier=-earlier, method=METHODS[0])
    is_sound(watched)
    assert rows(watched, who) == before
    after = known(watched, who)
    assert standing(after) == standing(alerts_before)
    assert in_hand(alerts_before).items() <= in_hand(after).items()
    with watched.office.store.reading() as db:
        assert installation.integrity(db) == []

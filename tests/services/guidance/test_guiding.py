"""The guidance through a manager's hands, and through those of several at once."""

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.guidance import Asking, BandDays, RuleNumber, RuleSwitch
from recovery.domain.rules import Rule
from recovery.errors import Conflict, InvalidInput
from recovery.services.guidance import guiding
from recovery.services.office import open_office
from recovery.store import alerts, chores, derived

REDNESS = BandDays("derma_roller", "redness", (2, 4))
LATER = timedelta(days=1)


def save(practice, *changes, reason="as agreed", seen=None, now=None):
    seen = practice.office.guide.number if seen is None else seen
    return guiding.save(
        practice.office, practice.manager, changes=changes, reason=reason, seen=seen, now=now or practice.now + LATER
    )  # fmt: skip


def elsewhere(practice):
    """The same practice in another process: nothing shared but the file."""
    return replace(practice, office=open_office(practice.office.settings, now=practice.now))


def past_band(practice, patient):
    return practice.standing(patient).past_band


def test_a_change_is_in_force_at_once_and_in_every_process(practice):
    other = elsewhere(practice)
    assert other.office.guide.number == 1
    save(practice, REDNESS, RuleNumber(Rule.SEVERE, "severity", 4), Asking("itching", asked=False))
    for office in (practice.office, other.office, elsewhere(practice).office):
        guide = office.guide
        assert (guide.number, guide.in_force_from) == (2, practice.now + LATER)
        assert guide.band(method="derma_roller", side_effect="redness").to_day == 4
        assert guide.rules[Rule.SEVERE]["severity"] == 4
        assert "itching" not in {effect.slug for effect in guide.catalogue.active}


def test_opening_again_after_a_change_makes_no_new_guidance(practice):
    save(practice, REDNESS, RuleSwitch(Rule.SUSTAINED, on=False))
    assert elsewhere(practice).office.guide.number == 2
    assert [change.version.number for change in guiding.history(practice.office, practice.manager)] == [2, 1]


def test_changes_add_up_and_can_be_taken_back(practice):
    files = practice.office.files
    save(practice, REDNESS)
    save(practice, BandDays("laser", "redness", (2, 5)))
    shown = guiding.in_force(practice.office, practice.manager)
    assert shown.own.since == {"band/derma_roller/redness": 2, "band/laser/redness": 3}
    save(practice, BandDays("derma_roller", "redness", None), BandDays("laser", "redness", None))
    shown = guiding.in_force(practice.office, practice.manager)
    assert (shown.guide.bands, dict(shown.own.settings)) == (files.bands, {})


def test_the_history_says_who_when_why_and_what_from_what_to_what(practice):
    save(practice, REDNESS, reason=" Our own\u202e count ")
    newest, first = guiding.history(practice.office, practice.manager)
    assert (newest.version.who, newest.version.reason) == ("Mo Manager", "Our own count")
    assert newest.version.in_force_from == practice.now + LATER
    (difference,) = newest.differences
    assert (difference.before.value.to_day, difference.after.value.to_day) == (7, 4)
    assert (first.version.by_files, first.differences) == (True, ())


def test_another_clinics_manager_is_not_named(practice, other_clinic):
    save(practice, REDNESS)
    newest, _ = guiding.history(other_clinic.office, other_clinic.manager)
    assert (newest.version.who, newest.version.by_files) == (None, False)


def test_the_trail_names_the_change_before_and_after_and_nothing_else(practice):
    save(practice, REDNESS, RuleNumber(Rule.SILENT, "missed", 3), reason="Ada Example asked")
    with practice.office.store.reading() as db:
        rows = db.conn.execute("SELECT actor, action, subject, details FROM audit ORDER BY seq").fetchall()
    actor, action, subject, details = rows[-1]
    assert (actor, action, subject) == (f"staff:{practice.manager.subject_id}", "changed the guidance", "guidance:2")
    assert json.loads(details)["changes"] == [
        ["band derma_roller redness", [3, 7, "figure"], [2, 4, "clinic"]], ["rule silent missed", 2, 3],
    ]  # fmt: skip
    assert "Ada" not in details


def test_whoever_saves_second_is_told_and_overwrites_nothing(practice):
    save(practice, REDNESS, seen=1)
    with pytest.raises(Conflict, match="Somebody has changed the guidance"):
        save(practice, BandDays("laser", "redness", (1, 2)), seen=1)
    assert practice.office.guide.band(method="laser", side_effect="redness").borrowed
    assert practice.office.guide.number == 2


@pytest.mark.parametrize(
    ("change", "reason", "said"),
    [
        pytest.param(REDNESS, " ", "Say why", id="no reason"),
        pytest.param(REDNESS, "x" * 301, "shorten", id="too long a reason"),
        pytest.param(BandDays("laser", "redness", (9, 2)), "why not", "days must rise", id="no band"),
        pytest.param(RuleSwitch(Rule.RED_FLAG, on=False), "why not", "cannot be switched off", id="warning signs"),
    ],
)
def test_what_is_refused_changes_nothing(change, reason, said, practice):
    with pytest.raises(InvalidInput, match=said):
        save(practice, change, reason=reason)
    assert practice.office.guide.number == 1


def test_changed_bands_count_again_what_is_past_them(practice):
    shorter, longer = practice.enrol(days_ago=9), practice.enrol(days_ago=9)
    practice.report(shorter, 6, redness=1, scabbing=1)
    practice.report(longer, 8, redness=1)
    assert (past_band(practice, shorter), past_band(practice, longer)) == (1, 1)
    seen = []
    guiding.save(
        practice.office, practice.manager, changes=[REDNESS, BandDays("derma_roller", "scabbing", (3, 9))],
        reason="as agreed", seen=1, now=practice.now, progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert (past_band(practice, shorter), past_band(practice, longer)) == (1, 1)
    save(practice, BandDays("derma_roller", "redness", (3, 8)))
    assert (past_band(practice, shorter), past_band(practice, longer)) == (0, 0)
    assert seen == [(2, 2)]
    with practice.office.store.reading() as db:
        assert not any(wrong for *_, wrong in derived.differences(db, practice.office.guide))
        assert not chores.is_owed(db, chores.DERIVED_ROWS)


@pytest.mark.parametrize(
    ("meanwhile", "past"),
    [
        pytest.param(BandDays("derma_roller", "redness", (3, 8)), (0, 0), id="the same band"),
        pytest.param(RuleSwitch(Rule.SUSTAINED, on=False), (1, 1), id="a rule"),
    ],
)
def test_a_change_while_another_is_counted_is_counted_for_all(meanwhile, past, practice, monkeypatch):
    monkeypatch.setattr(derived, "COUNTED_AT_A_TIME", 1)
    patients = [practice.enrol(days_ago=9), practice.enrol(days_ago=9)]
    for patient in patients:
        practice.report(patient, 6, redness=1)
    steps = []

    def progress(done, _total):
        steps.append(done)
        if len(steps) == 1:
            save(elsewhere(practice), meanwhile, seen=2)

    guiding.save(
        practice.office, practice.manager, changes=[REDNESS], reason="as agreed", seen=1, now=practice.now,
        progress=progress,
    )  # fmt: skip
    assert steps == [1, 1, 2]
    assert tuple(past_band(practice, patient) for patient in patients) == past
    with practice.office.store.reading() as db:
        assert not any(wrong for *_, wrong in derived.differences(db, practice.office.guide))
        assert not chores.is_owed(db, chores.DERIVED_ROWS)


def test_a_count_that_was_stopped_is_made_up_for_at_the_next_start(practice, monkeypatch):
    patient = practice.enrol(days_ago=9)
    practice.report(patient, 6, redness=1)
    with monkeypatch.context() as stopped:
        stopped.setattr(derived, "count_some_again", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            save(practice, REDNESS)
    assert past_band(practice, patient) == 0
    assert past_band(elsewhere(practice), patient) == 1


def test_a_report_is_judged_by_the_guidance_in_force_when_it_is_filed(practice):
    watching = practice.watching()
    patient = watching.enrol(days_ago=5)
    watching.report(patient, 4, redness=3)
    other = elsewhere(practice)
    save(other, RuleNumber(Rule.SEVERE, "severity", 4), now=practice.now)
    watching.report(patient, 5, itching=3)
    with practice.office.store.reading() as db:
        found = alerts.of_treatment(db, 1, patient.treatment_id, practice.office.guide.catalogue)
    severe = [alert for alert in found if alert.rule is Rule.SEVERE]
    assert [(alert.side_effect, alert.guidance_version) for alert in severe] == [("redness", 1)]


def test_threads_that_report_while_guidance_changes_all_see_one_whole_guidance(practice):
    wrong, stop = [], threading.Event()

    def look():
        while not stop.is_set():
            with practice.office.store.reading():
                guide = practice.office.guide
                ends = {guide.band(method=m, side_effect="redness").to_day for m in ("laser", "ultrasound")}
                if len(ends) != 1 or practice.office.guide is not guide:
                    wrong.append(ends)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for day in range(8, 18):
        save(practice, *(BandDays(method, "redness", (2, day)) for method in ("laser", "ultrasound")))
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert practice.office.guide.number == 11


def test_the_files_of_a_newer_start_hold_in_a_process_that_has_the_old_ones(practice, tmp_path):
    folder = tmp_path / "guide"
    folder.mkdir()
    for file in practice.office.settings.guide.glob("*.toml"):
        text = file.read_text(encoding="utf-8").replace("to_day = 7\n", "to_day = 6\n")
        (folder / file.name).write_text(text, encoding="utf-8")
    save(practice, BandDays("laser", "redness", (2, 5)))
    open_office(replace(practice.office.settings, guide=folder), now=practice.now + LATER)
    guide = practice.office.guide
    ends = {method: guide.band(method=method, side_effect="redness").to_day for method in ("derma_roller", "laser")}
    assert (guide.number, ends) == (3, {"derma_roller": 6, "laser": 5})

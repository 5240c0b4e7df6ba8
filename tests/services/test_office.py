import re
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.guidance import RuleNumber
from recovery.domain.rules import Rule
from recovery.errors import InvalidDataFile
from recovery.services.guidance import guiding
from recovery.services.office import open_office
from recovery.settings import Settings
from recovery.store import derived
from recovery.store.rows import START
from tests.conftest import ROOT


@pytest.fixture
def edited(practice, tmp_path):
    """Open the practice again after an edit of its data files."""
    folder = tmp_path / "guide"
    folder.mkdir()
    for name in ("catalogue.toml", "bands.toml", "rules.toml"):
        shutil.copy(ROOT / "data" / name, folder)

    def edit(**changes):
        for name, change in changes.items():
            file = folder / f"{name}.toml"
            before = file.read_text(encoding="utf-8")
            file.write_text(change(before), encoding="utf-8")
            assert file.read_text(encoding="utf-8") != before
        settings = Settings(practice.office.settings.database, folder, None)
        return open_office(settings, now=practice.now + timedelta(days=1))

    return edit


def without(mark):
    """Take the one [[…]] entry out that holds this line."""

    def change(text):
        first, *entries = re.split(r"^(?=\[)", text, flags=re.MULTILINE)
        return first + "".join(entry for entry in entries if f"\n{mark}\n" not in entry)

    return change


SWELLING = """
[[side_effect]]
slug = "swelling"
number = 8
name = "Swelling"
group = "Swelling"
anchors = ["a little", "visible", "strong", "spreading"]
"""

ITS_BAND = """
[[band]]
side_effect = "swelling"
from_day = 1
to_day = 3
from_basis = "clinic"
to_basis = "clinic"
says = "gone after the weekend"
source = "Dr Example, 2026"
"""


def courses(db, patient):
    sql = "SELECT side_effect, peak, last_present, clear_since FROM course WHERE treatment_id = ? ORDER BY side_effect"
    return [tuple(row) for row in db.conn.execute(sql, (patient.treatment_id,)).fetchall()]


def versions(office):
    with office.store.reading() as db:
        sql = "SELECT DISTINCT version, name, in_force_from FROM band ORDER BY version"
        return [tuple(row) for row in db.conn.execute(sql).fetchall()]


def test_opening_again_records_no_new_version(practice, edited):
    assert versions(edited()) == versions(practice.office) == [(1, "guide-1", "2026-07-15T15:00:00Z")]


def test_changed_bands_are_a_new_version_and_judge_again(practice, edited):
    patient, other = practice.enrol(days_ago=9), practice.enrol(days_ago=9)
    practice.report(patient, 6, redness=1)
    before = practice.standing(patient)
    office = edited(bands=lambda text: text.replace("guide-1", "guide-2").replace("to_day = 7\n", "to_day = 5\n"))
    after = practice.standing(patient)
    assert practice.standing(other) is None
    with office.store.reading() as db:
        assert not any(wrong for *_, wrong in derived.differences(db, office.guide))
    assert [found.past_band for found in (before, after)] == [0, 1]
    assert versions(office) == [(1, "guide-1", "2026-07-15T15:00:00Z"), (2, "guide-2", "2026-07-16T15:00:00Z")]


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        pytest.param("rules", "severity = 3", "severity = 4", id="a number of a rule"),
        pytest.param("rules", 'raised_level = "medium"', 'raised_level = "high"', id="a level"),
        pytest.param("rules", 'any_return = ["redness"]', "any_return = []", id="what may not return"),
        pytest.param("bands", 'source = "guide"', 'source = "the guide"', id="a source"),
        pytest.param("catalogue", "number = 7\n", "number = 7\nactive = false\n", id="what is asked"),
    ],
)
def test_whatever_changes_in_the_files_is_a_new_version(file, before, after, practice, edited):
    office = edited(**{file: lambda text: text.replace(before, after)})
    assert [number for number, *_ in versions(office)] == [1, 2]
    guide = practice.office.guide
    assert (guide.number, guide.in_force_from) == (2, practice.now + timedelta(days=1))
    assert (guide.bands, guide.rules, guide.catalogue) == (
        office.files.bands, office.files.rules, office.files.catalogue,
    )  # fmt: skip


def save(practice, *changes, now):
    seen = practice.office.guide.number
    guiding.save(practice.office, practice.manager, changes=changes, reason="as agreed", seen=seen, now=now)


def test_other_words_leave_the_figures_as_old_as_they_are(practice, edited):
    def later_words(text):
        return text.replace('source = "guide"', 'source = "the guide"')

    assert practice.office.guide.same_since is None
    assert (edited(bands=later_words).guide.number, practice.office.guide.same_since) == (2, None)
    changed = practice.now + timedelta(days=2)
    save(practice, RuleNumber(Rule.SEVERE, "severity", 4), now=changed)
    office = edited(rules=lambda text: text.replace('source = "', 'source = "our '))
    assert (office.guide.number, office.guide.same_since) == (4, changed)


def test_figures_that_are_back_count_from_their_return(practice):
    for days, severity in enumerate((4, None), start=1):
        save(practice, RuleNumber(Rule.SEVERE, "severity", severity), now=practice.now + timedelta(days=days))
    assert practice.office.guide.same_since == practice.now + timedelta(days=2)


def test_what_is_derived_is_made_anew_for_changed_bands_alone(practice, edited, monkeypatch):
    made_anew = []
    rebuild = derived.rebuild_some
    monkeypatch.setattr(derived, "rebuild_some", lambda *a, **k: made_anew.append(1) or rebuild(*a, **k))
    edited(rules=lambda text: text.replace("severity = 3", "severity = 4"))
    assert made_anew == []
    edited(bands=lambda text: text.replace("to_day = 7\n", "to_day = 5\n"))
    assert made_anew == [1]


def test_the_first_guidance_ever_counts_from_the_beginning(practice):
    assert (practice.office.guide.number, practice.office.guide.in_force_from) == (1, None)


def test_a_start_that_was_stopped_while_it_counted_again_is_made_up_for(practice, edited, monkeypatch):
    patient = practice.enrol(days_ago=9)
    practice.report(patient, 6, redness=1)
    with monkeypatch.context() as stopped:
        stopped.setattr(derived, "rebuild_some", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            edited(bands=lambda text: text.replace("to_day = 7\n", "to_day = 5\n"))
    office = edited()
    with office.store.reading() as db:
        assert not any(wrong for *_, wrong in derived.differences(db, office.guide))


def test_what_is_derived_can_be_lost_and_restored(practice):
    patient = practice.enrol(days_ago=9)
    for day, severity in ((1, 3), (4, 0), (8, 1)):
        practice.report(patient, day, redness=severity)
    office = practice.office
    with office.store.writing() as db:
        whole = courses(db, patient)
        db.conn.execute("UPDATE course SET peak = 0, last_present = 99")
        db.conn.execute("DELETE FROM standing")
    with office.store.reading() as db:
        assert [wrong for *_, wrong in derived.differences(db, office.guide)] == [["course", "standing"]]
        assert derived.treatments_with_reports(db) == 1
    with office.store.writing() as db:
        assert derived.rebuild_some(db, office.guide, after=START) == [(1, patient.treatment_id)]
    with office.store.reading() as db:
        assert [wrong for *_, wrong in derived.differences(db, office.guide)] == [[]]
        assert courses(db, patient) == whole


def test_a_new_side_effect_is_only_data(practice, edited):
    patient = practice.enrol()
    practice.report(patient, 1, redness=1)
    office = edited(catalogue=lambda text: text + SWELLING, bands=lambda text: text + ITS_BAND)
    standing = replace(practice, office=office).report(patient, 2, swelling=1).standing
    assert (standing.worst_side_effect, standing.past_band) == ("swelling", 0)
    with office.store.reading() as db:
        assert {number for number, *_ in courses(db, patient)} >= {1, 8}


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        pytest.param(
            "side effect redness",
            {
                "catalogue": without('slug = "redness"'),
                "bands": without('side_effect = "redness"'),
                "rules": lambda text: text.replace('["redness"]', "[]"),
            },
            id="side effect",
        ),
        pytest.param("method laser", {"catalogue": without('slug = "laser"')}, id="method"),
        pytest.param("area neck", {"catalogue": without('slug = "neck"')}, id="area"),
    ],
)
def test_what_records_use_cannot_be_taken_out_of_the_catalogue(said, changes, practice, edited):
    practice.report(practice.enrol(method="laser", areas=("neck", "hands")), 1, redness=1)
    with pytest.raises(InvalidDataFile, match=f"catalogue.toml: no entry for {said}, which patients' records use; put"):
        edited(**changes)


def test_what_no_record_uses_may_be_taken_out(practice, edited):
    practice.enrol()
    assert len(edited(catalogue=without('slug = "laser"')).guide.catalogue.methods) == 3


@pytest.mark.parametrize(
    ("said", "change"),
    [
        pytest.param("redness has number 2, bruising has number 1", {1: 2, 2: 1}, id="two swapped"),
        pytest.param("redness has number 30", {1: 30}, id="one renumbered"),
    ],
)
def test_a_number_never_comes_to_mean_another_side_effect(said, change, practice, edited):
    def renumber(text):
        return re.sub(r"(?m)^number = (\d+)$", lambda m: f"number = {change.get(int(m[1]), m[1])}", text)

    with pytest.raises(InvalidDataFile, match=f"catalogue.toml: {said}, which patients' records know otherwise"):
        edited(catalogue=renumber)


def test_a_database_from_before_guidance_was_kept_comes_through(practice):
    patient = practice.enrol(days_ago=9)
    practice.report(patient, 8, redness=1)
    with practice.office.store.writing() as db:  # as the first release left it: bands alone, and no standing
        for statement in ("DELETE FROM rule_setting", "DELETE FROM standing", "DELETE FROM chore"):
            db.conn.execute(statement)
    office = open_office(practice.office.settings, now=practice.now + timedelta(days=1))
    assert (office.guide.number, office.guide.in_force_from) == (2, None), "no rule judged anything before"
    with office.store.reading() as db:
        assert not any(wrong for *_, wrong in derived.differences(db, office.guide))


def test_files_that_clash_with_what_is_own_are_refused_with_the_way_out(practice, edited):
    guiding.save(
        practice.office, practice.manager, changes=[RuleNumber(Rule.SILENT, "early_missed", 6)], reason="as agreed",
        seen=1, now=practice.now,
    )  # fmt: skip
    with pytest.raises(InvalidDataFile, match=r"only 5 days before day 5, so 6 can never be missed.*Mend the files"):
        edited(rules=lambda text: text.replace("early_before = 7", "early_before = 5"))
    assert practice.office.guide.number == 2

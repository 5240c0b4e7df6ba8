import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recovery.domain.access import Role
from recovery.errors import Conflict, InvalidInput, NotFound, SignInRefused
from recovery.services import clinics, rebuilding
from recovery.services import doctor as doctors_round
from recovery.services.demonstrating import fill_demo
from recovery.services.doctor import Verdict, doctor
from recovery.services.entry import signing_in, visiting
from recovery.services.entry.confirming import Whence
from recovery.services.office import open_office
from recovery.services.staff import administering
from recovery.settings import read_settings
from recovery.store import accounts, second_factors

NOW = datetime(2026, 7, 15, 15, 0, tzinfo=UTC)
PASSWORD = "four plain words here"


@pytest.fixture
def demo(empty_office):
    fill_demo(empty_office, patients=15, now=NOW)
    return empty_office


def behind_its_back(office, sql, **values):
    """Change rows without what follows from them; how many that were."""
    with office.store.writing() as db:
        return db.conn.execute(sql, values).rowcount


def derived_rows(office):
    with office.store.reading() as db:
        return [[tuple(row.values()) for row in db[table].rows] for table in ("course", "standing")]


@pytest.mark.parametrize(
    ("damage", "tables"),
    [
        pytest.param(
            "UPDATE course SET peak = 4 WHERE treatment_id = :one AND side_effect = 1", ("course",), id="a wrong peak"
        ),
        pytest.param(
            "UPDATE course SET clear_since = NULL WHERE treatment_id = :one AND side_effect = 1",
            ("course",),
            id="a lost end",
        ),
        pytest.param(
            "DELETE FROM course WHERE treatment_id = :one AND side_effect = 2",
            ("course",),
            id="a course that is missing",
        ),
        pytest.param("UPDATE standing SET past_band = 9 WHERE treatment_id = :one", ("standing",), id="a wrong count"),
        pytest.param("DELETE FROM standing WHERE treatment_id = :one", ("standing",), id="a standing that is missing"),
        pytest.param(
            "UPDATE course SET first_present = 9 WHERE treatment_id = :one", ("course",), id="another first day"
        ),
    ],
)
def test_a_difference_is_found_and_mended(demo, damage, tables):
    first = derived_rows(demo)[1][0][1]
    assert behind_its_back(demo, damage, one=first) > 0
    found = rebuilding.verify(demo.store, demo.guide)
    assert [(one.treatment_id, one.tables) for one in found] == [(first, tables)]
    rebuilding.rebuild(demo.store, demo.guide)
    assert rebuilding.verify(demo.store, demo.guide) == []


def test_scores_that_changed_are_found_in_all_that_is_derived_of_them(demo):
    first = derived_rows(demo)[1][0][1]
    behind_its_back(demo, "UPDATE score SET severity = 4 WHERE treatment_id = :one AND day = 0", one=first)
    found = {one.treatment_id: one.tables for one in rebuilding.verify(demo.store, demo.guide)}
    assert found == {first: ("course",), None: ("peak_count", "resolution_count", "severity_count")}
    rebuilding.rebuild(demo.store, demo.guide)
    rebuilding.rebuild_counts(demo.store)
    assert rebuilding.verify(demo.store, demo.guide) == []


def test_rebuilding_restores_what_was_there(demo):
    before = derived_rows(demo)
    assert behind_its_back(demo, "DELETE FROM course") > 0
    assert behind_its_back(demo, "DELETE FROM standing") > 0
    done = rebuilding.rebuild(demo.store, demo.guide)
    assert done == len(before[1])
    assert derived_rows(demo) == before


def test_rebuilding_what_is_right_changes_nothing(demo):
    before = derived_rows(demo)
    rebuilding.rebuild(demo.store, demo.guide)
    assert derived_rows(demo) == before


@pytest.mark.parametrize("work", [rebuilding.verify, rebuilding.rebuild])
def test_progress_ends_with_the_whole(demo, work):
    told = []
    work(demo.store, demo.guide, lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] >= len(derived_rows(demo)[1])


@pytest.mark.parametrize("work", [rebuilding.verify, rebuilding.rebuild])
def test_nothing_to_do_is_no_error(empty_office, work):
    assert not work(empty_office.store, empty_office.guide)


def test_reports_are_taken_between_two_steps_of_a_rebuild(demo):
    def write(done, of):
        with demo.store.writing() as db:
            db.conn.execute("UPDATE clinic SET name = name")

    assert rebuilding.rebuild(demo.store, demo.guide, write) > 0


def test_a_new_account_can_sign_in(office):
    roles = frozenset({Role.CLINICIAN, Role.MANAGER})
    administering.add_account(
        office, login="Ben@Clinic.example", name="Ben Noor", password=PASSWORD, roles=roles, now=NOW
    )
    _, visitor = signing_in.sign_in(
        office, login="ben@clinic.example", password=PASSWORD, whence=Whence("here"), now=NOW
    )
    assert (visitor.name, visitor.roles) == ("Ben Noor", roles)


def test_a_new_account_is_in_the_audit_trail(office):
    account = administering.add_account(
        office, login="ben", name="Ben Noor", password=PASSWORD, roles=frozenset({Role.CLINICIAN}), now=NOW
    )
    with office.store.reading() as db:
        line = list(db["audit"].rows)[-1]
    assert line["subject"] == f"staff:{account.account_id}"
    assert (line["actor"], line["action"]) == ("command line", "added an account")
    assert line["details"] == '{"roles":["clinician"]}'


@pytest.mark.parametrize(
    ("entered", "error", "says"),
    [
        pytest.param({"login": "manager@example.com"}, Conflict, "taken", id="a name that is taken"),
        pytest.param({"login": "two words"}, InvalidInput, "one word", id="two words"),
        pytest.param({"name": "  "}, InvalidInput, "empty", id="no name"),
        pytest.param({"password": "short"}, InvalidInput, "at least 12", id="a short password"),
        pytest.param({"roles": frozenset()}, InvalidInput, "clinician, manager", id="no role"),
        pytest.param({"roles": frozenset({Role.PATIENT})}, InvalidInput, "clinician, manager", id="a patient"),
    ],
)
def test_what_makes_no_account_is_refused(office, entered, error, says):
    right = {"login": "ben", "name": "Ben Noor", "password": PASSWORD, "roles": frozenset({Role.CLINICIAN})}
    with pytest.raises(error, match=says):
        administering.add_account(office, **{**right, **entered}, now=NOW)


def test_there_is_no_account_before_there_is_a_clinic(empty_office):
    with pytest.raises(NotFound, match="No clinic is set up"):
        administering.add_account(
            empty_office, login="ben", name="Ben", password=PASSWORD, roles=frozenset({Role.MANAGER}), now=NOW
        )


def verdicts(settings):
    return [(check.verdict, check.found) for check in doctor(settings)]


def worst(settings):
    """The checks that did not pass."""
    return [check for check in doctor(settings) if check.verdict is not Verdict.OK]


def test_the_doctor_finds_a_demo_well(demo):
    assert worst(demo.settings) == []
    found = "\n".join(said for _, said in verdicts(demo.settings))
    for expected in (
        "SQLite 3.",
        "Guide guide-1",
        "Journal mode WAL",
        "15 patients",
        "Schema 5",
        "bands are in force",
        "trail's key",
    ):
        assert expected in found


def test_the_doctor_names_nobody(demo):
    found = "\n".join(said for _, said in verdicts(demo.settings))
    assert "Amara" not in found
    assert "P-" not in found


def test_the_doctor_says_what_is_still_to_do_on_the_first_day(empty_office):
    assert [check.verdict for check in worst(empty_office.settings)] == [Verdict.WARN]
    assert worst(empty_office.settings)[0].found == "No clinic is set up"


def test_the_doctor_changes_nothing(demo):
    demo.store.close()
    path = demo.settings.database
    before = path.read_bytes(), sorted(path.parent.iterdir())
    list(doctor(demo.settings))
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == before


def zeroed_in_the_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:40_960] = bytes(32_768)
    path.write_bytes(content)


def of_another_program(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")


def without_a_reference(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM patient")


@pytest.mark.parametrize(
    ("accident", "verdict", "says"),
    [
        pytest.param(lambda p: p.write_bytes(b""), Verdict.FAIL, "is empty", id="empty"),
        pytest.param(lambda p: p.write_text("hello " * 99), Verdict.FAIL, "is no database", id="text"),
        pytest.param(lambda p: p.write_bytes(p.read_bytes()[:-9000]), Verdict.FAIL, "cut short", id="truncated"),
        pytest.param(zeroed_in_the_middle, Verdict.FAIL, "amaged", id="zeroed in the middle"),
        pytest.param(of_another_program, Verdict.FAIL, "another program", id="another program's"),
        pytest.param(without_a_reference, Verdict.FAIL, "refers to rows that do not exist", id="broken references"),
        pytest.param(lambda p: p.unlink(), Verdict.WARN, "There is no database", id="missing"),
        pytest.param(lambda p: (p.unlink(), p.mkdir()), Verdict.FAIL, "is a folder", id="a folder"),
        pytest.param(lambda p: p.chmod(0o644), Verdict.FAIL, "Other users of this machine", id="open to all"),
    ],
)
def test_the_doctor_copes_with_accidents(demo, accident, verdict, says):
    demo.store.close()
    accident(demo.settings.database)
    last = worst(demo.settings)[-1]
    assert last.verdict is verdict
    assert says in f"{last.found} {last.remedy}"
    assert last.remedy


def test_the_doctor_looks_where_there_is_no_folder(demo, tmp_path):
    there = replace(demo.settings, database=tmp_path / "nowhere" / "recovery.db")
    assert [check.verdict for check in worst(there)] == [Verdict.WARN, Verdict.WARN]
    assert not there.database.parent.exists()


def test_the_doctor_reads_on_when_the_guide_is_wrong(demo, tmp_path):
    broken = replace(demo.settings, guide=tmp_path)
    guide, bands = worst(broken)
    assert (guide.verdict, bands.verdict) == (Verdict.FAIL, Verdict.WARN)
    assert "catalogue.toml" in guide.remedy


def test_the_doctor_says_when_bands_wait_for_a_start(demo, tmp_path):
    for name in ("catalogue.toml", "bands.toml", "rules.toml"):
        text = (demo.settings.guide / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("to_day = 14", "to_day = 12"), encoding="utf-8")
    assert [check.found for check in worst(replace(demo.settings, guide=tmp_path))] == [
        "The guide's bands have changed"
    ]


def test_the_doctor_says_when_the_folder_cannot_be_written(demo, as_ordinary_user):
    folder = demo.settings.database.parent
    folder.chmod(0o500)
    try:
        with as_ordinary_user():
            found = worst(demo.settings)
    finally:
        folder.chmod(0o700)
    assert found[0].verdict is Verdict.FAIL
    assert found[0].remedy == "Let this user write there."


def test_the_doctor_says_when_space_runs_out(demo, monkeypatch):
    monkeypatch.setattr(doctors_round, "LEAST_FREE_BYTES", 1 << 60)
    assert [check.verdict for check in worst(demo.settings)] == [Verdict.WARN]
    assert "Free some space" in worst(demo.settings)[0].remedy


def test_the_doctor_warns_of_an_sqlite_with_the_checkpoint_race(demo, monkeypatch):
    monkeypatch.setattr(doctors_round, "sqlite_version", lambda: (3, 40, 1))
    assert worst(demo.settings)[0].found.startswith("SQLite 3.40.1 can, very rarely, lose data")


def test_the_office_is_read_as_it_was(database):
    office = open_office(read_settings(), now=NOW)
    office.store.close()
    assert Verdict.FAIL not in {check.verdict for check in doctor(office.settings)}


def test_a_new_password_takes_the_place_of_the_old_and_signs_out_everywhere(practice):
    def sign_in(password):
        return signing_in.sign_in(
            practice.office, login="clinician@example.com", password=password, whence=Whence("here"), now=practice.now
        )

    _, visitor = sign_in(PASSWORD)
    administering.change_password(
        practice.office, login="Clinician@example.com", password="five quite other words here", now=practice.now
    )
    assert visiting.visitor_of(practice.office, visitor.session, now=practice.now) is None
    with pytest.raises(SignInRefused):
        sign_in(PASSWORD)
    assert sign_in("five quite other words here")[1].name == visitor.name


@pytest.mark.parametrize("removed", [True, False])
def test_a_new_password_takes_the_second_factor_away_only_where_that_is_said(practice, removed):
    with practice.office.store.writing() as db:
        account = accounts.by_login(db, "manager@example.com")
        second_factors.turn_on(db, account.clinic_id, account.account_id, sealed="sealed", step=1)
        second_factors.put_codes(db, account.clinic_id, account.account_id, ["hash"])
    administering.change_password(
        practice.office, login=account.login, password="five quite other words here", remove_second_factor=removed,
        now=practice.now,
    )  # fmt: skip
    with practice.office.store.reading() as db:
        factor = second_factors.of(db, account.clinic_id, account.account_id)
        rows = db.conn.execute("SELECT actor, details FROM audit WHERE action = 'removed a second factor'").fetchall()
    assert (factor.is_on, factor.codes_left) == ((False, 0) if removed else (True, 1))
    assert [tuple(row) for row in rows] == [("command line", '{"second_factor":[true,false]}')] * removed


def test_a_disabled_account_is_out_at_once_and_stays_out(practice):
    administering.disable_account(practice.office, login="clinician@example.com", now=practice.now)
    assert visiting.visitor_of(practice.office, practice.clinician.session, now=practice.now) is None
    with pytest.raises(SignInRefused):
        signing_in.sign_in(
            practice.office, login="clinician@example.com", password=PASSWORD, whence=Whence("here"), now=practice.now
        )


def test_a_disabled_account_can_come_back_and_the_last_manager_cannot_go(practice):
    office, now = practice.office, practice.now
    administering.disable_account(office, login="clinician@example.com", now=now)
    administering.enable_account(office, login="clinician@example.com", now=now)
    signing_in.sign_in(office, login="clinician@example.com", password=PASSWORD, whence=Whence("here"), now=now)
    with pytest.raises(Conflict, match="the last manager; add another one first"):
        administering.disable_account(office, login="manager@example.com", now=now)


def test_the_trail_tells_what_disabling_and_enabling_changed(practice):
    administering.disable_account(practice.office, login="clinician@example.com", now=practice.now)
    administering.enable_account(practice.office, login="clinician@example.com", now=practice.now)
    with practice.office.store.reading() as db:
        rows = db.conn.execute("SELECT actor, details FROM audit ORDER BY seq DESC LIMIT 2").fetchall()
    assert [tuple(row) for row in rows] == [
        ("command line", '{"disabled":[true,false]}'),
        ("command line", '{"disabled":[false,true],"sessions":1}'),
    ]


def test_nobody_gets_a_password_without_an_account(practice):
    with pytest.raises(NotFound, match="Nobody signs in as 'zoe'"):
        administering.change_password(practice.office, login="zoe", password=PASSWORD, now=practice.now)


def test_the_clinic_changes_only_in_what_is_named(practice):
    before = practice.office.the_clinic()
    after = clinics.change_clinic(practice.office, {"phone": "+1 901 555 0199"}, now=practice.now)
    assert after == practice.office.the_clinic() == replace(before, phone="+1 901 555 0199")
    with pytest.raises(InvalidInput, match="time zone"):
        clinics.change_clinic(practice.office, {"time_zone": "Mars/Olympus"}, now=practice.now)
    assert practice.office.the_clinic() == after

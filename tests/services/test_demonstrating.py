from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from recovery.domain.access import Role
from recovery.domain.identifiers import new_token
from recovery.errors import Conflict, InvalidInput, SignInRefused
from recovery.services import demonstrating, rebuilding, setting_up
from recovery.services.alerts.evaluating import Evaluation, evaluate, last_evaluated
from recovery.services.demonstrating import fill_demo
from recovery.services.entry import signing_in
from recovery.services.entry.confirming import Whence
from recovery.services.office import open_office
from recovery.settings import read_settings
from recovery.store import installation, people

NOW = datetime(2026, 7, 15, 15, 0, tzinfo=UTC)

TABLES = (
    "clinic", "account", "patient", "treatment", "report", "report_revision", "score", "course", "standing", "audit",
    "alert", "alert_event", "clinician_note",
)  # fmt: skip


def rows(office, *, without=("password_hash", "mac")):
    """Everything in the database but what is random on purpose."""
    with office.store.reading() as db:
        return {
            table: [{k: v for k, v in dict(row).items() if k not in without} for row in db[table].rows]
            for table in TABLES
        }


@pytest.fixture
def demo(empty_office):
    fill_demo(empty_office, now=NOW)
    return empty_office


@pytest.fixture
def another(tmp_path: Path):
    """A second empty installation beside the first."""
    office = open_office(replace(read_settings(), database=tmp_path / "another.db"), now=NOW)
    yield office
    office.store.close()


def test_a_demo_says_that_it_is_one(demo):
    clinic = demo.the_clinic()
    assert clinic.demo
    assert "(demo)" in clinic.name
    assert (clinic.emergency_number, clinic.watched_when) == ("911", "on weekdays from 9 to 17")


def test_a_demo_is_what_its_reports_say(demo):
    assert rebuilding.verify(demo.store, demo.guide) == []
    with demo.store.reading() as db:
        assert installation.integrity(db) == []


def test_the_same_seed_fills_the_same_database(demo, another):
    fill_demo(another, now=NOW)
    assert rows(demo) == rows(another)


def test_another_seed_fills_another_database(demo, another):
    fill_demo(another, seed=2, now=NOW)
    mine, other = rows(demo), rows(another)
    assert all(mine[table] != other[table] for table in TABLES if table != "clinic")


def test_nobody_knows_a_demo_s_password(demo, another):
    fill_demo(another, now=NOW)
    hashes = [{row["password_hash"] for row in rows(office, without=())["account"]} for office in (demo, another)]
    assert hashes[0].isdisjoint(hashes[1])
    with pytest.raises(SignInRefused):
        signing_in.sign_in(demo, login="anneke@demo.example", password="demo", whence=Whence("here"), now=NOW)


def test_forty_patients_make_every_kind_of_row(demo):
    counts = {table: len(stored) for table, stored in rows(demo).items()}
    assert counts["patient"] == demonstrating.SMALL
    assert counts["account"] == 6
    assert counts["report"] > 300
    assert counts["score"] == 7 * counts["report"]
    assert counts["report_revision"] >= 2
    assert counts["alert_event"] > 2 * counts["alert"] > 50
    assert counts["clinician_note"] > 5


def test_judging_a_new_demo_changes_nothing(demo):
    done = evaluate(demo, now=NOW, everything=True)
    assert done == Evaluation(treatments=len(rows(demo)["treatment"]))


def test_a_demo_says_when_it_was_judged(demo):
    with demo.store.reading() as db:
        assert last_evaluated(db, 1) == NOW


def test_the_version_of_a_treatment_counts_what_was_filed(demo):
    with demo.store.reading() as db:
        wrong = db.conn.execute(
            """
            SELECT count(*) FROM treatment AS t WHERE version <>
                (SELECT count(*) FROM report AS r WHERE r.treatment_id = t.treatment_id)
                + (SELECT count(*) FROM report_revision AS v WHERE v.treatment_id = t.treatment_id)
            """
        ).fetchone()[0]
    assert wrong == 0


@pytest.mark.parametrize("role", list(Role))
def test_each_role_signs_in_by_a_click(demo, role):
    _, visitor = signing_in.sign_in_to_demo(demo, role=role, now=NOW)
    assert visitor.roles == frozenset({role})
    assert (role is Role.PATIENT) == (visitor.name == "Amara Okafor")


def test_a_demo_of_an_earlier_day_ends_on_that_day(empty_office):
    fill_demo(empty_office, patients=20, until=date(2026, 3, 1), now=NOW)
    stored = rows(empty_office)
    assert max(row["reported_at"] for row in stored["report"]) < "2026-03-02T05"
    assert max(row["procedure_date"] for row in stored["treatment"]) == "2026-03-02"


@pytest.mark.parametrize("patients", [1, 3, 501])
def test_progress_ends_with_the_whole(empty_office, patients):
    told = []
    fill_demo(empty_office, patients=patients, now=NOW, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (patients, patients)
    assert len(rows(empty_office)["patient"]) == patients


def test_a_set_up_code_is_spent_by_the_demo(empty_office):
    code = setting_up.new_set_up_code(empty_office, now=NOW)
    fill_demo(empty_office, patients=1, now=NOW)
    assert not setting_up.is_set_up_code(empty_office, code)


def test_filling_is_in_the_audit_trail(demo):
    last = rows(demo)["audit"][-1]
    assert (last["action"], last["details"]) == ("filled the demo", '{"patients":40,"seed":1,"until":"2026-07-15"}')


def test_a_demo_can_be_discarded_and_filled_again(demo):
    setting_up.discard_demo(demo, now=NOW)
    fill_demo(demo, patients=2, now=NOW)
    assert len(rows(demo)["patient"]) == 2


def test_a_real_clinic_is_never_filled(office):
    before = rows(office)
    with pytest.raises(Conflict, match="has a clinic already; name a new file"):
        fill_demo(office, now=NOW)
    assert rows(office) == before


def test_a_demo_is_not_filled_twice(demo):
    before = rows(demo)
    with pytest.raises(Conflict, match="discard the demo"):
        fill_demo(demo, seed=2, now=NOW)
    assert rows(demo) == before


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        pytest.param({"patients": 0}, "from 1 to 1,000,000 patients, not 0", id="nobody"),
        pytest.param({"patients": -5}, "not -5", id="fewer than nobody"),
        pytest.param({"patients": 1_000_001}, "not 1,000,001", id="too many"),
        pytest.param({"until": date(2026, 7, 16)}, r"ends today \(2026-07-15\) at the latest", id="tomorrow"),
    ],
)
def test_what_cannot_be_filled_is_refused(empty_office, asked, says):
    with pytest.raises(InvalidInput, match=says):
        fill_demo(empty_office, **asked, now=NOW)
    assert empty_office.clinic() is None


@pytest.mark.parametrize("kind", [KeyboardInterrupt, RuntimeError])
def test_what_is_interrupted_leaves_nothing_and_can_be_done_again(empty_office, kind):
    def stop(done, of):
        raise kind(new_token())

    with pytest.raises(kind):
        fill_demo(empty_office, patients=3, now=NOW, progress=stop)
    assert all(stored == [] for stored in rows(empty_office).values())
    fill_demo(empty_office, patients=3, now=NOW)
    assert len(rows(empty_office)["patient"]) == 3


def test_nobody_sees_half_a_demo(empty_office):
    def look(done, of):
        assert empty_office.clinic() is None

    fill_demo(empty_office, patients=501, now=NOW, progress=look)
    with empty_office.store.reading() as db:
        assert people.the_clinic(db) is not None

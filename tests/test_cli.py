"""The command line as people run it: real processes, real files, exit codes and messages."""

import hashlib
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recovery.cli import main

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "four plain words here"
INIT = (
    "init", "--name", "Corner Skin", "--time-zone", "America/Chicago", "--phone", "+1 901 555 0100",
    "--emergency-number", "911", "--not-watched", "--login", "ada", "--account-name", "Ada Byron",
)  # fmt: skip
ACCOUNT = ("account", "add", "--login", "ben", "--name", "Ben Noor")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "recovery.db"


def command(*arguments):
    return [sys.executable, "-m", "recovery", *map(str, arguments)]


def run(*arguments, file=None, entered="", **environment):
    """One command; without a traceback, whatever happens."""
    where = () if file is None else ("--database", file)
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(
        command(*arguments, *where), input=entered, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def demo(file: Path) -> Path:
    assert run("demo", "--patients", 3, file=file).returncode == 0
    return file


@pytest.mark.parametrize(
    "asked",
    [
        (),
        ("init",),
        ("demo",),
        ("account", "add"),
        ("account", "invite"),
        ("account", "password"),
        ("clinic",),
        ("verify",),
        ("rebuild",),
        ("evaluate",),
        ("import",),
        ("doctor",),
    ],
)
def test_each_command_explains_itself(asked, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*asked, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "usage: python -m recovery" in said
    assert not asked or f"Example: python -m recovery {' '.join(asked)}" in said


def test_a_demo_is_made_verified_and_found_well(file):
    made = run("demo", "--patients", 3, "--seed", 7, file=file)
    assert (made.returncode, made.stdout) == (0, f"A demo of 3 patients is in {file}.\n")
    verified = run("verify", file=file)
    assert (verified.returncode, verified.stdout) == (0, "Everything derived is what the reports say.\n")
    well = run("doctor", file=file)
    assert well.returncode == 0
    assert "FAIL" not in well.stdout
    assert not file.with_name(file.name + "-wal").exists()


def test_a_difference_is_named_and_rebuilt(demo):
    with sqlite3.connect(demo) as connection:
        connection.execute("UPDATE course SET peak = 4 WHERE treatment_id = (SELECT max(treatment_id) FROM course)")
    connection.close()
    found = run("verify", file=demo)
    assert found.returncode == 1
    assert re.search(r"^[0-9a-z]{13}: course not what the reports say$", found.stdout, re.MULTILINE)
    assert "1 difference." in found.stdout
    assert "python -m recovery rebuild" in found.stdout
    mended = run("rebuild", file=demo)
    assert (mended.returncode, mended.stdout[:25]) == (0, "Restored what is derived ")
    assert run("verify", file=demo).returncode == 0


def test_recoveries_are_judged_as_a_scheduler_does(file):
    assert run("demo", "--patients", 20, "--until", "2026-03-01", file=file).returncode == 0
    done = run("evaluate", file=file)
    assert done.returncode == 0
    judged = re.fullmatch(r"Judged (\d+) treatments; alerts: (\d+) opened, \d+ closed, \d+ changed\.\n", done.stdout)
    assert int(judged[2]) > 0  # nobody has reported since that day
    again = run("evaluate", "--everything", file=file)
    assert int(re.match(r"Judged (\d+)", again.stdout)[1]) > int(judged[1])
    assert again.stdout.endswith("alerts: 0 opened, 0 closed, 0 changed.\n")


def test_a_clinic_that_does_not_watch_has_nothing_to_judge(file):
    assert run(*INIT, "--password-stdin", file=file, entered=PASSWORD).returncode == 0
    assert "does not watch reports" in run("evaluate", file=file).stdout


def test_alerts_that_are_gone_are_found_and_restored(demo):
    with sqlite3.connect(demo) as connection:
        connection.execute(
            "DELETE FROM alert_event WHERE alert_id IN (SELECT alert_id FROM alert WHERE state = 'open')"
        )
        gone = connection.execute("DELETE FROM alert WHERE state = 'open'").rowcount
    connection.close()
    assert gone
    found = run("verify", file=demo)
    assert re.search(r"^[0-9a-z]{13}: alert not what the reports say$", found.stdout, re.MULTILINE)
    assert run("rebuild", file=demo).returncode == 0
    assert run("verify", file=demo).returncode == 0


def test_a_clinic_without_a_report_is_rebuilt_too(file):
    assert run(*INIT, "--password-stdin", file=file, entered=PASSWORD).returncode == 0
    done = run("rebuild", file=file)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Restored what is derived of 0 treatments.\n", "")
    assert run("verify", file=file).returncode == 0


def test_many_differences_are_counted_not_listed(file):
    assert run("demo", "--patients", 40, file=file).returncode == 0
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM course")
    connection.close()
    found = run("verify", file=file)
    assert found.returncode == 1
    assert re.search(r"^… and \d+ more$", found.stdout, re.MULTILINE)


def test_nothing_that_is_printed_names_a_patient(demo):
    with sqlite3.connect(demo) as connection:
        connection.execute("DELETE FROM course")
        people = connection.execute("SELECT name, code, contact FROM patient").fetchall()
    connection.close()
    said = "".join(run(asked, file=demo).stdout for asked in ("verify", "doctor", "rebuild"))
    assert not [word for person in people for word in person if word in said]


def test_a_clinic_and_its_staff_are_set_up(file):
    made = run(*INIT, "--clinician", "--password-stdin", file=file, entered=f"{PASSWORD}\n")
    assert made.returncode == 0
    assert made.stdout == f"The clinic is set up in {file}. Start the app and sign in as ada.\n"
    added = run(*ACCOUNT, "--role", "clinician", "--role", "manager", "--password-stdin", file=file, entered=PASSWORD)
    assert (added.returncode, added.stdout) == (0, "ben can sign in as clinician and manager.\n")
    assert file.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT login, is_clinician, is_manager, password_hash FROM account ORDER BY login")
        (ada, ben), demo = rows.fetchall(), connection.execute("SELECT demo FROM clinic").fetchone()[0]
    connection.close()
    assert (ada[:3], ben[:3], demo) == (("ada", 1, 1), ("ben", 1, 1), 0)
    assert all(row[3].startswith("$argon2id$") for row in (ada, ben))


def test_a_colleague_is_invited_by_a_link_that_opens(file):
    assert run(*INIT, "--password-stdin", file=file, entered=PASSWORD).returncode == 0
    asked = ("account", "invite", "--login", "Ben@Clinic.example", "--name", "Ben Noor", "--role", "clinician")
    made = run(*asked, file=file, RECOVERY_ADDRESS="https://recovery.example.com")
    assert made.returncode == 0
    first, address = made.stdout.splitlines()
    assert re.fullmatch(r"ben@clinic\.example can join as clinician, until \d{4}-\d\d-\d\d:", first)
    token = re.fullmatch(r"https://recovery\.example\.com/auth/invitation/([\w-]{43})", address)[1]
    with sqlite3.connect(file) as connection:
        kept = connection.execute("SELECT token_hash, created_by FROM invitation").fetchall()
        password_hash = connection.execute("SELECT password_hash FROM account WHERE name = 'Ben Noor'").fetchone()[0]
        trail = connection.execute("SELECT actor, details FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    connection.close()
    assert kept == [(hashlib.sha256(token.encode()).hexdigest(), 0)]
    assert password_hash == ""
    assert trail[0] == "command line"
    assert '"roles":["clinician"]' in trail[1]
    again = run(*asked, file=file)
    assert (again.returncode, again.stdout) == (2, "")
    assert "taken" in again.stderr


@pytest.mark.parametrize(
    ("address", "warns"), [("", True), ("http://127.0.0.1:8501", True), ("https://recovery.example.com", False)]
)
def test_a_link_that_opens_on_this_computer_only_says_so(address, warns, file):
    assert run(*INIT, "--password-stdin", file=file, entered=PASSWORD).returncode == 0
    asked = ("account", "invite", "--login", "ben", "--name", "Ben Noor", "--role", "clinician")
    made = run(*asked, file=file, RECOVERY_ADDRESS=address)
    assert (made.returncode, len(made.stdout.splitlines())) == (0, 2)
    assert ("opens on this computer only" in made.stderr) is warns


def at_a_terminal(arguments, answers):
    """Run a command at a terminal of its own and answer its questions; exit code and what the screen showed."""
    child, screen = pty.fork()
    if child == 0:
        os.environ["PYTHONPATH"] = str(ROOT)
        os.execv(sys.executable, command(*arguments))  # noqa: S606 - our own program
    shown = b""
    waiting = list(answers)
    while True:
        try:
            piece = os.read(screen, 4096)
        except OSError:  # Linux says so when the other side has closed
            break
        shown += piece
        if waiting and shown.rstrip().endswith(waiting[0][0]):
            os.write(screen, waiting.pop(0)[1] + b"\n")
    os.close(screen)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


def test_the_clinic_and_a_password_can_be_changed_later(file):
    assert run(*INIT, "--password-stdin", file=file, entered=PASSWORD).returncode == 0
    changed = run("clinic", "--phone", "+1 901 555 0199", "--watched-when", "on weekdays", file=file)
    assert changed.stdout == (
        "Corner Skin, America/Chicago, reports watched on weekdays\nphone +1 901 555 0199, emergency 911\n"
        "records kept for 10 years, second factor up to each member of staff\n"
        "patients do not see how others recovered\n"
    )
    assert run("clinic", file=file).stdout == changed.stdout
    changed = run("clinic", "--keep-years", 3, "--require-code", file=file)
    assert changed.stdout.splitlines()[-2] == "records kept for 3 years, second factor required"
    changed = run("clinic", "--no-require-code", "--show-expected", file=file)
    assert changed.stdout.splitlines()[-2:] == [
        "records kept for 3 years, second factor up to each member of staff", "patients see how others recovered",
    ]  # fmt: skip
    refused = run("clinic", "--keep-years", 0, file=file)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Records are kept for 1 to 50 years" in refused.stderr
    done = run("account", "password", "--login", "ada", "--password-stdin", file=file, entered=PASSWORD[::-1])
    assert done.stdout == "ada has the new password and is signed out everywhere.\n"
    asked = ("account", "password", "--login", "ada", "--remove-second-factor", "--password-stdin")
    done = run(*asked, file=file, entered=PASSWORD[::-1])
    assert done.stdout.splitlines()[-1].startswith("No code is asked for any more")
    assert "both the app and the recovery codes are lost" in " ".join(
        run("account", "password", "--help").stdout.split()
    )


def test_a_password_is_asked_for_twice_and_never_shown(file):
    answers = [(b"Password:", PASSWORD.encode()), (b"again:", PASSWORD.encode())]
    code, shown = at_a_terminal([*INIT, "--database", file], answers)
    assert code == 0
    assert PASSWORD not in shown


def test_two_different_passwords_set_nothing_up(file):
    answers = [(b"Password:", PASSWORD.encode()), (b"again:", b"another one, mistyped")]
    code, shown = at_a_terminal([*INIT, "--database", file], answers)
    assert code == 2
    assert "The two passwords differ" in shown
    assert run(*INIT, "--password-stdin", file=file, entered=PASSWORD).returncode == 0


def swap(arguments, **values):
    """The arguments with other values: _ stands for the hyphen of an option."""
    swapped = list(arguments)
    for name, value in values.items():
        swapped[swapped.index(f"--{name.replace('_', '-')}") + 1] = value
    return swapped


TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        pytest.param(["demo", "--until", "31.3.2026"], "is no date; write one such as 2026-03-31", id="bad date"),
        pytest.param(["demo", "--until", TOMORROW], "A demo ends today", id="a date in the future"),
        pytest.param(["demo", "--patients", "-3"], "from 1 to 1,000,000 patients, not -3", id="negative patients"),
        pytest.param(["demo", "--patients", "many"], "invalid int value: 'many'", id="patients in words"),
        pytest.param(["demo", "--seed", "1.5"], "invalid int value: '1.5'", id="half a seed"),
        pytest.param([*ACCOUNT, "--role", "owner"], "choose from", id="unknown role"),
        pytest.param([*ACCOUNT, "--role", "manager"], "There is no database at", id="account before there is a file"),
        pytest.param(["verify"], "There is no database at", id="verify a path that was mistyped"),
        pytest.param(["rebuild"], "There is no database at", id="rebuild a path that was mistyped"),
        pytest.param(["evaluate"], "There is no database at", id="evaluate a path that was mistyped"),
        pytest.param(["frobnicate"], "invalid choice: 'frobnicate'", id="unknown command"),
        pytest.param(["account"], "required: command", id="half a command"),
        pytest.param(["init"], "required: --name", id="nothing said of the clinic"),
        pytest.param([*INIT, "--watched-when", "at noon"], "not allowed with", id="watched and not watched"),
        pytest.param([*INIT, "--password", PASSWORD], "unrecognized arguments", id="password as an argument"),
        pytest.param(swap(INIT, time_zone="Chicago"), "'Chicago' is no time zone", id="unknown time zone"),
        pytest.param(swap(INIT, phone="call us"), "must be a number to dial", id="no telephone number"),
        pytest.param(INIT, "nobody to ask for the password", id="nobody at the terminal"),
        pytest.param([*INIT, "--password-stdin"], "use at least 12", id="empty password"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(asked, says, file):
    done = run(*asked, file=None if asked == ["account"] else file)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    if asked[0] in ("verify", "rebuild", "evaluate", "account"):
        assert not file.exists()


def test_the_trail_is_not_verified_by_a_key_made_just_now(demo):
    assert run("audit", "verify", file=demo).returncode == 0
    key = demo.with_name(demo.name + ".key")
    copy = key.read_bytes()
    key.unlink()
    refused = run("audit", "verify", file=demo)
    assert (refused.returncode, key.exists()) == (2, False)
    assert "is missing: put the copy of it back" in refused.stderr
    key.write_bytes(copy)
    assert run("audit", "verify", file=demo).returncode == 0


@pytest.mark.parametrize("asked", [("demo",), ("verify",), ("rebuild",), ("evaluate",), (*INIT, "--password-stdin")])
@pytest.mark.parametrize(
    ("content", "says"),
    [pytest.param(b"", "is empty", id="empty"), pytest.param(b"Dear diary, " * 99, "is no database", id="text")],
)
def test_a_file_that_is_no_database_is_left_alone(asked, content, says, file):
    file.write_bytes(content)
    done = run(*asked, file=file, entered=PASSWORD)
    assert done.returncode == 2
    assert says in done.stderr
    assert file.read_bytes() == content


def test_the_doctor_fails_on_a_file_that_is_no_database(file):
    file.write_bytes(b"Dear diary, " * 99)
    done = run("doctor", file=file)
    assert done.returncode == 1
    assert "FAIL  Database file\n" in done.stdout


def test_a_second_clinic_is_refused(demo):
    for asked in (("demo",), (*INIT, "--password-stdin")):
        done = run(*asked, file=demo, entered=PASSWORD)
        assert done.returncode == 2
        assert "has a clinic already; name a new file" in done.stderr


def test_the_environment_names_the_database_unless_an_argument_does(file):
    named = str(file.with_name("named.db"))
    assert run("demo", "--patients", 1, RECOVERY_DATABASE=named).returncode == 0
    assert run("verify", RECOVERY_DATABASE=named).returncode == 0
    assert run("verify", file=file, RECOVERY_DATABASE=named).returncode == 2


def test_a_wrong_setting_is_refused_with_its_name(file):
    done = run("doctor", file=file, RECOVERY_ADDRESS="example")
    assert done.returncode == 2
    assert "RECOVERY_ADDRESS" in done.stderr


def a_long_demo(file):
    """A demo that is being filled: it has stored something and is far from done."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = subprocess.Popen(
        command("demo", "--patients", 20_000, "--database", file), env=env, stderr=subprocess.PIPE, text=True
    )
    first = started.stderr.readline()
    assert re.fullmatch(r"2,\d{3} of 20,000 patients \(1\d%\), [\d,]+/s, \d+ s left\n", first)
    return started


def test_a_demo_that_is_killed_leaves_nothing_and_can_be_made_again(file):
    started = a_long_demo(file)
    started.kill()
    started.communicate()
    looked = run("doctor", file=file)
    assert looked.returncode == 0
    assert "No clinic is set up" in looked.stdout
    assert run("demo", "--patients", 3, file=file).returncode == 0
    assert run("verify", file=file).returncode == 0


def test_a_demo_that_is_stopped_says_that_nothing_was_stored(file):
    started = a_long_demo(file)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=120)
    assert started.returncode == 130
    assert said.splitlines()[-1] == "Stopped; nothing was stored."
    assert "Traceback" not in said
    assert "No clinic is set up" in run("doctor", file=file).stdout


TABLE = "patient,procedure,day,redness,itching\nX-1,2024-03-05,0,3,0\nX-1,2024-03-05,4,{last},0\n"

READ_SO = """
title = "Of a test"
[columns]
patient = "patient"
procedure_date = "procedure"
day = "day"
[side_effects]
redness = "redness"
itching = "itching"
[fixed]
method = "laser"
areas = ["face"]
"""


@pytest.fixture
def table(tmp_path):
    """A file to bring in, its mapping, and a practice with a clinician."""
    csv, mapping = tmp_path / "diary.csv", tmp_path / "mapping.toml"
    csv.write_text(TABLE.format(last=0), encoding="utf-8")
    mapping.write_text(READ_SO, encoding="utf-8")
    database = tmp_path / "recovery.db"
    assert run(*INIT, "--clinician", "--password-stdin", file=database, entered=PASSWORD).returncode == 0
    return database, csv, mapping


def test_a_file_is_tried_out_added_and_adds_nothing_again(table):
    database, csv, mapping = table
    asked = ("import", csv, "--mapping", mapping, "--clinician", "ada")
    tried = run(*asked, "--dry-run", file=database)
    said = "1 patient, 1 treatment and 2 reports with 4 scores.\nTheir procedures: 5 March 2024 to 5 March 2024.\n"
    assert (tried.returncode, tried.stdout) == (0, f"To be added: {said}")
    done = run(*asked, file=database)
    assert (done.returncode, done.stdout) == (0, f"Added: {said}")
    assert run("verify", file=database).returncode == 0
    again = run(*asked, file=database)
    assert (again.returncode, again.stdout.splitlines()[1]) == (
        0, "Here already, and left as they are: 1 patient, 1 treatment and 2 reports."
    )  # fmt: skip
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT actor FROM audit WHERE action = 'imported a file'").fetchall()
    connection.close()
    assert rows == [("command line",)]


def test_a_refused_line_is_printed_and_nothing_is_added(table):
    database, csv, mapping = table
    csv.write_text(TABLE.format(last=7), encoding="utf-8")
    refused = run("import", csv, "--mapping", mapping, "--clinician", "ada", file=database)
    assert refused.returncode == 1
    assert refused.stdout.startswith("Line 3, redness: This is no severity")
    assert "Refused: 1 line. Nothing can be added until it is mended." in refused.stdout
    assert "Added" not in refused.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(("no.csv", "--mapping", "diary"), "There is no file at no.csv", id="no file"),
        pytest.param((ROOT, "--mapping", "diary"), "cannot be read", id="a folder"),
        pytest.param((ROOT / "README.md", "--mapping", "no.toml"), "There is no mapping at no.toml", id="no mapping"),
        pytest.param((ROOT / "README.md", "--mapping", "diary"), "add --clinician", id="nobody who treated"),
        pytest.param(
            (ROOT / "README.md", "--mapping", "diary", "--clinician", "ada"), "The file has no column", id="no table"
        ),
    ],
)
def test_what_cannot_be_brought_in_is_said_in_a_line(arguments, says, table):
    refused = run("import", *arguments, file=table[0])
    assert refused.returncode == 2
    assert says in refused.stderr
    assert len(refused.stderr.splitlines()) == 1

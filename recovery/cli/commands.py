"""What each command does: the exit code."""

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from recovery.cli.progress import telling
from recovery.domain.access import Role
from recovery.domain.clinic import check_clinic
from recovery.domain.identifiers import as_text
from recovery.domain.loopback import opens_here_only
from recovery.domain.wording.english import counted
from recovery.domain.wording.staff import OPENS_HERE_ONLY
from recovery.errors import Conflict, DatabaseUnusable, InvalidInput
from recovery.services.administering import (
    add_account,
    change_clinic,
    change_password,
    disable_account,
    enable_account,
    invite_account,
)
from recovery.services.auditing import verify_trail
from recovery.services.demonstrating import fill_demo
from recovery.services.doctor import Verdict, doctor
from recovery.services.evaluating import evaluate
from recovery.services.inviting import link_address
from recovery.services.office import Office, open_office
from recovery.services.rebuilding import rebuild, rebuild_counts, verify
from recovery.services.setting_up import FIRST_CLINIC, new_account, new_set_up_code, set_up
from recovery.settings import Settings, read_settings

DONE, FOUND, REFUSED, STOPPED = 0, 1, 2, 130
DEFAULT_PORT = 8501
"""Streamlit's own, where no RECOVERY_ADDRESS says how the outside world reaches us."""

SHOWN = 20
"""Treatments that verify names; more say nothing new."""


def init_command(options: argparse.Namespace) -> int:
    """Set the clinic and its first account up."""
    clinic = check_clinic(
        clinic_id=FIRST_CLINIC,
        name=options.name,
        time_zone=options.time_zone,
        phone=options.phone,
        emergency_number=options.emergency_number,
        watched=options.watched_when is not None,
        watched_when=options.watched_when or "",
    )
    with _office(options) as office:
        if office.clinic() is not None:
            raise Conflict(f"{office.store.path} has a clinic already; name a new file with --database.")
        manager = new_account(
            clinic_id=FIRST_CLINIC,
            clinic_name=clinic.name,
            login=options.login,
            name=options.account_name,
            password=_password(options),
            password_again=None,
            roles=frozenset({Role.MANAGER, Role.CLINICIAN} if options.clinician else {Role.MANAGER}),
        )
        # What the set-up page asks for as proof of standing at this machine, whoever runs this has by running it.
        set_up(office, code=new_set_up_code(office, now=_now()) or "", clinic=clinic, manager=manager, now=_now())
        print(f"The clinic is set up in {office.store.path}. Start the app and sign in as {manager.login}.")
    return DONE


def demo_command(options: argparse.Namespace) -> int:
    """Fill an empty database with an invented practice."""
    with _office(options) as office:
        fill_demo(
            office,
            patients=options.patients,
            seed=options.seed,
            until=options.until,
            now=_now(),
            progress=telling("patients"),
        )
        print(f"A demo of {options.patients:,} patients is in {office.store.path}.")
    return DONE


def account_add_command(options: argparse.Namespace) -> int:
    """Give a member of staff an account."""
    with _office(options, must_exist=True) as office:
        office.the_clinic()
        account = add_account(
            office,
            login=options.login,
            name=options.name,
            password=_password(options),
            roles=frozenset(Role(role) for role in options.role),
            now=_now(),
        )
        print(f"{account.login} can sign in as {' and '.join(sorted(account.roles))}.")
    return DONE


def account_invite_command(options: argparse.Namespace) -> int:
    """Give a member of staff an account, and print the link by which they choose a password."""
    with _office(options, must_exist=True) as office:
        link = invite_account(
            office,
            login=options.login,
            name=options.name,
            roles=frozenset(Role(role) for role in options.role),
            now=_now(),
        )
    print(f"{link.account.login} can join as {' and '.join(sorted(link.account.roles))}, until {link.until:%Y-%m-%d}:")
    address = link_address(office.settings.address or f"http://localhost:{DEFAULT_PORT}", link.token)
    print(address)
    if opens_here_only(address):
        print(OPENS_HERE_ONLY, file=sys.stderr)
    return DONE


def account_password_command(options: argparse.Namespace) -> int:
    """Give an account a new password."""
    with _office(options, must_exist=True) as office:
        account = change_password(
            office, login=options.login, password=_password(options),
            remove_second_factor=options.remove_second_factor, now=_now(),
        )  # fmt: skip
        print(f"{account.login} has the new password and is signed out everywhere.")
        if options.remove_second_factor:
            print(
                "No code is asked for any more, unless the clinic requires one: then it is set up at the next sign-in."
            )
        if account.disabled:
            print("The account is disabled: `account enable` lets it sign in again.")
    return DONE


def account_disable_command(options: argparse.Namespace) -> int:
    """Shut a member of staff out."""
    with _office(options, must_exist=True) as office:
        account = disable_account(office, login=options.login, now=_now())
        print(f"{account.login} is signed out everywhere and cannot sign in any more.")
    return DONE


def account_enable_command(options: argparse.Namespace) -> int:
    """Let a disabled account sign in again."""
    with _office(options, must_exist=True) as office:
        account = enable_account(office, login=options.login, now=_now())
        print(f"{account.login} can sign in again.")
    return DONE


def clinic_command(options: argparse.Namespace) -> int:
    """Show the clinic, or change its entries."""
    asked = {name: getattr(options, name) for name in ("name", "time_zone", "phone", "emergency_number")}
    changes = {name: value for name, value in asked.items() if value is not None}
    if options.watched_when is not None or options.not_watched:
        changes |= {"watched": not options.not_watched, "watched_when": options.watched_when or ""}
    if options.keep_years is not None:
        changes["kept_for_years"] = options.keep_years
    if options.require_code is not None:
        changes["requires_code"] = options.require_code
    if options.show_expected is not None:
        changes["shows_expected"] = options.show_expected
    with _office(options, must_exist=True) as office:
        clinic = change_clinic(office, changes, now=_now()) if changes else office.the_clinic()
    watched = f"watched {clinic.watched_when}" if clinic.watched else "not watched"
    print(f"{clinic.name}, {clinic.time_zone}, reports {watched}")
    print(f"phone {clinic.phone}, emergency {clinic.emergency_number}")
    code = "required" if clinic.requires_code else "up to each member of staff"
    print(f"records kept for {counted(clinic.kept_for_years, 'year')}, second factor {code}")
    print(f"patients {'see' if clinic.shows_expected else 'do not see'} how others recovered")
    return DONE


def verify_command(options: argparse.Namespace) -> int:
    """Compare what is derived with the reports."""
    with _office(options, must_exist=True) as office:
        found = verify(office.store, office.guide, telling("treatments"))
    if not found:
        print("Everything derived is what the reports say.")
        return DONE
    for difference in found[:SHOWN]:
        what = "counts" if difference.treatment_id is None else as_text(difference.treatment_id)
        print(f"{what}: {' and '.join(difference.tables)} not what the reports say")
    if len(found) > SHOWN:
        print(f"… and {len(found) - SHOWN:,} more")
    many = "difference" if len(found) == 1 else "differences"
    print(f"{len(found):,} {many}. No report is lost: `python -m recovery rebuild` restores what is derived.")
    return FOUND


def rebuild_command(options: argparse.Namespace) -> int:
    """Restore what is derived."""
    with _office(options, must_exist=True) as office:
        rebuild_counts(office.store, telling("treatments recounted"))
        done = rebuild(office.store, office.guide, telling("treatments"))
        evaluate(office, now=_now(), everything=True, progress=telling("treatments judged"))
        print(f"Restored what is derived of {done:,} treatments.")
    return DONE


def evaluate_command(options: argparse.Namespace) -> int:
    """Judge treatments again and store what that changes among their alerts."""
    with _office(options, must_exist=True) as office:
        if not office.the_clinic().watched:
            print("This clinic does not watch reports, so there are no alerts to judge.")
            return DONE
        done = evaluate(office, now=_now(), everything=options.everything, progress=telling("treatments"))
    print(
        f"Judged {done.treatments:,} treatments; alerts: {done.opened:,} opened, {done.closed:,} closed, "
        f"{done.changed:,} changed."
    )
    return DONE


def audit_verify_command(options: argparse.Namespace) -> int:
    """Verify the trail's chain."""
    with _office(options, must_exist=True) as office:
        verdict = verify_trail(office.store, now=_now(), progress=telling("rows"))
    if verdict.is_whole:
        print(f"The trail is whole: {verdict.rows:,} rows, each as it was written.")
        return DONE
    print(f"The trail is broken at row {verdict.broken_seq}: {verdict.why}. {verdict.rows:,} rows before it are whole.")
    print("Keep a copy of the database as it is, and compare the trail with the backups to see since when.")
    return FOUND


def doctor_command(options: argparse.Namespace) -> int:
    """Print the doctor's round."""
    worst = DONE
    for check in doctor(_settings(options)):
        print(
            f"{check.verdict.upper():5} {check.found}", *([f"      {check.remedy}"] if check.remedy else []), sep="\n"
        )
        worst = FOUND if check.verdict is Verdict.FAIL else worst
    return worst


def _settings(options: argparse.Namespace) -> Settings:
    settings = read_settings()
    return replace(settings, database=options.database.expanduser().absolute()) if options.database else settings


@contextmanager
def _office(options: argparse.Namespace, *, must_exist: bool = False) -> Iterator[Office]:
    settings = _settings(options)
    if must_exist and not settings.database.exists():
        # Opening makes a database where there is none: not wanted where a path was mistyped.
        raise DatabaseUnusable(f"There is no database at {settings.database}; check --database or RECOVERY_DATABASE.")
    office = open_office(settings, now=_now())
    with closing(office.store):
        yield office


def _password(options: argparse.Namespace) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InvalidInput("There is nobody to ask for the password; give it on standard input with --password-stdin.")
    first = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != first:
        raise InvalidInput("The two passwords differ; start again and enter the same one twice.")
    return first


def _now() -> datetime:
    # An entry point is where time comes in; everything below takes it as an argument.
    return datetime.now(UTC)

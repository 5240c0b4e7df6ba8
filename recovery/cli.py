"""The command line: reads what was asked, calls one service, maps errors to messages and exit codes.

Exit codes: 0 done, 1 something was found that needs a hand, 2 refused, 130 stopped by Ctrl-C.
"""

import argparse
import getpass
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias

from recovery.domain.access import Role
from recovery.domain.clinic import check_clinic
from recovery.domain.identifiers import as_text
from recovery.errors import Conflict, DatabaseUnusable, InvalidInput, RecoveryError
from recovery.services.administering import add_account, change_clinic, change_password, disable_account
from recovery.services.demonstrating import SMALL, fill_demo
from recovery.services.doctor import Verdict, doctor
from recovery.services.office import Office, open_office
from recovery.services.rebuilding import Progress, rebuild, verify
from recovery.services.setting_up import FIRST_CLINIC, new_account, new_set_up_code, set_up
from recovery.settings import Settings, read_settings

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - has no public name
Run = Callable[[argparse.Namespace], int]

DONE, FOUND, REFUSED, STOPPED = 0, 1, 2, 130
SHOWN = 20
"""Treatments that verify names; more say nothing new."""

QUIET_FOR_S = 1.0
"""What is done by then needs no progress."""

REWRITTEN_EVERY_S = 0.2
"""How often a terminal's progress line is rewritten."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except RecoveryError as error:
        _say(f"{error}")
        return REFUSED
    except KeyboardInterrupt:
        _say(f"Stopped; {options.stopped}")
        return STOPPED


def _init(options: argparse.Namespace) -> int:
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


def _demo(options: argparse.Namespace) -> int:
    with _office(options) as office:
        fill_demo(
            office,
            patients=options.patients,
            seed=options.seed,
            until=options.until,
            now=_now(),
            progress=_progress("patients"),
        )
        print(f"A demo of {options.patients:,} patients is in {office.store.path}.")
    return DONE


def _account_add(options: argparse.Namespace) -> int:
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


def _account_password(options: argparse.Namespace) -> int:
    with _office(options, must_exist=True) as office:
        account = change_password(office, login=options.login, password=_password(options), now=_now())
        print(f"{account.login} has the new password and is signed out everywhere.")
    return DONE


def _account_disable(options: argparse.Namespace) -> int:
    with _office(options, must_exist=True) as office:
        account = disable_account(office, login=options.login, now=_now())
        print(f"{account.login} is signed out everywhere and cannot sign in any more.")
    return DONE


def _clinic(options: argparse.Namespace) -> int:
    asked = {name: getattr(options, name) for name in ("name", "time_zone", "phone", "emergency_number")}
    changes = {name: value for name, value in asked.items() if value is not None}
    if options.watched_when is not None or options.not_watched:
        changes |= {"watched": not options.not_watched, "watched_when": options.watched_when or ""}
    with _office(options, must_exist=True) as office:
        clinic = change_clinic(office, changes, now=_now()) if changes else office.the_clinic()
    watched = f"watched {clinic.watched_when}" if clinic.watched else "not watched"
    print(f"{clinic.name}, {clinic.time_zone}, reports {watched}")
    print(f"phone {clinic.phone}, emergency {clinic.emergency_number}")
    return DONE


def _verify(options: argparse.Namespace) -> int:
    with _office(options, must_exist=True) as office:
        found = verify(office.store, office.guide, _progress("treatments"))
    if not found:
        print("Everything derived is what the reports say.")
        return DONE
    for difference in found[:SHOWN]:
        print(f"{as_text(difference.treatment_id)}: {' and '.join(difference.tables)} not what the reports say")
    if len(found) > SHOWN:
        print(f"… and {len(found) - SHOWN:,} more")
    many = "treatment differs" if len(found) == 1 else "treatments differ"
    print(f"{len(found):,} {many}. No report is lost: `python -m recovery rebuild` restores what is derived.")
    return FOUND


def _rebuild(options: argparse.Namespace) -> int:
    with _office(options, must_exist=True) as office:
        done = rebuild(office.store, office.guide, _progress("treatments"))
        print(f"Restored what is derived of {done:,} treatments.")
    return DONE


def _doctor(options: argparse.Namespace) -> int:
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


def _progress(what: str) -> Progress:
    """What tells progress on standard error: one line rewritten on a terminal, else a line every tenth."""
    started, rewrites = time.monotonic(), sys.stderr.isatty()
    told_at, told_tenth = started, 0

    def tell(done: int, total: int) -> None:
        nonlocal told_at, told_tenth
        now, tenth = time.monotonic(), 10 * done // total
        due = now - told_at >= REWRITTEN_EVERY_S if rewrites else tenth > told_tenth
        if now - started < QUIET_FOR_S or not (due or done == total):
            return
        told_at, told_tenth = now, tenth
        rate = done / max(now - started, 1e-9)
        line = f"{done:,} of {total:,} {what} ({done / total:.0%}), {rate:,.0f}/s, {(total - done) / rate:.0f} s left"
        print(f"\r{line:<78}" if rewrites else line, end="" if rewrites and done < total else "\n", file=sys.stderr)
        sys.stderr.flush()

    return tell


def _say(message: str) -> None:
    print(message, file=sys.stderr)


def _now() -> datetime:
    # An entry point is where time comes in; everything below takes it as an argument.
    return datetime.now(UTC)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write one such as 2026-03-31") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m recovery", description="Recovery Dashboard on the command line.")
    commands = parser.add_subparsers(required=True, metavar="command")
    _init_parser(commands)
    _demo_parser(commands)
    _account_parser(commands)
    _clinic_parser(commands)
    command = _command(commands, "verify", _verify, "recompute what is derived from the reports and compare", "verify")
    command.set_defaults(stopped="nothing was changed.")
    command = _command(commands, "rebuild", _rebuild, "restore what is derived from the reports", "rebuild")
    command.set_defaults(stopped="what was restored stays; run it again for the rest.")
    command = _command(commands, "doctor", _doctor, "look at SQLite, the file, the guide and the settings", "doctor")
    command.set_defaults(stopped="nothing was changed.")
    return parser


def _command(commands: Commands, name: str, run: object, does: str, example: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=does,
        description=f"{does[0].upper()}{does[1:]}.",
        epilog=f"Example: python -m recovery {example}",
        allow_abbrev=False,
    )
    command.set_defaults(run=run, stopped="nothing was stored.")
    command.add_argument("--database", type=Path, metavar="PATH", help="the file; else RECOVERY_DATABASE says which")
    return command


def _init_parser(commands: Commands) -> None:
    command = _command(
        commands, "init", _init, "set a clinic and its first manager up",
        'init --name "Harbour Skin Clinic" --time-zone America/Chicago --phone "+1 901 555 0100" '
        '--emergency-number 911 --watched-when "on weekdays from 9 to 17" --login ada --account-name "Ada Byron"',
    )  # fmt: skip
    command.add_argument("--name", required=True, help="the clinic's name")
    command.add_argument("--time-zone", required=True, help="such as America/Chicago")
    command.add_argument("--phone", required=True, help="where patients call")
    command.add_argument("--emergency-number", required=True, help="such as 911 or 112")
    watched = command.add_mutually_exclusive_group(required=True)
    watched.add_argument("--watched-when", metavar="WHEN", help="when someone looks at the reports")
    watched.add_argument("--not-watched", action="store_true", help="nobody looks at them regularly")
    command.add_argument("--login", required=True, help="the first manager's sign-in name")
    command.add_argument("--account-name", required=True, metavar="NAME", help="the first manager's name")
    command.add_argument("--clinician", action="store_true", help="the first manager is a clinician too")
    _password_option(command)


def _demo_parser(commands: Commands) -> None:
    command = _command(
        commands, "demo", _demo, "fill an empty database with an invented practice",
        "demo --database demo.db --patients 1000 --seed 7",
    )  # fmt: skip
    command.add_argument("--patients", type=int, default=SMALL, metavar="N", help="how many (default: %(default)s)")
    command.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed invents the same practice")
    command.add_argument("--until", type=_date, metavar="DATE", help="the demo's today (default: today)")


def _account_parser(commands: Commands) -> None:
    accounts = commands.add_parser("account", help="staff accounts", description="Staff accounts.")
    of_accounts = accounts.add_subparsers(required=True, metavar="command")
    command = _command(
        of_accounts, "password", _account_password, "give an account a new password",
        "account password --login ben@clinic.example",
    )  # fmt: skip
    command.add_argument("--login", required=True, help="the sign-in name")
    _password_option(command)
    command = _command(
        of_accounts, "disable", _account_disable, "shut a member of staff out, at once and everywhere",
        "account disable --login ben@clinic.example",
    )  # fmt: skip
    command.add_argument("--login", required=True, help="the sign-in name")
    command = _command(
        of_accounts, "add", _account_add,
        "give a member of staff an account",
        'account add --login ben@clinic.example --name "Ben Noor" --role clinician',
    )  # fmt: skip
    command.add_argument("--login", required=True, help="the sign-in name, such as an e-mail address")
    command.add_argument("--name", required=True, help="the person's name")
    command.add_argument(
        "--role", required=True, action="append", choices=[Role.CLINICIAN.value, Role.MANAGER.value],
        help="once for each role",
    )  # fmt: skip
    _password_option(command)


def _clinic_parser(commands: Commands) -> None:
    command = _command(
        commands, "clinic", _clinic, "show the clinic, or change what patients must know of it",
        'clinic --phone "+1 901 555 0199"',
    )  # fmt: skip
    command.add_argument("--name", help="the clinic's name")
    command.add_argument("--time-zone", help="such as America/Chicago")
    command.add_argument("--phone", help="where patients call")
    command.add_argument("--emergency-number", help="such as 911 or 112")
    watched = command.add_mutually_exclusive_group()
    watched.add_argument("--watched-when", metavar="WHEN", help="when someone looks at the reports")
    watched.add_argument("--not-watched", action="store_true", help="nobody looks at them regularly")


def _password_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input instead of asking"
    )  # fmt: skip

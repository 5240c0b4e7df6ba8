"""What can be asked for, and how it is explained."""

import argparse
from datetime import date
from pathlib import Path
from typing import TypeAlias

from recovery.cli.accounts import (
    account_add_command,
    account_disable_command,
    account_enable_command,
    account_invite_command,
    account_password_command,
)
from recovery.cli.clinics import clinic_command, demo_command, init_command
from recovery.cli.exporting import add_options as export_options
from recovery.cli.exporting import export_command
from recovery.cli.importing import add_options as import_options
from recovery.cli.importing import import_command
from recovery.cli.upkeep import (
    audit_verify_command,
    doctor_command,
    evaluate_command,
    rebuild_command,
    verify_command,
)
from recovery.domain.access import Role
from recovery.services.demonstrating import SMALL

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - has no public name


def parser() -> argparse.ArgumentParser:
    """All that can be asked for."""
    whole = argparse.ArgumentParser(prog="python -m recovery", description="Recovery Dashboard on the command line.")
    commands = whole.add_subparsers(required=True, metavar="command")
    _init_parser(commands)
    _demo_parser(commands)
    _account_parser(commands)
    _clinic_parser(commands)
    command = _command(
        commands, "verify", verify_command, "recompute what is derived from the reports and compare", "verify"
    )
    command.set_defaults(stopped="nothing was changed.")
    command = _command(commands, "rebuild", rebuild_command, "restore what is derived from the reports", "rebuild")
    command.set_defaults(stopped="what was restored stays; run it again for the rest.")
    _evaluate_parser(commands)
    _audit_parser(commands)
    import_options(
        _command(
            commands, "import", import_command,
            "bring in patients, treatments and past reports from a CSV file, all of it or nothing",
            "import diary.csv --mapping diary.toml --clinician ben@clinic.example --dry-run",
        )
    )  # fmt: skip
    export_options(
        _command(
            commands, "export", export_command, "write figures of groups, or reports row by row, into a file",
            "export summary --output summary.zip --since 2026-01",
        )
    )  # fmt: skip
    command = _command(
        commands, "doctor", doctor_command, "look at SQLite, the file, the guide and the settings", "doctor"
    )
    command.set_defaults(stopped="nothing was changed.")
    return whole


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
        commands, "init", init_command, "set a clinic and its first manager up",
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
        commands, "demo", demo_command, "fill an empty database with an invented practice",
        "demo --database demo.db --patients 1000 --seed 7",
    )  # fmt: skip
    command.add_argument("--patients", type=int, default=SMALL, metavar="N", help="how many (default: %(default)s)")
    command.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed invents the same practice")
    command.add_argument("--until", type=_date, metavar="DATE", help="the demo's today (default: today)")


def _account_parser(commands: Commands) -> None:
    accounts = commands.add_parser("account", help="staff accounts", description="Staff accounts.")
    of_accounts = accounts.add_subparsers(required=True, metavar="command")
    command = _command(
        of_accounts, "password", account_password_command, "give an account a new password",
        "account password --login ben@clinic.example",
    )  # fmt: skip
    command.add_argument("--login", required=True, help="the sign-in name")
    command.add_argument(
        "--remove-second-factor", action="store_true",
        help="remove the second factor too, where both the app and the recovery codes are lost",
    )  # fmt: skip
    _password_option(command)
    command = _command(
        of_accounts, "enable", account_enable_command, "let a disabled account sign in again",
        "account enable --login ben@clinic.example",
    )  # fmt: skip
    command.add_argument("--login", required=True, help="the sign-in name")
    command = _command(
        of_accounts, "disable", account_disable_command, "shut a member of staff out, at once and everywhere",
        "account disable --login ben@clinic.example",
    )  # fmt: skip
    command.add_argument("--login", required=True, help="the sign-in name")
    command = _command(
        of_accounts, "add", account_add_command,
        "give a member of staff an account",
        'account add --login ben@clinic.example --name "Ben Noor" --role clinician',
    )  # fmt: skip
    _person_options(command)
    _password_option(command)
    command = _command(
        of_accounts, "invite", account_invite_command,
        "give a member of staff an account, and print the link by which they choose a password",
        'account invite --login ben@clinic.example --name "Ben Noor" --role clinician',
    )  # fmt: skip
    _person_options(command)


def _person_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--login", required=True, help="the sign-in name, such as an e-mail address")
    command.add_argument("--name", required=True, help="the person's name")
    command.add_argument(
        "--role", required=True, action="append", choices=[Role.CLINICIAN.value, Role.MANAGER.value],
        help="once for each role",
    )  # fmt: skip


def _audit_parser(commands: Commands) -> None:
    trail = commands.add_parser("audit", help="the trail of who did what", description="The trail of who did what.")
    command = _command(
        trail.add_subparsers(required=True, metavar="command"), "verify", audit_verify_command,
        "recompute the trail's chain and name the first row that is not what was written", "audit verify",
    )  # fmt: skip
    command.set_defaults(stopped="nothing was changed.")


def _clinic_parser(commands: Commands) -> None:
    command = _command(
        commands, "clinic", clinic_command, "show the clinic, or change its entries",
        'clinic --phone "+1 901 555 0199"',
    )  # fmt: skip
    command.add_argument("--name", help="the clinic's name")
    command.add_argument("--time-zone", help="such as America/Chicago")
    command.add_argument("--phone", help="where patients call")
    command.add_argument("--emergency-number", help="such as 911 or 112")
    watched = command.add_mutually_exclusive_group()
    watched.add_argument("--watched-when", metavar="WHEN", help="when someone looks at the reports")
    watched.add_argument("--not-watched", action="store_true", help="nobody looks at them regularly")
    command.add_argument("--keep-years", type=int, metavar="N", help="years for which records are kept")
    command.add_argument(
        "--require-code", action=argparse.BooleanOptionalAction, help="whether all staff need a second factor"
    )  # fmt: skip
    command.add_argument(
        "--show-expected", action=argparse.BooleanOptionalAction, help="whether patients see how others recovered"
    )  # fmt: skip


def _evaluate_parser(commands: Commands) -> None:
    command = _command(
        commands, "evaluate", evaluate_command,
        "judge open recoveries by the alert rules, as the running app does every few minutes", "evaluate",
    )  # fmt: skip
    command.set_defaults(stopped="what was judged stays; run it again for the rest.")
    command.add_argument("--everything", action="store_true", help="closed recoveries too")


def _password_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input instead of asking"
    )  # fmt: skip


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write one such as 2026-03-31") from None

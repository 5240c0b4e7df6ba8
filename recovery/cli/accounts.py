"""Commands about staff accounts: the exit code of each."""

import argparse
import sys

from recovery.cli.exits import DONE
from recovery.cli.opening import now, opened_office
from recovery.cli.passwords import entered_password
from recovery.domain.access import Role
from recovery.domain.loopback import opens_here_only
from recovery.domain.wording.staff import OPENS_HERE_ONLY
from recovery.services.staff.administering import (
    add_account,
    change_password,
    disable_account,
    enable_account,
    invite_account,
)
from recovery.services.staff.inviting import link_address

DEFAULT_PORT = 8501
"""Streamlit's own, where no RECOVERY_ADDRESS says how the outside world reaches us."""


def account_add_command(options: argparse.Namespace) -> int:
    """Give a member of staff an account."""
    with opened_office(options, must_exist=True) as office:
        office.the_clinic()
        account = add_account(
            office,
            login=options.login,
            name=options.name,
            password=entered_password(options),
            roles=frozenset(Role(role) for role in options.role),
            now=now(),
        )
        print(f"{account.login} can sign in as {' and '.join(sorted(account.roles))}.")
    return DONE


def account_invite_command(options: argparse.Namespace) -> int:
    """Give a member of staff an account, and print the link by which they choose a password."""
    with opened_office(options, must_exist=True) as office:
        link = invite_account(
            office,
            login=options.login,
            name=options.name,
            roles=frozenset(Role(role) for role in options.role),
            now=now(),
        )
    print(f"{link.account.login} can join as {' and '.join(sorted(link.account.roles))}, until {link.until:%Y-%m-%d}:")
    address = link_address(office.settings.address or f"http://localhost:{DEFAULT_PORT}", link.token)
    print(address)
    if opens_here_only(address):
        print(OPENS_HERE_ONLY, file=sys.stderr)
    return DONE


def account_password_command(options: argparse.Namespace) -> int:
    """Give an account a new password."""
    with opened_office(options, must_exist=True) as office:
        account = change_password(
            office, login=options.login, password=entered_password(options),
            remove_second_factor=options.remove_second_factor, now=now(),
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
    with opened_office(options, must_exist=True) as office:
        account = disable_account(office, login=options.login, now=now())
        print(f"{account.login} is signed out everywhere and cannot sign in any more.")
    return DONE


def account_enable_command(options: argparse.Namespace) -> int:
    """Let a disabled account sign in again."""
    with opened_office(options, must_exist=True) as office:
        account = enable_account(office, login=options.login, now=now())
        print(f"{account.login} can sign in again.")
    return DONE

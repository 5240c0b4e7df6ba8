"""The password that somebody enters on the command line."""

import argparse
import getpass
import sys

from recovery.errors import InvalidInput


def entered_password(options: argparse.Namespace) -> str:
    """A password from standard input, or asked for twice; InvalidInput where nobody can be asked, or the two differ."""
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InvalidInput("There is nobody to ask for the password; give it on standard input with --password-stdin.")
    first = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != first:
        raise InvalidInput("The two passwords differ; start again and enter the same one twice.")
    return first

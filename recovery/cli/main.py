"""Running one command: errors become messages and exit codes."""

import sys
from collections.abc import Sequence

from recovery.cli.exits import REFUSED, STOPPED
from recovery.cli.parsers import parser
from recovery.errors import RecoveryError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except RecoveryError as error:
        _say(f"{error}")
        return REFUSED
    except KeyboardInterrupt:
        _say(f"Stopped; {options.stopped}")
        return STOPPED


def _say(message: str) -> None:
    print(message, file=sys.stderr)

"""The command line: reads what was asked, calls one service, maps errors to messages and exit codes.

Exit codes: 0 done, 1 something was found that needs a hand, 2 refused, 130 stopped by Ctrl-C.
"""

from recovery.cli.main import main

__all__ = ["main"]

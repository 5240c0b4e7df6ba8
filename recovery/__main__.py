"""`python -m recovery`: the command line."""

import sys

from recovery.cli import main

if __name__ == "__main__":
    sys.exit(main())

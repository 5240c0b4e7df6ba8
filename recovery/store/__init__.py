"""The only code that knows SQL; takes and returns domain values."""

import sys


def _import_sqlite_utils_alone() -> None:
    """Import sqlite-utils without pandas and numpy, which it would load only to take their values in inserts.

    They are a third of the time to the first answer, and pages load them later anyway.
    """
    hidden = [name for name in ("pandas", "numpy") if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # makes the import of this name fail, and nothing else
    try:
        import sqlite_utils  # noqa: F401, PLC0415 - for its effect, under this condition
    finally:
        for name in hidden:
            del sys.modules[name]


_import_sqlite_utils_alone()

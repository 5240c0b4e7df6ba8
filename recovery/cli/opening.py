"""The installation that a command works with, and the time at which it does."""

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from recovery.errors import DatabaseUnusable
from recovery.services.office import Office, open_office
from recovery.settings import Settings, read_settings


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings, with the database that the command names."""
    settings = read_settings()
    return replace(settings, database=options.database.expanduser().absolute()) if options.database else settings


@contextmanager
def opened_office(options: argparse.Namespace, *, must_exist: bool = False) -> Iterator[Office]:
    """The installation, closed again afterwards; DatabaseUnusable where it `must_exist` and does not."""
    settings = settings_of(options)
    if must_exist and not settings.database.exists():
        # Opening makes a database where there is none: not wanted where a path was mistyped.
        raise DatabaseUnusable(f"There is no database at {settings.database}; check --database or RECOVERY_DATABASE.")
    office = open_office(settings, now=now())
    with closing(office.store):
        yield office


def now() -> datetime:
    """The time, which everything below an entry point takes as an argument."""
    return datetime.now(UTC)

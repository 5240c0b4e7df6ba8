"""What every service works with: the guide, the store and the settings."""

import threading
from dataclasses import dataclass
from datetime import datetime

from recovery.domain.clinic import Clinic
from recovery.domain.guide import Guide
from recovery.errors import InvalidDataFile, NotFound
from recovery.services.rebuilding import rebuild
from recovery.settings import Settings
from recovery.store import guidance, people
from recovery.store.database import Store
from recovery.store.guide_files import CATALOGUE, read_guide
from recovery.store.opening import open_store


@dataclass(frozen=True)
class Office:
    """One practice's installation, opened and checked."""

    settings: Settings
    guide: Guide
    store: Store

    def clinic(self) -> Clinic | None:
        """The clinic of this installation; None before it is set up."""
        with self.store.reading() as db:
            return people.the_clinic(db)

    def the_clinic(self) -> Clinic:
        """The clinic of this installation; NotFound before it is set up."""
        clinic = self.clinic()
        if clinic is None:
            raise NotFound("No clinic is set up yet; open the address that the terminal printed.")
        return clinic


def open_office(settings: Settings, *, now: datetime) -> Office:
    """Read and check the guide, open the database, and put the guide's bands in force.

    Changed bands are a new version, and what was judged by the old ones is judged again.
    """
    office = Office(settings, read_guide(settings.guide), open_store(settings.database))
    with office.store.reading() as db:
        _refuse_missing(guidance.missing_from(office.guide.catalogue, db))
        _refuse_renumbered(guidance.renumbered(office.guide.catalogue, db))
        unchanged = guidance.is_in_force(db, office.guide)
    if not unchanged:
        rebuild(office.store, office.guide)
        with office.store.writing() as db:
            guidance.put_in_force(db, office.guide, now=now)
    return office


def _refuse_missing(missing: list[str]) -> None:
    if missing:
        raise InvalidDataFile(
            f"{CATALOGUE}: no entry for {', '.join(missing)}, which patients' records use; "
            "put it back (a side effect is switched off with active = false)"
        )


def _refuse_renumbered(renumbered: list[str]) -> None:
    if renumbered:
        raise InvalidDataFile(
            f"{CATALOGUE}: {', '.join(renumbered)}, which patients' records know otherwise; "
            "give each its old number back, and a new side effect a number never used"
        )


_opening = threading.Lock()
_open: dict[Settings, Office] = {}


def the_office(settings: Settings, *, now: datetime) -> Office:
    """The office of these settings, opened at its first use and shared by the whole process.

    An office whose database cannot be opened is tried again at the next call.
    """
    with _opening:
        if settings not in _open:
            _open[settings] = open_office(settings, now=now)
        return _open[settings]

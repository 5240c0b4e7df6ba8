"""What every service works with: the guide, the store and the settings."""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from recovery.domain.clinic import Clinic
from recovery.domain.guide import Guide
from recovery.errors import InvalidDataFile, InvalidInput, NotFound
from recovery.services.files.under_way import FilesUnderWay
from recovery.services.lately import Lately
from recovery.services.rebuilding import rebuild_if_due
from recovery.services.remembered import Remembered
from recovery.settings import Settings
from recovery.store import catalogue_record, chores, guidance, people
from recovery.store.database import Database, Store
from recovery.store.guide_files import CATALOGUE, read_guide
from recovery.store.opening import open_store
from recovery.store.sealing import Seal


@dataclass(frozen=True)
class Office:
    """One practice's installation, opened and checked; `files` is the guide as the files in data/ have it."""

    settings: Settings
    files: Guide
    store: Store
    lately: Lately = field(default_factory=Lately, init=False, repr=False, compare=False)
    remembered: Remembered = field(default_factory=Remembered, init=False, repr=False, compare=False)
    files_under_way: FilesUnderWay = field(default_factory=FilesUnderWay, init=False, repr=False, compare=False)
    _known: dict[guidance.Mark, Guide] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def guide(self) -> Guide:
        """The guide in force, whoever put it in force: in a transaction of this thread, the one that it is judged by.

        It is asked of the database each time, in some 10 us.
        """
        with self.store.present() as db:
            mark = guidance.latest(db)
            if mark is None:
                return self.files
            known = self._known.get(mark)
            # Of threads that read a new version at once, the first gives its guide to all: it stays the same object.
            return known or self._known.setdefault(mark, guidance.guide_of(db, self.files, mark))

    @property
    def seal(self) -> Seal:
        """What seals columns that the database alone must not give away."""
        return Seal(self.store.path)

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
    """Read and check the guide, open the database, and put what changed in the guide's files in force.

    Changed figures are a new version. Where a treatment stands by its bands is counted again, and so after a stop in
    the middle of that.
    """
    office = Office(settings, read_guide(settings.guide), open_store(settings.database))
    catalogue = office.files.catalogue
    with office.store.reading() as db:
        _refuse_missing(catalogue_record.missing_from(catalogue, db))
        _refuse_renumbered(catalogue_record.renumbered(catalogue, db))
        _refuse_unfitting(db, office.files)
        settled = guidance.is_in_force(db, office.files) and not chores.is_owed(db, chores.DERIVED_ROWS)
    if not settled:
        with office.store.writing() as db:
            if guidance.put_files_in_force(db, office.files, now=now):
                chores.owe(db, chores.DERIVED_ROWS, now=now)
        rebuild_if_due(office.store, office.guide, now=now)
    return office


def _refuse_missing(missing: list[str]) -> None:
    if missing:
        raise InvalidDataFile(
            f"{CATALOGUE}: no entry for {', '.join(missing)}, which patients' records use; "
            "put it back (a side effect is switched off with active = false)"
        )


def _refuse_unfitting(db: Database, files: Guide) -> None:
    try:
        guidance.with_own(db, files)
    except InvalidInput as error:
        raise InvalidDataFile(
            f"{files.version}: the guide's files do not go together with what the practice set itself under Guidance. "
            f"{error} Mend the files, or put the old ones back and change it under Guidance first."
        ) from None


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

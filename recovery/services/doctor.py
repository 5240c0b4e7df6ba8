"""The doctor's round: everything worth knowing of an installation, and what to do where it is not well."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from recovery.domain.guide import Guide
from recovery.errors import InvalidDataFile, ProviderUnreachable, RecoveryError
from recovery.settings import Settings
from recovery.store import guidance, installation, people
from recovery.store.database import Database, Store
from recovery.store.driver import has_safe_wal, sqlite_version
from recovery.store.guide_files import read_guide
from recovery.store.migrations import schema_version
from recovery.store.opening import refuse_foreign, refuse_newer, refuse_what_is_no_database
from recovery.store.trail_key import key_file

LEAST_FREE_BYTES = 200 * 1024 * 1024
"""Below it a day's log and a backup of a small practice no longer fit for certain: our reading."""


class Verdict(StrEnum):
    """How well something is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Check:
    """One thing that the doctor looked at: what was found, and what to do unless all is well."""

    verdict: Verdict
    found: str
    remedy: str = ""


def doctor(settings: Settings) -> Iterator[Check]:
    """Everything worth knowing of an installation, one by one; changes nothing, and copes with a damaged one."""
    yield _sqlite()
    yield Check(Verdict.OK, f"Settings: database {settings.database}, address {settings.address or 'this machine'}")
    yield from _single_sign_on(settings)
    guide, check = _guide(settings.guide)
    yield check
    yield from _folder(settings.database)
    check = _file(settings.database)
    yield check
    if check.verdict is Verdict.OK:
        yield _permissions(settings.database)
        yield from _content(Store(settings.database), guide)


def _sqlite() -> Check:
    version = ".".join(map(str, sqlite_version()))
    if has_safe_wal(sqlite_version()):
        return Check(Verdict.OK, f"SQLite {version}, free of the checkpoint race")
    return Check(
        Verdict.WARN,
        f"SQLite {version} can, very rarely, lose data when two programs write",
        "Install pysqlite3 where it has a wheel, or a newer Python.",
    )


def _single_sign_on(settings: Settings) -> Iterator[Check]:
    setting = settings.single_sign_on
    if setting is None:
        return
    from recovery.services.entry import provider  # noqa: PLC0415 - Authlib takes long to load

    try:
        provider.ask(setting)
    except ProviderUnreachable as error:
        remedy = "Compare RECOVERY_OIDC_ISSUER with what the provider shows; see docs/going-live.md."
        yield Check(Verdict.WARN, f"Single sign-on with {setting.name}: {error}", remedy)
        return
    alone = "" if settings.local_sign_in else "; passwords are switched off"
    yield Check(
        Verdict.OK,
        f"Single sign-on with {setting.name}: {setting.issuer} answers; to be registered there is "
        f"{settings.redirect_address}{alone}",
    )


def _guide(folder: Path) -> tuple[Guide | None, Check]:
    try:
        guide = read_guide(folder)
    except InvalidDataFile as error:
        return None, Check(Verdict.FAIL, f"Guide in {folder}", str(error))
    asked = len(guide.catalogue.active)
    return guide, Check(
        Verdict.OK, f"Guide {guide.version} in {folder}: {asked} side effects, {len(guide.bands)} bands"
    )


def _folder(database: Path) -> Iterator[Check]:
    folder = database.parent
    if not folder.is_dir():
        yield Check(Verdict.WARN, f"The folder {folder} is not there yet", "It is made at the first start.")
        return
    # As this process, not as whoever started it: a service may have given rights up.
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
        yield Check(Verdict.FAIL, f"The folder {folder} cannot be written", "Let this user write there.")
        return
    free = shutil.disk_usage(folder).free
    needed = LEAST_FREE_BYTES + (database.stat().st_size if database.is_file() else 0)
    said = f"{_size(free)} free in {folder}"
    if free >= needed:
        yield Check(Verdict.OK, said)
    else:
        yield Check(Verdict.WARN, said, f"Free some space: {_size(needed)} keep the log and a backup.")


def _file(path: Path) -> Check:
    try:
        refuse_what_is_no_database(path)
        size = path.stat().st_size
    except FileNotFoundError:
        return Check(Verdict.WARN, f"There is no database at {path} yet", "Start the app, or run init or demo.")
    except (RecoveryError, OSError) as error:
        return Check(Verdict.FAIL, "Database file", str(error))
    return Check(Verdict.OK, f"Database {path}, {_size(size)}")


def _permissions(path: Path) -> Check:
    mode = path.stat().st_mode & 0o777
    if os.name == "posix" and mode & 0o077:
        return Check(
            Verdict.FAIL, f"Other users of this machine may read it (permissions {mode:04o})", f"chmod 600 {path}"
        )  # fmt: skip
    return Check(Verdict.OK, "Only its owner may read it")


def _content(store: Store, guide: Guide | None) -> Iterator[Check]:
    for look in (_journal, _integrity, _schema, _trail_key, _clinic, lambda db, _: _bands(db, guide)):
        try:
            with store.reading() as db:
                check = look(db, store.path)
        except RecoveryError as error:
            check = Check(Verdict.FAIL, "Database", str(error))
        yield check
        if check.verdict is Verdict.FAIL or (look is _schema and check.verdict is Verdict.WARN):
            return


def _schema(db: Database, path: Path) -> Check:
    refuse_foreign(db, path)
    refuse_newer(db)
    pending = installation.pending_steps(db)
    if pending:
        return Check(Verdict.WARN, f"Schema {schema_version() - pending} of {schema_version()}", "Start the app once.")
    return Check(Verdict.OK, f"Schema {schema_version()}")


def _trail_key(_: Database, path: Path) -> Check:
    key = key_file(path)
    if key.exists():
        return Check(Verdict.OK, f"The trail's key is {key.name}: keep a copy of it apart from the backups")
    return Check(Verdict.WARN, f"The trail's key {key.name} is missing", "Put a copy back, or a new trail begins.")


def _journal(db: Database, _: Path) -> Check:
    mode = installation.journal_mode(db)
    if mode == "wal":
        return Check(Verdict.OK, "Journal mode WAL")
    return Check(Verdict.WARN, f"Journal mode {mode}", "Start the app once: it goes back to WAL.")


def _integrity(db: Database, _: Path) -> Check:
    wrong = installation.integrity(db)
    if wrong:
        return Check(Verdict.FAIL, f"Damaged: {'; '.join(wrong[:3])}", "Put a backup in its place; keep this file.")
    return Check(Verdict.OK, "Every page and every reference is whole")


def _clinic(db: Database, _: Path) -> Check:
    clinic = people.the_clinic(db)
    if clinic is None:
        return Check(Verdict.WARN, "No clinic is set up", "Open the address that the app prints, or run init.")
    rows = ", ".join(f"{count:,} {table}s" for table, count in installation.row_counts(db).items())
    return Check(Verdict.OK, f"{'Demo' if clinic.demo else 'Clinic'} in {clinic.time_zone}: {rows}")


def _bands(db: Database, guide: Guide | None) -> Check:
    if guide is None:
        return Check(Verdict.WARN, "Bands in force: not compared", "Mend the guide first.")
    if guidance.is_in_force(db, guide):
        return Check(Verdict.OK, "The guide's bands are in force")
    return Check(Verdict.WARN, "The guide's bands have changed", "They come into force at the next start.")


def _size(count: int) -> str:
    size, units = float(count), iter(("B", "KB", "MB", "GB"))
    unit = next(units)
    while size >= 1000 and (larger := next(units, None)):  # noqa: PLR2004 - SI prefixes
        size, unit = size / 1000, larger
    return f"{size:,.1f} {unit}" if unit != "B" else f"{count} B"

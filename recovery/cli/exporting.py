"""Files for a scheduler: written beside their place, and put there when they are whole."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from recovery.cli.exits import DONE
from recovery.cli.opening import now, opened_office
from recovery.cli.progress import telling
from recovery.domain.identifiers import as_text
from recovery.domain.reasons import Reason
from recovery.domain.staff import login_key
from recovery.errors import FileNotWritten, InvalidInput
from recovery.services.files.asking import export_of, read_kind
from recovery.services.files.export import Kind
from recovery.services.files.formats import Format
from recovery.services.files.splitting import GROUPS, PERIODS
from recovery.services.files.taker import program
from recovery.services.files.taking import Taking, take
from recovery.services.office import Office
from recovery.store import accounts
from recovery.store.file_lock import HAS_FLOCK, locks

FILTERS = ("since", "until", "method", "area", "age", "skin", "by", "reason")
"""Options that are the same as in the addresses of the page."""


_WITHOUT_EFFECT: Mapping[Kind, tuple[str, ...]] = {
    Kind.SUMMARY: ("reason",),
    Kind.ALERTS: ("reason",),
    Kind.DEIDENTIFIED: ("by", "group", "reason"),
    Kind.IDENTIFIED: ("by", "group"),
}
"""Options that belong to other kinds of files."""

_BINARY, _NO_LINK = (getattr(os, name, 0) for name in ("O_BINARY", "O_NOFOLLOW"))


def export_command(options: argparse.Namespace) -> int:
    """Write an export into a file."""
    kind, at = read_kind(options.kind), now()
    if options.output.exists() and not options.output.is_file():
        raise InvalidInput(f"{options.output} is no file; name a file with --output.", field="output")
    form = _format(options)
    _refuse_what_does_nothing(kind, options)
    with opened_office(options, must_exist=True) as office:
        who = program(office.the_clinic().clinic_id, kind)
        export = export_of(office, who, kind, _asked(options, office), form=form, now=at)
        with _stops_when_told():
            taking = _write(options.output, lambda: take(office, who, export, form, now=at))
    if not taking.progress.rows:
        print("Nothing on record fits what was asked for: the file holds no rows.", file=sys.stderr)
    print(f"{taking.progress.rows:,} rows are in {options.output}.")
    return DONE


def _format(options: argparse.Namespace) -> Format:
    """The format that the file's name ends in, or that was asked for; InvalidInput where the two disagree."""
    ending = options.output.suffix.casefold().removeprefix(".")
    if ending not in set(Format):
        if options.format is None:
            endings = ", ".join(f".{form}" for form in Format)
            raise InvalidInput(f"Let the name of --output end in one of {endings}, or add --format.", field="format")
        return Format(options.format)
    if options.format not in (None, ending):
        raise InvalidInput(
            f"{options.output.name} ends in .{ending}, and --format says {options.format}: change one of them.",
            field="format",
        )
    return Format(ending)


def _refuse_what_does_nothing(kind: Kind, options: argparse.Namespace) -> None:
    """Refuse options that a file of this kind would pass over: whoever gave them expects another file."""
    for name in _WITHOUT_EFFECT[kind]:
        if getattr(options, name):
            raise InvalidInput(f"--{name} does nothing for {kind}: leave it out.", field=name)
    if kind is Kind.DEIDENTIFIED:
        for name, month in (("since", "01"), ("until", "12")):
            told = getattr(options, name)
            if told and not told.endswith(f"-{month}"):
                raise InvalidInput(
                    f"Rows without names are of whole years: let --{name} be a year and -{month}.", field=name
                )


def _asked(options: argparse.Namespace, office: Office) -> dict[str, str]:
    """What was asked for, as the addresses of the page have it."""
    asked = {name: value for name in FILTERS if (value := getattr(options, name))}
    if options.group:
        asked["group"] = ",".join(options.group)
    if options.clinician:
        with office.store.reading() as db:
            account = accounts.by_login(db, login_key(options.clinician))
        if account is None:
            raise InvalidInput(f"There is no account {options.clinician}; check --clinician.", field="clinician")
        asked["clinician"] = as_text(account.account_id)
    return asked


def _write(output: Path, begin: Callable[[], Taking]) -> Taking:
    """Put the file in its place once it is whole; what was there before stays until then.

    It is begun where there is a place for it: nothing is taken, nor in the trail, where nothing can be written.
    """
    try:
        return _put(output, begin)
    except OSError as error:
        raise FileNotWritten(f"{output} could not be written: {error.strerror}. Nothing of it was left.") from None


def _put(output: Path, begin: Callable[[], Taking]) -> Taking:
    """The file, whole and in its place; what a killed process left of it is written over."""
    beginning = output.with_name(f".{output.name}.part")
    with _for_its_owner_alone(beginning) as file:
        try:
            with closing(begin()) as taking:
                _fill(taking, file.write)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            beginning.unlink(missing_ok=True)
            raise
        if HAS_FLOCK:  # while nobody else can begin with it
            beginning.replace(output)
    if not HAS_FLOCK:  # Windows moves no file that is open
        beginning.replace(output)
    return taking


def _for_its_owner_alone(path: Path) -> BinaryIO:
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | _NO_LINK | _BINARY, 0o600), "wb")
    if HAS_FLOCK and not locks(file.fileno()):
        file.close()
        raise FileNotWritten(f"Somebody is writing {path.name[1:-5]} just now. Wait for it, or name another file.")
    file.truncate(0)
    return file


def _fill(taking: Taking, write: Callable[[bytes], object]) -> None:
    tell, told = telling("rows"), 0
    for content in taking:
        write(content)
        if taking.progress.rows > told:
            told = taking.progress.rows
            tell(told, max(told, taking.progress.expected))


@contextmanager
def _stops_when_told() -> Iterator[None]:
    """A scheduler's SIGTERM ends the file as Ctrl+C does: nothing stays behind, and the trail says so."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def add_options(command: argparse.ArgumentParser) -> None:
    """What one can ask for."""
    command.set_defaults(stopped="no file was left.")
    command.add_argument("kind", choices=[kind.slug for kind in _WITHOUT_EFFECT], help="what to take")
    command.add_argument("--output", type=Path, required=True, metavar="FILE", help="where; replaced when it is whole")
    command.add_argument(
        "--format", choices=list(Format), help="csv and parquet hold one table (default: what FILE ends in)"
    )
    command.add_argument("--since", metavar="MONTH", help="procedures from this month on, such as 2026-01")
    command.add_argument("--until", metavar="MONTH", help="procedures until this month")
    command.add_argument("--method", help="of one method, as data/catalogue.toml names it")
    command.add_argument("--clinician", metavar="LOGIN", help="of one clinician")
    command.add_argument("--area", help="that treated this area")
    command.add_argument("--age", help="of one age band, such as 30-39")
    command.add_argument("--skin", help="of one skin type, I to VI")
    command.add_argument("--by", choices=list(PERIODS), help="split figures by period")
    command.add_argument(
        "--group", action="append", choices=list(GROUPS), help="split figures by this too; once for each"
    )
    command.add_argument("--reason", choices=list(Reason), help="what rows with names are for")

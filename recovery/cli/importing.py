"""Bringing in what a practice kept elsewhere, from the command line."""

import argparse
from pathlib import Path
from typing import BinaryIO

from recovery.cli.exits import DONE, FOUND
from recovery.cli.opening import now, opened_office
from recovery.cli.progress import telling
from recovery.domain.wording.importing import in_words, reason_in_words
from recovery.errors import InvalidInput
from recovery.services.imports.importing import Bringing, Trial, bring_in_here, try_out_here
from recovery.services.imports.mappings import mapping_named


def import_command(options: argparse.Namespace) -> int:
    """Try a file out, and unless asked for no more, bring it in where no line is refused."""
    with opened_office(options, must_exist=True) as office, _opened(options.file) as file:
        mapping = mapping_named(office, options.mapping)
        if not (options.clinician or mapping.names_clinicians):
            raise InvalidInput("Nothing says who did the treatments: add --clinician and a sign-in name.")
        bringing = Bringing(file, mapping, clinician=options.clinician)
        tried = try_out_here(office, bringing=bringing, now=now(), telling=telling)
        if tried.refused_lines:
            return _refused(tried)
        if options.dry_run:
            print("\n".join(in_words(tried, done=False)))
            return DONE
        done = bring_in_here(office, bringing=bringing, now=now(), telling=telling)
    print("\n".join(in_words(done, done=True)))
    return DONE


def _refused(tried: Trial) -> int:
    for reason in tried.reasons:
        print(reason_in_words(reason))
    print("\n".join(in_words(tried, done=False)))
    return FOUND


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise InvalidInput(f"There is no file at {path}.", field="file") from None
    except OSError:
        raise InvalidInput(f"{path} cannot be read: it is a folder, or this user may not.", field="file") from None


def add_options(command: argparse.ArgumentParser) -> None:
    """What one can ask for."""
    command.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="a CSV file in UTF-8, its first line the columns; or a zip of one, or of identified rows as it was taken",
    )
    command.add_argument(
        "--mapping", required=True, metavar="MAPPING",
        help="a TOML file that says which column holds what, or the name of one in data/imports",
    )  # fmt: skip
    command.add_argument(
        "--clinician", default="", metavar="LOGIN", help="who did the treatments of which the file does not say it"
    )
    command.add_argument(
        "--dry-run", action="store_true", help="say what would be added and refused, and store nothing"
    )  # fmt: skip

"""Reading the practice's guide from data/: the catalogue, the bands and the rules."""

import tomllib
from pathlib import Path
from typing import Any

from recovery.domain.bands import read_bands
from recovery.domain.catalogue import read_catalogue
from recovery.domain.guide import Guide
from recovery.domain.rules import read_rules
from recovery.errors import InvalidDataFile

CATALOGUE = "catalogue.toml"
BANDS = "bands.toml"
RULES = "rules.toml"


def read_guide(folder: Path) -> Guide:
    """The guide in `folder`; InvalidDataFile names file, entry and remedy."""
    catalogue = read_catalogue(_read(folder / CATALOGUE), file=CATALOGUE)
    bands = read_bands(_read(folder / BANDS), catalogue=catalogue, file=BANDS)
    rules = read_rules(_read(folder / RULES), catalogue=catalogue, file=RULES)
    return Guide(catalogue=catalogue, bands=bands.by, rules=rules, version=bands.version)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidDataFile(f"{path.name}: there is no such file in {path.parent}; put it back") from None
    except OSError:
        raise InvalidDataFile(f"{path.name}: cannot be read; let this user read it in {path.parent}") from None
    except UnicodeDecodeError:
        raise InvalidDataFile(f"{path.name}: not UTF-8; save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidDataFile(f"{path.name}: {error}; mend that line") from None

"""Mappings that lie beside the guide: those that come with the product, and the practice's own."""

from pathlib import Path

from recovery.domain.catalogue import Catalogue
from recovery.domain.importing.mapping import MAPPING_LIMIT, ColumnMapping, read_mapping
from recovery.errors import InvalidInput

FOLDER = "imports"
"""Beside the guide's files."""


def shipped_mappings(guide: Path) -> dict[str, Path]:
    """Where each mapping in a guide's folder lies, by its file's name without the ending."""
    return {path.stem: path for path in sorted((guide / FOLDER).glob("*.toml"))}


def mapping_text(path: Path) -> str:
    """The text of a file that should be a mapping; InvalidInput says why it is none."""
    try:
        with path.open("rb") as file:
            return file.read(4 * MAPPING_LIMIT).decode("utf-8-sig")
    except FileNotFoundError:
        raise InvalidInput(f"There is no mapping at {path}.", field="mapping") from None
    except OSError:
        raise InvalidInput(f"{path} cannot be read.", field="mapping") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} is not in UTF-8; save it as UTF-8.", field="mapping") from None


def mapping_at(path: Path, *, catalogue: Catalogue) -> ColumnMapping:
    """The mapping in a file."""
    return read_mapping(mapping_text(path), catalogue=catalogue)

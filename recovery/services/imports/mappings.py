"""The mappings that a practice can choose from."""

from contextlib import suppress
from pathlib import Path

from recovery.domain.access import Action, Visitor, require
from recovery.domain.importing.mapping import ColumnMapping
from recovery.errors import InvalidInput
from recovery.services.office import Office
from recovery.store.mapping_files import mapping_at, mapping_text, shipped_mappings


def mappings(office: Office, visitor: Visitor) -> dict[str, tuple[str, str]]:
    """The title and the text of each mapping beside the guide, by its file's name; those with mistakes left out."""
    require(visitor, Action.IMPORT)
    paths = shipped_mappings(office.settings.guide)
    return {
        name: (mapping.title or name, mapping_text(paths[name])) for name, mapping in ready_mappings(office).items()
    }


def ready_mappings(office: Office) -> dict[str, ColumnMapping]:
    """The mappings beside the guide, by their files' names; those with mistakes left out."""
    found = {}
    for name, path in shipped_mappings(office.settings.guide).items():
        with suppress(InvalidInput):  # whoever wrote it learns what to mend by naming it on the command line
            found[name] = mapping_at(path, catalogue=office.guide.catalogue)
    return found


def mapping_named(office: Office, name: str) -> ColumnMapping:
    """The mapping in a file, or of this name beside the guide, for whoever is at the server."""
    path = shipped_mappings(office.settings.guide).get(name, Path(name))
    return mapping_at(path, catalogue=office.guide.catalogue)

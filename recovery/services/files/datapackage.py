"""What programs read of a file: a Frictionless data package, with types, meanings, units, codes and circumstances.

By the Data Package standard, version 2: a field names its own missing values, each with a label.
"""

import json
from typing import Any

from recovery.services.files.export import Export
from recovery.services.files.making import Making
from recovery.services.files.table import Code, Column, Table, Type
from recovery.services.files.written import Written

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

LABELS = {
    Code.MISSING: "missing: nothing is known",
    Code.SUPPRESSED: "suppressed: held back, because it would say more of few people than may leave the practice",
    Code.NOT_APPLICABLE: "not applicable: there can be no value here",
    Code.SMALL: "suppressed: a small count, from 1 to below this",
}
"""What each code says, in the file itself."""

_CONSTRAINED = (Type.STRING, Type.INTEGER)


def as_json(export: Export, making: Making, written: dict[str, Written]) -> str:
    """The description as it stands in the file; `written` says by table what was."""
    return json.dumps(described(export, making, written), ensure_ascii=False, indent=2) + "\n"


def described(export: Export, making: Making, written: dict[str, Written]) -> dict[str, Any]:
    """The description, for whoever reads it as a program."""
    return {
        "$schema": PROFILE,
        "name": f"recovery-{export.kind.slug}",
        "title": export.title,
        "description": "\n\n".join(export.notes),
        "created": making.at.isoformat(),
        **({"contributors": [{"title": making.practice, "roles": ["publisher"]}]} if making.practice else {}),
        "recovery": circumstances(export, making),
        "resources": [_resource(table, written[table.name]) for table in export.tables],
    }


def circumstances(export: Export, making: Making) -> dict[str, Any]:
    """What the standard has no word for, under a name of ours."""
    return {
        "product": making.product,
        "guidance": making.guidance,
        "catalogue": making.catalogue,
        "takenByRole": making.role,
        "filters": {each.name: {"value": each.value, "meaning": each.in_words} for each in export.filters},
        "smallCellLimit": max(table.limit for table in export.tables) or None,
    }


def labels_of(export: Export) -> dict[str, str]:
    """What each text that may stand in place of a value means, of those that the tables use."""
    used = {(table.text_of(code), code) for table in export.tables for column in table.columns for code in column.codes}
    return {text: LABELS[code] for text, code in sorted(used, key=lambda each: list(Code).index(each[1]))}


def _resource(table: Table, written: Written) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "path": written.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": written.size,
        "hash": f"sha256:{written.sha256}",
        "rows": written.rows,
        "schema": schema_of(table),
    }


def schema_of(table: Table) -> dict[str, Any]:
    """The columns of a table as a table schema."""
    schema: dict[str, Any] = {"fields": [_field(column, table) for column in table.columns]}
    return schema | ({"primaryKey": list(table.key)} if table.key else {})


def _field(column: Column, table: Table) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type.value, "description": column.meaning}
    codes = sorted(column.codes, key=list(Code).index)
    field["missingValues"] = [{"value": table.text_of(code), "label": LABELS[code]} for code in codes]
    constraints: dict[str, Any] = {} if codes else {"required": True}
    if column.choices and column.type in _CONSTRAINED:
        constraints["enum"] = list(column.choices)
    return (
        field | ({"unit": column.unit} if column.unit else {}) | ({"constraints": constraints} if constraints else {})
    )

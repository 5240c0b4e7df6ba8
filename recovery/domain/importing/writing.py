"""A mapping as the text that it is read from: what a practice keeps for its next file."""

import json
from collections.abc import Mapping, Sequence

from recovery.domain.importing.mapping import ColumnMapping, DateFormat

_PLAIN = {"title": "", "separator": "", "dates": DateFormat.ISO, "missing": (), "code_prefix": "", "leave_open": False}
"""What need not be written."""

_TABLES = ("columns", "side_effects", "worst_areas", "area_columns", "only")


def as_toml(mapping: ColumnMapping) -> str:
    """The mapping as TOML; read_mapping gives it back."""
    own = [
        f"{key} = {_value(getattr(mapping, key))}" for key, plain in _PLAIN.items() if getattr(mapping, key) != plain
    ]
    fixed = {"method": mapping.method, "areas": mapping.areas, "clinician": mapping.clinician}
    tables = {key: getattr(mapping, key) for key in _TABLES} | {"fixed": {k: v for k, v in fixed.items() if v}}
    tables |= {f"words.{kind}": words for kind, words in mapping.words.items()}
    parts = ["\n".join(own), *(_table(name, table) for name, table in tables.items() if table)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(name: str, table: Mapping[str, object]) -> str:
    return "\n".join([f"[{name}]", *(f"{_text(key)} = {_value(value)}" for key, value in table.items())])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_text(str(each)) for each in value) + "]"
    return _text(str(value))


def _text(text: str) -> str:
    # JSON's escapes are TOML's but for DEL, which TOML wants written out.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

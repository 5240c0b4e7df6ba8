"""How the columns of somebody else's table are to be read: a mapping, written down as TOML."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NoReturn

from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.report import NAME_LIMIT, clean_text
from recovery.errors import InvalidInput

MAPPING_LIMIT = 65_536
"""Characters of a mapping: hundreds of words (ours)."""

LONGEST_LINE = 1_000
"""Characters of one of its lines: a key ends with it, and one of 30,000 parts takes the reader a minute (ours)."""

OF_PATIENT = ("name", "contact", "year_of_birth", "date_of_birth", "skin_type")
OF_TREATMENT = ("procedure_date", "method", "areas", "clinician", "closed_on", "due_from")
OF_REPORT = ("day", "date", "side_effect", "severity", "area", "note", "wants_call", "warning_signs")
COLUMNS = ("patient", "treatment", *OF_PATIENT, *OF_TREATMENT, *OF_REPORT)
"""What a column can hold. `treatment` tells a patient's treatments apart where the procedure's date does not stand
in every row, as REDCap's event does."""

FIXED = ("method", "areas", "clinician")
WORDS = ("severity", "side_effect", "method", "area", "skin_type", "clinician")
SEPARATORS = (",", ";", "\t")

_KEYS = {
    "title", "separator", "dates", "missing", "code_prefix", "leave_open", "columns", "side_effects", "worst_areas",
    "area_columns", "fixed", "only", "words",
}  # fmt: skip


class DateFormat(StrEnum):
    """In which order a date's numbers stand; any of . / - may stand between them."""

    ISO = "YYYY-MM-DD"
    DAY_FIRST = "DD.MM.YYYY"
    MONTH_FIRST = "MM/DD/YYYY"


@dataclass(frozen=True)
class ColumnMapping:
    """Which column holds what, by the header's names, and what words stand for.

    `side_effects` are the columns of a table with a row a report, empty where a row is a report's one side effect;
    `worst_areas` say where each was worst, and `area_columns` are ticked for the areas treated. Rows are read only
    where the columns in `only` hold one of the words given.
    """

    title: str
    columns: Mapping[str, str]
    side_effects: Mapping[str, str] = field(default_factory=dict)
    worst_areas: Mapping[str, str] = field(default_factory=dict)
    area_columns: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    method: str = ""
    areas: tuple[str, ...] = ()
    clinician: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: DateFormat = DateFormat.ISO
    missing: tuple[str, ...] = ()
    separator: str = ""
    code_prefix: str = ""
    leave_open: bool = False

    def __post_init__(self) -> None:
        """Refuse what no row could be read by."""
        if "patient" not in self.columns:
            _refuse("[columns] needs `patient`: the column that tells patients apart.")
        if "procedure_date" not in self.columns:
            _refuse("[columns] needs `procedure_date`: days are counted from it.")
        if "method" not in self.columns and not self.method:
            _refuse('Say the method: a column `method` in [columns], or method = "…" in [fixed].')
        if not ("areas" in self.columns or self.areas or self.area_columns):
            _refuse('Say the areas: a column `areas` in [columns], [area_columns], or areas = ["…"] in [fixed].')
        if self.has_reports and not {"day", "date"} & set(self.columns):
            _refuse("[columns] needs `day` or `date`: when each report was.")
        long = {"side_effect", "severity"} & set(self.columns)
        if long and (self.side_effects or len(long) == 1):
            _refuse("Either both `side_effect` and `severity` in [columns], or a column each in [side_effects].")

    @property
    def has_reports(self) -> bool:
        """Whether the table holds reports, and not patients and treatments alone."""
        return bool(self.side_effects) or "severity" in self.columns

    @property
    def names_clinicians(self) -> bool:
        """Whether it says who did the treatments, by a column or for all."""
        return bool(self.clinician) or "clinician" in self.columns

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Every field that is read and the header's name of its column."""
        return (
            *self.columns.items(),
            *((f"severity {slug}", name) for slug, name in self.side_effects.items()),
            *((f"worst {slug}", name) for slug, name in self.worst_areas.items()),
            *((f"treated {slug}", name) for slug, name in self.area_columns.items()),
        )

    @property
    def headings(self) -> tuple[str, ...]:
        """The header's names of the columns that are needed, in the order of `fields`, those of `only` last."""
        return (*(name for _, name in self.fields), *self.only)


def read_mapping(text: str, *, catalogue: Catalogue) -> ColumnMapping:
    """The mapping that a text of TOML is; InvalidInput says what to mend."""
    if len(text) > MAPPING_LIMIT:
        _refuse(f"It is longer than {MAPPING_LIMIT:,} characters.")
    document = _parsed(text)
    _known(document, _KEYS, "the mapping")
    fixed = _table(document, "fixed")
    _known(fixed, FIXED, "[fixed]")
    columns = _texts_of(document, "columns")
    _known(columns, COLUMNS, "[columns]")
    return check_mapping(
        ColumnMapping(
            title=clean_text(_text(document, "title"), limit=NAME_LIMIT, what="The mapping's title", field="mapping"),
            columns=columns,
            side_effects=_texts_of(document, "side_effects"),
            worst_areas=_texts_of(document, "worst_areas"),
            area_columns=_texts_of(document, "area_columns"),
            only={name: _list(value, f"[only] {name}") for name, value in _table(document, "only").items()},
            method=_text(fixed, "method"),
            areas=_list(fixed.get("areas", []), "[fixed] areas"),
            clinician=_text(fixed, "clinician"),
            words=_words(_table(document, "words")),
            dates=_date_format(_text(document, "dates") or DateFormat.ISO),
            missing=_list(document.get("missing", []), "missing"),
            separator=_text(document, "separator"),
            code_prefix=_text(document, "code_prefix"),
            leave_open=document.get("leave_open", False) is True,
        ),
        catalogue=catalogue,
    )


def _parsed(text: str) -> dict[str, Any]:
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            _refuse(f"Its line {number:,} is longer than {LONGEST_LINE:,} characters; write a list over several lines.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"The mapping is not TOML: {error}.", field="mapping") from None
    except RecursionError:
        return _refuse("It has lists in lists, too deep to be read.")


def check_mapping(mapping: ColumnMapping, *, catalogue: Catalogue) -> ColumnMapping:
    """The mapping, if what it names is in the catalogue; InvalidInput otherwise."""
    own = {kind: mapping.words.get(kind, {}).values() for kind in ("side_effect", "area", "method")}
    for slug in (*mapping.side_effects, *mapping.worst_areas, *own["side_effect"]):
        catalogue.side_effect(slug)
    for slug in (*mapping.areas, *mapping.area_columns, *own["area"]):
        catalogue.area(slug)
    for slug in (*filter(None, [mapping.method]), *own["method"]):
        catalogue.method(slug)
    if mapping.separator not in ("", *SEPARATORS):
        _refuse("`separator` is one of a comma, a semicolon and a tab.")
    for word in mapping.words.get("severity", {}).values():
        if word not in {str(int(severity)) for severity in Severity}:
            _refuse("[words.severity] gives each word a number from 0 to 4.")
    return mapping


def _words(document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    _known(document, WORDS, "[words]")
    return {
        kind: {str(word).strip().casefold(): str(value) for word, value in _table(document, kind).items()}
        for kind in document
    }


def _date_format(text: str) -> DateFormat:
    try:
        return DateFormat(text)
    except ValueError:
        return _refuse(f"`dates` is one of {', '.join(DateFormat)}.")


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = document.get(key, {})
    return value if isinstance(value, dict) else _refuse(f"[{key}] must be a table.")


def _texts_of(document: Mapping[str, Any], key: str) -> dict[str, str]:
    table = _table(document, key)
    return {str(name): _text(table, name) or _refuse(f"[{key}] {name} names no column.") for name in table}


def _text(document: Mapping[str, Any], key: str) -> str:
    value = document.get(key, "")
    return value if isinstance(value, str) else _refuse(f"`{key}` must be a text in quotes.")


def _list(value: object, what: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        _refuse(f"{what} must be a list of texts.")
    return tuple(value)


def _known(found: Iterable[str], known: Iterable[str], where: str) -> None:
    known = sorted(known)
    for name in found:
        if name not in known:
            _refuse(f"{str(name)[:40]!r} is nothing that {where} may hold; it holds {', '.join(known)}.")


def _refuse(says: str) -> NoReturn:
    raise InvalidInput(f"The mapping: {says}" if says[0] != "`" else f"The mapping's {says}", field="mapping")

"""Which column probably holds what, by its heading: a start for whoever says how a file is to be read."""

import re
from collections.abc import Iterable, Mapping, Sequence

from recovery.domain.catalogue import Catalogue
from recovery.domain.importing.cells import date_in
from recovery.domain.importing.mapping import DateFormat

_SAID_AS: Mapping[str, tuple[str, ...]] = {
    "patient": ("patient_code", "patient_id", "patient", "record_id", "code", "mrn", "id", "no", "number"),
    "treatment": ("treatment", "redcap_event_name", "event"),
    "name": ("patient_name", "name", "full_name"),
    "contact": ("contact", "phone", "telephone", "mobile", "email", "e_mail"),
    "year_of_birth": ("year_of_birth", "birth_year", "born", "yob"),
    "date_of_birth": ("date_of_birth", "birth_date", "birthdate", "dob"),
    "skin_type": ("skin_type", "fitzpatrick", "fitzpatrick_type", "fitzpatrick_skin_type", "skin"),
    "procedure_date": (
        "procedure_date", "date_of_procedure", "procedure", "treatment_date", "date_of_treatment", "surgery_date",
    ),
    "method": ("method", "procedure_method", "device", "technique"),
    "areas": ("areas", "area_treated", "areas_treated", "treated_areas", "area", "location"),
    "clinician": ("clinician", "doctor", "physician", "provider", "surgeon", "treated_by"),
    "closed_on": ("closed_on", "closed", "discharged", "discharged_on"),
    "day": ("day", "days", "day_number", "days_since_procedure", "day_since_procedure", "post_op_day", "pod"),
    "date": ("report_date", "date", "date_of_report", "diary_date", "entry_date", "day_of_report"),
    "side_effect": ("side_effect", "effect", "symptom"),
    "severity": ("severity", "grade", "score", "rating"),
    "area": ("worst_area", "worst", "worst_where", "where", "area", "location"),
    "note": ("note", "notes", "comment", "comments", "remark", "remarks"),
    "wants_call": ("wants_call",),
    "warning_signs": ("warning_signs", "red_flags"),
}  # fmt: skip
"""Headings as spreadsheets have them, the surest first, written small with _ between words."""


def guessed(columns: Sequence[str], catalogue: Catalogue) -> dict[str, str]:
    """The heading of each field that could be told, each heading once; "severity redness" is a side effect's column."""
    plain = {_plain(name): name for name in reversed(columns) if name}
    found: dict[str, str] = {}
    for field, names in _SAID_AS.items():
        _take(found, field, names, plain)
    for effect in catalogue.side_effects:
        names = (effect.slug, _plain(effect.name), f"diary_{effect.slug}", f"{effect.slug}_severity")
        _take(found, f"severity {effect.slug}", names, plain)
    return found


def date_order(texts: Iterable[str]) -> DateFormat | None:
    """The one order in which all of these are dates; None where several fit, as for 03/04/2025, or none does."""
    said = [text.strip() for text in texts if text.strip()]
    fitting = [order for order in DateFormat if all(date_in(text, order) for text in said)]
    return fitting[0] if len(fitting) == 1 else None


def _take(found: dict[str, str], field: str, names: Iterable[str], plain: Mapping[str, str]) -> None:
    taken = set(found.values())
    heading = next((plain[name] for name in names if name in plain and plain[name] not in taken), None)
    if heading is not None:
        found[field] = heading


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", "_", heading.casefold()).strip("_")

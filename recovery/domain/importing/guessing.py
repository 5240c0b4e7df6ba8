"""Which column probably holds what, by its heading: a start for whoever says how a file is to be read."""

import re
from collections.abc import Iterable, Mapping, Sequence

from recovery.domain.catalogue import Catalogue
from recovery.domain.importing.cells import date_in
from recovery.domain.importing.mapping import ColumnMapping, DateFormat

SAID_AS: Mapping[str, tuple[str, ...]] = {
    "patient": (
        "patient_code", "patient_id", "patient", "record_id", "code", "mrn", "id", "no", "number", "patientennummer",
        "patientencode", "patienten_nr", "patient_nr", "nummer", "nr",
    ),
    "treatment": ("treatment_id", "treatment_no", "behandlungsnummer"),
    "name": ("patient_name", "name", "full_name", "patientenname"),
    "contact": ("contact", "phone", "telephone", "mobile", "email", "e_mail", "telefon", "kontakt", "handy"),
    "year_of_birth": ("year_of_birth", "birth_year", "born", "yob", "geburtsjahr", "jahrgang"),
    "date_of_birth": ("date_of_birth", "birth_date", "birthdate", "dob", "geburtsdatum", "geboren_am"),
    "skin_type": ("skin_type", "fitzpatrick", "fitzpatrick_type", "fitzpatrick_skin_type", "skin", "hauttyp"),
    "procedure_date": (
        "procedure_date", "date_of_procedure", "procedure", "treatment_date", "date_of_treatment", "surgery_date",
        "datum_des_eingriffs", "eingriffsdatum", "eingriff", "behandlungsdatum", "behandelt_am", "op_datum",
    ),
    "method": (
        "method", "procedure_method", "treatment_type", "procedure_type", "device", "technique", "treatment", "methode",
        "verfahren", "geraet", "behandlung",
    ),
    "areas": (
        "areas", "area_treated", "areas_treated", "treated_areas", "area", "location", "areale", "areal",
        "behandelte_areale", "regionen", "region",
    ),
    "clinician": (
        "clinician", "doctor", "physician", "provider", "surgeon", "treated_by", "arzt", "aerztin", "behandler",
        "behandlerin",
    ),
    "closed_on": ("closed_on", "closed", "discharged", "discharged_on", "abgeschlossen_am", "abgeschlossen"),
    "due_from": ("reports_due_from",),
    "day": ("day", "days", "day_number", "days_since_procedure", "day_since_procedure", "post_op_day", "pod", "tag"),
    "date": (
        "report_date", "date", "date_of_report", "diary_date", "entry_date", "day_of_report", "datum", "berichtsdatum",
    ),
    "side_effect": ("side_effect", "effect", "symptom", "nebenwirkung"),
    "severity": ("severity", "grade", "score", "rating", "schweregrad", "staerke", "grad"),
    "area": ("worst_area", "worst", "worst_where", "where", "area", "location", "wo", "wo_am_staerksten"),
    "note": ("note", "notes", "comment", "comments", "remark", "remarks", "notiz", "bemerkung", "bemerkungen"),
    "wants_call": ("wants_call",),
    "warning_signs": ("warning_signs", "red_flags"),
}  # fmt: skip
"""Headings as spreadsheets have them, the surest first, written small with _ between words, English before German."""

_EFFECTS_SAID_AS: Mapping[str, tuple[str, ...]] = {
    "redness": ("erythema", "roetung"),
    "bruising": ("bruise", "bruises", "bluterguss", "bluterguesse", "haematom"),
    "minor_bleeding": ("bleeding", "blutung", "blutungen"),
    "scabbing": ("scabs", "crusting", "schorf", "krusten", "verschorfung"),
    "numbness": ("taubheit", "taubheitsgefuehl"),
    "flaking": ("peeling", "schuppung", "abschuppung"),
    "itching": ("itch", "pruritus", "juckreiz", "jucken"),
}
"""Of side effects in the catalogue that comes with the product; of others the id and the name are known."""

OF_REDCAP = "redcap_repeat_instrument"
"""A column that no table but an export of REDCap has."""

TICKED_BOXES = "___"
"""Stands in the heading of each box of a REDCap checkbox, before the box's code."""


def guessed(columns: Sequence[str], catalogue: Catalogue) -> dict[str, str]:
    """The heading of each field that could be told, each heading once; "severity redness" is a side effect's column."""
    plain = {_plain(name): name for name in reversed(columns) if name}
    found: dict[str, str] = {}
    for field, names in SAID_AS.items():
        _take(found, field, names, plain)
    for effect in catalogue.side_effects:
        own = (effect.slug, _plain(effect.name), *_EFFECTS_SAID_AS.get(effect.slug, ()))
        names = (*own, *(f"diary_{name}" for name in own), *(f"{name}_severity" for name in own))
        _take(found, f"severity {effect.slug}", names, plain)
    return found


def date_orders(texts: Iterable[str]) -> tuple[DateFormat, ...]:
    """The orders in which all of these are dates: several for 03/04/2025, one for 03.04.2025, none for words.

    Dots stand where the day comes first; between slashes and hyphens either may.
    """
    said = [text.strip() for text in texts if text.strip()]
    fitting = tuple(order for order in DateFormat if all(date_in(text, order) for text in said))
    if said and DateFormat.DAY_FIRST in fitting and all("." in text for text in said):
        return (DateFormat.DAY_FIRST,)
    return fitting


def boxes(columns: Iterable[str]) -> tuple[str, ...]:
    """The headings of columns that hold a tick each, as REDCap exports checkboxes."""
    return tuple(name for name in columns if TICKED_BOXES in name)


def fitting(ready: Mapping[str, ColumnMapping], columns: Iterable[str]) -> str | None:
    """The name of the mapping of which the file has every column, the one with most columns; None where none fits."""
    there = {name.strip().casefold() for name in columns}
    wanted = {name: {heading.strip().casefold() for heading in mapping.headings} for name, mapping in ready.items()}
    fits = [name for name, headings in wanted.items() if headings <= there]
    return max(fits, key=lambda name: len(wanted[name]), default=None)


def _take(found: dict[str, str], field: str, names: Iterable[str], plain: Mapping[str, str]) -> None:
    taken = set(found.values())
    heading = next((plain[name] for name in names if name in plain and plain[name] not in taken), None)
    if heading is not None:
        found[field] = heading


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", "_", heading.casefold().translate(_UMLAUTS)).strip("_")


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

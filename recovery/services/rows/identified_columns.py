"""What the columns of rows with names mean, and what their reader must know."""

from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import SKIN_TYPES
from recovery.domain.reasons import IN_WORDS, Reason
from recovery.services.files.table import Code, Column, Type
from recovery.services.rows.deidentified_columns import SCALE

ROWS, TREATMENTS = "identified_rows", "identified_treatments"
"""What the two tables are called, and their files in the zip."""

KEY, TREATMENTS_KEY = ("treatment", "day", "side_effect"), ("treatment",)

PEOPLE, IMPORTED = ("patient", "staff"), "import"
"""Who sent a report: somebody, or nobody who signed in, as it came in with a file at the server."""

_PERHAPS = frozenset({Code.MISSING})


def columns(catalogue: Catalogue) -> tuple[Column, ...]:
    """The columns, with the words that this catalogue has: of the patient and treatment, the report, the score."""
    return (*_of_treatment(catalogue), *_of_report(), *_of_score(catalogue))


def columns_of_treatments(catalogue: Catalogue) -> tuple[Column, ...]:
    """The columns of the table of treatments."""
    return (
        *_of_treatment(catalogue),
        Column("reports", Type.INTEGER, "How many reports the record has of it; 0 for none.", unit="reports"),
    )


def _of_treatment(catalogue: Catalogue) -> tuple[Column, ...]:
    methods, areas = (tuple(each.slug for each in some) for some in (catalogue.methods, catalogue.areas))
    return (
        Column("patient_code", Type.STRING, "The code by which this practice calls the patient."),
        Column("patient_name", Type.STRING, "The patient's name; that of somebody who was erased is gone."),
        Column("year_of_birth", Type.INTEGER, "The patient's year of birth.", unit="year", codes=_PERHAPS),
        Column(
            "skin_type", Type.STRING, "Fitzpatrick's skin type, I to VI.", codes=_PERHAPS, choices=SKIN_TYPES
        ),
        Column("treatment", Type.STRING, "The treatment, as it stands in the addresses of this practice's pages."),
        Column("method", Type.STRING, "How the skin was treated.", choices=methods),
        Column("areas", Type.STRING, f"The treated areas, with a space between them, of {', '.join(areas)}."),
        Column("clinician", Type.STRING, "The name of the clinician who treated."),
        Column("procedure_date", Type.DATE, "The date of the procedure."),
        Column("closed_on", Type.DATE, "When the recovery was closed; nothing while it is open.", codes=_PERHAPS),
        Column("reports_due_from", Type.DATE, "The date from which on a daily report was asked for."),
    )  # fmt: skip


def _of_report() -> tuple[Column, ...]:
    return (
        Column("day", Type.INTEGER, "Days since the procedure; day 0 is its date.", unit="days"),
        Column("report_date", Type.DATE, "The date that the report is about."),
        Column("reported_at", Type.MOMENT, "When the report came, in UTC."),
        Column(
            "reported_by", Type.STRING, f"Who sent it; {IMPORTED}: a file, at the server.", choices=(*PEOPLE, IMPORTED)
        ),
        Column("wants_call", Type.BOOLEAN, "Whether the patient asked for a call."),
        Column("warning_signs", Type.STRING, "Warning signs, with a space between them.", codes=_PERHAPS),
        Column("note", Type.STRING, "What was written with the report, on every row of it.", codes=_PERHAPS),
    )  # fmt: skip


def _of_score(catalogue: Catalogue) -> tuple[Column, ...]:
    effects, areas = (tuple(each.slug for each in some) for some in (catalogue.side_effects, catalogue.areas))
    where = frozenset({Code.MISSING, Code.NOT_APPLICABLE})
    return (
        Column("side_effect", Type.STRING, "What was reported on.", choices=effects),
        Column("severity", Type.INTEGER, f"How bad it was at its worst in the last 24 hours: {SCALE}."),
        Column(
            "worst_area", Type.STRING, "Where it was worst; asked from moderate on.", codes=where, choices=areas
        ),
    )  # fmt: skip


def notes(reason: Reason) -> tuple[str, ...]:
    """What the README says."""
    return (f"{_NAMES} It was taken for this reason: {IN_WORDS[reason]}.", _ROWS, _TREATMENTS, _MOMENT)


_NAMES = (
    "This file names patients. Keep it as you keep the record itself, hand it to nobody who may not see that, and "
    "delete it when it has served."
)

_ROWS = (
    "A row is one side effect in one report of a patient, as it stands in the record now, with the note that was "
    "written with the report. Earlier versions of reports, notes of clinicians and alerts are not in it, nor how to "
    "reach a patient. Patients who were archived are in it; of those who were erased the figures alone."
)

_TREATMENTS = (
    f"A treatment without a report has no such row. {TREATMENTS} has a row a treatment, with reports or without: it "
    "stands beside the rows in the zip and the Excel workbook; CSV and Parquet hold the rows alone."
)

_MOMENT = (
    "Each patient's rows are as they stood at one moment while the file was made, and those of the other table perhaps "
    "at another. A patient's rows stand together, treatments by date, then by day; patients in no order that means "
    "anything: sort by patient_code to find one. Import reads the zip back, with both tables."
)

"""What the columns of de-identified rows mean, and what their reader must know."""

from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.clinic import SKIN_TYPES
from recovery.domain.groups import AGE_BANDS
from recovery.services.files.table import Code, Column, Type

KEY = ("recovery", "day", "side_effect")

_TOLD = frozenset({Code.SUPPRESSED})
_PERHAPS = frozenset({Code.SUPPRESSED, Code.MISSING})
SCALE = "; ".join(f"{severity.value} {severity.word.lower()}" for severity in Severity)


def columns(catalogue: Catalogue) -> tuple[Column, ...]:
    """The columns, with the words that this catalogue has."""
    areas = tuple(area.slug for area in catalogue.areas)
    return (
        Column(
            "recovery",
            Type.STRING,
            "A key of one treatment and what followed it. It was drawn at random for this file alone: no other file "
            "and no record has it. A patient who was treated twice has two.",
        ),
        Column(
            "method",
            Type.STRING,
            "How the skin was treated.",
            codes=_TOLD,
            choices=tuple(method.slug for method in catalogue.methods),
        ),
        Column("procedure_year", Type.INTEGER, "The year of the procedure.", unit="year", codes=_TOLD),
        Column(
            "areas",
            Type.STRING,
            f"The treated areas, with a space between them, of {', '.join(areas)}.",
            codes=_TOLD,
        ),
        Column(
            "age_band",
            Type.STRING,
            "The patient's age in the year of the procedure.",
            unit="years",
            codes=_PERHAPS,
            choices=AGE_BANDS,
        ),
        Column(
            "skin_type",
            Type.STRING,
            "Fitzpatrick's skin type, from I, very fair, to VI, very dark.",
            codes=_PERHAPS,
            choices=SKIN_TYPES,
        ),
        Column("day", Type.INTEGER, "Days since the procedure; day 0 is its date.", unit="days"),
        Column(
            "side_effect",
            Type.STRING,
            "What was reported on.",
            choices=tuple(effect.slug for effect in catalogue.side_effects),
        ),
        Column(
            "severity",
            Type.INTEGER,
            f"How bad it was at its worst in the last 24 hours: {SCALE}.",
        ),
        Column(
            "worst_area",
            Type.STRING,
            "Where it was worst; asked from moderate on. It is held back wherever the treated areas are.",
            codes=frozenset({Code.SUPPRESSED, Code.MISSING, Code.NOT_APPLICABLE}),
            choices=areas,
        ),
    )


def notes(*, limit: int) -> tuple[str, ...]:
    """What the README says."""
    return (_ROWS, _NOBODY, _FEW.format(limit=limit), _OVER, _LIMITS)


_ROWS = (
    "A row is one side effect in one report of a patient. Days without a report have no rows: they are gaps, not zeros."
)

_NOBODY = (
    "Nobody is named. There are no names, codes, contacts, notes or names of staff; days are counted from the "
    "procedure, of which the file tells the year alone; ages stand in bands, the last of them 90 and over. Keys "
    "and the order of rows were drawn at random for this file and kept nowhere: they join no file to another."
)

_FEW = (
    "Fewer than {limit} people never look the same: where method, year, areas, age and skin type together would single "
    "out fewer, some of them are held back, rather the age than the method. The same is held back in every file, "
    "whatever was chosen, and what is held back fits no choice: with a choice the file has fewer rows."
)

_OVER = (
    "The file has the recoveries that are over: those that were closed, and others once all their reports were due, up "
    "to the last day that was due. While a recovery goes on, its last day would tell the date of the procedure; and "
    "until July none of the running year is in it, since its year and the file's date would tell the week or month."
)

_LIMITS = (
    "Each recovery is as it stood at one moment while the file was made. Whoever knows a patient's own diary by heart "
    "may still find it among the rows: hand the file to people you trust, under terms that you agreed with them."
)

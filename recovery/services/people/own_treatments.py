"""A patient's treatments with all that came of them, for the file that they take along."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from recovery.domain.clinic import Treatment
from recovery.domain.guide import Guide
from recovery.domain.identifiers import as_text
from recovery.domain.own_data_of import alerted, begun, counted, standing, version, written
from recovery.domain.own_names import Names
from recovery.domain.own_recoveries import (
    Alerted,
    Coded,
    Counted,
    Looked,
    Mailed,
    Standing,
    Treated,
    Version,
    Written,
)  # fmt: skip
from recovery.store import alerts, notes, own_data, reports, treatments
from recovery.store.database import Database
from recovery.store.own_data import Own, Saved

Row = TypeVar("Row")


class _Source(NamedTuple):
    """Where a treatment's rows come from, and how they are put."""

    db: Database
    own: Own
    guide: Guide
    known: Names


class _Beside(NamedTuple):
    """What is read for all of a patient's treatments at once, by treatment, and mails by alert."""

    drafts: Mapping[int, Sequence[Saved]]
    courses: Mapping[int, Sequence[Counted]]
    standings: Mapping[int, Standing]
    notes: Mapping[int, Sequence[Written]]
    looks: Mapping[int, Sequence[Looked]]
    mails: Mapping[int, Sequence[Mailed]]


def own_treatments(db: Database, guide: Guide, own: Own, known: Names) -> tuple[Treated, ...]:
    """Each treatment of a patient, the latest procedure first, in the transaction of `db`."""
    of = _Source(db, own, guide, known)
    beside, entered = _beside(of), own_data.treatments_entered(db, own)
    return tuple(
        Treated(
            treatment=as_text(each.treatment_id),
            method=Coded(each.method, guide.catalogue.method(each.method).name),
            areas=tuple(Coded(slug, guide.catalogue.area(slug).name) for slug in each.areas),
            procedure=each.procedure,
            clinician=each.clinician.name,
            entered_at=entered[each.treatment_id],
            reports_due_from=each.due_from,
            closed_on=each.closed_on,
            reports=_reports(of, each),
            drafts=tuple(
                begun(saved.draft, each, guide.catalogue, saved_at=saved.saved_at)
                for saved in beside.drafts.get(each.treatment_id, ())
            ),
            courses=tuple(beside.courses.get(each.treatment_id, ())),
            standing=beside.standings.get(each.treatment_id),
            alerts=_alerts(of, each, beside.mails),
            clinicians_notes=tuple(beside.notes.get(each.treatment_id, ())),
            last_looks=tuple(beside.looks.get(each.treatment_id, ())),
        )
        for each in treatments.treatments_of(db, *own)
    )


def _beside(of: _Source) -> _Beside:
    db, own, known, catalogue = of.db, of.own, of.known, of.guide.catalogue
    kept_notes = notes.of_patient(db, *own, catalogue)
    stands = own_data.standings(db, own, catalogue)
    return _Beside(
        drafts=_grouped((saved.treatment_id, saved) for saved in own_data.drafts(db, own)),
        courses=_grouped((of_id, counted(course, catalogue)) for of_id, course in own_data.courses(db, own, catalogue)),
        standings={of_id: standing(each, catalogue) for of_id, each in stands.items()},
        notes=_grouped((note.treatment_id, written(note, catalogue, known)) for note in kept_notes),
        looks=_grouped(own_data.looks(db, own, known)),
        mails=_grouped(own_data.mails(db, own, known)),
    )


def _reports(of: _Source, treatment: Treatment) -> tuple[Version, ...]:
    """Every version of every report, by day."""
    key, catalogue = (of.own.clinic_id, treatment.treatment_id), of.guide.catalogue
    replaced = [(report, False) for report in reports.revisions_of(of.db, *key)]
    in_force = [(report, True) for report in reports.reports_of(of.db, *key, catalogue).values()]
    every = sorted([*replaced, *in_force], key=lambda each: (each[0].day, each[0].revision))
    return tuple(version(report, treatment, catalogue, of.known, in_force=stands) for report, stands in every)


def _alerts(of: _Source, treatment: Treatment, mails: Mapping[int, Sequence[Mailed]]) -> tuple[Alerted, ...]:
    key = (of.own.clinic_id, treatment.treatment_id)
    events = alerts.events_of_treatment(of.db, *key)
    return tuple(
        alerted(alert, events.get(alert.alert_id, ()), mails.get(alert.alert_id, ()), of.guide, of.known)
        for alert in alerts.of_treatment(of.db, *key, of.guide.catalogue)
    )


def _grouped(pairs: Iterable[tuple[int, Row]]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for of_id, row in pairs:
        found.setdefault(of_id, []).append(row)
    return found

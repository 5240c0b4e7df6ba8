"""A clinician's look at one patient: everything on record, and what came since they last looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.alerts import Alert, Event
from recovery.domain.clinic import Treatment
from recovery.domain.guide import Guide
from recovery.domain.news import News, news
from recovery.domain.notes import Note
from recovery.domain.worklist import by_urgency
from recovery.services.office import Office
from recovery.services.people.opening_patients import note_opened
from recovery.services.recoveries.reviewing import Recovery, recovery_in
from recovery.store import alerts, looks, notes, people, treatments


@dataclass(frozen=True)
class Record:
    """One recovery with its alerts and what happened to them, the patient's treatments, all notes, and who is who.

    `guide` is what it was judged by: a page asks for it once. `last_look` is when whoever asks looked at it before, and
    `read_at` is when this was read for them.
    """

    guide: Guide
    recovery: Recovery
    alerts: tuple[Alert, ...]
    events: Mapping[int, Sequence[Event]]
    treatments: Mapping[int, Treatment]
    notes: tuple[Note, ...]
    staff: Mapping[int, str]
    last_look: datetime | None
    read_at: datetime

    @property
    def open_alerts(self) -> list[Alert]:
        """Those not closed, the most urgent first."""
        return list(by_urgency([alert for alert in self.alerts if alert.is_open]))

    @property
    def past_alerts(self) -> list[Alert]:
        """Those closed, the last opened first."""
        return [alert for alert in reversed(self.alerts) if not alert.is_open]

    @property
    def other_treatments(self) -> list[Treatment]:
        """The patient's other treatments, the latest procedure first."""
        shown = self.recovery.treatment.treatment_id
        return [treatment for treatment_id, treatment in self.treatments.items() if treatment_id != shown]

    @property
    def own_notes(self) -> list[Note]:
        """The notes about this treatment."""
        return [note for note in self.notes if note.treatment_id == self.recovery.treatment.treatment_id]

    def news(self, since: datetime, *, reader: int) -> News:
        """What came in about this treatment since a moment, from others than the account `reader`."""
        return news(
            since,
            versions=[*self.recovery.reports.values(), *self.recovery.replaced],
            alerts=self.alerts,
            events=self.events,
            notes=self.own_notes,
            reader=reader,
        )


def record(office: Office, visitor: Visitor, *, treatment_id: int, now: datetime) -> Record:
    """What is on record about a treatment of the clinic, for a clinician."""
    require(visitor, Action.SEE_PATIENTS)
    clinic_id = visitor.clinic_id
    with office.store.reading() as db:
        guide = office.guide
        catalogue = guide.catalogue
        chosen = treatments.treatment(db, clinic_id, treatment_id)
        known = alerts.of_treatment(db, clinic_id, treatment_id, catalogue)
        found = Record(
            guide=guide,
            recovery=recovery_in(db, office, visitor, chosen, now),
            alerts=tuple(known),
            events=alerts.events_of_treatment(db, clinic_id, treatment_id) if known else {},
            treatments={each.treatment_id: each for each in treatments.treatments_of(db, clinic_id, chosen.patient_id)},
            notes=tuple(notes.of_patient(db, clinic_id, chosen.patient_id, catalogue)),
            staff=people.staff_names(db, clinic_id),
            last_look=looks.last(db, clinic_id, treatment_id, account_id=visitor.subject_id),
            read_at=now,
        )
    note_opened(office, visitor, subject=f"treatment:{treatment_id}", now=now)
    return found


def look(office: Office, visitor: Visitor, *, treatment_id: int, now: datetime) -> None:
    """Note that this clinician looks at a treatment as it was read for them `now`: what comes later will be news."""
    require(visitor, Action.SEE_PATIENTS)
    with office.store.writing() as db:
        treatments.treatment(db, visitor.clinic_id, treatment_id)
        looks.put(db, visitor.clinic_id, treatment_id, account_id=visitor.subject_id, now=now)
    note_opened(office, visitor, subject=f"treatment:{treatment_id}", now=now, anew=True)

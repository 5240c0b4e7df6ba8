"""Alerts and clinicians' grades as markers of course pictures."""

from collections.abc import Iterator, Mapping, Sequence

from recovery.charts.markers import Marker, MarkerKind
from recovery.domain.alerts import Alert
from recovery.domain.catalogue import Catalogue
from recovery.domain.notes import Note
from recovery.domain.wording.alerts import reason
from recovery.services.recoveries.looking import Record


def course_markers(record: Record, catalogue: Catalogue) -> dict[str, list[Marker]]:
    """Each side effect's alerts, open and past, and the grades that clinicians gave it, by slug."""
    found: dict[str, list[Marker]] = {}
    for side_effect, marker in [
        *_alerts(record.alerts, catalogue),
        *_grades(record.own_notes, record.staff),
    ]:
        found.setdefault(side_effect, []).append(marker)
    return found


def _alerts(alerts: Sequence[Alert], catalogue: Catalogue) -> Iterator[tuple[str, Marker]]:
    """Alerts of one side effect, at the day of their latest evidence."""
    for alert in alerts:
        if alert.side_effect is not None:
            state = f"{alert.level.word}, {'open' if alert.is_open else 'closed'}"
            said = f"{state}: {reason(alert, catalogue, today=None)}"
            yield alert.side_effect, Marker(alert.latest.day, MarkerKind.ALERT, said)


def _grades(notes: Sequence[Note], staff: Mapping[int, str]) -> Iterator[tuple[str, Marker]]:
    for note in notes:
        if note.grade is not None:
            said = f"{staff.get(note.written_by, '')}: {note.text}".strip(": ")
            yield note.grade.side_effect, Marker(note.day, MarkerKind.CLINICIAN, said, note.grade.severity)

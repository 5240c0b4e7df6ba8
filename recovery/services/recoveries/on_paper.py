"""One treatment on a page of paper for the practice's file: everything in words, cut to what fits."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from recovery.domain.access import Action, Visitor, require
from recovery.domain.alerts import Alert, Event, State, Step
from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Patient
from recovery.domain.finding import Finding, by_attention
from recovery.domain.guide import Guide
from recovery.domain.notes import Note, latest_first
from recovery.domain.paper import (
    MOST_ALERTS,
    MOST_NOTES,
    AlertLine,
    EffectLine,
    Left,
    NoteLine,
    OnPaper,
    ReportLine,
    cut,
    reports_that_fit,
)
from recovery.domain.report import Report
from recovery.domain.wording import (
    at_time,
    band_in_words,
    clinician_badge,
    noticed,
    on_date,
    reason,
    standing_badge,
    state_in_words,
    treatment_line,
)
from recovery.domain.wording.english import uncapital
from recovery.domain.wording.outlook import clinician_outlook, who_they_are
from recovery.services.office import Office
from recovery.services.recoveries.expecting import Earlier, of_patient
from recovery.services.recoveries.looking import Record, record
from recovery.services.recoveries.reviewing import Recovery
from recovery.store import audit


def on_paper(office: Office, visitor: Visitor, *, treatment_id: int, form: str, now: datetime) -> OnPaper:
    """A treatment of the clinic to be printed, for a clinician; the trail says who took it, as which `form`."""
    require(visitor, Action.SEE_PATIENTS)
    seen = record(office, visitor, treatment_id=treatment_id, now=now)
    told = of_patient(office, visitor, treatment_id=treatment_id, now=now)
    with office.store.writing() as db:
        audit.add_by(db, visitor, "printed a summary", f"treatment:{treatment_id}", now=now, details={"form": form})
    return _on_paper(seen, seen.guide, told, by=visitor.name, now=now)


def _on_paper(seen: Record, guide: Guide, told: Earlier, *, by: str, now: datetime) -> OnPaper:
    shown, catalogue = seen.recovery, guide.catalogue
    clinic, zone = shown.clinic, ZoneInfo(shown.clinic.time_zone)
    alerts = [*seen.open_alerts, *seen.past_alerts]
    notes = latest_first(seen.own_notes)
    found = by_attention(shown.findings)
    effects = tuple(_effect(finding) for finding in found)
    outlooks = _outlooks(found, told, method=catalogue.method(shown.treatment.method).name)
    reports = _reports(seen, catalogue)
    fit = reports_that_fit(
        reports, effects=len(effects), alerts=len(alerts[:MOST_ALERTS]), notes=len(notes[:MOST_NOTES]),
        outlooks=len(outlooks),
    )  # fmt: skip
    never = [uncapital(finding.effect.name) for finding in shown.findings if not finding.ever_present]
    return OnPaper(
        clinic=clinic.name,
        time_zone=clinic.time_zone,
        patient=shown.patient.name,
        code=shown.patient.code,
        about=_about(shown.patient),
        treatment=_treatment(shown, catalogue),
        standing=_standing(shown, guide),
        day=shown.day,
        effects=effects,
        never=", ".join(never),
        outlooks=outlooks,
        alerts=tuple(_alert(alert, seen, guide, zone, now=now) for alert in alerts[:MOST_ALERTS]),
        notes=tuple(_note(note, seen.staff, catalogue) for note in notes[:MOST_NOTES]),
        reports=reports[:fit],
        left=Left(max(0, len(alerts) - MOST_ALERTS), max(0, len(notes) - MOST_NOTES), len(reports) - fit),
        guidance=f"Judged by guidance {guide.number} (bands {guide.version}, rules {guide.rules.version}).",
        made=f"Printed on {at_time(now.astimezone(zone))} by {by}.",
    )


def _about(patient: Patient) -> str:
    born = f"born {patient.year_of_birth}" if patient.year_of_birth else ""
    skin = f"skin type {patient.skin_type}" if patient.skin_type else ""
    return ", ".join(part for part in (patient.code, born, skin) if part)


def _treatment(shown: Recovery, catalogue: Catalogue) -> str:
    treatment = shown.treatment
    closed = f", closed on {on_date(treatment.closed_on)}" if treatment.closed_on else ""
    line = treatment_line(treatment, catalogue)
    return f"{line}, {on_date(treatment.procedure)}, {treatment.clinician.name}{closed}"


def _standing(shown: Recovery, guide: Guide) -> str:
    received, due = shown.due(guide.last_due_day(shown.treatment.method))
    badge = standing_badge(shown.standing, day=shown.day)
    on = "Day" if shown.today_day is not None else "Closed on day"
    parts = [f"{on} {shown.day}: {uncapital(badge.word)}"]
    parts += [f"last report on day {shown.last.day}"] if shown.last else []
    said = "; ".join([*parts, f"{received} of {due} due reports received."])
    signs = [uncapital(guide.catalogue.red_flag(slug).name) for slug in shown.warning_signs]
    return f"{said} Warning sign on day {shown.warned_on}: {', '.join(signs)}." if signs else said


def _effect(finding: Finding) -> EffectLine:
    course = finding.course
    gone = course is not None and course.clear_since is not None
    return EffectLine(
        name=finding.effect.name,
        status=clinician_badge(finding).word,
        peak=course.peak.word.lower() if course else "",
        resolved=f"day {course.last_present} to {course.clear_since}" if course and gone else "not yet",
        band_words=band_in_words(finding.band),
        points=finding.points,
        band=finding.band,
    )


def _outlooks(found: Sequence[Finding], told: Earlier, *, method: str) -> tuple[str, ...]:
    """What became of earlier patients who had what this one has, a sentence each, and then who they are."""
    beside = [(told[finding.effect.slug], finding) for finding in found if finding.effect.slug in told]
    said = [outlook for each, finding in beside if (outlook := clinician_outlook(each, finding))]
    return (*said, who_they_are(method)) if said else ()


def _alert(alert: Alert, seen: Record, guide: Guide, zone: ZoneInfo, *, now: datetime) -> AlertLine:
    who = seen.staff.get(alert.holding.account_id or 0, "the reports")
    state = state_in_words(alert.holding.state, who=who) or "open, nobody has it yet"
    if alert.is_snoozed(now) and alert.holding.snoozed_until is not None:
        state += f", put off until {on_date(alert.holding.snoozed_until.astimezone(zone).date())}"
    if alert.holding.state is State.CLOSED and alert.holding.closed_at is not None:
        state += f" on {on_date(alert.holding.closed_at.astimezone(zone).date())}"
    earlier = alert.guidance_version
    return AlertLine(
        level=alert.level.word,
        why=reason(alert, guide.catalogue, today=None, points=seen.recovery.course(alert.side_effect)),
        opened=on_date(alert.opened_at.astimezone(zone).date()),
        state=state + (f", judged by guidance {earlier}" if earlier != guide.number else ""),
        note=cut(_last_note(seen.events.get(alert.alert_id, ()))),
    )


def _last_note(events: Sequence[Event]) -> str:
    """What was written last about an alert; a step taken back names itself, not the patient."""
    return next((event.note for event in reversed(events) if event.note and event.step is not Step.UNDONE), "")


def _note(note: Note, staff: Mapping[int, str], catalogue: Catalogue) -> NoteLine:
    grade = note.grade
    found = f"{catalogue.side_effect(grade.side_effect).name} {grade.severity.word.lower()}" if grade else ""
    said = ". ".join(part for part in (found, note.text) if part)
    return NoteLine(note.day, f"{staff.get(note.written_by, '')}, {note.kind}", cut(said))


def _reports(seen: Record, catalogue: Catalogue) -> tuple[ReportLine, ...]:
    latest = sorted(seen.recovery.reports.values(), key=lambda report: -report.day)
    return tuple(_report(report, seen, catalogue) for report in latest)


def _report(report: Report, seen: Record, catalogue: Catalogue) -> ReportLine:
    on = seen.recovery.treatment.procedure + timedelta(days=report.day)
    signs = [uncapital(catalogue.red_flag(slug).name) for slug in report.red_flags]
    said = [] if report.entered_by is None else [f"By phone, entered by {seen.staff.get(report.entered_by, 'staff')}."]
    said += [f"Warning sign: {', '.join(signs)}."] if signs else []
    said += ["Asked for a call."] if report.wants_call else []
    said += [f"“{cut(report.note)}”"] if report.note else []
    return ReportLine(report.day, f"{on.day} {on:%b %Y}", noticed(report, catalogue), " ".join(said))

"""What a row of the worklist says: why someone is needed, how the course went, and who has it."""

from html import escape
from zoneinfo import ZoneInfo

from recovery.charts.spark import spark_image
from recovery.domain.alerts import Alert
from recovery.domain.wording import age, alert_badge, at_time, reason, state_in_words, treatment_line
from recovery.domain.wording.english import capital
from recovery.domain.worklist import Row, leading
from recovery.services.alerts.triaging import Worklist
from recovery.ui.text import contact_part
from recovery.ui.theme import is_dark

NO_LONGER = ' class="rd-gone"'
"""Marks a reason that the reports do not bear out any more."""


def reading_part(row: Row, shown: Worklist, *, marked: bool) -> str:
    """What a row says, as HTML."""
    mark = '<span class="rd-marked">Marked</span>' if marked else ""
    said = f'<p class="rd-facts">{_levels(row)}{mark} {escape(_facts(row, shown))}</p>'
    held = [_held(alert, shown) for alert in row.alerts]
    alike = len(set(held)) == 1
    reasons = "".join(
        _reason(row, alert, shown, held="" if alike else each or "nobody has it")
        for alert, each in zip(row.alerts, held, strict=True)
    )
    holder = capital(held[0]) if alike else ""
    who = f'<p class="rd-holder">{escape(holder)}</p>' if holder else ""
    reach = contact_part(row.who.patient.contact)
    return f'<div class="rd-row"><div>{said}<ul>{reasons}</ul>{who}{reach}</div>{_picture(row, shown)}</div>'


def _levels(row: Row) -> str:
    """The row's level; where only what no longer holds gives it, what it was, and the level of what holds."""
    return "".join(_level(alert) for alert in leading(row.alerts))


def _level(alert: Alert) -> str:
    kind = alert.level.name.lower() if alert.stands else "was"
    return f'<span class="rd-level rd-{kind}">{escape(alert_badge(alert).word)}</span>'


def _day(row: Row, shown: Worklist) -> int:
    treatment = row.who.treatment
    return treatment.day(treatment.closed_on or shown.today)


def _facts(row: Row, shown: Worklist) -> str:
    treatment, standing, day = row.who.treatment, row.who.standing, _day(row, shown)
    listed = (shown.today - shown.clinic.today(row.opened_at)).days
    return " · ".join(
        [
            f"Day {day}",
            f"last report {age(day - standing.last_day)}" if standing else "no report yet",
            f"listed {age(listed)}",
            treatment_line(treatment, shown.guide.catalogue),
            treatment.clinician.name,
        ]
    )


def _reason(row: Row, alert: Alert, shown: Worklist, *, held: str) -> str:
    said = escape(reason(alert, shown.guide.catalogue, today=_day(row, shown), points=row.course(alert.side_effect)))
    new = '<span class="rd-new">new since</span>' if row.is_new(alert) else ""
    by = f'<span class="rd-holder">{escape(held)}</span>' if held else ""
    return f"<li{'' if alert.stands else NO_LONGER}>{said}{new}{by}</li>"


def _held(alert: Alert, shown: Worklist) -> str:
    holding = alert.holding
    who = shown.staff.get(holding.account_id or 0, "somebody")
    said = [state_in_words(holding.state, who=who)]
    if holding.snoozed_until is not None and alert.is_snoozed(shown.now):
        said.append(f"put off until {at_time(holding.snoozed_until.astimezone(ZoneInfo(shown.clinic.time_zone)))}")
    return ", ".join(filter(None, said))


def _picture(row: Row, shown: Worklist) -> str:
    if row.pictured is None:
        return ""
    guide, treatment = shown.guide, row.who.treatment
    band = guide.band(method=treatment.method, side_effect=row.pictured)
    name = guide.catalogue.side_effect(row.pictured).name
    drawn = spark_image(row.course(row.pictured), band, today=_day(row, shown), dark=is_dark())
    caption = f"<span>{escape(name)}, </span><span>band day {band.from_day} to {band.to_day}</span>"
    return f"<figure>{drawn}<figcaption>{caption}</figcaption></figure>"

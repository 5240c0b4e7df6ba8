"""One row of the worklist: who it is, why, how it went, who has it, and what to do."""

from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.charts.spark import spark_image
from recovery.domain.access import Visitor
from recovery.domain.alerts import Alert
from recovery.domain.identifiers import as_text
from recovery.domain.wording import age, at_time, reason, state_in_words, treatment_line
from recovery.domain.wording.english import capital
from recovery.domain.worklist import Choice, Row
from recovery.services.triaging import Worklist
from recovery.ui.components.attending_form import attending_form
from recovery.ui.components.attending_offers import Offer, offers_for
from recovery.ui.components.attending_steps import Asked, form_open, note_chosen, note_step
from recovery.ui.components.worklist_choice import as_query
from recovery.ui.navigation import page_of
from recovery.ui.session import office
from recovery.ui.text import plain
from recovery.ui.theme import is_dark

NO_LONGER = ' class="rd-gone"'
"""Marks a reason that the reports do not bear out any more."""


def worklist_row(visitor: Visitor, row: Row, shown: Worklist, choice: Choice, *, marked: bool) -> None:
    """A row with its link to the patient's page, its buttons, and the form that one of them opens."""
    with st.container(border=True, key=f"row_{as_text(row.treatment_id)}"):
        st.page_link(page_of("patient"), label=_name(row), query_params=query_of(row.treatment_id, choice))
        st.html(reading_part(row, shown, marked=marked))
        _buttons(row)
        form = form_open()
        if form is not None and form.treatment_id == row.treatment_id:
            attending_form(visitor, shown.clinic, form)


def query_of(treatment_id: int, choice: Choice) -> dict[str, str]:
    """The address of a patient's page that knows the list which it was opened from."""
    return {"treatment": as_text(treatment_id), **as_query(choice)}


def asked_of(row: Row, offer: Offer) -> Asked:
    """A step for a row, with its alerts as they are shown."""
    return Asked(offer, row.treatment_id, row.who.patient.name, row.alerts)


def reading_part(row: Row, shown: Worklist, *, marked: bool) -> str:
    """What a row says, as HTML."""
    level = f'<span class="rd-level rd-{row.level.name.lower()}">{escape(row.level.word)}</span>'
    mark = '<span class="rd-marked">Marked</span>' if marked else ""
    said = f'<p class="rd-facts">{level}{mark} {escape(_facts(row, shown))}</p>'
    reasons = "".join(_reason(row, alert, shown) for alert in row.alerts)
    holder = _holder(row, shown)
    who = f'<p class="rd-holder">{escape(holder)}</p>' if holder else ""
    return f'<div class="rd-row"><div>{said}<ul>{reasons}</ul>{who}</div>{_picture(row, shown)}</div>'


def _name(row: Row) -> str:
    return f"{plain(row.who.patient.name)} &ensp; {row.who.patient.code}"


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
            treatment_line(treatment, office().guide.catalogue),
            treatment.clinician.name,
        ]
    )


def _reason(row: Row, alert: Alert, shown: Worklist) -> str:
    said = escape(reason(alert, office().guide.catalogue, today=_day(row, shown)))
    new = '<span class="rd-new">new since</span>' if row.is_new(alert) else ""
    differs = len(_holders(row, shown)) > 1
    held = f'<span class="rd-holder">{escape(_held(alert, shown) or "nobody has it")}</span>' if differs else ""
    return f"<li{'' if alert.stands else NO_LONGER}>{said}{new}{held}</li>"


def _holder(row: Row, shown: Worklist) -> str:
    """Who has the row, when all of its alerts stand alike."""
    holders = _holders(row, shown)
    return capital(holders.pop()) if len(holders) == 1 else ""


def _holders(row: Row, shown: Worklist) -> set[str]:
    return {_held(alert, shown) for alert in row.alerts}


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
    guide, treatment = office().guide, row.who.treatment
    band = guide.band(method=treatment.method, side_effect=row.pictured)
    name = guide.catalogue.side_effect(row.pictured).name
    drawn = spark_image(row.points, band, today=_day(row, shown), dark=is_dark())
    caption = f"{name}, band day {band.from_day}-{band.to_day}"
    return f"<figure>{drawn}<figcaption>{escape(caption)}</figcaption></figure>"


def _buttons(row: Row) -> None:
    key, offers = as_text(row.treatment_id), offers_for(row.alerts)
    first = Offer.TAKE if Offer.TAKE in offers else Offer.CLOSE
    with st.container(horizontal=True, gap="small", key=f"steps_{key}"):
        st.button(first, key=f"first_{key}", on_click=note_step, args=(asked_of(row, first),))
        st.menu_button(
            "More",
            [offer for offer in offers if offer is not first],
            key=f"more_{key}",
            on_click=note_chosen,
            args=(f"more_{key}", asked_of(row, first)),
        )


def form_apart(visitor: Visitor, shown: Worklist) -> None:
    """The open form above the list, when its row is not on this page any more: what was written is not lost."""
    form = form_open()
    if form is not None and form.treatment_id not in {row.treatment_id for row in shown.rows}:
        st.markdown(f"**{plain(form.name)}** is not on this page any more.")
        attending_form(visitor, shown.clinic, form)

"""One side effect as a card: its state, a sentence, and its course over the band."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from recovery.charts.course import course_alt, course_figure
from recovery.charts.fan import FOR_CLINICIANS, FOR_PATIENTS, Fan
from recovery.charts.legend import Kind, marks_of
from recovery.charts.markers import Marker
from recovery.domain.catalogue import Catalogue
from recovery.domain.expected import Expected
from recovery.domain.finding import Finding
from recovery.domain.guide import Guide
from recovery.domain.wording import (
    Badge,
    advice,
    band_caption,
    clinician_badge,
    clinician_sentence,
    headline,
    patient_badge,
    patient_sentence,
)
from recovery.domain.wording.comparing import other_sentence
from recovery.domain.wording.outlook import clinician_outlook, no_outlook, patient_outlook
from recovery.services.recoveries.comparing import Other
from recovery.services.recoveries.reviewing import Recovery
from recovery.store.guidance import Version
from recovery.ui.components.band_basis import band_basis
from recovery.ui.components.calling import call_link
from recovery.ui.components.figures import ZOOMS, has_mouse, show_figure
from recovery.ui.components.patient.comparison import behind
from recovery.ui.session import office
from recovery.ui.text import plain
from recovery.ui.theme import badge_text, is_dark

MIN_CARD_WIDTH = 340
"""Pixels: two cards on a desk, one on a phone."""


@dataclass(frozen=True)
class Pictured:
    """What all course pictures of a treatment share: the axis, the markers, and what they are compared with.

    `markers_of` are by side effect, and so are earlier patients, who are drawn where `draws_earlier` says so; `days`
    are the first and last day shown, None for all; `origins` are those of the practice's own bands. It takes `least`
    earlier treatments for anything to be said of them.
    """

    span: int
    markers: Sequence[Marker] = ()
    markers_of: Mapping[str, Sequence[Marker]] = field(default_factory=dict)
    other: Other | None = None
    days: tuple[int, int] | None = None
    origins: Mapping[str, Version] = field(default_factory=dict)
    earlier_patients: Mapping[str, Expected] = field(default_factory=dict)
    draws_earlier: bool = False
    least: int = 0

    def markers_on(self, finding: Finding) -> list[Marker]:
        """The markers of one side effect's picture."""
        return [*self.markers, *self.markers_of.get(finding.effect.slug, ())]

    def marks(self, shown: Sequence[Finding]) -> list[Kind]:
        """What the key of these pictures explains beside the courses."""
        earlier = [Kind.EARLIER] if self.other else []
        fans = [Kind.FAN] if any(self.fan_behind(finding) for finding in shown) else []
        return [*fans, *earlier, *marks_of([self.markers_on(finding) for finding in shown], span=self.span)]

    def outlook_of(self, finding: Finding) -> str:
        """What became of earlier patients, or why that is not said; empty where none are spoken of at all."""
        told = self.earlier_patients.get(finding.effect.slug)
        said = clinician_outlook(told, finding) if told else ""
        return said or (no_outlook(told, finding, limit=self.least) if self.earlier_patients else "")

    def fan_behind(self, finding: Finding) -> Fan | None:
        """What earlier patients had of it, for its picture; None where too few had, or they are not to be drawn."""
        told = self.earlier_patients.get(finding.effect.slug)
        return _fan(told, FOR_CLINICIANS) if told and self.draws_earlier else None


def axis_span(found: Sequence[Finding], other: Other | None = None) -> int:
    """The last day of the day axis that all cards of a treatment share: its widest band, its last report, or today.

    What it is compared with has room as far as anything was present in it. A today so far off that the courses would
    have less than half of the picture is left out.
    """
    told = max(*(finding.band.to_day for finding in found), *_reported_days(found), other.last_day if other else 0)
    today = max((finding.today for finding in found), default=0)
    return max(told, today) if today <= 2 * told else told


def show_headline(recovery: Recovery) -> None:
    """How the whole recovery stands, for the patient, in one sentence."""
    catalogue = office().guide.catalogue
    said = headline(
        recovery.findings,
        recovery.standing,
        today=recovery.day,
        warned_on=recovery.warned_on,
        warned_of=[catalogue.red_flag(slug).name for slug in recovery.warning_signs],
        called_on=recovery.called_on,
        closed_on=recovery.treatment.closed_on,
        watched=recovery.clinic.watched,
    )
    st.markdown(f"{badge_text(said.badge)} &ensp; **{said.sentence}**")
    if said.calls:
        call_link("Call the practice:", recovery.clinic.phone, calm=True)


def show_advice(recovery: Recovery) -> None:
    """The guide's advice for what the patient notices today."""
    for text in advice(recovery.findings):
        st.markdown(f":material/lightbulb: {text}")


def patient_card(finding: Finding, *, span: int, others: Expected | None = None) -> None:
    """A side effect for the patient, in plain words; with what others had, where the clinic shows it."""
    with st.container(border=True, height="stretch", key=f"course_{finding.effect.slug}"):
        outlook = patient_outlook(others, finding) if others else ""
        _heading(finding, patient_badge(finding), patient_sentence(finding), outlook)
        fan = _fan(others, FOR_PATIENTS) if others else None
        drawn = course_figure(finding, dark=is_dark(), span=span, fan=fan)
        show_figure(f"course_{finding.effect.slug}", drawn, alt=course_alt(finding, fan=fan))
        st.caption(band_caption(finding.band))


def clinician_card(finding: Finding, recovery: Recovery, guide: Guide, *, pictured: Pictured) -> None:
    """A side effect for the clinician: band and basis named, and all that was said beside the scores marked."""
    effect, treatment = finding.effect, recovery.treatment
    then = behind(pictured.other, finding, guide.catalogue)
    fan = pictured.fan_behind(finding)
    with st.container(border=True, height="stretch", key=f"course_{effect.slug}"):
        outlook = pictured.outlook_of(finding)
        _heading(finding, clinician_badge(finding), clinician_sentence(finding), outlook)
        zooms = has_mouse()
        drawn = course_figure(
            finding,
            dark=is_dark(),
            span=pictured.span,
            markers=pictured.markers_on(finding),
            earlier=then,
            fan=fan,
            procedure=treatment.procedure,
            areas=_areas(effect.slug, recovery, guide.catalogue),
            days=pictured.days,
            zooms=zooms,
        )
        with st.container(key=f"{ZOOMS}_{effect.slug}" if zooms else f"still_{effect.slug}"):
            show_figure(f"course_{effect.slug}", drawn, alt=course_alt(finding, fan=fan))
        if pictured.other is not None:
            st.caption(plain(_then(pictured.other, finding, guide.catalogue)))
        origin = pictured.origins.get(finding.band.version)
        band_basis(finding, guide, origin=origin, time_zone=recovery.clinic.time_zone)


def _heading(finding: Finding, badge: Badge, sentence: str, outlook: str) -> None:
    st.markdown(f"**{plain(finding.effect.name)}** &ensp; {badge_text(badge)}")
    st.caption("  \n".join([sentence, *([f":material/groups: {plain(outlook)}"] if outlook else [])]))


def _fan(told: Expected, names: tuple[str, str]) -> Fan:
    own, group = names
    return Fan(told.course, own, f"{told.n:,} {group}")


def _then(other: Other, finding: Finding, catalogue: Catalogue) -> str:
    then = other.findings.get(finding.effect.slug)
    return other_sentence(other.treatment, then, catalogue, is_earlier=other.is_earlier)


def _areas(side_effect: str, recovery: Recovery, catalogue: Catalogue) -> dict[int, str]:
    """Where it was worst, by day, as far as it was asked."""
    return {
        day: catalogue.area(score.area).name
        for day, report in recovery.reports.items()
        for score in report.scores
        if score.side_effect == side_effect and score.area is not None
    }


def _reported_days(found: Sequence[Finding]) -> list[int]:
    return [0, *(finding.course.last_day for finding in found if finding.course is not None)]

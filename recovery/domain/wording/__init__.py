"""Each finding in words: plain ones for patients, the field's own for clinicians."""

from recovery.domain.wording.alerts import (
    alert_badge,
    done_in_words,
    level_badge,
    reason,
    rule_in_words,
    state_in_words,
    step_in_words,
)
from recovery.domain.wording.badges import Badge, Tone, clinician_badge, patient_badge, standing_badge
from recovery.domain.wording.clinicians import (
    band_in_words,
    clinician_sentence,
    noticed,
    treatment_line,
    worst_in_words,
)
from recovery.domain.wording.english import age, at_time, on_date
from recovery.domain.wording.headlines import headline
from recovery.domain.wording.patients import (
    BORROWED,
    NOT_ADVICE,
    NOT_READ_AT_ONCE,
    advice,
    band_caption,
    patient_sentence,
    watched,
    whom_to_call,
)
from recovery.domain.wording.urgency import open_badges

__all__ = [
    "BORROWED",
    "NOT_ADVICE",
    "NOT_READ_AT_ONCE",
    "Badge",
    "Tone",
    "advice",
    "age",
    "alert_badge",
    "at_time",
    "band_caption",
    "band_in_words",
    "clinician_badge",
    "clinician_sentence",
    "done_in_words",
    "headline",
    "level_badge",
    "noticed",
    "on_date",
    "open_badges",
    "patient_badge",
    "patient_sentence",
    "reason",
    "rule_in_words",
    "standing_badge",
    "state_in_words",
    "step_in_words",
    "treatment_line",
    "watched",
    "whom_to_call",
    "worst_in_words",
]

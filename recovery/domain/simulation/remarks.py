"""What invented clinicians write: how an alert ended, and what is to be known of a patient."""

from collections.abc import Mapping, Sequence

from recovery.domain.rules import Rule

AFTER_TALKING: Mapping[Rule, Sequence[str]] = {
    Rule.RED_FLAG: (
        "Seen the same day, no sign of infection. Washing and follow-up explained.",
        "Pictures sent and looked at with a colleague; settling without treatment.",
        "Came in, cleaned and dressed. Better the next morning.",
        "Referred to her own doctor, course of treatment begun there.",
    ),
    Rule.CALL_ME: (
        "Question about make-up answered.",
        "Wanted to know when sport is fine again; told.",
        "Unsure about the moisturiser, product agreed on.",
        "Just wanted to be reassured.",
    ),
    Rule.SEVERE: (
        "Cool packs and a break from the active creams; milder two days later.",
        "Looks worse than it feels, pictures are as expected.",
        "Slept badly, better by now. Will report on.",
    ),
    Rule.WORSENING: (
        "After a day in the sun. Shade and cool packs, falling again.",
        "Rubbed while washing, knows now.",
        "New cream stopped; settling.",
    ),
    Rule.REBOUND: (
        "Sauna the evening before; gone again.",
        "Shaved too early, otherwise fine.",
        "Came back with exercise, nothing to treat.",
    ),
    Rule.PAST_BAND: (
        "Slow but steady. Next look at the visit.",
        "Explained that it can take longer; content with it.",
        "Nothing new on the pictures, wait and see.",
    ),
    Rule.SUSTAINED: ("Talked about care, expects a few more days.", "Gentler cleanser agreed on."),
    Rule.SILENT: ("Fine, had only forgotten to report.", "Was travelling; all is well.", "Link sent again."),
}
"""Closing notes after the patient was reached."""

WITHOUT_TALKING: Sequence[str] = (
    "As expected for this method, no call needed.",
    "Already falling again in today's report.",
    "Known to heal slowly; visit is booked anyway.",
    "Seen at the visit, nothing to do.",
)
"""Closing notes where nobody had to be reached."""

AT_THE_END: Sequence[str] = (
    "Recovery complete, nothing left to do.",
    "Final visit: content with the result.",
    "Closed with the recovery.",
)
"""Closing notes on the day on which a recovery is closed."""

CALLS: Sequence[str] = (
    "Called: doing well, had a few questions about washing.",
    "Called back after the report. Warm and tight, no pain, no discharge. Will send a picture if it grows.",
    "Reached on the second try. Everything explained once more, sounds relieved.",
)

NOTES: Sequence[str] = (
    "Prefers messages to calls.",
    "Works outdoors; sun protection discussed at length.",
    "Takes ibuprofen for her back, asked to pause it while bruised.",
    "Would like the next treatment before the summer.",
)

VISITS: Sequence[str] = (
    "Control visit. Skin calm, fine scaling at the edges, no crusts left.",
    "Control visit. Even colour, a little warmth over the cheekbones.",
    "Control visit. Healing as it should, pictures taken.",
)

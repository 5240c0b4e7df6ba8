"""What the reader of a summary must know of it."""

from collections.abc import Iterator

from recovery.domain.summary.summing import Choice, Period

_PERIODS = {
    Period.ALL: "one row for all months chosen",
    Period.QUARTER: "a row a quarter",
    Period.MONTH: "a row a month",
}


def notes(*, limit: int, of_alerts: bool) -> tuple[str, ...]:
    """The paragraphs of the README."""
    own = (_ALERTS,) if of_alerts else (_SUMMARY, _HALF_CLEAR)
    return (*own, _HELD_BACK.format(limit=limit, most=limit - 1), _DECIMALS, _READING)


_SUMMARY = (
    "A row of the summary is one side effect under one method, in one period, of one group of treatments. Recoveries "
    "are counted in the month of their procedure. Treatments and reports are those of the method, and the same in the "
    "rows of all its side effects: add them up over the rows of one side effect, never over all rows. Alerts are those "
    "on the side effect; warning signs, wishes for a call and silences are on none, so that there are fewer here than "
    "in the file of alerts."
)

_HALF_CLEAR = (
    "How to read the day by which half were clear: half_clear_day_first 3 and half_clear_day_last 5 say that half of "
    "those that ever had it were clear for good by day 3, 4 or 5: some day after day 2 and not later than day 5. "
    "Which, reports do not say, as some skipped the days between. half_clear_day_low 2 and half_clear_day_high 7 say "
    "that with as many other patients it could well have been any day from 2 to 7."
)

_DECIMALS = (
    "Days, severities and counts are whole numbers. Shares run from 0 to 1 with four decimals, those of alerts with "
    "two; hours have one decimal."
)

_ALERTS = (
    "A row of the alerts counts those of one rule, of one level, or all alerts, of treatments by one method, in one "
    "period and group. Each alert is in the row of its rule, in that of its level and in that of all, under its method "
    "and under all methods: add up none that include each other. Reports are the same in all of these. Alerts are "
    "counted in the month of the procedure, not of the alert. They are more than in the summary, since warning signs, "
    "wishes for a call and silences are on no side effect."
)

_HELD_BACK = (
    "Counts from 1 to {most} are held back, and with them whatever would give them away: the count beside them that "
    "makes up the same sum, shares and times that rest on them, and other months, quarters or groups of the same "
    'whole. "<{limit}" says that a count is small; "suppressed" may hide a small count or a large one. Clinicians, '
    "areas, ages or skin types of which there are too few are counted together. What is held back does not depend on "
    "which file is taken, so that two files of one day tell no more than each of them."
)

_READING = (
    "Groups differ in more than what they are grouped by: a difference between two rows is a question, not an answer. "
    "An interval says within which the figure would lie if as many other patients had been treated in the same way."
)


def split_in_words(choice: Choice) -> Iterator[tuple[str, str, str]]:
    """How it is split: name, value, and in words."""
    yield "by", choice.period.value, _PERIODS[choice.period]
    if choice.dimensions:
        slugs = " ".join(each.slug for each in choice.dimensions)
        yield "groups", slugs, f"grouped by {', '.join(choice.dimensions)}"

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
    return (_ALERTS if of_alerts else _SUMMARY, _HELD_BACK.format(limit=limit, most=limit - 1), _READING)


_SUMMARY = (
    "A row of the summary is one side effect under one method, in one period, of one group of treatments. Recoveries "
    "are counted in the month of their procedure."
)

_ALERTS = (
    "A row of the alerts counts those of one rule, of one level, or all alerts, of treatments by one method, in one "
    "period and group. Alerts are counted in the month of the procedure, not of the alert."
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
        slugs = " ".join(each.value.replace(" ", "_") for each in choice.dimensions)
        yield "groups", slugs, f"grouped by {', '.join(choice.dimensions)}"

"""Words inside figures: plain ones for severities and days, and harmless ones from people."""

import textwrap
from collections.abc import Iterable
from datetime import date, timedelta

LINE = 34
"""Characters in a line of a hover label: what fits beside a finger on a 390 px phone."""

MAX_LINES = 5
"""Lines in a hover label; a figure cuts off what lies outside it; the page has the rest."""


def escaped(text: str) -> str:
    """The text as plotly shows it unchanged: without markup, line breaks or entities of its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def wrapped(text: str) -> str:
    """Somebody's text as a hover label: escaped, in short lines, cut with an ellipsis."""
    lines = textwrap.wrap(text[: LINE * MAX_LINES * 2], LINE, max_lines=MAX_LINES, placeholder=" …")
    return "<br>".join(escaped(line) for line in lines)


def sentence(words: str) -> str:
    """The words as a sentence: a capital, a full stop."""
    return f"{words[:1].upper()}{words[1:]}."


def day_in_words(day: int, procedure: date | None = None) -> str:
    """A day of a treatment, with its date where the procedure's is known: "Day 4, 18 November"."""
    if procedure is None:
        return f"Day {day}"
    on = procedure + timedelta(days=day)
    return f"Day {day}, {on.day} {on:%B}"


def days_in_words(days: Iterable[int]) -> str:
    """Days in rising order as words, runs joined: "day 4", "days 2, 5 to 7 and 9"."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][1] + 1:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    words = [_run_in_words(first, last) for first, last in runs]
    noun = "day" if len(runs) == 1 and runs[0][0] == runs[0][1] else "days"
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return f"{noun} {listed}"


def _run_in_words(first: int, last: int) -> str:
    if first == last:
        return str(first)
    return f"{first} {'to' if last > first + 1 else 'and'} {last}"

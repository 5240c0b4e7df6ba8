"""How pictures say shares, severities, and what too few or no reports tell."""

from recovery.domain.catalogue import Severity

TOO_FEW = "too few"
"""In the place of a number that too few treatments would give."""

NOT_KNOWN = "not known yet"
"""In the place of a number that the reports do not tell."""

DECIMALS = 4
"""Of shares and of days between two: far below what the reports can tell (ours)."""


def rounded(number: float) -> float:
    """A number as a figure has it."""
    return round(number, DECIMALS)


def percent(share: float) -> str:
    """A share in whole per cent, never rounded to none or to all: "under 1%", "over 99%"."""
    if 0 < share < 0.01:  # noqa: PLR2004 - the least that whole per cent can say
        return "under 1%"
    if 0.99 < share < 1:  # noqa: PLR2004 - and the most
        return "over 99%"
    return f"{share:.0%}"


def severity_words(value: float) -> str:
    """A severity in words; between two of them both: "mild to moderate"."""
    low, high = Severity(int(value)), Severity(-int(-value // 1))
    return low.word.lower() if low is high else f"{low.word.lower()} to {high.word.lower()}"

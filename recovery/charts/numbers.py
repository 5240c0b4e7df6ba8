"""How pictures say shares, ranges, severities, and what too few or no reports tell."""

from recovery.domain.resolution import NEVER

TOO_FEW = "too few"
"""In the place of a number that too few treatments would give."""

NOT_KNOWN = "not known yet"
"""In the place of a number that the reports do not tell."""

DECIMALS = 4
"""Of shares and of days between two: far below what the reports can tell (ours)."""


def rounded(number: float) -> float:
    """A number as a figure has it."""
    return round(number, DECIMALS)


SAME = "same in nearly all samples"
"""In the place of a range that begins and ends with the same number."""


def percent(share: float, *, decimals: int = 0) -> str:
    """A share in per cent, never rounded to none or to all: "under 1%", "over 99%"; with a decimal "over 99.9%"."""
    least = 10.0 ** -(2 + decimals)
    if 0 < share < least:
        return f"under {least:.{decimals}%}"
    if 1 - least < share < 1:
        return f"over {1 - least:.{decimals}%}"
    return f"{share:.{0 if share in (0, 1) else decimals}%}"


def percent_and_range(share: float, low: float, high: float) -> tuple[str, str]:
    """A share and its range: "72%", "65% to 78%"; with a decimal where whole per cent would say too little."""
    for decimals in (0, 1):
        value, first, last = (percent(part, decimals=decimals) for part in (share, low, high))
        if first != last and not any(said.startswith(("under", "over")) for said in (value, first, last)):
            break
    return value, f"{first} to {last}" if first != last else SAME


def days_between(low: float, high: float) -> str:
    """The range of a day: "5 to 7", "5 or later"; in words where it is one day."""
    if low == high:
        return SAME
    return f"{low:.0f} or later" if high == NEVER else f"{low:.0f} to {high:.0f}"

"""What a benchmark has measured, and the table that says whether it is enough."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Sample:
    """One figure a round, all in the same unit."""

    rounds: tuple[float, ...]
    unit: str

    @property
    def median(self) -> float:
        return median(self.rounds)

    def __str__(self) -> str:
        low, high = min(self.rounds), max(self.rounds)
        return f"{short(self.median)} {self.unit} ({short(low)}-{short(high)})"


@dataclass(frozen=True)
class Aim:
    """A bound on a ratio or on our own figure, at most or at least."""

    bound: float
    of_ratio: bool
    at_least: bool = False
    unit: str = ""

    def is_met(self, *, ours: float, ratio: float | None) -> bool:
        value = ratio if self.of_ratio and ratio is not None else ours
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {self.bound:g}{'×' if self.of_ratio else f' {self.unit}'}"


@dataclass(frozen=True)
class Comparison:
    """Ours beside a peer of the same run. The ratio is ours / peer, or peer / ours where `as_speedup`."""

    what: str
    ours: Sample
    peer: Sample | None = None
    peer_name: str = ""
    aim: Aim | None = None
    as_speedup: bool = False

    @property
    def ratio(self) -> float | None:
        if self.peer is None:
            return None
        return self.peer.median / self.ours.median if self.as_speedup else self.ours.median / self.peer.median

    @property
    def verdict(self) -> str:
        if self.aim is None:
            return ""
        return "met" if self.aim.is_met(ours=self.ours.median, ratio=self.ratio) else "**not met**"

    def cells(self) -> list[str]:
        peer = f"{self.peer_name}: {self.peer}" if self.peer else ""
        ratio = "" if self.ratio is None else f"{short(self.ratio)}×{' faster' if self.as_speedup else ''}"
        return [self.what, str(self.ours), peer, ratio, str(self.aim or ""), self.verdict]


@dataclass(frozen=True)
class Result:
    """What one benchmark has to say: comparisons for the table, and lines on what they rest on."""

    comparisons: Sequence[Comparison]
    remarks: Sequence[str] = field(default_factory=tuple)


HEADINGS = ["what", "ours", "peer", "ratio", "aim", ""]


def table(rows: Sequence[Sequence[str]], *, headings: Sequence[str]) -> str:
    """A Markdown table that also reads well in a terminal."""
    widths = [max(len(row[at]) for row in (headings, *rows)) for at in range(len(headings))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (headings, ["-" * width for width in widths], *rows)
    ]
    return "\n".join(lines)


def short(value: float) -> str:
    """A number with three figures that count."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"

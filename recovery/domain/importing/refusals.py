"""What of a table is not taken, why, and how many lines share a reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field

REFUSALS_KEPT = 1_000
"""Refused lines that are told one by one; all of them are counted (ours)."""

REASONS_KEPT = 100
"""Reasons that are told; whoever has more has other things to mend first (ours)."""

WORDS_KEPT = 20
"""Unknown words of a column that are told: a column with more holds something else (ours)."""

WORD_LIMIT = 40
"""Characters of a word; what is longer is a text (ours)."""


@dataclass(frozen=True, order=True, slots=True)
class Refusal:
    """A line of the file that is not taken, the column it is about ("" for the whole line), and what to do.

    `word` is one that stands for nothing here, of a `kind` of words that a mapping can explain; it is for whoever
    brought the file, and in no representation. `other` is the line that says otherwise.
    """

    line: int
    column: str
    says: str
    kind: str = ""
    word: str = field(default="", repr=False)
    other: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why lines are refused: how many, the first of them, and of how many patients they are."""

    first: Refusal
    lines: int
    patients: int


OTHERS = Refusal(0, "", "Other reasons, which are told once these are mended.")


class Tally:
    """Refusals counted by reason, the first of them kept."""

    def __init__(self) -> None:
        self.lines = 0
        self._kept: list[Refusal] = []
        self._keys: set[tuple[str, str, str, str]] = set()
        self._reasons: dict[tuple[str, str, str, str], Reason] = {}

    def add(self, refusals: Iterable[Refusal]) -> None:
        """Count the refusals of one patient, or of a line that names none."""
        by_reason: dict[tuple[str, str, str, str], dict[int, Refusal]] = {}
        lines = set()
        for each in refusals:
            lines.add(each.line)
            key = self._key(each)
            self._keys.add(key)
            by_reason.setdefault(key, {}).setdefault(each.line, each)
            if len(self._kept) < REFUSALS_KEPT:
                self._kept.append(each)
        self.lines += len(lines)
        for key, own in by_reason.items():
            self._count(key, own)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Those that are told one by one, in the order of lines."""
        return tuple(sorted(self._kept))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons, those of most lines first."""
        return tuple(sorted(self._reasons.values(), key=lambda each: (-each.lines, each.first)))

    def _key(self, refusal: Refusal) -> tuple[str, str, str, str]:
        word = refusal.word.casefold() if len(refusal.word) <= WORD_LIMIT else ""
        key = (refusal.column, refusal.says, refusal.kind, word)
        if key in self._keys:
            return key
        if word and sum(known[0] == refusal.column and known[3] != "" for known in self._keys) >= WORDS_KEPT:
            return self._key(Refusal(refusal.line, refusal.column, refusal.says, refusal.kind))
        return key if len(self._keys) < REASONS_KEPT else (OTHERS.column, OTHERS.says, "", "")

    def _count(self, key: tuple[str, str, str, str], own: dict[int, Refusal]) -> None:
        first = own[min(own)]
        column, says, kind, word = key
        told = Refusal(first.line, column, says, kind, first.word if word else "", first.other)
        known = self._reasons.get(key)
        if known is None:
            self._reasons[key] = Reason(told, len(own), 1)
        else:
            self._reasons[key] = Reason(min(known.first, told), known.lines + len(own), known.patients + 1)

"""Patients of a file who may be one person entered twice, as enrolling warns of them; told, and never refused."""

import re

from recovery.domain.clinic import Patient
from recovery.domain.lookalikes import search_key

PAIRS_TOLD = 10
"""Of those who look alike (ours)."""

_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")

Name = tuple[str, int]
"""A name as it is compared, and a year of birth."""


def name_of(patient: Patient) -> Name | None:
    """What is compared of a patient's name; None where name or year is not known."""
    if patient.year_of_birth is None or patient.name == patient.code:
        return None
    return search_key(patient.name), patient.year_of_birth


class Alike:
    """Collects the lines of new patients who look like another of the file, or like one who stands here (line 0)."""

    def __init__(self) -> None:
        self.number = 0
        self.pairs: list[tuple[int, int]] = []
        self._first: dict[int, int] = {}

    def add(self, patient: Patient, line: int, *, stands_here: bool) -> None:
        """Compare a patient with all before."""
        # Numbers in place of names: of 100,000 patients these take 20 MB less.
        keys = [hash(key) for key in (name_of(patient), _LEADING_ZEROS.sub("", patient.code)) if key is not None]
        others = [self._first[key] for key in keys if key in self._first] or ([0] if stands_here else [])
        for key in keys:
            self._first.setdefault(key, line)
        if others:
            self.number += 1
            if len(self.pairs) < PAIRS_TOLD:
                self.pairs.append((line, others[0]))

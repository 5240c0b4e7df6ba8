"""The files that this process is sending: how far each is, for whoever waits for it."""

import threading
from collections import Counter
from dataclasses import dataclass


@dataclass
class UnderWay:
    """A file on its way: rows written of about how many, and for which account of which clinic."""

    file_id: int
    clinic_id: int
    account_id: int
    name: str
    expected: int
    rows: int = 0

    @property
    def share(self) -> float:
        """How much of it is written, from 0 to 1; what is expected is an estimate."""
        return min(1.0, self.rows / self.expected) if self.expected else 1.0


class FilesUnderWay:
    """The files that are being sent, and how many were begun."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: dict[int, UnderWay] = {}
        self._begun: Counter[tuple[int, int]] = Counter()

    def begin(self, file: UnderWay) -> None:
        """Take a file in."""
        with self._lock:
            self._files[file.file_id] = file
            self._begun[file.clinic_id, file.account_id] += 1

    def end(self, file: UnderWay) -> None:
        """Let go of it."""
        with self._lock:
            self._files.pop(file.file_id, None)

    def of_clinic(self, clinic_id: int) -> list[UnderWay]:
        """The files on their way to a clinic, the oldest first."""
        with self._lock:
            return [each for each in self._files.values() if each.clinic_id == clinic_id]

    def begun(self, *, clinic_id: int, account_id: int) -> int:
        """How many files were begun for an account, those that have ended too."""
        with self._lock:
            return self._begun[clinic_id, account_id]

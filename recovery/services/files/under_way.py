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


_lock = threading.Lock()
_all: dict[int, UnderWay] = {}
_begun: Counter[tuple[int, int]] = Counter()


def begin(file: UnderWay) -> None:
    """Take a file in."""
    with _lock:
        _all[file.file_id] = file
        _begun[file.clinic_id, file.account_id] += 1


def end(file: UnderWay) -> None:
    """Let go of it."""
    with _lock:
        _all.pop(file.file_id, None)


def under_way(*, clinic_id: int, account_id: int | None = None) -> list[UnderWay]:
    """The files on their way to a clinic, or to one account of it; the oldest first."""
    with _lock:
        return [each for each in _all.values() if each.clinic_id == clinic_id and account_id in (None, each.account_id)]


def begun(*, clinic_id: int, account_id: int) -> int:
    """How many files this process has begun to send to an account, those that have ended too."""
    with _lock:
        return _begun[clinic_id, account_id]

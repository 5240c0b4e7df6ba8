"""What this process has worked out lately, so that the same is not worked out again at every run of a page."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Worked = TypeVar("Worked")

MOST = 64
"""Things remembered, those asked for last: some 0.2 MB each in a large practice."""


class Remembered:
    """Values by what they rest on; whatever changes them has to be part of that."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, Any] = OrderedDict()

    def of(self, basis: Hashable, work_out: Callable[[], Worked]) -> Worked:
        """What was worked out on this basis, now or before; threads that ask at once may each work it out."""
        with self._lock:
            if basis in self._known:
                self._known.move_to_end(basis)
                known: Worked = self._known[basis]
                return known
        found = work_out()
        with self._lock:
            self._known[basis] = found
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return found

"""What this process has just written down, so that the same is not written again at every run of a page."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta

MOST = 10_000
"""Things remembered, the latest ones: some megabytes at most."""


class Lately:
    """When things last happened, as far as this process knows; another process writes its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at: OrderedDict[Hashable, datetime] = OrderedDict()

    def is_new(self, thing: Hashable, *, now: datetime, within: timedelta, prolongs: bool = False) -> bool:
        """Whether a thing has not happened `within` the time before now; if so, it happens now.

        With `prolongs`, each time that it happens begins the time anew, written or not.
        """
        with self._lock:
            before = self._at.get(thing)
            is_new = before is None or not timedelta(0) <= now - before < within
            if is_new or prolongs:
                self._at[thing] = now
                self._at.move_to_end(thing)
            while len(self._at) > MOST:
                self._at.popitem(last=False)
            return is_new

    def forget(self, thing: Hashable) -> None:
        """Let a thing be new again: it could not be written down."""
        with self._lock:
            self._at.pop(thing, None)

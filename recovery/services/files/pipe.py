"""Where a writer puts its bytes, and whoever sends them takes them away: nothing is kept, nothing is gone back to."""

import io


class Pipe(io.RawIOBase):
    """A file that can only be written on, as a connection is."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def write(self, content: object, /) -> int:
        """Take some bytes in."""
        taken = bytes(content)  # type: ignore[call-overload]  # anything that a writer holds as a buffer
        self._waiting.append(taken)
        return len(taken)

    def drain(self) -> bytes:
        """What was written since the last time."""
        waiting, self._waiting = b"".join(self._waiting), []
        return waiting

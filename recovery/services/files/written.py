"""What was written of a table, as it can be checked."""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash


@dataclass
class Written:
    """Counts and marks what goes into one file of a package."""

    path: str
    size: int = 0
    rows: int = 0
    _hash: "_Hash" = field(default_factory=hashlib.sha256, repr=False)

    def add(self, content: bytes, *, rows: int) -> None:
        """Take note of some of it."""
        self.size += len(content)
        self.rows += rows
        self._hash.update(content)

    @property
    def sha256(self) -> str:
        """The SHA-256 of all so far, in hexadecimal."""
        return self._hash.hexdigest()

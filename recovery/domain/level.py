"""How soon someone should look."""

from enum import IntEnum


class Level(IntEnum):
    """How soon someone should look, in the words of docs/domain.md section 5."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    URGENT = 4

    @property
    def word(self) -> str:
        """The level as people read it."""
        return self.name.capitalize()

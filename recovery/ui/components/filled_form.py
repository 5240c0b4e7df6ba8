"""Forms whose fields are filled in already: what each field started from, kept beside what it holds now."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from recovery.ui.session import forget, get, has, put


class FilledForm(NamedTuple):
    """How the keys of a form's fields begin, how those of what they started from begin, and how both end."""

    entry: str
    seen: str
    of: str = ""

    def begin(self, present: Mapping[str, object]) -> dict[str, Any]:
        """What the fields started from; where nothing stands in them yet, that is what is `present`.

        Of two people who change the same, the second is told by it. It has to be asked before the fields are drawn.
        """
        pairs = {name: (f"{self.entry}{name}{self.of}", f"{self.seen}{name}{self.of}") for name in present}
        if not all(has(key) for pair in pairs.values() for key in pair):
            for name, pair in pairs.items():
                for key in pair:
                    put(key, present[name])
        return {name: get(seen) for name, (_, seen) in pairs.items()}

    def anew(self, names: Mapping[str, object]) -> None:
        """Let the fields start from what is there, at the next run."""
        forget(f"{self.seen}{name}{self.of}" for name in names)

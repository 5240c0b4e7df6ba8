"""How people are greeted: the first name of a name, however it was typed."""

import re

_COMMAS = re.compile("[,，،、;]")

_AROUND = '.:()[]"“”„«»'
"""Signs that may stand around a word; apostrophes and hyphens belong to some names."""

_TITLES = (
    "dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "mister", "frau", "herr", "mme", "mlle", "monsieur",
    "madame", "señor", "señora", "sra", "jr", "sr", "phd", "md",
)  # fmt: skip
"""What is no name although nothing shows it; of the rest, such as "med.", a point does."""


def first_name(name: str) -> str:
    """The first name, whether the family name stands first or last; with the title where one name is all there is."""
    family, *after = (part.split() for part in _COMMAS.split(name))
    given = [word for words in after for word in words if not _is_title(word)]
    names = given or [word for word in family if not _is_title(word)]
    said = family if not given and len(names) == 1 else names[:1] or name.split()[:1]
    return " ".join(word.strip(_AROUND) for word in said).strip() or name


def _is_title(word: str) -> bool:
    letters = sum(map(str.isalpha, word))
    return word.strip(_AROUND).casefold() in _TITLES or (word.endswith(".") and letters != 1)

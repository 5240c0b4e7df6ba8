"""What the log says of an error that nobody expected."""

from traceback import extract_tb

FRAMES = 8
"""Places named of a traceback, the innermost first: those of a library and of ours that called it (ours)."""


def without_words(error: BaseException) -> str:
    """An error's type and where in the program it came up, without its own words: they may quote a patient's."""
    places = [f"{frame.filename}:{frame.lineno}" for frame in reversed(extract_tb(error.__traceback__, limit=-FRAMES))]
    return f"{type(error).__name__} at {' < '.join(places) or 'no known place'}"

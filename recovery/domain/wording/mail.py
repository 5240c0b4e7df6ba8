"""What mails to staff say: levels, numbers and links, never who it is or what they report."""

from collections.abc import Mapping

from recovery.domain.level import Level
from recovery.domain.wording.english import counted, joined

_ABOUT_THIS_MAIL = "Sign in to see more: a mail names no patient. Answers to it are not read."


def alert_subject(level: Level) -> str:
    """The subject of a mail on one alert."""
    return f"Recovery: an alert needs you ({level.word.lower()})"


def alert_body(level: Level, *, clinic: str, link: str) -> str:
    """The text of a mail on one alert."""
    return _body(f"{clinic}: there is an alert of the level {level.word.lower()}.", link)


DIGEST_SUBJECT = "Recovery: alerts are waiting"


def digest_body(waiting: Mapping[Level, int], *, clinic: str, link: str) -> str:
    """The text of a digest: how many alerts of each level nobody has taken yet."""
    counts = [f"{waiting[level]:,} {level.word.lower()}" for level in sorted(waiting, reverse=True)]
    if not counts:
        return _body(f"{clinic}: every alert has been taken by now.", link)
    total = counted(sum(waiting.values()), "alert")
    return _body(f"{clinic}: {total} that nobody has taken yet, {joined(counts)}.", link)


TEST_SUBJECT = "Recovery: a test"


def body_of_test(*, clinic: str, link: str) -> str:
    """The text of a test mail."""
    return _body(f"{clinic}: mail from Recovery arrives here.", link)


def _body(sentence: str, link: str) -> str:
    return f"{sentence}\n\n{link}\n\n{_ABOUT_THIS_MAIL}\n"

"""Every error that the product raises on purpose, in one tree."""

from collections.abc import Collection


class RecoveryError(Exception):
    """Raised by this package only; its message says what, which and what to do, and holds no patient data."""


class InvalidInput(RecoveryError):
    """A value that someone entered cannot be right; `field` names the value."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class UnknownWords(InvalidInput):
    """A table says words that stand for nothing here; `words` are for whoever brought it, and in no message."""

    def __init__(self, message: str, *, field: str, words: Collection[str]) -> None:
        super().__init__(message, field=field)
        self.words = tuple(words)


class InvalidDataFile(RecoveryError):
    """A file under data/ cannot be used; the message names file, entry and remedy."""


class InvalidSetting(RecoveryError):
    """An environment variable cannot be used; the message names it and what it takes."""


class NotAllowed(RecoveryError):
    """The visitor is signed in, but this is for another role."""


class SignedOut(RecoveryError):
    """The visitor's session has ended or never was."""


class SignInRefused(RecoveryError):
    """Name and password, link or code do not let anyone in."""


class NotProved(SignInRefused):
    """What a single sign-on provider answered lets nobody in; why, and to which account, is for the trail alone."""

    def __init__(self, message: str, *, reason: str, account_id: int | None = None) -> None:
        super().__init__(message)
        self.reason, self.account_id = reason, account_id


class ProviderUnreachable(RecoveryError):
    """The single sign-on provider does not answer, or not as one does."""


class TooManyAttempts(SignInRefused):
    """Sign-in has failed too often from here; `wait_s` says for how many seconds."""

    def __init__(self, message: str, *, wait_s: int) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class NotFound(RecoveryError):
    """There is no such thing, or none that this visitor may know of."""


class Conflict(RecoveryError):
    """Somebody else changed the same thing first."""


class LooksAlike(Conflict):
    """Whom somebody is about to enrol may be enrolled already; `ids` are the patients who look like them."""

    def __init__(self, message: str, *, ids: Collection[int]) -> None:
        super().__init__(message)
        self.ids = frozenset(ids)


class NotJudged(RecoveryError):
    """Some recoveries could not be judged by the alert rules; all the others were."""


class FileNotWritten(RecoveryError):
    """A file that was to be taken along could not be written; the message names it, and nothing of it was left."""


class StoreError(RecoveryError):
    """The database could not do its part; nothing was changed."""


class DatabaseBusy(StoreError):
    """Another program kept the database locked for longer than we wait."""


class DatabaseReadOnly(StoreError):
    """The database file or its folder cannot be written."""


class DatabaseFull(StoreError):
    """The disk, or the space given to the database, is full."""


class DatabaseUnusable(StoreError):
    """The file is missing, empty, damaged, no database, or another program's."""

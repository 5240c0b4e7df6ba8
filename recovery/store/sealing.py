"""Sealing what must be read again but never from the database alone: second factors, PINs, what is away at a provider.

The key is derived from the installation's own, a file beside the database: whoever takes the database without it can
read none of this.
"""

import base64
import hmac
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from recovery.errors import DatabaseUnusable
from recovery.store.trail_key import key_file, read_or_make_key

PURPOSE = b"recovery: sealed columns, version 1"
"""Tells this key from the trail's, which comes from the same file (NIST SP 800-108 calls it the label)."""


class Seal:
    """Seals texts for the database at `path`, and opens them again."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def close(self, text: str) -> str:
        """The text, readable only with the key and safe against changes (AES-128-CBC with HMAC-SHA-256)."""
        return self._fernet().encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """The text that was sealed; DatabaseUnusable when another key sealed it or somebody changed it."""
        try:
            return self._fernet().decrypt(sealed.encode("ascii")).decode()
        except (InvalidToken, UnicodeEncodeError):
            raise DatabaseUnusable(
                f"What was sealed does not open with {key_file(self._path)}. Put the key back that belongs to the file."
            ) from None

    def _fernet(self) -> Fernet:
        derived = hmac.digest(read_or_make_key(self._path), PURPOSE, "sha256")
        return Fernet(base64.urlsafe_b64encode(derived))

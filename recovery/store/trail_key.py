"""The key that chains the trail: a file beside the database, never in it."""

import hmac
import json
import os
import secrets
from pathlib import Path

from recovery.errors import DatabaseReadOnly, DatabaseUnusable

KEY_BYTES = 32
"""As long as what SHA-256 gives: RFC 2104 section 3 recommends no shorter key."""


_as_text = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def key_file(database: Path) -> Path:
    """Where the key of a database's trail lies."""
    return database.with_name(database.name + ".key")


def require_key(database: Path) -> None:
    """Raise DatabaseUnusable where a database has lost the key of its trail: a new one verifies no row of it."""
    path = key_file(database)
    if database.exists() and not path.exists():
        raise DatabaseUnusable(
            f"The key of the trail at {path} is missing: put the copy of it back, then verify again. Without it "
            "nothing can be verified, and the app goes on with a new one when it starts."
        )


def read_or_make_key(database: Path) -> bytes:
    """The key of a database's trail; made, for this user's eyes alone, where there is none."""
    path = key_file(database)
    try:
        if not path.exists():
            _make(path)
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except PermissionError:
        raise DatabaseReadOnly(f"The key of the trail at {path} cannot be read or made; let this user do so.") from None
    except (OSError, ValueError):
        raise DatabaseUnusable(f"{path} is not the key of a trail. Put a copy of it back.") from None
    if len(key) < KEY_BYTES:
        raise DatabaseUnusable(f"{path} is cut short. Put a copy of it back.")
    return key


def mac_of(key: bytes, before: str, *cells: object) -> str:
    """The HMAC-SHA-256 of one row, chained to the one `before` it, as hexadecimal digits."""
    return hmac.digest(key, _as_text([before, *cells]).encode(), "sha256").hex()


def _make(path: Path) -> None:
    # Written under another name and linked, so that of several processes that start together one key wins, whole.
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        new.unlink()

"""The only reader of the environment; README tables these settings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from recovery.errors import InvalidSetting

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""The names of this machine, which no network carries."""

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Settings:
    """Where things are, and how the outside world reaches us."""

    database: Path
    guide: Path
    address: str | None

    def __post_init__(self) -> None:
        if self.address is None:
            return
        if not _is_origin(self.address):
            raise InvalidSetting(
                f"RECOVERY_ADDRESS is {self.address!r}; write where patients reach the app, "
                "such as https://recovery.example.com"
            )


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; every one has a default."""
    environment = os.environ if environment is None else environment
    address = environment.get("RECOVERY_ADDRESS", "").strip().rstrip("/")
    return Settings(
        database=_path(environment, "RECOVERY_DATABASE", ROOT / "data" / "recovery.db"),
        guide=_path(environment, "RECOVERY_GUIDE", ROOT / "data"),
        address=address or None,
    )


def _path(environment: Mapping[str, str], name: str, default: Path) -> Path:
    text = environment.get(name, "").strip()
    if "\0" in text:
        raise InvalidSetting(f"{name} holds a character that no path can have; write a path.")
    try:
        return Path(text).expanduser().absolute() if text else default
    except RuntimeError:
        raise InvalidSetting(f"{name} is {text!r}, the home of an unknown user; write a path.") from None


def _is_origin(address: str) -> bool:
    """Whether this is scheme and host alone: https, or http on this machine, where nothing can listen in."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    only_host = parts.netloc and not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return bool(only_host) and safe

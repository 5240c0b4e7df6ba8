"""Addresses that mean the very machine that they are opened on."""

import ipaddress
from urllib.parse import urlsplit


def is_loopback(hostname: str) -> bool:
    """Return whether a host name can only mean the machine that the browser runs on."""
    if hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(hostname).is_loopback
    except ValueError:
        return False


def opens_here_only(address: str) -> bool:
    """Whether an address means the machine that it is opened on."""
    return is_loopback(urlsplit(address).hostname or "")

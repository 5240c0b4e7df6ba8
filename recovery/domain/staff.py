"""What is entered of a member of staff: the name, the sign-in name and the roles, each refused when it is wrong."""

import unicodedata
from collections.abc import Collection
from enum import StrEnum

from recovery.domain.access import Role
from recovery.domain.report import NAME_LIMIT, clean_text
from recovery.errors import InvalidInput

STAFF_ROLES = (Role.CLINICIAN, Role.MANAGER)


class State(StrEnum):
    """Whether somebody can sign in with an account."""

    ACTIVE = "active"
    INVITED = "invited"
    """Nobody has signed in with it yet: it has no password, and no single sign-on is linked to it."""

    DISABLED = "disabled"


def login_key(text: str) -> str:
    """A sign-in name as it is looked up: without regard to case, and without what nobody sees of it (Unicode's Cf)."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip().casefold()


def check_login(text: str) -> str:
    """The sign-in name as it is kept: one word, without regard to case; InvalidInput when it is none."""
    cleaned = login_key(clean_text(text, limit=NAME_LIMIT, what="The sign-in name", field="login"))
    if not cleaned or any(character.isspace() for character in cleaned):
        raise InvalidInput("The sign-in name must be one word, such as an e-mail address.", field="login")
    return cleaned


def check_name(text: str, *, what: str = "The name") -> str:
    """A person's name on one line; InvalidInput when nothing is left of it."""
    cleaned = " ".join(clean_text(text, limit=NAME_LIMIT, what=what, field="account_name").split())
    if not any(character.isalnum() for character in cleaned):
        raise InvalidInput(f"{what} is empty; please enter it.", field="account_name")
    return cleaned


def check_roles(roles: Collection[Role]) -> frozenset[Role]:
    """One or both of the roles that staff have; InvalidInput otherwise."""
    if not roles or not set(roles) <= set(STAFF_ROLES):
        raise InvalidInput("Choose clinician, manager or both.", field="roles")
    return frozenset(roles)

"""Refusing all that is wrong at once, so that nobody mends one entry to be told of the next."""

from collections.abc import Callable
from typing import Any

from recovery.errors import InvalidInput


def refuse_together(*checks: Callable[[], object]) -> tuple[Any, ...]:
    """What every check gives; InvalidInput with what all of them refused, in their order, named after the first."""
    given, refused = [], []
    for check in checks:
        try:
            given.append(check())
        except InvalidInput as error:
            refused.append(error)
    if len(refused) == 1:
        raise refused[0]
    if refused:
        raise InvalidInput(" ".join(map(str, refused)), field=refused[0].field)
    return tuple(given)

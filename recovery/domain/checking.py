"""Refusing all that is wrong at once, so that nobody mends one entry to be told of the next."""

from collections.abc import Callable

from recovery.errors import InvalidInput


def refuse_together(*checks: Callable[[], object]) -> None:
    """Run every check; InvalidInput with what all of them refused, in their order, named after the first."""
    refused = []
    for check in checks:
        try:
            check()
        except InvalidInput as error:
            refused.append(error)
    if len(refused) == 1:
        raise refused[0]
    if refused:
        raise InvalidInput(" ".join(map(str, refused)), field=refused[0].field)

"""What a small count is, and which counts may stand beside each other (docs/decisions/0023-disclosure-control.md)."""

from collections.abc import Hashable, Iterable, Mapping
from operator import add
from typing import TypeAlias, TypeVar

Key = TypeVar("Key", bound=Hashable)

Cell: TypeAlias = tuple[str, ...]
"""Whom something is counted of: a category in each dimension."""

Vector: TypeAlias = tuple[int, ...]
"""Counts that add up to what another figure says: all but one of them and the sum give the last away."""


def is_small(n: int, *, limit: int) -> bool:
    """Whether a count is of so few that it could say something of one of them."""
    return 0 < n < limit


def is_safe(vectors: Iterable[Vector], *, limit: int) -> bool:
    """Whether no count among these is small."""
    return not any(0 < n < limit for vector in vectors for n in vector)


def plus(one: Vector, another: Vector) -> Vector:
    """The sum of two of the same length."""
    return tuple(map(add, one, another))


def together(tables: Iterable[Mapping[Key, Vector]]) -> dict[Key, Vector]:
    """The sum of tables, cell by cell."""
    found: dict[Key, Vector] = {}
    for table in tables:
        for cell, vector in table.items():
            found[cell] = plus(found[cell], vector) if cell in found else vector
    return found

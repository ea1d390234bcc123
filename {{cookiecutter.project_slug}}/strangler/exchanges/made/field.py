"""What is known of a value that a client sends: a field of a body, or a parameter of a query string."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Sort(StrEnum):
    """What sort of value it is."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    DURATION = "duration"
    UUID = "uuid"
    EMAIL = "email"
    URL = "url"
    SLUG = "slug"
    IP = "ip"
    CHOICE = "choice"
    ROW = "row"  # a row of another table, by whatever names it
    FILE = "file"
    IMAGE = "image"
    LIST = "list"
    OBJECT = "object"
    ANY = "any"


def nothing() -> list[Any]:
    """Return no value."""
    return []


@dataclass(frozen=True)
class Field:
    """What is known of a value.

    Args:
        name: of the field.
        sort: of the value.
        required: whether it must be there.
        unique: whether no other row may have it.
        longest: letters of a text at most.
        lowest: of a number.
        highest: of a number.
        places: of a decimal number, after the point.
        digits: of a decimal number, in all.
        choices: what it may be, if that is known.
        known: returns values that rows have, for a row of another table.
        item: of a list.
        fields: of an object.
    """

    name: str
    sort: Sort = Sort.ANY
    required: bool = False
    unique: bool = False
    longest: int | None = None
    lowest: float | None = None
    highest: float | None = None
    places: int | None = None
    digits: int | None = None
    choices: tuple[Any, ...] = ()
    known: Callable[[], list[Any]] = nothing
    item: "Field | None" = None
    fields: tuple["Field", ...] = ()

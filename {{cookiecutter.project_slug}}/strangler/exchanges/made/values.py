"""Values for a field: one that is right, those that are wrong in one way each."""

import random
import string
from collections.abc import Iterator, Mapping
from typing import Any

from strangler.exchanges.made.field import Field, Sort

# What is right for most fields of the sort.
RIGHT: Mapping[Sort, Any] = {
    Sort.TEXT: "Some text",
    Sort.BOOLEAN: True,
    Sort.DATE: "2026-03-14",
    Sort.DATETIME: "2026-03-14T15:09:26Z",
    Sort.TIME: "15:09:26",
    Sort.DURATION: "01:02:03",
    Sort.UUID: "6f1e3c52-4b7a-4c9d-8e2f-0a1b2c3d4e5f",
    Sort.EMAIL: "somebody@example.com",
    Sort.URL: "https://example.com/page",
    Sort.SLUG: "some-text",
    Sort.IP: "192.0.2.1",
    Sort.ANY: "Some text",
}
NO_ROW = 999_999_999
# What is wrong for any field of the sort.
WRONG: Mapping[Sort, tuple[Any, ...]] = {
    Sort.TEXT: ({"a": 1}, True, 5),
    Sort.INTEGER: ("many", 1.5, "", True, 10**30),
    Sort.NUMBER: ("many", "", "NaN"),
    Sort.DECIMAL: ("many", "", "NaN", "1e400"),
    Sort.BOOLEAN: ("maybe", "", 7),
    Sort.DATE: ("2026-13-45", "", "2026-03-14T15:09:26Z"),
    Sort.DATETIME: ("yesterday", "", "2026-03-14"),
    Sort.TIME: ("noon", "25:00"),
    Sort.DURATION: ("long",),
    Sort.UUID: ("no-uuid", 5),
    Sort.EMAIL: ("nobody", ""),
    Sort.URL: ("nowhere", ""),
    Sort.SLUG: ("not a slug!", ""),
    Sort.IP: ("300.1.1.1",),
    Sort.CHOICE: ("no_such_choice", "", 5),
    Sort.ROW: (NO_ROW, "no-such-row", "", -1, True),
    Sort.FILE: ("no file",),
    Sort.IMAGE: ("no image",),
    Sort.LIST: ("no list", {}),
    Sort.OBJECT: ("no object", []),
}


def right(field: Field, chance: random.Random) -> Any:
    """Return a value that is right, as far as is known."""
    if field.choices:
        return chance.choice(field.choices)
    if field.sort is Sort.ROW:
        known = field.known()
        return chance.choice(known) if known else NO_ROW
    if field.sort in {Sort.INTEGER, Sort.NUMBER, Sort.DECIMAL}:
        return _number(field)
    if field.sort is Sort.LIST:
        return [right(field.item, chance)] if field.item else []
    if field.sort is Sort.OBJECT:
        return {each.name: right(each, chance) for each in field.fields}
    value = RIGHT.get(field.sort, "")
    if isinstance(value, str) and field.unique:
        value = fresh(value, field, chance)
    return value[: field.longest] if isinstance(value, str) and field.longest else value


def fresh(value: Any, field: Field, chance: random.Random) -> Any:
    """Return another value of the same form, for a field that no two rows may have the same of.

    Digits become other digits; where there are none, letters are added.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value + chance.randrange(10_000, 99_999)
    if not isinstance(value, str) or field.sort is Sort.UUID:
        return value
    if any(letter.isdigit() for letter in value):
        return "".join(chance.choice(string.digits) if letter.isdigit() else letter for letter in value)
    more = "".join(chance.choices(string.ascii_lowercase, k=6))
    if field.sort is Sort.EMAIL:
        return f"{more}.{value}"
    room = (field.longest or len(value) + len(more)) - len(more)
    return f"{value[: max(room, 0)]}{more}"


def wrong(field: Field) -> Iterator[tuple[str, Any]]:
    """Yield values that are wrong in one way each, and in which."""
    yield "null", None
    yield from ((f"{value!r}", value) for value in WRONG.get(field.sort, ()))
    if field.sort is Sort.TEXT:
        yield from (("empty", ""), ("only spaces", "   "), ("a null character", "a\x00b"))
    yield from _beyond(field)
    if field.item is not None:
        yield "an empty list", []
        yield from ((f"a list of {what}", [value]) for what, value in wrong(field.item))
    for inner in field.fields:
        yield f"only {inner.name}", {inner.name: RIGHT.get(inner.sort, 1)}


def _beyond(field: Field) -> Iterator[tuple[str, Any]]:
    """Yield values that are beyond a limit."""
    if field.longest is not None:
        yield "too long", "x" * (field.longest + 1)
    if field.lowest is not None:
        yield "too low", field.lowest - 1
    if field.highest is not None:
        yield "too high", field.highest + 1
    if field.places is not None:
        yield "too many places", f"1.{'1' * (field.places + 1)}"
    if field.digits is not None:
        yield "too many digits", "9" * (field.digits + 1)


def _number(field: Field) -> Any:
    value = 12.0
    if field.lowest is not None:
        value = max(value, field.lowest)
    if field.highest is not None:
        value = min(value, field.highest)
    if field.sort is Sort.DECIMAL:
        return f"{value:.{min(field.places or 0, 2)}f}"
    return int(value) if field.sort is Sort.INTEGER else value

"""Bodies for an operation: right ones, and those in which one thing is wrong; in each type of content that is sent."""

import base64
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from strangler.exchanges.forms import Part, multipart, urlencoded
from strangler.exchanges.made.field import Field, Sort
from strangler.exchanges.made.values import fresh, right, wrong

JSON = "application/json"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
FILES: Mapping[Sort, tuple[str, str, str | bytes]] = {
    Sort.FILE: ("file.txt", "text/plain", "Some text"),
    Sort.IMAGE: ("image.png", "image/png", PNG),
}
# What is no body of any operation.
EMPTY = ((b"", "nothing"), (b"{}", "no fields"), (b"[]", "a list"), (b"null", "null"), (b'{"a": ', "broken"))


@dataclass(frozen=True)
class Body:
    """What is sent, its type, and what is special about it, for reports."""

    content: bytes
    kind: str
    what: str


def bodies_of(
    fields: tuple[Field, ...],
    printed: Mapping[str, Any] | None,
    read_only: tuple[str, ...],
    *,
    new: bool,
    chance: random.Random,
) -> Iterator[Body]:
    """Yield bodies, the right ones first.

    Args:
        fields: that are read.
        printed: what the serializer prints of a row, which is what it reads, too.
        read_only: names of fields that are only printed.
        new: whether a row is made, which can't have the unique values of another.
        chance: chooses.
    """
    whole = {field.name: _value(field, printed, chance, new=new) for field in fields}
    yield _written(fields, whole, "all fields")
    needed = {field.name: whole[field.name] for field in fields if field.required}
    if needed and needed != whole:
        yield _written(fields, needed, "required fields")
    for field in fields:
        rest = {name: value for name, value in whole.items() if name != field.name}
        yield _written(fields, rest, f"no {field.name}")
        yield _written(fields, {field.name: whole[field.name]}, f"only {field.name}")
        for what, value in wrong(field):
            yield _written(fields, {**whole, field.name: value}, f"{field.name}: {what}")
    yield _written(fields, {**whole, "no_such_field": 1}, "a field more")
    if read_only:
        yield _written(fields, {**whole, read_only[0]: 999}, f"{read_only[0]}, which is only printed")
    yield from _forms(whole)
    for content, what in (
        (b"", "nothing"),
        (b"{}", "no fields"),
        (b"[]", "a list"),
        (b"null", "null"),
        (b'{"a": ', "broken"),
    ):
        yield Body(content, JSON, what)
    yield Body(json.dumps(whole, default=str).encode(), "text/x-unknown", "an unknown type")


def _value(field: Field, printed: Mapping[str, Any] | None, chance: random.Random, *, new: bool) -> Any:
    """Return a value of a row that exists, where one is known: it has passed validation once."""
    if printed is None or field.name not in printed or field.sort in FILES:
        return right(field, chance)
    value = printed[field.name]
    if value is None and field.required:
        return right(field, chance)
    if field.fields and isinstance(value, dict):
        return {each.name: _value(each, value, chance, new=new) for each in field.fields}
    if field.item is not None and field.item.fields and isinstance(value, list):
        return [{each.name: _value(each, item, chance, new=new) for each in field.item.fields} for item in value[:3]]
    return fresh(value, field, chance) if new and field.unique else value


def _written(fields: tuple[Field, ...], values: Mapping[str, Any], what: str) -> Body:
    if not any(field.sort in FILES for field in fields):
        return Body(json.dumps(values).encode(), JSON, what)
    sorts = {field.name: field.sort for field in fields}
    content, kind = multipart([_part(name, value, sorts.get(name)) for name, value in values.items()], "")
    return Body(content, kind, what)


def _part(name: str, value: Any, sort: Sort | None) -> Part:
    file, kind, content = FILES.get(sort, ("", "", "")) if sort else ("", "", "")
    if file and value == "":  # as `right` has it, which knows no files
        return name, file, kind, content
    return name, "", "", _plain(value)


def _forms(values: Mapping[str, Any]) -> Iterator[Body]:
    flat = [(name, _plain(value)) for name, value in values.items()]
    yield Body(urlencoded(flat), "application/x-www-form-urlencoded", "a form")
    content, kind = multipart([(name, "", "", value) for name, value in flat], "")
    yield Body(content, kind, "a form with parts")


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value)

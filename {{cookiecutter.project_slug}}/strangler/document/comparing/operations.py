"""Compares the operations of two documents."""

from collections.abc import Iterable
from typing import Any

from strangler.document.comparing.change import Change, Changes, Level, Side
from strangler.document.comparing.reading import Reader
from strangler.document.comparing.schemas import Schemas
from strangler.document.grading import Key, key_of
from strangler.document.securing import signature
from strangler.document.walking import Json, names_in, operations

JSON = "application/json"
DIGITS = (r"^\d+$", r"^[0-9]+$")


def compare(old: Json, new: Json, *, only: Iterable[Key] | None = None) -> list[Change]:
    """Return what is different in a new document, what breaks clients first.

    Args:
        old: what clients were written against, version 3.0 or 3.1.
        new: the other document.
        only: the operations to look at; by default all.
    """
    changes = Changes()
    before, after = _by_key(old), _by_key(new)
    pair = Pair(Reader(old), Reader(new), changes)
    wanted = before.keys() if only is None else before.keys() & set(only)
    for key in wanted:
        path, method, _ = before[key]
        where = f"{method} {path}"
        if key in after:
            pair.compare(where, before[key], after[key])
        elif only is None:
            changes.breaks(where, "operation removed")
    for key in after.keys() - before.keys() if only is None else ():
        changes.notes(f"{after[key][1]} {after[key][0]}", "new operation")
    return sorted(changes.found, key=lambda change: (change.level is not Level.BREAKING, change.where))


Found = tuple[str, str, Json]  # path, method, operation


def _by_key(document: Json) -> dict[Key, Found]:
    return {key_of(method, path): (path, method, operation) for path, method, operation in operations(document)}


class Pair:
    """Compares operations of an old and a new document.

    Args:
        old: reads the old one.
        new: reads the new one.
        changes: where the differences go.
    """

    def __init__(self, old: Reader, new: Reader, changes: Changes) -> None:
        self.old = old
        self.new = new
        self.changes = changes
        self.schemas = Schemas(old, new, changes)

    def compare(self, where: str, before: Found, after: Found) -> None:
        """Note what is different between an operation and the same one in the new document."""
        old, new = before[2], after[2]
        self._parameters(where, before, after)
        self._body(where, self.old.resolve(old.get("requestBody")), self.new.resolve(new.get("requestBody")))
        self._responses(where, old.get("responses", {}), new.get("responses", {}))
        self._security(where, old, new)
        if old.get("operationId") != new.get("operationId"):
            self.changes.notes(where, f"operationId: was {old.get('operationId')}, is {new.get('operationId')}")
        if new.get("deprecated") and not old.get("deprecated"):
            self.changes.notes(where, "deprecated now")

    def _parameters(self, where: str, before: Found, after: Found) -> None:
        names = dict(zip(names_in(before[0]), names_in(after[0]), strict=True))
        old = self._named(self.old, before[2], names)
        new = self._named(self.new, after[2], {})
        for one, other in names.items():
            if one != other:
                self.changes.notes(where, f"parameter {one} in the path is called {other}")
        for key, parameter in old.items():
            place = f"{where} {key[0]} parameter {parameter['name']}"
            if key not in new:
                self.changes.breaks(place, "removed")
                continue
            if new[key].get("required") and not parameter.get("required"):
                self.changes.breaks(place, "required now")
            elif parameter.get("required") and not new[key].get("required"):
                self.changes.notes(place, "no longer required")
            self.schemas.compare(_written(_schema(parameter)), _written(_schema(new[key])), Side.REQUEST, place)
        for key in new.keys() - old.keys():
            required = bool(new[key].get("required")) and key[0] != "path"
            place = f"{where} {key[0]} parameter {new[key]['name']}"
            self.changes.either(required, place, "new, and required" if required else "new")

    def _named(self, reader: Reader, operation: Json, names: dict[str, str]) -> dict[tuple[str, str], Json]:
        found: dict[tuple[str, str], Json] = {}
        for parameter in map(reader.resolve, operation.get("parameters", ())):
            place, name = str(parameter.get("in", "")), str(parameter.get("name", ""))
            called = names.get(name, name) if place == "path" else name
            found[place, called.lower() if place == "header" else called] = parameter
        return found

    def _body(self, where: str, old: Json, new: Json) -> None:
        place = f"{where} request body"
        before, after = old.get("content", {}), new.get("content", {})
        if not before and not after:
            return
        if not before or not after:
            gone = bool(before)
            what = "no longer taken" if gone else "new, and required" if new.get("required") else "new"
            self.changes.either(gone or bool(new.get("required")), place, what)
            return
        if new.get("required") and not old.get("required"):
            self.changes.either(not _needs(self.old, before), place, "required now")
        self._content(place, before, after, Side.REQUEST)

    def _responses(self, where: str, old: Json, new: Json) -> None:
        before, after = ({str(status): each for status, each in some.items()} for some in (old, new))
        for status in sorted(before.keys() - after.keys()):
            self.changes.either(status.startswith(("2", "3")), f"{where} {status}", "no longer answered")
        for status in sorted(after.keys() - before.keys()):
            self.changes.notes(f"{where} {status}", "new answer")
        for status in sorted(before.keys() & after.keys()):
            one, other = self.old.resolve(before[status]), self.new.resolve(after[status])
            self._content(f"{where} {status} body", one.get("content", {}), other.get("content", {}), Side.RESPONSE)
            for name in one.get("headers", {}):
                if name.lower() not in {each.lower() for each in other.get("headers", {})}:
                    self.changes.breaks(f"{where} {status} header {name}", "removed")

    def _content(self, where: str, old: Json, new: Json, side: Side) -> None:
        for media_type in old.keys() - new.keys():
            self.changes.breaks(where, f"content type {media_type} removed")
        for media_type in new.keys() - old.keys():
            self.changes.notes(where, f"content type {media_type} added")
        same = old.keys() & new.keys()
        ordered = sorted(same, key=lambda each: (each != JSON, each))
        if _alike(old, same) and _alike(new, same):
            ordered = ordered[:1]  # forms and JSON mostly have one schema, whose changes need no saying twice
        for media_type in ordered:
            place = where if len(same) == 1 or media_type == JSON else f"{where} ({media_type})"
            self.schemas.compare(_schema(old[media_type]), _schema(new[media_type]), side, place)

    def _security(self, where: str, old: Json, new: Json) -> None:
        before, after = self._ways(self.old, old), self._ways(self.new, new)
        if not all(before) and all(after) and after:
            self.changes.breaks(where, "needs to be logged in now")
            before = {way for way in before if way}
        elif not after or not all(after):
            if before and all(before):
                self.changes.notes(where, "needs no login any more")
            return
        for way in before - after:
            self.changes.breaks(where, f"no longer takes {_way(way)}")
        for way in after - before:
            self.changes.notes(where, f"takes {_way(way)}")

    def _ways(self, reader: Reader, operation: Json) -> set[frozenset[Any]]:
        """Return the ways to log in, an empty one where none is needed; nothing at all said is the same."""
        schemes = reader.document.get("components", {}).get("securitySchemes", {})
        said = operation.get("security", reader.document.get("security")) or [{}]
        return {frozenset(signature(schemes.get(name, {"type": name})) for name in way) for way in said}


def _needs(reader: Reader, content: Json) -> bool:
    """Return whether a body had to have a field, so that nobody could leave it out."""
    return all(reader.read(_schema(each)).required for each in content.values())


def _schema(part: Json) -> Any:
    if "schema" in part:
        return part["schema"]
    return next((each.get("schema", {}) for each in part.get("content", {}).values()), {})


def _written(schema: Any) -> Any:
    """Return the schema of a parameter, which always is text: digits are a number."""
    is_number = isinstance(schema, dict) and schema.get("pattern") in DIGITS and schema.get("type") == "string"
    return {"type": "integer"} if is_number else schema


def _alike(content: Json, media_types: Iterable[str]) -> bool:
    schemas = [_schema(content[media_type]) for media_type in media_types]
    return all(schema == schemas[0] for schema in schemas)


def _way(way: frozenset[Any]) -> str:
    return " with ".join(sorted(" ".join(str(part) for part in mark if part) for mark in way))

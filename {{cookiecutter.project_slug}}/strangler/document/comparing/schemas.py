"""Compares two schemas, for those who send what they describe, or for those who get it."""

from collections.abc import Sequence
from typing import Any

from strangler.document.comparing.change import Changes, Side
from strangler.document.comparing.reading import ANYTHING, EXACT, LOWER, UPPER, Read, Reader

WIDER = {("int32", "int64"), ("float", "double")}  # formats, of which the second takes all of the first


class Schemas:
    """Compares the schemas of two documents.

    A request breaks a client where less is taken than before; a response, where something comes that it did not expect.

    Args:
        old: reads the document that clients were written against.
        new: reads the other one.
        changes: where the differences go.
    """

    def __init__(self, old: Reader, new: Reader, changes: Changes) -> None:
        self.old = old
        self.new = new
        self.changes = changes
        self._open: list[tuple[str, str]] = []  # the components that are being compared, for those that hold themselves

    def compare(self, old: Any, new: Any, side: Side, where: str) -> None:
        """Note what is different between two schemas."""
        before, after = self.old.read(old), self.new.read(new)
        pair = (before.name, after.name)
        if all(pair) and pair in self._open:
            return
        self._open.append(pair)
        if before.variants or after.variants:
            self._null(before, after, side, where)
            self._variants(before.variants or (old,), after.variants or (new,), side, where)
        else:
            self._types(before, after, side, where)
            self._choices(before, after, side, where)
            self._limits(before, after, side, where)
            self._properties(before, after, side, where)
            for keyword in ("items", "additionalProperties"):
                self._inner(before, after, keyword, side, where)
        self._open.pop()

    def _null(self, before: Read, after: Read, side: Side, where: str) -> None:
        lost, gained = (
            "null" in (one.types or ()) and "null" not in (other.types or ())
            for one, other in ((before, after), (after, before))
        )
        if lost:
            self.changes.either(side is Side.REQUEST, where, "null no longer")
        elif gained:
            self.changes.either(side is Side.RESPONSE, where, "may be null")

    def _types(self, before: Read, after: Read, side: Side, where: str) -> None:
        if before.types == after.types:
            return
        if before.types is None or after.types is None:
            what = f"was {_listed(before.types)}, is {_listed(after.types)}"
            self.changes.either(side is Side.RESPONSE and after.types is None, where, f"type: {what}")
            return
        lost = {kind for kind in before.types - after.types if not (kind == "integer" and "number" in after.types)}
        gained = {kind for kind in after.types - before.types if not (kind == "integer" and "number" in before.types)}
        if lost - {"null"} or gained - {"null"}:
            what = f"type: was {_listed(before.types)}, is {_listed(after.types)}"
            self.changes.either(bool(lost if side is Side.REQUEST else gained), where, what)
        else:
            self._null(before, after, side, where)

    def _choices(self, before: Read, after: Read, side: Side, where: str) -> None:
        if before.choices is None and after.choices is None:
            return
        if before.choices is None or after.choices is None:
            limited = before.choices is None
            what = f"only {', '.join(after.choices or ())}" if limited else "any value, not only those of a list"
            self.changes.either(limited == (side is Side.REQUEST), where, what)
            return
        # Whether null is among them, the types say.
        lost = [each for each in before.choices if each not in after.choices and each != "null"]
        gained = [each for each in after.choices if each not in before.choices and each != "null"]
        if lost:
            self.changes.either(side is Side.REQUEST, where, f"values no longer there: {', '.join(lost)}")
        if gained:
            self.changes.either(side is Side.RESPONSE, where, f"new values: {', '.join(gained)}")

    def _limits(self, before: Read, after: Read, side: Side, where: str) -> None:
        for keyword in (*LOWER, *UPPER):
            old, new = before.schema.get(keyword), after.schema.get(keyword)
            if old == new or isinstance(old, bool) or isinstance(new, bool):
                continue
            tighter = old is None or (new is not None and (new > old) == (keyword in LOWER))
            self.changes.either(tighter and side is Side.REQUEST, where, _said(keyword, old, new))
        for keyword in EXACT:
            old, new = before.schema.get(keyword), after.schema.get(keyword)
            if old != new:
                self.changes.either(new is not None and side is Side.REQUEST, where, _said(keyword, old, new))
        old, new = before.schema.get("format"), after.schema.get("format")
        if old != new:
            widened = (old, new) in (WIDER if side is Side.REQUEST else {(b, a) for a, b in WIDER})
            tighter = new is not None if side is Side.REQUEST else None not in {old, new}
            self.changes.either(tighter and not widened, where, _said("format", old, new))

    def _properties(self, before: Read, after: Read, side: Side, where: str) -> None:
        unsent = "readOnly" if side is Side.REQUEST else "writeOnly"
        old = {name: part for name, part in before.properties.items() if not self.old.resolve(part).get(unsent)}
        new = {name: part for name, part in after.properties.items() if not self.new.resolve(part).get(unsent)}
        if old and not new:
            if before.types == after.types:
                self.changes.either(side is Side.RESPONSE, where, "fields not described any more")
            return
        for name, part in old.items():
            place = f"{where}.{name}"
            if name not in new:
                self.changes.breaks(place, "field removed")
                continue
            self.compare(part, new[name], side, place)
            was, is_now = name in before.required, name in after.required
            if was != is_now:
                what = "required now" if is_now else "no longer required"
                self.changes.either(is_now == (side is Side.REQUEST), place, what)
        for name in new.keys() - old.keys():
            required = name in after.required and side is Side.REQUEST and bool(before.properties or before.types)
            self.changes.either(required, f"{where}.{name}", "new, and required" if required else "new field")

    def _variants(self, before: Sequence[Any], after: Sequence[Any], side: Side, where: str) -> None:
        old = {self.old.label(each): each for each in before}
        new = {self.new.label(each): each for each in after}
        for label in old.keys() & new.keys():
            self.compare(old[label], new[label], side, f"{where} ({label})")
        for label in old.keys() - new.keys():
            self.changes.either(side is Side.REQUEST and ANYTHING not in new, where, f"no longer {label}")
        for label in new.keys() - old.keys():
            self.changes.either(side is Side.RESPONSE and ANYTHING not in old, where, f"may be {label}")

    def _inner(self, before: Read, after: Read, keyword: str, side: Side, where: str) -> None:
        old, new = before.schema.get(keyword), after.schema.get(keyword)
        if isinstance(old, dict) and isinstance(new, dict):
            self.compare(old, new, side, f"{where}[]" if keyword == "items" else f"{where}.*")
        elif keyword == "additionalProperties" and new is False and old is not False and before.types is not None:
            self.changes.either(side is Side.REQUEST, where, "no other fields than those listed")


def _said(keyword: str, old: Any, new: Any) -> str:
    if old is None:
        return f"{keyword} is {new}"
    return f"no {keyword} any more, was {old}" if new is None else f"{keyword}: was {old}, is {new}"


def _listed(types: frozenset[str] | None) -> str:
    return "/".join(sorted(types)) if types is not None else "not said"

"""Shared parts of the two documents: equal ones stand once, different ones of the same name get another."""

from typing import Any

from strangler.document.walking import Json, change_references, references

PREFIX = "Legacy"
ROOT = "#/components/"


def keep_used(document: Json, *, besides: tuple[str, ...] = ("securitySchemes",)) -> None:
    """Drop the components that nothing refers to any more.

    Args:
        document: what is changed.
        besides: kinds of components that are not used by reference.
    """
    components = document.get("components", {})
    known = _pointers(document)
    used: set[str] = set()
    waiting = references({key: value for key, value in document.items() if key != "components"})
    while waiting:
        pointer = waiting.pop()
        if pointer in known and pointer not in used:
            used.add(pointer)
            waiting |= references(known[pointer])
    for kind in [kind for kind in components if kind not in besides]:
        components[kind] = {name: part for name, part in components[kind].items() if f"{ROOT}{kind}/{name}" in used}


def rename_clashes(document: Json, other: Json) -> None:
    """Give each component another name that is a different one in the other document.

    `Product` becomes `LegacyProduct`, or `LegacyProduct2` where that is taken. A component that looks the same and
    refers to a different one is different too.
    """
    ours, theirs = _pointers(document), _pointers(other)
    same = {pointer for pointer in ours if pointer in theirs and _equal(ours[pointer], theirs[pointer])}
    different = {pointer for pointer in ours if pointer in theirs} - same
    while found := {pointer for pointer in same if references(ours[pointer]) & different}:
        same -= found
        different |= found
    taken = {*ours, *theirs}
    renamed: dict[str, str] = {}
    for pointer in sorted(different):
        if not pointer.startswith(f"{ROOT}securitySchemes/"):
            renamed[pointer] = _free(pointer, taken)
            taken.add(renamed[pointer])
    change_references(document, lambda pointer: renamed.get(pointer, pointer))
    for kind, parts in document.get("components", {}).items():
        document["components"][kind] = {
            renamed.get(f"{ROOT}{kind}/{name}", name).rpartition("/")[2]: part for name, part in parts.items()
        }


def add_components(document: Json, other: Json) -> None:
    """Add the components of another document, whose names do not clash any more."""
    for kind, parts in other.get("components", {}).items():
        own = document.setdefault("components", {}).setdefault(kind, {})
        own.update({name: part for name, part in parts.items() if name not in own})


def _free(pointer: str, taken: set[str]) -> str:
    place, _, name = pointer.rpartition("/")
    wanted = free = f"{place}/{PREFIX}{name[:1].upper()}{name[1:]}"
    number = 1
    while free in taken:
        number += 1
        free = f"{wanted}{number}"
    return free


def _pointers(document: Json) -> dict[str, Any]:
    components = document.get("components", {})
    return {f"{ROOT}{kind}/{name}": part for kind, parts in components.items() for name, part in parts.items()}


def _equal(one: Any, other: Any) -> bool:
    """Return whether two parts mean the same; FastAPI gives each field a title, which says nothing new."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = {key for key in {*one, *other} if key != "title" or isinstance({**one, **other}[key], dict)}
        return all(key in one and key in other and _equal(one[key], other[key]) for key in keys)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return bool(one == other and type(one) is type(other))

"""Values as they can be compared between two sides: what JSON knows, and text."""

import re
from collections.abc import Mapping, Set
from functools import partial
from hashlib import sha256
from typing import Any

from django.db.models import Model

ADDRESS = re.compile(r" at 0x[0-9a-f]+")
DEPTH = 8  # of nested values; what is deeper is text
MAX_BYTES = 1000  # longer ones are told by their hash


def plain(value: Any, depth: int = DEPTH) -> Any:
    """Return a value with nothing in it but None, booleans, numbers, text, lists and dicts."""
    if value is None or type(value) in {bool, int, float, str}:
        return value
    if depth and isinstance(value, Mapping):
        return {str(key): plain(item, depth - 1) for key, item in value.items()}
    if depth and isinstance(value, list | tuple | Set):
        items = [plain(item, depth - 1) for item in value]
        return sorted(items, key=repr) if isinstance(value, Set) else items
    return _text(value)


def name_of(thing: Any) -> str:
    """Return the dotted name of a class or function, of what a `partial` calls, or of the class of anything else."""
    while isinstance(thing, partial):
        thing = thing.func
    if not hasattr(thing, "__qualname__"):
        thing = type(thing)
    return f"{thing.__module__}.{thing.__qualname__}"


def _text(value: Any) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return _bytes(bytes(value))
    if isinstance(value, Model):
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, BaseException):
        return f"{name_of(type(value))}: {value}"
    if isinstance(value, partial) or (callable(value) and hasattr(value, "__qualname__")):
        return name_of(value)
    return ADDRESS.sub("", str(value))


def _bytes(value: bytes) -> str:
    if len(value) > MAX_BYTES:
        return f"{len(value)} bytes, SHA-256 {sha256(value).hexdigest()}"
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()

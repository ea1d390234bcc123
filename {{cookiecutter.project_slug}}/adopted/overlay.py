"""Settings laid over others, where each change has a reason and none goes unseen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]  # ("DATABASES", "default", "CONN_MAX_AGE")


class Missing:
    """The value of what isn't set."""

    def __repr__(self) -> str:
        return "not set"


MISSING = Missing()


@dataclass(frozen=True)
class Change:
    """One change of a setting, or of a value in it."""

    path: Path
    before: Any
    after: Any
    reason: str

    @property
    def name(self) -> str:
        """The place in Python's words: `DATABASES['default']['CONN_MAX_AGE']`."""
        name, *keys = self.path
        return f"{name}{''.join(f'[{key!r}]' for key in keys)}"


class Overlay:
    """A copy of somebody's settings, to be changed. Values are copied where they change, and shared elsewhere.

    Args:
        settings: by their names; not touched.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.theirs = settings
        self.settings: dict[str, Any] = dict(settings)
        self.changes: list[Change] = []
        self.notes: list[str] = []

    def get(self, *path: str | int) -> Any:
        """Return what is set there, or `MISSING`."""
        return found(self.settings, path)

    def set(self, path: Path, value: Any, reason: str) -> None:
        """Set a value, in dicts and lists as deep as the path goes. What is so already is no change."""
        before = self.get(*path)
        if before is value or (type(before) is type(value) and before == value):
            return
        self.changes.append(Change(path, before, value, reason))
        self.settings = replaced(self.settings, path, value)

    def note(self, text: str) -> None:
        """Say what a person should know that is no change."""
        self.notes.append(text)

    def recorded(self) -> Mapping[str, Any]:
        """Return their settings with the recorded changes, and nothing else, in them."""
        settings = self.theirs
        for change in self.changes:
            settings = replaced(settings, change.path, change.after)
        return settings


def found(value: Any, path: Path) -> Any:
    """Return what stands in nested dicts and sequences at that path, or `MISSING`."""
    for key in path:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return value


def replaced(container: Any, path: Path, value: Any) -> Any:
    """Return a copy with another value at that path; of what stands beside it nothing is copied."""
    key, *rest = path
    inner = replaced(_entry(container, key), tuple(rest), value) if rest else value
    if isinstance(container, Mapping):
        return {**container, key: inner}
    items = list(container)
    items[key] = inner  # type: ignore[index]
    return items if isinstance(container, list) else type(container)(items)


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of the settings that are not the same in both."""
    for name in sorted({*one, *other}):
        before, after = one.get(name, MISSING), other.get(name, MISSING)
        if before is not after and (type(before) is not type(after) or before != after):
            yield name


def _entry(container: Any, key: Any) -> Any:
    entry = found(container, (key,))
    return {} if entry is MISSING or entry is None else entry

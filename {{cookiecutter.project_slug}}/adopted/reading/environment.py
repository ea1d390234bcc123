"""The environment that the project's modules are run in, and what they read of it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from adopted.facts import Place, Variable
from adopted.reading.values import UNKNOWN

SECRET = re.compile(r"KEY|SECRET|PASSW|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|PRIVATE|SALT|_PWD|DSN", re.IGNORECASE)
CREDENTIALS = re.compile(r"^\w[\w+.-]*://[^/\s:@]*:[^@/\s]+@")  # a URL with a password


class Required:
    """Stands for the default of a variable that has none."""


REQUIRED: Final = Required()


class Missing(Exception):  # noqa: N818 (a signal)
    """The project's code would have failed for this variable, or this module, and has a handler for it."""

    def __init__(self, kind: str, name: str = "") -> None:
        super().__init__(name)
        self.kind = kind
        self.name = name


class Environment:
    """Variables as they are where nothing was set up, except what the project's own `manage.py` sets.

    One that is read without a default has the value of the project's own example for it, if it has one: a developer's
    `.env` begins with that.
    """

    def __init__(self, given: Mapping[str, Any] | None = None, examples: Mapping[str, str] | None = None) -> None:
        self.given: dict[str, Any] = dict(given or {})
        self.examples = dict(examples or {})
        self.trusting = False  # whether examples count for variables that have a default, too
        self.found: dict[str, Variable] = {}
        self.read_now: set[str] = set()  # names that were read since the last clear()
        self.offered: list[tuple[str, Any, Place | None]] = []  # everything that was set, in order
        self.files: list[Path] = []  # files that are read into it

    def set(self, name: Any, value: Any, place: Place | None, *, keep: bool = False) -> Any:
        """Set a variable, or keep the value that it has (`setdefault`); return its value."""
        if not isinstance(name, str):
            return UNKNOWN
        self.offered.append((name, value, place))
        if keep and name not in self.given:
            self._note(name, value, place, sure=False)
        if not (keep and name in self.given):
            self.given[name] = value
        return self.given[name]

    def get(self, name: Any, default: Any, place: Place | None, *, sure: bool = True) -> Any:
        """Return the value of a variable and note that it was read.

        Args:
            name: Its name.
            default: What the code takes without it; REQUIRED where it fails.
            place: Where it is read.
            sure: False where the code may not get there, so that nothing is required.

        """
        if not isinstance(name, str):
            return UNKNOWN
        self.read_now.add(name)
        if name not in self.given:
            self._note(name, default, place, sure=sure)
        if name in self.given:
            return self.given[name]
        if self.trusting and self.examples.get(name):
            return self.examples[name]
        return self.examples.get(name, UNKNOWN) if default is REQUIRED else default

    def require(self, name: str) -> None:
        """Note that the code fails without a variable."""
        found = self.found.get(name)
        if found is not None and not found.required and name not in self.given:
            self.found[name] = Variable(name, None, True, found.example, found.secret, found.place)

    def _note(self, name: str, default: Any, place: Place | None, *, sure: bool) -> None:
        required = default is REQUIRED and sure
        known = self.found.get(name)
        shown = None if default is REQUIRED else shown_as(default)
        if known is not None:
            shown, required, place = known.default or shown, known.required or required, known.place
        secret = is_secret(name, shown)
        self.found[name] = Variable(name, None if required else shown, required, self.examples.get(name), secret, place)


def is_secret(name: str, default: str | None) -> bool:
    """Return whether a variable holds a secret, by its name or by a password in its default."""
    return bool(SECRET.search(name)) or bool(default and CREDENTIALS.match(default))


def shown_as(value: Any) -> str | None:
    """Return a default as it would be written in a `.env` file; None if it can't be."""
    if isinstance(value, bool | int | float | str):
        return str(value)
    if isinstance(value, list | tuple) and all(isinstance(item, str | int) for item in value):
        return ",".join(str(item) for item in value)
    return None

"""Markers as PEP 508 has them: whether a requirement counts for a version of Python, on Linux."""

import re
from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne

from adopted.requirements.specifiers import Specifier
from adopted.requirements.versions import Version

_TOKEN = re.compile(r"""\s*(?:(?P<mark>[()])|(?P<text>'[^']*'|"[^"]*")|(?P<word>===|[~=!<>]=|[<>]|[\w.]+))""")
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "==": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "in": lambda left, right: left in right,
    "not in": lambda left, right: left not in right,
}
_NEWEST_PATCH = 99


def environment(python: str) -> dict[str, str]:
    """Return what markers compare with, on Linux with that Python, such as "3.12"."""
    return {
        "python_version": python,
        "python_full_version": f"{python}.{_NEWEST_PATCH}",
        "implementation_version": f"{python}.{_NEWEST_PATCH}",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
        "extra": "",
    }


def counts(marker: str, python: str) -> bool:
    """Say whether a requirement with the marker counts for that Python. One that can't be read does."""
    if not marker:
        return True
    try:
        return _Marker(marker, environment(python)).value()
    except ValueError:
        return True


class _Marker:
    """A marker that is being read: `and` binds closer than `or`."""

    def __init__(self, text: str, values: dict[str, str]) -> None:
        self.values = values
        self.tokens: list[str] = []
        position = 0
        text = text.rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise ValueError(f"{text!r} is no marker")
            self.tokens.append(match.group().strip())
            position = match.end()
        self.tokens.append("")  # the end

    def value(self) -> bool:
        """Return what the marker comes to."""
        value = self._either()
        if self.tokens != [""]:
            raise ValueError(f"{self.tokens} is left of a marker")
        return value

    def _either(self) -> bool:
        value = self._both()
        while self._taken("or"):
            value = self._both() or value
        return value

    def _both(self) -> bool:
        value = self._one()
        while self._taken("and"):
            value = self._one() and value
        return value

    def _one(self) -> bool:
        if self._taken("("):
            value = self._either()
            if not self._taken(")"):
                raise ValueError("a bracket isn't closed")
            return value
        left, left_name = self._operand()
        operator = self.tokens.pop(0)
        if operator == "not":
            operator = f"not {self.tokens.pop(0)}"
        right, right_name = self._operand()
        versions = any(name.endswith("_version") for name in (left_name, right_name))
        return _compared(left, operator, right, versions=versions)

    def _operand(self) -> tuple[str, str]:
        token = self.tokens.pop(0) if len(self.tokens) > 1 else ""
        if token[:1] in {"'", '"'}:
            return token[1:-1], ""
        if token not in self.values:
            raise ValueError(f"{token!r} is no variable of markers that is known here")
        return self.values[token], token

    def _taken(self, token: str) -> bool:
        if self.tokens[0] != token:
            return False
        self.tokens.pop(0)
        return True


def _compared(left: str, operator: str, right: str, *, versions: bool) -> bool:
    if versions and "in" not in operator:
        return Specifier.parse(f"{operator}{right}").contains(Version.parse(left))
    if versions:
        found = left in re.split(r"[\s,]+", right)
        return found if operator == "in" else not found
    if operator not in _TEXTS:
        raise ValueError(f"{operator!r} compares no texts")
    return _TEXTS[operator](left, right)

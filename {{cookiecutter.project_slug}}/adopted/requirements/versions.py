"""Versions as PEP 440 has them: read, and put in order.

`packaging` does the same and more, but isn't there where a project is generated.
"""

import re
from dataclasses import dataclass
from functools import cached_property, total_ordering
from typing import Any, Self

_VERSION = re.compile(
    r"""v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)
    (?:[-_.]?(?P<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?P<pre_number>\d*))?
    (?:-(?P<bare_post>\d+)|[-_.]?(?P<post>post|rev|r)[-_.]?(?P<post_number>\d*))?
    (?:[-_.]?(?P<dev>dev)[-_.]?(?P<dev_number>\d*))?
    (?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?""",
    re.VERBOSE | re.IGNORECASE,
)
_PHASES = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "c": 2, "rc": 2, "pre": 2, "preview": 2}
_BEFORE_ALL, _AFTER_ALL = -1, 3  # around the phases


@total_ordering
@dataclass(frozen=True, eq=False)
class Version:
    """A version. `str` of it is as it was written."""

    text: str
    epoch: int
    release: tuple[int, ...]
    pre: tuple[int, int] | None
    post: int | None
    dev: int | None
    local: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a version.

        Raises:
            ValueError: it isn't one, as PEP 440 has it.
        """
        text = text.strip()
        match = _VERSION.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no version")
        part = match.groupdict()
        return cls(
            text=text,
            epoch=int(part["epoch"] or 0),
            release=tuple(int(number) for number in part["release"].split(".")),
            pre=(_PHASES[part["pre"].lower()], int(part["pre_number"] or 0)) if part["pre"] else None,
            post=int(part["bare_post"] or part["post_number"] or 0) if part["post"] or part["bare_post"] else None,
            dev=int(part["dev_number"] or 0) if part["dev"] else None,
            local=re.sub(r"[-_]", ".", (part["local"] or "").lower()),
        )

    @property
    def is_prerelease(self) -> bool:
        """Say whether this is an alpha, beta, candidate or development release."""
        return self.pre is not None or self.dev is not None

    @cached_property
    def public(self) -> "Version":
        """The same without its local part, the one after a plus."""
        return Version.parse(self.text.split("+")[0])

    @cached_property
    def base(self) -> tuple[int, tuple[int, ...]]:
        """The epoch and the release, without zeros at its end."""
        return self.epoch, _trimmed(self.release)

    @cached_property
    def _key(self) -> tuple[Any, ...]:
        if self.pre is not None:
            pre = self.pre
        elif self.post is None and self.dev is not None:
            pre = (_BEFORE_ALL, 0)
        else:
            pre = (_AFTER_ALL, 0)
        local = tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in self.local.split(".") if part)
        dev = float("inf") if self.dev is None else self.dev
        return *self.base, pre, -1 if self.post is None else self.post, dev, local

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self._key == other._key

    def __lt__(self, other: "Version") -> bool:
        return bool(self._key < other._key)

    def __hash__(self) -> int:
        return hash(self._key)

    def __str__(self) -> str:
        return self.text


def _trimmed(release: tuple[int, ...]) -> tuple[int, ...]:
    while len(release) > 1 and release[-1] == 0:
        release = release[:-1]
    return release

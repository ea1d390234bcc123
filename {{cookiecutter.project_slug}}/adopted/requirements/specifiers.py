"""Specifiers as PEP 440 has them: which versions they allow, and whether they allow any."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from adopted.requirements.versions import Version

_SPECIFIER = re.compile(r"\s*(===|~=|==|!=|<=|>=|<|>)\s*([^\s,;)]+)\s*")


@dataclass(frozen=True)
class Specifier:
    """One comparison, such as `>=4.2` or `==4.2.*`."""

    operator: str
    version: Version
    prefix: bool = False  # the version was followed by `.*`

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one comparison.

        Raises:
            ValueError: it isn't one, as PEP 440 has it.
        """
        match = _SPECIFIER.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no specifier")
        operator, version = match.groups()
        prefix = version.endswith(".*") and operator in {"==", "!="}
        specifier = cls(operator, Version.parse(version.removesuffix(".*") if prefix else version), prefix)
        if operator == "~=" and len(specifier.version.release) == 1:
            raise ValueError(f"{text!r} needs two numbers at least")
        return specifier

    def contains(self, version: Version) -> bool:  # noqa: PLR0911 - one for each operator
        """Say whether the version is allowed. A pre-release is a version like any other here."""
        mine = self.version
        match self.operator:
            case "===":
                return version.text.lower() == mine.text.lower()
            case "~=":
                return version.public >= mine and _starts_with(version, mine.epoch, mine.release[:-1])
            case "==":
                return self._equals(version)
            case "!=":
                return not self._equals(version)
            case "<=":
                return version.public <= mine
            case ">=":
                return version.public >= mine
            case "<":  # `<2` leaves out 2's own pre-releases
                return version < _before(mine)
        # `>2` leaves out 2's own post-releases and local versions
        if version.post is not None and mine.post is None and mine.dev is None:
            return (version.base, version.pre) != (mine.base, mine.pre) and version.public > mine
        return version.public > mine

    def _equals(self, version: Version) -> bool:
        if self.prefix:
            return _starts_with(version, self.version.epoch, self.version.release)
        return (version if self.version.local else version.public) == self.version

    def bounds(self) -> tuple[Version | None, bool, Version | None, bool]:  # noqa: PLR0911 - one for each operator
        """Return the lowest version and whether it is allowed itself, then the highest likewise."""
        mine = self.version
        match self.operator:
            case "==" | "===" if not self.prefix:
                return mine, True, mine, True
            case "==":
                return _development(mine.epoch, mine.release), True, _next(mine.epoch, mine.release), False
            case "~=":
                return mine, True, _next(mine.epoch, mine.release[:-1]), False
            case ">=":
                return mine, True, None, False
            case ">":
                return mine, False, None, False
            case "<=":
                return None, False, mine, True
            case "<":
                return None, False, _before(mine), False
        return None, False, None, False  # `!=` is looked at when only one version is left

    def __str__(self) -> str:
        return f"{self.operator}{self.version}{'.*' if self.prefix else ''}"


@dataclass(frozen=True)
class Specifiers:
    """Comparisons that hold together: `>=4.2,<5`. None of them: every version."""

    each: tuple[Specifier, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read comparisons with commas between them.

        Raises:
            ValueError: one of them isn't any, as PEP 440 has it.
        """
        return cls(tuple(Specifier.parse(part) for part in text.split(",") if part.strip()))

    def __and__(self, other: Self) -> Self:
        return type(self)(self.each + other.each)

    def contains(self, version: Version | str) -> bool:
        """Say whether all of them allow the version.

        Raises:
            ValueError: it is no version.
        """
        version = Version.parse(version) if isinstance(version, str) else version
        return all(specifier.contains(version) for specifier in self.each)

    def possible(self) -> bool:
        """Say whether any version is allowed at all, released or not."""
        pins = [one.version for one in self.each if one.operator in {"==", "==="} and not one.prefix]
        if pins:
            return any(self.contains(pin) for pin in pins)
        low, low_in, high, high_in = self.bounds()
        if low is None or high is None or low < high:
            return True
        return low == high and low_in and high_in and self.contains(low)

    def meets(self, other: Self) -> bool:
        """Say whether a version is allowed by these and by the others."""
        return (self & other).possible()

    def allowed(self, versions: Iterable[str]) -> list[str]:
        """Return those of the released versions that are allowed, in the order given."""
        return [version for version in versions if self.contains(version)]

    def bounds(self) -> tuple[Version | None, bool, Version | None, bool]:
        """Return the lowest version of all and whether it is allowed itself, then the highest likewise."""
        low: Version | None = None
        high: Version | None = None
        low_in = high_in = False
        for specifier in self.each:
            lower, lower_in, upper, upper_in = specifier.bounds()
            if lower is not None and (low is None or lower > low or (lower == low and not lower_in)):
                low, low_in = lower, lower_in
            if upper is not None and (high is None or upper < high or (upper == high and not upper_in)):
                high, high_in = upper, upper_in
        return low, low_in, high, high_in

    @property
    def pin(self) -> Version | None:
        """The one version that they name, if they do."""
        return next((one.version for one in self.each if one.operator in {"==", "==="} and not one.prefix), None)

    def __str__(self) -> str:
        return ",".join(str(specifier) for specifier in self.each)


def _starts_with(version: Version, epoch: int, release: tuple[int, ...]) -> bool:
    padded = version.release + (0,) * (len(release) - len(version.release))
    return version.epoch == epoch and padded[: len(release)] == release


def _development(epoch: int, release: tuple[int, ...]) -> Version:
    """Return what comes before every other release with these numbers."""
    return Version.parse(f"{epoch}!{'.'.join(map(str, release))}.dev0")


def _before(version: Version) -> Version:
    """Return where the version's own pre-releases begin."""
    return version if version.is_prerelease else Version.parse(f"{version.public}.dev0")


def _next(epoch: int, release: tuple[int, ...]) -> Version:
    return _development(epoch, (*release[:-1], release[-1] + 1))

"""Requirements as PEP 508 has them: `name[extra]>=1,<2 ; marker` and `name @ address ; marker`."""

import re
from dataclasses import dataclass

from adopted.requirements.specifiers import Specifiers

_NAME = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[(?P<extras>[^\]]*)\])?\s*(?P<rest>.*)", re.DOTALL
)


@dataclass(frozen=True)
class Parsed:
    """A requirement in its parts. The name is normalised, the specifier as it was written."""

    name: str
    extras: tuple[str, ...] = ()
    specifier: str = ""
    url: str = ""
    marker: str = ""

    @property
    def specifiers(self) -> Specifiers:
        """The versions it allows.

        Raises:
            ValueError: the specifier isn't one of PEP 440's.
        """
        return Specifiers.parse(self.specifier)

    def __str__(self) -> str:
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        marker = f" ; {self.marker}" if self.marker else ""
        if self.url:
            return f"{self.name}{extras} @ {self.url}{marker}"
        return f"{self.name}{extras}{self.specifier}{marker}"


def normalised(name: str) -> str:
    """Return the name of a distribution as registries compare it: PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parse(text: str) -> Parsed:
    """Read a requirement.

    Raises:
        ValueError: it isn't one, as PEP 508 has it: a path, or an address without a name, say.
    """
    match = _NAME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no requirement")
    name, rest = normalised(match["name"]), match["rest"].strip()
    extras = tuple(sorted(normalised(extra.strip()) for extra in (match["extras"] or "").split(",") if extra.strip()))
    if rest.startswith("@"):
        # A semicolon may stand in an address; the one before a marker has a space before it.
        url, _, marker = rest[1:].strip().partition(" ;")
        return Parsed(name, extras, "", url.strip(), marker.strip())
    specifier, _, marker = rest.partition(";")
    specifier = specifier.strip()
    if specifier.startswith("(") and specifier.endswith(")"):
        specifier = specifier[1:-1]
    specifier = ",".join(re.sub(r"\s+", "", part) for part in specifier.split(",") if part.strip())
    Specifiers.parse(specifier)
    return Parsed(name, extras, specifier, "", marker.strip())

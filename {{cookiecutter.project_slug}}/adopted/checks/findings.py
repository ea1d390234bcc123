"""What a check finds: a kind, a place, and what is there."""

from dataclasses import dataclass
from typing import Literal

from adopted.facts import Place


@dataclass(frozen=True, order=True)
class Kind:
    """A sort of finding.

    Args:
        id: stays the same for ever, since projects silence it by that. Its letter is its level.
        title: what is so, and what follows from it, in one sentence.
        hint: what to do.
    """

    id: str
    title: str
    hint: str

    @property
    def level(self) -> Literal["E", "W", "I"]:
        """Return E for what won't work, W for what may not, and I for what is good to know."""
        letter = self.id.rpartition(".")[2][0]
        return "E" if letter == "E" else "W" if letter == "W" else "I"


@dataclass(frozen=True, order=True)
class Finding:
    """One finding: `what` says it of its line, in a few words."""

    place: Place
    what: str
    kind: Kind

    @property
    def key(self) -> str:
        """Return it without its line, which changes with every edit above."""
        return f"{self.kind.id} {self.place.file} {self.what}"

    def __str__(self) -> str:
        return f"{self.place} {self.what}"

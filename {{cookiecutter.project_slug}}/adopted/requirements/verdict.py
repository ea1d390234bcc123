"""What comes of holding a project's requirements against ours."""

from dataclasses import dataclass, field

from adopted.errors import AdoptionError
from adopted.facts import Note


@dataclass
class Verdict:
    """What came out: lines that forbid the adoption, notes, and what is written differently."""

    errors: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    instead: dict[str, str] = field(default_factory=dict)  # name: the specifier that is written instead of theirs
    unsuited: str = ""  # why another Python would be better, where nothing forbids this one
    psycopg: bool = False  # Psycopg 3 and its pool are among what we need

    def require(self) -> None:
        """Raise what forbids the adoption, if anything does.

        Raises:
            AdoptionError: one line for each conflict.
        """
        if self.errors:
            raise AdoptionError("\n".join(self.errors))

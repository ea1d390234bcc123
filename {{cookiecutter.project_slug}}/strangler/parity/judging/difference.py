"""One difference between the halves, and where it was found."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum

Path = tuple[str | int, ...]

PLAIN = re.compile(r"[\w$@:-]+")


class Kind(StrEnum):
    """In what way something differs."""

    MISSING = "missing"  # only the legacy half has it; null is not missing
    EXTRA = "extra"  # only the route has it
    TYPE = "type"  # "10.50" is not 10.5
    VALUE = "value"
    ORDER = "order"  # the same members, in another order
    LENGTH = "length"  # a list is longer or shorter, and its members have nothing to tell them apart by
    LEXICAL = "lexical"  # the same value in other letters: 1.0 and 1, order of keys, escapes
    IDENTITY = "identity"  # an id that means one thing here means two things there
    QUERIES = "queries"  # another number of SQL statements
    ERROR = "error"  # an exception that nobody caught


@dataclass(frozen=True)
class Difference:
    """Something that the route does in another way than the legacy half.

    Args:
        path: `status`, `header.vary`, `body.results[3].price`, `rows.catalog_product.insert[0].price`,
            `effects.mail[0].to`, `queries`, `error`.
        kind: in what way.
        legacy: what the legacy half has there, as shown; "" for nothing.
        routes: what the route has there.
        note: more to show, in lines: a diff, or the SQL of both.
    """

    path: str
    kind: Kind
    legacy: str = ""
    routes: str = ""
    note: str = ""

    @property
    def pattern(self) -> str:
        """The path for all members of its lists: `body.results[*].price`."""
        return re.sub(r"\[\d+\]", "[*]", self.path)

    @property
    def part(self) -> str:
        """The first name of the path: status, header, body, rows, effects, queries, error."""
        return re.split(r"[.\[]", self.path, maxsplit=1)[0]

    def __str__(self) -> str:
        """Return it as one line, followed by those of the note."""
        line = f"{self.path}: {self.kind}: legacy {self.legacy or 'nothing'}, route {self.routes or 'nothing'}"
        return f"{line}\n{self.note}" if self.note else line


def shown_path(path: Path) -> str:
    """Return a path as text: `body.results[3].price`, `body["a.b"]`."""
    text = ""
    for name in path:
        if isinstance(name, int):
            text += f"[{name}]"
        elif PLAIN.fullmatch(name):
            text += f".{name}" if text else name
        else:
            text += f"[{json.dumps(name)}]"
    return text


def pattern_of(path: Path) -> str:
    """Return a path as text for all members of its lists: `body.results[*].price`."""
    return re.sub(r"\[\d+\]", "[*]", shown_path(path))

"""The names of the schemas in a module that is being written."""

import re
from typing import Any

Key = tuple[Any, ...]


class Names:
    """Names that are given out once, and which schema stands for which serializer.

    Args:
        taken: names that the module has already.

    Attributes:
        latest: the name that was asked for last.
    """

    def __init__(self, *taken: str) -> None:
        self._taken = set(taken)
        self._names: dict[Key, str] = {}
        self._schemas: dict[type[Any], str] = {}
        self._documents: dict[tuple[type[Any], bool], str] = {}
        self.latest = ""

    def schema_of(self, serializer: type[Any]) -> str:
        """Return the name of the schema that was written for a serializer.

        Raises:
            KeyError: none was.
        """
        return self._schemas[serializer]

    def document_of(self, serializer: type[Any], *, sent: bool) -> str:
        """Return the name of the model that documents what a serializer reads, or what it prints.

        Raises:
            KeyError: none was written.
        """
        return self._documents[serializer, sent]

    def document(self, serializer: type[Any], name: str, *, sent: bool) -> None:
        """Note the name of such a model."""
        self._documents[serializer, sent] = name

    def known(self, key: Key) -> str | None:
        """Return the name of what is the same, if it was given one; `latest` is that name then."""
        found = self._names.get(key)
        self.latest = found or self.latest
        return found

    def give(self, key: Key, serializer: type[Any], ending: str, outer: str = "") -> str:
        """Return a name for a new class: the serializer's, with another ending; that of what is around it if need be.

        Args:
            key: what tells it from others.
            serializer: what it stands for.
            ending: `Schema`.
            outer: the name of the serializer around it.
        """
        name = _owner(serializer) + _stem(serializer.__name__)
        candidates = [f"{name}{ending}", f"{_stem(outer)}{name}{ending}"] if outer else [f"{name}{ending}"]
        candidates += [f"{name}{ending}{number}" for number in range(2, 1000)]
        found = next(one for one in candidates if one not in self._taken)
        self._taken.add(found)
        self._names[key] = found
        if ending == "Schema":
            self._schemas.setdefault(serializer, found)
        self.latest = found
        return found


def _stem(name: str) -> str:
    """Return a serializer's name without what every serializer is called."""
    return re.sub(r"(Serializer|Schema)$", "", name.strip("_")) or name.strip("_")


def _owner(serializer: type[Any]) -> str:
    """Return the name of the view that a serializer is defined in, if it is: such ones are often called alike."""
    *_, owner, _ = ["", "", *serializer.__qualname__.split(".")]
    return re.sub(r"(View|ViewSet|Api|API|APIView)+$", "", owner) if owner.isidentifier() else ""

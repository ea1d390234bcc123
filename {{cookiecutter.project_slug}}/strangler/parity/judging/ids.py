"""Ids of new rows differ from side to side: each must stand for one of the other side's, wherever it occurs."""

import re
from collections.abc import Iterable
from functools import cache

from django.apps import apps

from strangler.parity.judging.difference import Path, pattern_of
from strangler.parity.judging.shapes import tokens
from strangler.parity.outcome import Outcome, RowChange

NAMED_ID = re.compile(
    r"(?:.*[_-])?(?:id|ids|pk|pks|uuid|guid|key|token|code|reference|ref|url|href|link|location|args)"
)
UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
LONG = 16  # letters: a token as long as this names something wherever it stands

Pair = tuple[str, str]


def made_pairs(legacy: Outcome, other: Outcome) -> set[Pair]:
    """Return the primary keys of the rows that one side inserted, each with that of the other side's."""
    pairs: set[Pair] = set()
    for table in {row.table for row in legacy.rows}:
        both = _keys(table, legacy.rows), _keys(table, other.rows)
        pairs.update(zip(*both, strict=False))
    return pairs


def names_something(path: Path, token: str) -> bool:
    """Tell whether a token that differs each time is an id, by its form or by the name of where it stands."""
    if len(token) >= LONG and not token.isdigit():
        return True
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    return NAMED_ID.fullmatch(name.lower()) is not None


def split(text: str) -> list[str]:
    """Return the tokens of a text, a UUID being one."""
    return [text] if UUID.fullmatch(text) else tokens(text)


class Ids:
    """What an id of the legacy half is called by the route, as far as it is known.

    Args:
        made: primary keys of inserted rows, the legacy's and the route's.
        again: those of the legacy's and of its second answer.
    """

    def __init__(self, made: set[Pair], again: set[Pair]) -> None:
        self.made = made
        self.again = again
        self._of_legacy: dict[str, set[str]] = {}
        for left, right in made:
            self._of_legacy.setdefault(left, set()).add(right)
        self._learnt: dict[tuple[str, str], str] = {}
        self._reverse: dict[tuple[str, str], str] = {}

    def is_made(self, legacy: str, again: str) -> bool:
        """Tell whether a pair of the legacy's two answers is the id of a new row."""
        return (legacy, again) in self.again

    def fits(self, path: Path, legacy: str, routes: str) -> bool:
        """Tell whether an id can be the same one, and from then on hold the route to it."""
        if legacy in self._of_legacy:
            return routes in self._of_legacy[legacy]
        group = "" if len(legacy) >= LONG else pattern_of(path)  # numbers of different things may be the same
        known = self._learnt.setdefault((group, legacy), routes)
        reverse = self._reverse.setdefault((group, routes), legacy)
        return known == routes and reverse == legacy

    def renamed(self, path: Path, legacy: str, routes: str) -> bool:
        """Tell whether two texts differ in ids of new rows only."""
        parts = split(legacy), split(routes)
        return len(parts[0]) == len(parts[1]) and all(
            left == right or ((left, right) in self.made and _is_place(path, legacy))
            for left, right in zip(*parts, strict=True)
        )


def _is_place(path: Path, text: str) -> bool:
    return "/" in text or names_something(path, text)


def _keys(table: str, rows: Iterable[RowChange]) -> list[str]:
    column = primary_key(table)
    return [
        str(row.values[column]) for row in rows if row.table == table and row.kind == "insert" and column in row.values
    ]


@cache
def primary_key(table: str) -> str:
    """Return the name of a table's primary key column: `id`, unless a model says otherwise."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table and model._meta.pk is not None:
            return model._meta.pk.column or "id"
    return "id"

"""Search as `rest_framework.filters.SearchFilter` does it: which words, in which fields, by which lookups."""

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext
from rest_framework.exceptions import ErrorDetail, ValidationError

Row = TypeVar("Row", bound=Model)

PREFIXES = {"^": "istartswith", "=": "iexact", "@": "search", "$": "iregex"}
DEFAULT_LOOKUP = "icontains"
QUOTES = ('"', "'")


class Search:
    """A search in some fields.

    Args:
        fields: a view's `search_fields`.
    """

    def __init__(self, fields: Sequence[str]) -> None:
        self.fields = [str(name) for name in fields]
        self._lookups: dict[type[Model], list[str]] = {}

    def find(self, text: str, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return the rows that have every term of `text` in one field or another.

        Raises:
            ValidationError: there is a null character in it, which PostgreSQL does not take.
        """
        if "\x00" in text:
            message = gettext("Null characters are not allowed.")
            raise ValidationError([ErrorDetail(message, code="null_characters_not_allowed")])
        terms = split(text)
        if not self.fields or not terms:
            return rows
        lookups = self.lookups(rows.model)
        conditions = [reduce(or_, (Q(**{lookup: term}) for lookup in lookups)) for term in terms]
        found = rows.filter(reduce(and_, conditions))
        if not self.repeats_rows(rows):
            return found
        # A row would come once for each of its related rows that match.
        return rows.filter(Exists(found.filter(pk=OuterRef("pk"))))

    def lookups(self, model: type[Model]) -> list[str]:
        """Return the lookups for the model's rows."""
        if model not in self._lookups:
            self._lookups[model] = [lookup_for(name, model) for name in self.fields]
        return self._lookups[model]

    def repeats_rows(self, rows: QuerySet[Any]) -> bool:
        """Return whether a field is reached by a relation to many; mirrors `SearchFilter.must_call_distinct`."""
        names = [name[1:] if name[0] in PREFIXES else name for name in self.fields]
        return any(leads_to_many(name, rows.model) for name in names if name not in rows.query.annotations)


def split(text: str) -> list[str]:
    """Return the terms: words between spaces or commas, and quoted phrases. Mirrors `search_smart_split`."""
    terms: list[str] = []
    for chunk in smart_split(text):
        term = chunk.strip(",")
        if term.startswith(QUOTES) and term[0] == term[-1]:
            terms.append(unescape_string_literal(term))
        else:
            terms += [word.strip() for word in term.split(",") if word]
    return terms


def lookup_for(name: str, model: type[Model]) -> str:
    """Return the lookup for a field; mirrors `SearchFilter.construct_search`."""
    if name[0] in PREFIXES:
        return f"{name[1:]}{LOOKUP_SEP}{PREFIXES[name[0]]}"
    options = model._meta
    previous: Any = None
    for part in name.split(LOOKUP_SEP):
        try:
            field: Any = options.get_field(options.pk.name if part == "pk" else part)
        except FieldDoesNotExist:
            # Not a field: a lookup (`name__startswith`), a transform or an annotation.
            if previous and previous.get_lookup(part):
                return name
        else:
            previous = field
            if hasattr(field, "path_infos"):
                options = field.path_infos[-1].to_opts
    return f"{name}{LOOKUP_SEP}{DEFAULT_LOOKUP}"


def leads_to_many(name: str, model: type[Model]) -> bool:
    """Return whether there may be several rows behind a name.

    Raises:
        FieldDoesNotExist: there is no such field; DRF fails here as well.
    """
    options = model._meta
    for part in name.split(LOOKUP_SEP):
        field: Any = options.get_field(part)
        if not hasattr(field, "path_infos"):
            return False
        options = field.path_infos[-1].to_opts
        if any(path.m2m for path in field.path_infos):
            return True
    return False

"""DRF's fields for related objects: ours of the same name, with `many=True` where DRF puts a list around them."""

from typing import Any

from django.db.models import Manager, QuerySet
from rest_framework import relations

from strangler.porting.module import Fidelity
from strangler.porting.schemas.annotations import held_type, related_model
from strangler.porting.schemas.expressions import Expression, UnwritableError, call, text
from strangler.porting.schemas.facts import Converted
from strangler.porting.schemas.here import Here, NotNativeError
from strangler.porting.schemas.options import common, field_name
from strangler.porting.schemas.querysets import limited_rows, rows
from strangler.porting.schemas.registry import convert, own_behaviour, register
from strangler.porting.schemas.sources import written_argument

Arguments = tuple[list[Expression], dict[str, Expression]]


@register(relations.ManyRelatedField)
def many(field: Any, here: Here) -> Converted:
    """Convert a list of related objects."""
    child = field.child_relation
    own = own_behaviour(
        child, next(cls for cls in type(child).__mro__ if cls in PARTS or cls is relations.RelatedField)
    )
    if own or not any(isinstance(child, cls) for cls in PARTS):
        raise NotNativeError(f"{type(child).__name__} has its own {', '.join(own) or 'way with objects'}")
    if field.validators:
        raise NotNativeError("a list of related objects with validators")
    name, positional, named = parts_of(child, field, here)
    named["many"] = Expression.of("True")
    if not field.allow_empty and not field.read_only:
        named["allow_empty"] = Expression.of("False")
    said = common(field, name, here, relations.ManyRelatedField(child_relation=relations.StringRelatedField()))
    return Converted(held_type(field, here), call(field_name(name), *positional, **named, **said))


def single(field: Any, here: Here) -> Converted:
    """Convert one related object."""
    name, positional, named = parts_of(field, field, here)
    said = common(field, name, here, relations.StringRelatedField())
    if name in {"StringRelatedField", "HyperlinkedIdentityField"}:
        said.pop("read_only", None)
    if name == "HyperlinkedIdentityField":
        said.pop("source", None)
    return Converted(held_type(field, here), call(field_name(name), *positional, **named, **said))


def parts_of(relation: Any, field: Any, here: Here) -> tuple[str, list[Expression], dict[str, Expression]]:
    """Return the name of our field and its own arguments.

    Args:
        relation: what says how an object is told.
        field: that, or the list around it.
        here: where it stands.
    """
    cls = next(cls for cls in type(relation).__mro__ if cls in PARTS)
    positional, named = PARTS[cls](relation, here)
    if not field.read_only:
        named = {"queryset": queryset_of(relation, field, here), **named}
    return cls.__name__, positional, named


def queryset_of(relation: Any, field: Any, here: Here) -> Expression:
    """Return the objects that a client may name.

    Raises:
        NotNativeError, UnwritableError: they can't be said.
    """
    queryset = relation.queryset
    if not isinstance(queryset, Manager | QuerySet):
        raise NotNativeError("its queryset is neither a manager nor a queryset")
    try:
        return rows(queryset)
    except UnwritableError as error:
        try:
            return written_argument(here.serializer, _Named(field.field_name, queryset), "queryset")
        except UnwritableError:
            pass
        limit: Any = getattr(here.column, "get_limit_choices_to", dict)()
        if not limit or callable(getattr(here.column.remote_field, "limit_choices_to", None)):
            raise NotNativeError(str(error)) from error
        return limited_rows(queryset, limit)


class _Named:
    """A relation's queryset under the name of the field around it."""

    def __init__(self, field_name: str, queryset: Any) -> None:
        self.field_name = field_name
        self.queryset = queryset


def _key(relation: Any, here: Here) -> Arguments:
    if relation.pk_field is None:
        return [], {}
    converted = convert(relation.pk_field, here)
    if converted.fidelity is not Fidelity.NATIVE:
        raise NotNativeError(f"of its key: {converted.reason}")
    return [], {"pk_field": converted.marker}


def _slug(relation: Any, here: Here) -> Arguments:
    if "__" in relation.slug_field and not relation.read_only:
        model = related_model(relation, here)
        if model is None:
            raise NotNativeError("nobody knows what its slug is of")
    return [text(relation.slug_field)], {}


def _link(relation: Any, here: Here) -> Arguments:
    named = {}
    if relation.lookup_field != "pk":
        named["lookup_field"] = text(relation.lookup_field)
    if relation.lookup_url_kwarg != relation.lookup_field:
        named["lookup_url_kwarg"] = text(relation.lookup_url_kwarg)
    if relation.format:
        named["format"] = text(relation.format)
    return [text(relation.view_name)], named


def _text(relation: Any, here: Here) -> Arguments:
    return [], {}


PARTS: dict[type[Any], Any] = {
    relations.PrimaryKeyRelatedField: _key,
    relations.SlugRelatedField: _slug,
    relations.HyperlinkedRelatedField: _link,
    relations.HyperlinkedIdentityField: _link,
    relations.StringRelatedField: _text,
}
register(*PARTS)(single)

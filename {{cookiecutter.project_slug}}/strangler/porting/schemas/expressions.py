"""Values as Python source: `Decimal("9.99")`, `Order.Status.PAID`, `Product.objects`, with what they import."""

import datetime as dt
import decimal
import functools
import inspect
import math
import re
import sys
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from django.core import validators
from django.db.models import Manager, Q, QuerySet
from django.utils import translation
from django.utils.functional import Promise

FORBIDDEN = "rest_framework"  # routes don't import it
TRANSLATED = {translation.gettext: "gettext_lazy", translation.pgettext: "pgettext_lazy"}


class UnwritableError(Exception):
    """A value can't be written as source; the message says why."""


@dataclass(frozen=True)
class Expression:
    """Source of a value or a type.

    Args:
        text: the source.
        imports: what it needs, as `strangler.porting.module.Import.of` reads it.
    """

    text: str
    imports: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str, *imports: str) -> "Expression":
        """Return source with its imports."""
        return cls(text, frozenset(imports))

    def __add__(self, other: "Expression | str") -> "Expression":
        """Return both, one behind the other."""
        if isinstance(other, str):
            return Expression(self.text + other, self.imports)
        return Expression(self.text + other.text, self.imports | other.imports)


def joined(parts: Iterable[Expression], opening: str, closing: str, separator: str = ", ") -> Expression:
    """Return expressions in a row between brackets."""
    parts = list(parts)
    text = opening + separator.join(part.text for part in parts) + closing
    return Expression(text, frozenset().union(*(part.imports for part in parts)))


def call(function: Expression, *positional: Expression, **named: Expression) -> Expression:
    """Return the call of a function."""
    arguments = [*positional, *(Expression(f"{name}={one.text}", one.imports) for name, one in named.items())]
    return function + joined(arguments, "(", ")")


def written(value: Any, modules: Iterable[ModuleType] = ()) -> Expression:
    """Return a value as source.

    Args:
        value: the value.
        modules: where a name for it may stand, by identity.

    Raises:
        UnwritableError: it can't be written.
    """
    found = named(value, (*modules, validators)) if _has_identity(value) else None
    if found is not None:
        return found
    for kinds, write in WRITERS:
        if isinstance(value, kinds):
            source: Expression = write(value)
            return source
    if hasattr(value, "deconstruct"):
        return _deconstructed(value)
    raise UnwritableError(f"{_kind(value)} can't be written down")


def is_forbidden(module: str) -> bool:
    """Return whether routes may not import a module."""
    return module == FORBIDDEN or module.startswith(f"{FORBIDDEN}.")


def named(value: Any, modules: Iterable[ModuleType]) -> Expression | None:
    """Return the name under which a module holds that very value, if there is one."""
    for module in modules:
        if is_forbidden(module.__name__):
            continue
        for name, one in list(vars(module).items()):
            if one is value and not name.startswith("_"):
                return Expression.of(name, f"{module.__name__}.{name}")
    return None


def imported(value: Any) -> Expression:
    """Return the dotted name of a class or function.

    Raises:
        UnwritableError: it can't be imported by its name, or routes may not.
    """
    module, path = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
    if not module or "<" in path or not path:
        raise UnwritableError(f"{path or _kind(value)} has no name to import it by")
    if is_forbidden(module):
        raise UnwritableError(f"{path} is Django REST Framework's")
    found: Any = sys.modules.get(module)
    for name in path.split("."):
        found = getattr(found, name, None)
    if found is not value and not (inspect.ismethod(value) and found == value):
        raise UnwritableError(f"{module}.{path} is another object")
    if module == "builtins":
        return Expression.of(path)
    return Expression.of(path, f"{module}.{path.partition('.')[0]}")


def text(value: str) -> Expression:
    """Return a string in double quotes, raw where it has backslashes."""
    if "\\" in value and value.isprintable() and '"' not in value and not value.endswith("\\"):
        return Expression.of(f'r"{value}"')
    source = repr(str(value))
    if source.startswith("'") and '"' not in source:
        inner = source[1:-1].replace("\\'", "'")
        source = f'"{inner}"'
    return Expression.of(source)


def _has_identity(value: Any) -> bool:
    """Return whether a name for the value says more than the value itself."""
    plain = str | bytes | int | float | bool | None
    return not isinstance(value, plain) and not isinstance(value, Enum | Promise)


def _kind(value: Any) -> str:
    return f"a {type(value).__name__}"


def _number(value: float) -> Expression:
    if not math.isfinite(value):
        raise UnwritableError(f"{value} can't be written down")
    return Expression.of(repr(value))


def _enum(value: Enum) -> Expression:
    return imported(type(value)) + f".{value.name}"


def _promise(value: Any) -> Expression:
    try:
        function, arguments, options, *_ = value.__reduce__()[1]
        name = TRANSLATED[function]
    except (TypeError, KeyError, ValueError) as error:
        raise UnwritableError("a lazy text that is no translation can't be written down") from error
    if options:
        raise UnwritableError("a lazy text with options can't be written down")
    return call(Expression.of(name, f"django.utils.translation.{name}"), *(text(one) for one in arguments))


def _duration(value: dt.timedelta) -> Expression:
    parts = {"days": value.days, "seconds": value.seconds, "microseconds": value.microseconds}
    named = {name: Expression.of(str(part)) for name, part in parts.items() if part}
    name = Expression.of("timedelta", "datetime.timedelta")
    return call(name, **named) if named else call(name, Expression.of("0"))


def _moment(value: dt.datetime) -> Expression:
    return call(Expression.of("datetime.fromisoformat", "datetime.datetime"), text(value.isoformat()))


def _day(value: dt.date) -> Expression:
    numbers = (Expression.of(str(part)) for part in (value.year, value.month, value.day))
    return call(Expression.of("date", "datetime.date"), *numbers)


def _time(value: dt.time) -> Expression:
    return call(Expression.of("time.fromisoformat", "datetime.time"), text(value.isoformat()))


def _pattern(value: re.Pattern[Any]) -> Expression:
    name = Expression.of("re.compile", "import re")
    flags = value.flags & ~re.UNICODE
    if not isinstance(value.pattern, str):
        raise UnwritableError("a pattern of bytes can't be written down")
    return call(name, text(value.pattern), *([Expression.of(str(int(flags)))] if flags else []))


def _dict(value: Mapping[Any, Any]) -> Expression:
    pairs = (written(key) + ": " + written(one) for key, one in value.items())
    return joined(pairs, "{", "}")


def _tuple(value: tuple[Any, ...]) -> Expression:
    return joined(map(written, value), "(", ",)" if len(value) == 1 else ")")


def _set(value: frozenset[Any]) -> Expression:
    if not value:
        return Expression.of("set()")
    return joined(sorted(map(written, value), key=lambda one: one.text), "{", "}")


def _partial(value: functools.partial[Any]) -> Expression:
    named = {name: written(one) for name, one in value.keywords.items()}
    name = Expression.of("partial", "functools.partial")
    return call(name, written(value.func), *map(written, value.args), **named)


def _condition(value: Q) -> Expression:
    """Return a `Q` as people write it."""
    if all(isinstance(child, tuple) for child in value.children) and value.connector == Q.AND:
        pairs = {child[0]: written(child[1]) for child in value.children if isinstance(child, tuple)}
        if len(pairs) == len(value.children):
            plain = call(Expression.of("Q", "django.db.models.Q"), **pairs)
            return Expression.of("~") + plain if value.negated else plain
    sign = {Q.AND: " & ", Q.OR: " | ", Q.XOR: " ^ "}[value.connector]
    parts = (_condition(child if isinstance(child, Q) else Q(child)) for child in value.children)
    whole = joined(parts, "(", ")", sign)
    return Expression.of("~") + whole if value.negated else whole


def _deconstructed(value: Any) -> Expression:
    """Return the call that makes one of Django's validators or expressions (`django.utils.deconstruct`)."""
    parts = value.deconstruct()
    path, arguments, options = parts[-3:]
    module, _, name = path.rpartition(".")
    if is_forbidden(module) or not name.isidentifier():
        raise UnwritableError(f"{path} can't be imported by a route")
    named = {key: written(one) for key, one in options.items()}
    return call(Expression.of(name, path), *map(written, arguments), **named)


def _rows(value: Any) -> Expression:
    from strangler.porting.schemas.querysets import rows  # noqa: PLC0415 - which writes conditions with this module

    return rows(value)


WRITERS: tuple[tuple[Any, Any], ...] = (
    (Promise, _promise),
    (Enum, _enum),
    ((type(None), bool), lambda value: Expression.of(repr(value))),
    (str, text),
    ((int, bytes), lambda value: Expression.of(repr(value))),
    (float, _number),
    (
        decimal.Decimal,
        lambda value: call(Expression.of("Decimal", "decimal.Decimal"), text(str(value))),
    ),
    (dt.datetime, _moment),
    (dt.date, _day),
    (dt.time, _time),
    (dt.timedelta, _duration),
    (uuid.UUID, lambda value: call(Expression.of("UUID", "uuid.UUID"), text(str(value)))),
    (ZoneInfo, lambda value: call(Expression.of("ZoneInfo", "zoneinfo.ZoneInfo"), text(value.key))),
    (list, lambda value: joined(map(written, value), "[", "]")),
    (tuple, _tuple),
    (set | frozenset, _set),
    (Mapping, _dict),
    (range, lambda value: Expression.of(repr(value))),
    (re.Pattern, _pattern),
    (functools.partial, _partial),
    (Q, _condition),
    ((Manager, QuerySet), _rows),
    (type, imported),
    ((FunctionType, BuiltinFunctionType, MethodType), imported),
)

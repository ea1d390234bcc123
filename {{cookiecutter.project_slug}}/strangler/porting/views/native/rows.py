"""The rows that a view is about: its queryset, or what its `get_queryset` makes of that."""

import ast
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from strangler.porting.copying import CannotCopyError, Replacement, copied, uses
from strangler.porting.module import Code, Import, Place
from strangler.porting.schemas.expressions import UnwritableError
from strangler.porting.schemas.querysets import rows as written_rows
from strangler.porting.schemas.querysets import same_rows
from strangler.porting.schemas.sources import _imports as imports_of
from strangler.porting.schemas.sources import class_source
from strangler.porting.views.naming import plural, snake
from strangler.porting.views.native.refusing import refusal
from strangler.porting.views.paths import Parameter
from strangler.porting.views.reasons import Reason, Why
from strangler.porting.views.view import DRFView

USER = "self.request.user"


@dataclass(frozen=True)
class Rows:
    """An expression for the rows of a request.

    Args:
        expression: its source.
        model: of the rows.
        needs: names of the endpoint's arguments that it uses.
        code: what else it needs.
    """

    expression: str
    model: Any
    needs: tuple[str, ...] = ()
    code: Code = field(default_factory=Code)


def rows_of(drf: DRFView, parameters: Sequence[Parameter], subject: str) -> Rows:
    """Return the rows of an operation.

    Args:
        drf: the operation.
        parameters: of its path.
        subject: what names end in; "" for the model's.

    Raises:
        NotNativeError: they depend on more than a function can be told.
    """
    if not drf.is_own("get_queryset"):
        return _queryset(drf, subject)
    owner = drf.owner("get_queryset")
    function = vars(owner)["get_queryset"]
    try:
        asked = [use.text for use in uses(function)]
    except CannotCopyError as error:
        raise refused(Why.QUERYSET, error) from error
    base = _queryset(drf, subject) if any(text.startswith(("super()", "self.queryset")) for text in asked) else None
    if base is not None and owner.__mro__[1:] and _has_another(drf, owner):
        raise refusal(Why.QUERYSET, f"{owner.__name__}.get_queryset calls another one of the project's.", function)
    model = base.model if base is not None else _model(drf, function)
    names, given, table = _given(drf, function, base, parameters, asked)
    called = f"visible_{plural(subject or snake(model.__name__))}"
    try:
        code = copied(
            function,
            name=called,
            parameters=names,
            table=table,
            returns=f"QuerySet[{model.__name__}]",
            docstring="" if function.__doc__ else f"Return the {plural(words(model))} that a client may see.",
            imports=["django.db.models.QuerySet", f"{model.__module__}.{model.__name__}"],
        )
    except CannotCopyError as error:
        raise refused(Why.QUERYSET, error) from error
    needed = (base.code if base is not None else Code(), code)
    return Rows(f"{called}({', '.join(given)})", model, tuple(given), _with(*needed))


def _given(
    drf: DRFView, function: Any, base: Rows | None, parameters: Sequence[Parameter], asked: Sequence[str]
) -> tuple[list[str], list[str], dict[str, str | Replacement]]:
    """Return the parameters of a copy, their names, and what takes the place of what `get_queryset` asks for."""
    names: list[str] = []
    given: list[str] = []
    table: dict[str, str | Replacement] = {}
    if base is not None:
        imports = [_text(each) for each in base.code.imports]
        table = {"super().get_queryset()": Replacement(base.expression, imports)}
        if getattr(drf.cls, "queryset", None) is not None:
            table["self.queryset"] = Replacement(base.expression.removesuffix(".all()"), imports)
    if any(text.startswith(USER) for text in asked):
        names, given = ["user: CurrentUser"], ["user"]
        table[USER] = Replacement("user")
    for parameter in parameters:
        name = parameter.name
        if any(f'"{name}"' in text or f"'{name}'" in text for text in asked):
            if not parameter.same:
                raise refusal(Why.QUERYSET, f"{drf.cls.__name__}.get_queryset takes {name} as text.", function)
            names.append(f"{name}: {parameter.type}")
            given.append(name)
            table[f'self.kwargs["{name}"]'] = Replacement(name)
            table[f'self.kwargs.get("{name}")'] = Replacement(name)
    return names, given, table


def refused(why: Why, error: CannotCopyError) -> Exception:
    """Return why a function can't be copied as why an operation can't be native."""
    from strangler.porting.views.native.refusing import NotNativeError  # noqa: PLC0415

    return NotNativeError(Reason(why, error.reason, error.file, error.line))


def words(model: Any) -> str:
    """Return what a model is called in a sentence."""
    return snake(model.__name__).replace("_", " ")


def _queryset(drf: DRFView, subject: str) -> Rows:
    queryset = getattr(drf.cls, "queryset", None)
    if queryset is None:
        raise refusal(Why.QUERYSET, f"{drf.cls.__name__} has no queryset.", drf.cls)
    model = queryset.model
    try:
        written = written_rows(queryset)
    except UnwritableError:
        return _by_source(drf, queryset, subject)
    text = written.text if hasattr(queryset, "query") and written.text.endswith(")") else f"{written.text}.all()"
    return Rows(text, model, (), Code.of(imports=written.imports))


def _by_source(drf: DRFView, queryset: Any, subject: str) -> Rows:
    """Return a constant for the queryset, as the class's source has it."""
    owner = drf.owner("queryset")
    source = class_source(owner)
    node = source.assigned("queryset") if source is not None else None
    if source is None or node is None or node.value is None:
        raise refusal(Why.QUERYSET, f"Nobody knows where {owner.__name__}.queryset is from.", owner)
    text = ast.get_source_segment(source.text, node.value) or ast.unparse(node.value)
    try:
        imports = imports_of(source.module, text)
        again = eval(compile(textwrap.dedent(text).strip(), "<queryset>", "eval"), vars(source.module))  # noqa: S307
    except Exception as error:
        raise refusal(Why.QUERYSET, f"{owner.__name__}.queryset can't be made anew: {error}.", owner) from error
    if not same_rows(again.all(), queryset.all()):
        raise refusal(Why.QUERYSET, f"{owner.__name__}.queryset is not what the source says.", owner)
    name = plural(subject or snake(queryset.model.__name__))
    local = getattr(getattr(drf.cls, "get_queryset", None), "__code__", None)
    if any(Import.of(each).bound == name for each in imports) or name in getattr(local, "co_varnames", ()):
        name = f"all_{name}"
    value = f"({text})" if "\n" in text else text
    return Rows(f"{name}.all()", queryset.model, (), Code.of(f"{name} = {value}", place=Place.ROUTER, imports=imports))


def _has_another(drf: DRFView, owner: type) -> bool:
    """Return whether `super()` of a class's method is the project's own, too."""
    after = drf.cls.__mro__[drf.cls.__mro__.index(owner) + 1 :]
    above = next((cls for cls in after if "get_queryset" in vars(cls)), None)
    return above is not None and above.__module__.partition(".")[0] != "rest_framework"


def _model(drf: DRFView, function: Any) -> Any:
    serializer = getattr(drf.cls, "serializer_class", None)
    queryset = getattr(drf.cls, "queryset", None)
    model = getattr(queryset, "model", None) or getattr(getattr(serializer, "Meta", None), "model", None)
    if model is None:
        raise refusal(Why.QUERYSET, f"Nobody knows of which model the rows of {drf.cls.__name__} are.", function)
    return model


def _with(*codes: Code) -> Code:
    from strangler.porting.merging import merge  # noqa: PLC0415

    return merge(codes)


def _text(each: Import) -> str:
    name = f"{each.module}.{each.name}" if each.name else f"import {each.module}"
    return f"{name} as {each.alias}" if each.alias else name

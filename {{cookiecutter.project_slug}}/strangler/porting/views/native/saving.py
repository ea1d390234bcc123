"""How a view stores and deletes: what stands for `serializer.save()` and `perform_destroy`."""

import ast
import inspect
import sys
import textwrap
from dataclasses import dataclass, field
from typing import Any

from rest_framework import serializers

from strangler.porting.copying import CannotCopyError, Replacement, copied, uses
from strangler.porting.module import Code
from strangler.porting.schemas.expressions import UnwritableError
from strangler.porting.schemas.sources import _imports as imports_of
from strangler.porting.views.native.refusing import refusal
from strangler.porting.views.native.rows import USER, refused
from strangler.porting.views.reasons import Why
from strangler.porting.views.view import DRFView

SAVING = "bridge.drf.schemas.saving"


@dataclass(frozen=True)
class Saving:
    """An expression that stores and returns a row, or that deletes one.

    Args:
        expression: its source.
        needs: names of the endpoint's arguments that it uses.
        code: what else it needs.
    """

    expression: str
    needs: tuple[str, ...] = ()
    code: Code = field(default_factory=Code)


def creating(drf: DRFView, serializer: type[Any], sent: str, subject: str) -> Saving:
    """Return how a new row is stored.

    Args:
        drf: the operation.
        serializer: its serializer.
        sent: the source of what the client has sent, as `validated_data`.
        subject: what names of functions end in.
    """
    values = _values(drf, "perform_create", sent)
    model = _model_of(drf, serializer)
    function = _own(drf, serializer, "create")
    if function is None:
        code = Code.of(imports=[f"{SAVING}.create", f"{model.__module__}.{model.__name__}"])
        return Saving(f"create({model.__name__}, {values.expression})", values.needs, _joined(values.code, code))
    name = f"store_{subject}"
    again = Replacement(f"create({model.__name__}, _1)", [f"{SAVING}.create", f"{model.__module__}.{model.__name__}"])
    made, needs = _copied(
        function, name, ["values: dict[str, Any]"], {"super().create(_1)": again, "validated_data": "values"}, model
    )
    arguments = ", ".join([values.expression, *(need for need in needs)])
    return Saving(f"{name}({arguments})", _both(values.needs, needs), _joined(values.code, made))


def updating(drf: DRFView, serializer: type[Any], instance: str, sent: str, subject: str) -> Saving:
    """Return how a row is changed; the arguments are as for `creating`, with the source of the row."""
    values = _values(drf, "perform_update", sent)
    model = _model_of(drf, serializer)
    function = _own(drf, serializer, "update")
    if function is None:
        code = Code.of(imports=[f"{SAVING}.update"])
        return Saving(f"update({instance}, {values.expression})", values.needs, _joined(values.code, code))
    name = f"save_{subject}"
    again = Replacement("update(_1, _2)", [f"{SAVING}.update"])
    parameters = [f"instance: {model.__name__}", "values: dict[str, Any]"]
    made, needs = _copied(
        function, name, parameters, {"super().update(_1, _2)": again, "validated_data": "values"}, model
    )
    arguments = ", ".join([instance, values.expression, *needs])
    return Saving(f"{name}({arguments})", _both(values.needs, needs), _joined(values.code, made))


def deleting(drf: DRFView, instance: str, model: Any, subject: str) -> Saving:
    """Return how a row is deleted."""
    if not drf.is_own("perform_destroy"):
        return Saving(f"{instance}.delete()")
    function = vars(drf.owner("perform_destroy"))["perform_destroy"]
    if len(inspect.signature(function).parameters) != 2:  # noqa: PLR2004 - self and the row
        raise refusal(Why.HOOK, "perform_destroy takes other arguments than DRF's.", function)
    row = list(inspect.signature(function).parameters)[1]
    name = f"remove_{subject}"
    made, needs = _copied(function, name, [f"{row}: {model.__name__}"], {}, model, keeps=[row])
    return Saving(f"{name}({', '.join([instance, *needs])})", needs, made)


def _copied(  # noqa: PLR0917 - a method and its way
    function: Any, name: str, parameters: list[str], table: dict[str, Any], model: Any, keeps: list[str] | None = None
) -> tuple[Code, tuple[str, ...]]:
    """Return a method as a function, and what of the endpoint's it must be given."""
    try:
        asked = [use.text for use in uses(function)]
        needs: tuple[str, ...] = ()
        context = 'self.context["request"].user'
        if any(text.startswith((USER, context, "self.context['request'].user")) for text in asked):
            needs = ("user",)
            table = {**table, USER: "user", context: "user"}
        kept = keeps or [one.partition(":")[0] for one in parameters if one.partition(":")[0] in _named(function)]
        code = copied(
            function,
            name=name,
            parameters=[*parameters, *(["user: CurrentUser"] if needs else [])],
            keeps=kept,
            table=table,
            docstring="" if function.__doc__ else f"{name.replace('_', ' ', 1).replace('_', ' ').capitalize()}.",
            imports=[f"{model.__module__}.{model.__name__}", "typing.Any"],
        )
    except CannotCopyError as error:
        raise refused(Why.HOOK, error) from error
    return code, needs


def _named(function: Any) -> set[str]:
    return set(inspect.signature(function).parameters)


def _own(drf: DRFView, serializer: type[Any], name: str) -> Any:
    """Return the serializer's own method, or None for that of `ModelSerializer`.

    Raises:
        NotNativeError: it has its own `save`, or none that stores.
    """
    if serializer.save is not serializers.BaseSerializer.save:
        raise refusal(Why.SERIALIZER, f"{serializer.__name__} has its own save.", serializer.save)
    method = getattr(serializer, name)
    if method is getattr(serializers.ModelSerializer, name):
        return None
    if method.__module__.partition(".")[0] == "rest_framework":
        raise refusal(Why.SERIALIZER, f"{serializer.__name__} has no {name}.", serializer)
    return method


def _model_of(drf: DRFView, serializer: type[Any]) -> Any:
    meta = getattr(serializer, "Meta", None)
    queryset = getattr(drf.cls, "queryset", None)
    model = getattr(meta, "model", None) or getattr(queryset, "model", None)
    if model is None:
        raise refusal(Why.SERIALIZER, f"Nobody knows which model {serializer.__name__} stores.", serializer)
    return model


def _values(drf: DRFView, hook: str, sent: str) -> Saving:
    """Return what is stored: what the client has sent, and what `serializer.save(…)` adds in the view's hook."""
    if not drf.is_own(hook):
        return Saving(sent)
    function = vars(drf.owner(hook))[hook]
    added = _added(function, hook)
    if not added:
        return Saving(sent)
    module = sys.modules[function.__module__]
    needs: tuple[str, ...] = ()
    pairs: list[str] = []
    imports: set[str] = set()
    for name, node in added.items():
        changed = _WithUser().visit(node)
        source = ast.unparse(changed)
        names = {one.id for one in ast.walk(changed) if isinstance(one, ast.Name)}
        if names & {"self", *inspect.signature(function).parameters}:
            raise refusal(Why.HOOK, f"{hook} stores {source}.", function)
        if "user" in names:
            needs = ("user",)
        try:
            imports |= imports_of(module, source.replace("user.", "None.") if "user" in names else source)
        except (UnwritableError, SyntaxError) as error:
            raise refusal(Why.HOOK, f"{hook} stores {source}: {error}.", function) from error
        pairs.append(f'"{name}": {source}')
    return Saving(f"{{**{sent}, {', '.join(pairs)}}}", needs, Code.of(imports=sorted(imports)))


def _added(function: Any, hook: str) -> dict[str, ast.expr]:
    """Return the arguments of the one `serializer.save(…)` that a hook is.

    Raises:
        NotNativeError: it is more than that.
    """
    problem = refusal(Why.HOOK, f"{function.__qualname__} does more than to save.", function)
    try:
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    except (OSError, SyntaxError, ValueError) as error:
        raise problem from error
    parameters = list(inspect.signature(function).parameters)
    if not isinstance(tree, ast.FunctionDef) or tree.decorator_list or len(parameters) != 2:  # noqa: PLR2004
        raise problem
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    value = body[0].value if len(body) == 1 and isinstance(body[0], ast.Expr | ast.Return) else None
    if (
        not isinstance(value, ast.Call)
        or value.args
        or ast.unparse(value.func) != f"{parameters[1]}.save"
        or any(one.arg is None for one in value.keywords)
    ):
        raise problem
    return {str(one.arg): one.value for one in value.keywords}


class _WithUser(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Put `user` for `self.request.user`."""
        if ast.unparse(node) == USER:
            return ast.Name("user", ast.Load())
        return self.generic_visit(node)


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _joined(*codes: Code) -> Code:
    from strangler.porting.merging import merge  # noqa: PLC0415

    return merge(codes)

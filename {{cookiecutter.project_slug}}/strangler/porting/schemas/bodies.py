"""`validate_<field>`, `validate` and the methods of method fields: copied where that can be, else called in place."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from strangler.porting.copying import CannotCopyError, Replacement, as_method, copied
from strangler.porting.module import Code, Fidelity, Place
from strangler.porting.schemas.expressions import Expression, imported
from strangler.porting.schemas.facts import Method, MethodFacts
from strangler.porting.schemas.here import NotNativeError

SCHEMAS = "bridge.drf.schemas"
WITHIN = {
    "self.instance": Replacement("instance_of(info)", [f"{SCHEMAS}.instance_of"]),
    "self.partial": Replacement("is_partial(info)", [f"{SCHEMAS}.is_partial"]),
    'self.context["request"]': Replacement("request_of(info)", [f"{SCHEMAS}.request_of"]),
}
PRINTING = {
    'self.context["request"]': Replacement("answered_request()", [f"{SCHEMAS}.answered_request"]),
    'self.context.get("request")': Replacement("answered_request()", [f"{SCHEMAS}.answered_request"]),
}
PURE = {"get", "items", "keys", "values"}  # what changes nothing in a dict


def checking(cls: type[Any], method: MethodFacts, annotation: Expression, *, nested: bool, name: str) -> Method:
    """Return the validator that takes the place of `validate_<field>` or `validate`.

    Args:
        cls: the serializer.
        method: the method.
        annotation: the field's type.
        nested: the field is a schema, of which the method knows only the dict.
        name: what the validator of the whole is called.
    """
    reason = "it gets dicts, where the validator gets schemas"
    try:
        if method.name == "validate":
            return _copied_whole(method, name, cls.__name__)
        if not nested:
            return _copied_field(method, annotation, cls.__name__)
    except CannotCopyError as error:
        reason = error.reason
    except NotNativeError as error:
        reason = str(error)
    return _in_place(cls, method, annotation, reason, nested=nested, name=name)


def _copied_field(method: MethodFacts, annotation: Expression, owner: str) -> Method:
    """Return a copy of a `validate_<field>`.

    Raises:
        CannotCopyError: it can't be copied.
    """
    parameter = _parameter(method.function)
    if parameter in {"cls", "info"}:
        raise NotNativeError(f"its parameter is called {parameter}")
    code = copied(
        method.function,
        name=method.name,
        parameters=["cls", f"{parameter}: {annotation.text}", "info: ValidationInfo"],
        keeps=[parameter],
        table=WITHIN,
        returns="Any",
        decorators=[f'field_validator("{method.field}")', "classmethod"],
        docstring="" if method.function.__doc__ else f"Refuse what {owner} refuses of it.",
        imports=[*annotation.imports, "pydantic.ValidationInfo", "pydantic.field_validator", "typing.Any"],
    )
    code = _without_unused_info(code)
    return Method(as_method(code), code.imports, Fidelity.NATIVE)


def _copied_whole(method: MethodFacts, name: str, owner: str) -> Method:
    """Return a copy of a `validate`.

    Raises:
        CannotCopyError: it can't be copied.
    """
    attrs = _parameter(method.function)
    if attrs in {"self", "info"}:
        raise NotNativeError(f"its parameter is called {attrs}")
    code = copied(
        method.function,
        name=name,
        parameters=["self", "info: ValidationInfo", f"{attrs}: Any"],
        keeps=[attrs],
        table={**WITHIN, "super().validate(_1)": "_1"} if _parent_is_plain(method) else WITHIN,
        returns="Self",
        decorators=['model_validator(mode="after")'],
        docstring="" if method.function.__doc__ else f"Refuse what {owner} refuses as a whole.",
        imports=["pydantic.ValidationInfo", "pydantic.model_validator", "typing.Any", "typing.Self"],
    )
    code = _without_unused_info(_returning_self(code, attrs))
    return Method(as_method(code), code.imports, Fidelity.NATIVE)


def _parent_is_plain(method: MethodFacts) -> bool:
    """Return whether `super().validate` is DRF's, which returns what it is given."""
    qualname = method.function.__qualname__.rpartition(".")[0]
    owner: Any = inspect.getmodule(method.function)
    for part in qualname.split("."):
        owner = getattr(owner, part, None)
    parents = [vars(cls)["validate"] for cls in getattr(owner, "__mro__", ())[1:] if "validate" in vars(cls)]
    return bool(parents) and getattr(parents[0], "__module__", "").startswith("rest_framework")


def _parameter(function: Callable[..., Any]) -> str:
    """Return the name of a method's one parameter.

    Raises:
        NotNativeError: it has others.
    """
    names = list(inspect.signature(inspect.unwrap(function)).parameters)
    if names[:1] != ["self"] or names[2:] or not names[1:]:
        raise NotNativeError("its parameters are not `self` and one more")
    return names[1]


def _returning_self(code: Code, attrs: str) -> Code:
    """Return a copied `validate` as a validator of the model: it gets what was sent from the schema, and returns that.

    Raises:
        NotNativeError: it returns from within another function, or not in the end.
    """
    (statement,) = code.statements
    tree = ast.parse(statement.source).body[0]
    if not isinstance(tree, ast.FunctionDef) or not isinstance(
        tree.body[-1], ast.Return | ast.Raise | ast.If | ast.Try
    ):
        raise NotNativeError("it doesn't end by returning")
    if any(isinstance(node, ast.FunctionDef | ast.Lambda) and node is not tree for node in ast.walk(tree)):
        raise NotNativeError("it has functions of its own")
    lines = statement.source.encode().splitlines()  # positions are those of bytes
    plain = None if _changes(tree, attrs) else attrs
    for node in sorted(_returns(tree), key=lambda one: -one.lineno):
        _replace_return(lines, node, plain)
    body = tree.body[1] if ast.get_docstring(tree) is not None else tree.body[0]
    lines.insert(body.lineno - 1, f"{' ' * body.col_offset}{attrs} = self.changes()".encode())
    source = b"\n".join(lines).decode().replace(f", {attrs}: Any", "", 1) + "\n"
    return Code.of(source, place=Place.SCHEMA, imports=code.imports)


def _returns(tree: ast.FunctionDef) -> list[ast.Return]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Return)]
    if any(node.value is None for node in found):
        raise NotNativeError("it returns nothing")
    return found


def _replace_return(lines: list[bytes], node: ast.Return, plain: str | None) -> None:
    """Let a statement return the schema, with its value in the place of what was sent unless that is `plain`."""
    value = node.value
    if value is None:
        return
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    if plain is not None and _is(value, plain):
        lines[first : last + 1] = [lines[first][: node.col_offset] + b"return self"]
        return
    end = value.end_col_offset or 0
    lines[last] = lines[last][:end] + b")" + lines[last][end:]
    row, start = value.lineno - 1, value.col_offset
    lines[row] = lines[row][:start] + b"self.replaced(" + lines[row][start:]


def _changes(tree: ast.FunctionDef, attrs: str) -> bool:
    """Return whether a function may change the dict that it was given."""
    reads: set[ast.AST] = set()
    for node in ast.walk(tree):
        if _changes_within(node, attrs):
            return True
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _is(node.value, attrs):
            reads.add(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PURE:
            reads.add(node.func.value)
        elif isinstance(node, ast.Compare):
            reads |= {one for one in node.comparators if _is(one, attrs)}
        elif isinstance(node, ast.Return) and node.value is not None:
            reads.add(node.value)
    return any(_is(node, attrs) and node not in reads for node in ast.walk(tree))


def _changes_within(node: ast.AST, attrs: str) -> bool:
    """Return whether an expression changes something that is in the dict."""
    if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
        return _root(node) == attrs
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr not in PURE
        and not _is(node.func.value, attrs)
        and _root(node.func) == attrs
    )


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _without_unused_info(code: Code) -> Code:
    """Return a copy without the parameter `info`, if it doesn't ask for it."""
    (statement,) = code.statements
    named = sum(isinstance(node, ast.Name) and node.id == "info" for node in ast.walk(ast.parse(statement.source)))
    if named:
        return code
    source = statement.source.replace(", info: ValidationInfo", "", 1)
    return Code.of(source, place=Place.SCHEMA, imports=code.imports)


def _in_place(
    cls: type[Any], method: MethodFacts, annotation: Expression, reason: str, *, nested: bool, name: str
) -> Method:
    """Return a validator that calls the serializer's method."""
    owner = imported(cls)
    mark = f"# bridged: {cls.__name__}.{method.name}, {method.where}"
    serializer = f"serializer_of({owner.text}, info)"
    needs = (*owner.imports, f"{SCHEMAS}.serializer_of", "pydantic.ValidationInfo", "typing.Any")
    if method.name == "validate":
        source = f"""
            @model_validator(mode="after")
            def {name}(self, info: ValidationInfo) -> Self:
                \"\"\"Leave it to the serializer what else is refused or changed.\"\"\"
                {mark}
                return self.replaced({serializer}.validate(self.changes()))
        """
        needs = (*needs, "pydantic.model_validator", "typing.Self")
    else:
        own = f"{serializer}.{method.name}"
        called = f"through_dicts({own}, {method.field})" if nested else f"{own}({method.field})"
        source = f"""
            @field_validator("{method.field}")
            @classmethod
            def {method.name}(cls, {method.field}: {annotation.text}, info: ValidationInfo) -> Any:
                \"\"\"Leave it to the serializer what of it is refused or changed.\"\"\"
                {mark}
                return {called}
        """
        needs = (
            *needs,
            *annotation.imports,
            "pydantic.field_validator",
            *([f"{SCHEMAS}.through_dicts"] if nested else []),
        )
    text = textwrap.indent(textwrap.dedent(source).strip("\n"), "    ")
    return Method(text, needs, Fidelity.BRIDGED, reason)


def printing(method: Callable[..., Any], annotation: Expression, name: str) -> Code:
    """Return a copy of the method of a method field, as a function of the object that is printed.

    Raises:
        CannotCopyError, NotNativeError: it can't be copied.
    """
    parameter = _parameter(method)
    return copied(
        method,
        name=name,
        parameters=[f"{parameter}: Any"],
        keeps=[parameter],
        table=PRINTING,
        returns=annotation.text,
        docstring="" if method.__doc__ else "Return what clients see.",
        imports=[*annotation.imports, "typing.Any"],
        place=Place.CONSTANT,
    )

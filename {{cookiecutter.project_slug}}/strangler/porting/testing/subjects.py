"""What the requests of one operation are about: the row that its path names, and paths to it and to none."""

from dataclasses import dataclass
from typing import Any

from strangler.operations.operation import Kind, Operation
from strangler.porting.views.naming import model_of, snake
from strangler.porting.views.paths import Parameter, route_path

NOBODY = {"int": "999999999", "uuid.UUID": "00000000-0000-4000-8000-000000000000", "float": "0.5"}
PLAIN = {"int": "1", "float": "1.5", "uuid.UUID": "00000000-0000-4000-8000-000000000001"}


@dataclass(frozen=True)
class Subject:
    """What one operation is about.

    Args:
        operation: of the legacy half.
        model: of the rows, or None.
        row: what a test calls a row, "" without a model.
        path: the path to it, as a string in source: `f"/api/products/{product.pk}/"`.
        nobody: a path of the same form to nothing, "" where the path has no parameters.
    """

    operation: Operation
    model: Any
    row: str
    path: str
    nobody: str


def subject_of(operation: Operation) -> Subject:
    """Return what an operation is about."""
    found = route_path(operation)
    model = _model(operation)
    row = snake(model.__name__) if model else ""
    path, nobody, asks_row = operation.path, operation.path, False
    for parameter in found.parameters:
        mark = f"{{{parameter.name}}}"
        attribute = _attribute(operation, model, parameter.name)
        asks_row = asks_row or bool(attribute)
        path = path.replace(
            mark, f"{{{row}.{attribute}}}" if attribute else _plain(found.example, operation, parameter)
        )
        nobody = nobody.replace(mark, NOBODY.get(parameter.type, "missing"))
    quoted = f'f"{path}"' if asks_row else f'"{path}"'
    return Subject(operation, model, row, quoted, f'"{nobody}"' if nobody != operation.path else "")


def _model(operation: Operation) -> Any:
    """Return the model of the rows, if a row of it can stand in a table."""
    view = operation.view_class
    if view is None or operation.kind not in {Kind.VIEWSET, Kind.GENERIC}:
        return None
    model = model_of(view)
    meta = getattr(model, "_meta", None)
    return model if meta is not None and not meta.abstract and meta.managed else None


def _attribute(operation: Operation, model: Any, name: str) -> str:
    """Return the attribute of the row that a path's parameter is, "" if nobody knows."""
    if model is None:
        return ""
    view = operation.view_class
    field = getattr(view, "lookup_field", "pk") or "pk"
    if name == (getattr(view, "lookup_url_kwarg", None) or field):
        return _dotted(model, field)
    for ending in ("_pk", "_id", "_slug", "_uuid"):  # of a nested router
        if name.endswith(ending) and (attribute := _dotted(model, f"{name.removesuffix(ending)}__{ending[1:]}")):
            return attribute
    return ""


def _dotted(model: Any, lookup: str) -> str:
    """Return the attributes that a lookup goes through: `category.slug` for `category__slug`."""
    names = lookup.split("__")
    for name in names[:-1]:
        field = next((each for each in model._meta.concrete_fields if each.name == name), None)
        if field is None or field.related_model is None or field.null:
            return ""
        model = field.related_model
    fields = {"pk"} | {field.name for field in model._meta.concrete_fields}
    return ".".join(names) if names[-1] in fields else ""


def _plain(example: str, operation: Operation, parameter: Parameter) -> str:
    """Return a value for a parameter of which no row is known: that of the path that is known to lead to the view."""
    parts, shown = operation.path.split("/"), example.split("/")
    if len(parts) == len(shown):
        for part, value in zip(parts, shown, strict=True):
            if part == f"{{{parameter.name}}}" and value:
                return value
    return PLAIN.get(parameter.type, "missing")

"""Endpoints of the first grade: FastAPI documents them, and the legacy view answers."""

from collections.abc import Collection
from typing import Any

from strangler.operations.operation import Grade, Operation
from strangler.porting.module import Code
from strangler.porting.views.documented import doc_of, query_parameters, status_of
from strangler.porting.views.endpoint import Endpoint, declared, decorator
from strangler.porting.views.naming import function_name
from strangler.porting.views.paths import RoutePath
from strangler.porting.views.reasons import undecorated
from strangler.porting.views.source import function
from strangler.porting.views.view import DRFView, is_drf

NO_CONTENT = 204


def wrapped_endpoint(operation: Operation, path: RoutePath, prefix: str, taken: Collection[str], book: Any) -> Endpoint:
    """Return the endpoint of an operation of any view.

    Args:
        operation: what it documents.
        path: for FastAPI.
        prefix: the router's.
        taken: names of the module.
        book: its `Book` of schemas; None for no models.
    """
    drf = DRFView(operation) if is_drf(operation) else None
    stock = drf.stock if drf is not None else ""
    handler = drf.function if drf is not None else undecorated(_handler(operation))
    models = book.documented(drf) if drf is not None and book is not None else None
    status = status_of(handler, stock)
    parameters, imports = declared(path.parameters)
    if models and models.request:
        parameters.append(f"body: {models.request}")
    if drf is not None and book is not None and stock == "list":
        parameters += query_parameters(drf)
    returns = "None" if status == NO_CONTENT else (models.response if models else "") or "Any"
    name = function_name(operation, stock or operation.action, taken)
    source = function(
        name,
        parameters,
        returns,
        doc_of(operation, handler, stock),
        ["raise NotImplementedError"],
        [decorator(operation.method, path.path, prefix, status_code=None if status == 200 else str(status))],  # noqa: PLR2004
    )
    needed = ["typing.Any", "typing.Annotated", "fastapi.Path", "fastapi.Query", *imports]
    return Endpoint(Grade.WRAPPED, name, source, Code(), [*needed, *(models.imports if models else ())])


def _handler(operation: Operation) -> Any:
    handler = getattr(operation.view_class, operation.action, None)
    return handler or operation.view_class or operation.callback

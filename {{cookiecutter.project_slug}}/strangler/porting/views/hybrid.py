"""Endpoints of the second grade: a FastAPI route answers, with the object of the legacy view and DRF's serializers."""

from collections.abc import Collection
from typing import Any

from strangler.operations.operation import Grade, Kind
from strangler.porting.module import Code, Fidelity, Note
from strangler.porting.views.documented import doc_of, status_of
from strangler.porting.views.endpoint import Endpoint, declared, decorator
from strangler.porting.views.importing import importable
from strangler.porting.views.models import Book
from strangler.porting.views.naming import function_name
from strangler.porting.views.paths import RoutePath
from strangler.porting.views.reasons import place_of
from strangler.porting.views.source import call, comment, function, options, text
from strangler.porting.views.view import DRFView

BODIES = {
    "retrieve": ["return answer(view.get_serializer(view.get_object()).data)"],
    "create": [
        "serializer = view.get_serializer(data={data})",
        "serializer.is_valid(raise_exception=True)",
        "view.perform_create(serializer)",
        "return answer(serializer.data, 201, view.get_success_headers(serializer.data))",
    ],
    "update": [
        "instance = view.get_object()",
        "serializer = view.get_serializer(instance, data={data})",
        "serializer.is_valid(raise_exception=True)",
        "view.perform_update(serializer)",
        "forget_prefetched(instance)",
        "return answer(serializer.data)",
    ],
    "destroy": ["view.perform_destroy(view.get_object())", "return answer(status=204)"],
}
PAGE = [
    "page = view.paginate_queryset(view.filter_queryset(view.get_queryset()))",
    "return answer(view.get_paginated_response(view.get_serializer(page, many=True).data))",
]
WHOLE = [
    "rows = view.filter_queryset(view.get_queryset())",
    "return answer(view.get_serializer(rows, many=True).data)",
]
EITHER = [
    "rows = view.filter_queryset(view.get_queryset())",
    "page = view.paginate_queryset(rows)",
    "if page is None:",
    "    return answer(view.get_serializer(rows, many=True).data)",
    "return answer(view.get_paginated_response(view.get_serializer(page, many=True).data))",
]
IMPORTS = [
    "bridge.drf.body.Incoming",
    "bridge.drf.hybrid.Answer",
    "bridge.drf.hybrid.LegacyView",
    "bridge.drf.hybrid.answer",
    "bridge.drf.hybrid.forget_prefetched",
    "bridge.drf.policy.policy",
    "bridge.drf.resources.listing.Listing",
    "django.db.transaction",
    "fastapi.Depends",
    "fastapi.Path",
    "typing.Annotated",
]


def hybrid_endpoint(  # noqa: PLR0917 - they are what any endpoint is given
    drf: DRFView, path: RoutePath, prefix: str, taken: Collection[str], book: Book, router_view: Any = None
) -> Endpoint:
    """Return the endpoint of an operation.

    Args:
        drf: the operation, of which `against_hybrid` has nothing to say.
        path: for FastAPI.
        prefix: the router's.
        taken: names of the module.
        book: its schemas.
        router_view: the view of the router's policy, which an endpoint need not name again.
    """
    operation, stock = drf.operation, drf.stock
    models = book.documented(drf)
    view, import_of_view = importable(drf.cls)
    status = status_of(drf.function, stock)
    parameters, imports = declared(path.parameters)
    if models.request:
        parameters.append(f"body: Incoming[{models.request}]")
    parameters.append("view: LegacyView")
    name = function_name(operation, stock or operation.action, taken)
    decorators = [
        decorator(
            operation.method,
            path.path,
            prefix,
            status_code=None if status == 200 else str(status),  # noqa: PLR2004
            response_model=models.response or None,
            dependencies=_listing(drf, view) if stock == "list" else None,
        ),
        *_policy(drf, view if drf.cls is not router_view else None),
        *_transactions(operation.callback),
    ]
    data = "body.data" if models.request else "view.request.data"
    notes = () if stock else (_note(drf),)
    source = function(
        name, parameters, "Answer", doc_of(operation, drf.function, stock), _body(drf, path, data), decorators
    )
    needed = [*IMPORTS, import_of_view, *imports, *models.imports]
    return Endpoint(Grade.HYBRID, name, source, Code(), needed, notes)


def _body(drf: DRFView, path: RoutePath, data: str) -> list[str]:
    if drf.stock == "list":
        return _list(drf)
    if drf.stock == "partial_update":
        changed = [line.replace("data={data}", "data={data}, partial=True") for line in BODIES["update"]]
        return [line.format(data=data) for line in changed]
    if drf.stock:
        return [line.format(data=data) for line in BODIES[drf.stock]]
    note = _note(drf)
    remark = comment(f"{note.where}: {note.subject}, called in place." if note.where else f"{note.subject}, in place.")
    arguments = "view.request, **view.kwargs" if path.gives else "view.request"
    return [*remark, f"return Answer(view.{drf.handler_name}({arguments}))"]


def _list(drf: DRFView) -> list[str]:
    if drf.is_own("paginate_queryset") or drf.is_own("paginator"):
        return EITHER
    pagination = drf.attribute("pagination_class")
    if pagination is None:
        return WHOLE
    return PAGE if _always_pages(pagination) else EITHER


def _always_pages(pagination: Any) -> bool:
    """Return whether a pagination class never leaves a list whole: it has a size, and DRF's way to read it."""
    from rest_framework import pagination as stock  # noqa: PLC0415 - the project may have no DRF

    sizes = {
        stock.PageNumberPagination: ("page_size", ("paginate_queryset", "get_page_size")),
        stock.LimitOffsetPagination: ("default_limit", ("paginate_queryset", "get_limit")),
        stock.CursorPagination: ("page_size", ("paginate_queryset", "get_page_size")),
    }
    for base, (size, methods) in sizes.items():
        if issubclass(pagination, base):
            same = all(getattr(pagination, method) is getattr(base, method) for method in methods)
            value = getattr(pagination, size, None)
            return same and isinstance(value, int) and value > 0
    return False


def _listing(drf: DRFView, view: str) -> str | None:
    from bridge.drf.resources.listing import listed_parameters  # noqa: PLC0415

    return f"[Depends(Listing({view}))]" if listed_parameters(drf.cls()) else None


def _policy(drf: DRFView, view: str | None) -> list[str]:
    action = text(drf.operation.action) if drf.view.actions is not None else None
    said = options({"view": view, "action": action})
    return [f"@{call('policy', *said)}"] if said else []


def _transactions(callback: Any) -> list[str]:
    """Return the decorators for the databases of whose transaction the view is exempt."""
    exempt = sorted(getattr(callback, "_non_atomic_requests", ()))
    return [f"@transaction.non_atomic_requests(using={text(alias)})" for alias in exempt]


def _note(drf: DRFView) -> Note:
    file, line = place_of(drf.function)
    owner = drf.operation.handler.rpartition(".")[0].rpartition(".")[2]
    name = drf.operation.view.rpartition(".")[2] if drf.view.kind is Kind.FUNCTION else f"{owner}.{drf.handler_name}"
    return Note(name, Fidelity.BRIDGED, "called in place", file, line)

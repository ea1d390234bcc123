"""Native endpoints for what DRF's own handlers do."""

from collections.abc import Collection
from typing import Any

from strangler.operations.operation import Grade
from strangler.porting.merging import merge
from strangler.porting.module import Code, Import, Place
from strangler.porting.views.documented import doc_of
from strangler.porting.views.endpoint import POLICY, Endpoint, declared, decorator
from strangler.porting.views.models import Book
from strangler.porting.views.naming import function_name
from strangler.porting.views.native.handlers import handler_endpoint
from strangler.porting.views.native.hooks import check_hooks
from strangler.porting.views.native.lists import pages_of, shares_ordering
from strangler.porting.views.native.policies import native_policy
from strangler.porting.views.native.saving import creating, deleting, updating
from strangler.porting.views.native.writing import ARGUMENTS, IMPORTS, Writing
from strangler.porting.views.paths import RoutePath
from strangler.porting.views.source import function
from strangler.porting.views.view import DRFView

UPDATES = {"update", "partial_update"}
NOTHING_SENT = 204
CREATED = 201


def native_endpoint(
    drf: DRFView,
    path: RoutePath,
    prefix: str,
    taken: Collection[str],
    book: Book,
    *,
    label: str = "",
) -> Endpoint:
    """Return the endpoint of an operation.

    Args:
        drf: the operation.
        path: for FastAPI.
        prefix: the router's.
        taken: names of the module.
        book: its schemas.
        label: before the names of the view's own parts, "" for none.

    Raises:
        NotNativeError: it can't be native.
    """
    if not drf.stock:
        return handler_endpoint(drf, path, prefix, taken, book, label=label)
    check_hooks(drf)
    writing = Writing(drf, path, label, native_policy(drf), book)
    returns, body = BODIES[drf.stock](writing)
    status = {"create": CREATED, "destroy": NOTHING_SENT}.get(drf.stock)
    stock = "partial_update" if drf.stock in UPDATES else drf.stock
    name = function_name(drf.operation, stock, taken)
    arguments, imports = declared(path.parameters)
    arguments += [f"{one}: {writing.arguments[one]}" for one in ARGUMENTS if one in writing.arguments]
    status_code = str(status) if status else None
    decorators = [decorator(drf.operation.method, path.path, prefix, status_code=status_code), POLICY]
    doc = doc_of(drf.operation, drf.function, stock)
    source = function(name, arguments, returns, doc, body, decorators)
    code = merge(writing.parts)
    notes = writing.schemas.notes
    needed: list[str | Import] = [*IMPORTS, *writing.imports, *writing.policy.imports, *imports]
    return Endpoint(Grade.NATIVE, name, source, code, needed, notes, writing.policy.said)


def _list(writing: Writing) -> tuple[str, list[str]]:
    schema = writing.schemas.answer
    rows = writing.narrowed(one=False)
    pages = pages_of(writing.drf, writing.name("ordering") if shares_ordering(writing.drf) else "")
    if pages is None:
        return f"list[{schema}]", [f"return [{schema}.read({writing.noun}) for {writing.noun} in {rows}]"]
    source, gives, envelope, imports = pages
    name, model = writing.name("pages"), writing.rows.model
    writing.parts.append(Code.of(f"{name} = {source}", place=Place.ROUTER, imports=imports))
    writing.parts.append(Code.of(imports=[*imports, f"{model.__module__}.{model.__name__}"]))
    writing.arguments["page"] = f"Annotated[{gives}[{model.__name__}], Depends({name})]"
    return f"{envelope}[{schema}]", [f"return page({rows}, {schema}.read)"]


def _retrieve(writing: Writing) -> tuple[str, list[str]]:
    schema = writing.schemas.answer
    return schema, [f"return {schema}.read({writing.found()})"]


def _create(writing: Writing) -> tuple[str, list[str]]:
    schema, serializer = writing.schemas.answer, writing.schemas.serializer
    writing.arguments["body"] = f"Incoming[{schema}]"
    saving = creating(writing.drf, serializer, "body.validated().changes()", writing.subject)
    writing.need(saving.needs)
    writing.add(saving.code)
    location = writing.schemas.location
    if location is None:
        return schema, [f"return {schema}.read({saving.expression})"]
    writing.need(["response"])
    name = writing.noun
    set_header = f'response.headers["Location"] = str({name}.{location})'
    return schema, [f"{name} = {schema}.read({saving.expression})", set_header, f"return {name}"]


def _update(writing: Writing) -> tuple[str, list[str]]:
    schema, serializer = writing.schemas.answer, writing.schemas.serializer
    found, name = writing.found(), writing.noun
    writing.arguments["body"] = f"Incoming[{schema}]"
    saving = updating(writing.drf, serializer, name, f"body.validated({name}).changes()", writing.subject)
    writing.need(saving.needs)
    writing.add(saving.code)
    first = f"{name} = {found}"
    if not writing.may_prefetch:
        return schema, [first, f"return {schema}.read({saving.expression})"]
    saved = saving.expression if saving.expression.startswith("update(") else f"{name} = {saving.expression}"
    return schema, [first, saved, f"forget_prefetched({name})", f"return {schema}.read({name})"]


def _destroy(writing: Writing) -> tuple[str, list[str]]:
    saving = deleting(writing.drf, writing.found(), writing.rows.model, writing.subject)
    writing.need(saving.needs)
    writing.add(saving.code)
    return "None", [saving.expression]


BODIES: dict[str, Any] = {
    "list": _list,
    "retrieve": _retrieve,
    "create": _create,
    "update": _update,
    "partial_update": _update,
    "destroy": _destroy,
}

"""Native endpoints for what DRF's own handlers do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from strangler.operations.operation import Grade
from strangler.porting.merging import merge
from strangler.porting.module import Code, Place
from strangler.porting.views.documented import doc_of
from strangler.porting.views.endpoint import POLICY, Endpoint, declared, decorator
from strangler.porting.views.models import Book, Native
from strangler.porting.views.naming import function_name, plural, snake
from strangler.porting.views.native.hooks import check_hooks
from strangler.porting.views.native.lists import (
    FILTERS,
    filtering_of,
    ordering_of,
    pages_of,
    shares_ordering,
)
from strangler.porting.views.native.policies import NativePolicy, native_policy
from strangler.porting.views.native.refusing import refusal
from strangler.porting.views.native.rows import Rows, rows_of, words
from strangler.porting.views.native.saving import creating, deleting, updating
from strangler.porting.views.native.users import user_code
from strangler.porting.views.paths import RoutePath
from strangler.porting.views.reasons import Why
from strangler.porting.views.source import call, function, text
from strangler.porting.views.view import DRFView

# In the order in which an endpoint has them.
ARGUMENTS = ("request", "body", "response", "narrow", "page", "user")
IMPORTS = [
    "bridge.drf.body.Incoming",
    "bridge.drf.policy.policy",
    "bridge.drf.shortcuts.check_object_permissions",
    "bridge.drf.shortcuts.forget_prefetched",
    "bridge.drf.shortcuts.get_object_or_404",
    "fastapi.Depends",
    "fastapi.Path",
    "fastapi.Request",
    "fastapi.Response",
    "typing.Annotated",
]
UPDATES = {"update", "partial_update"}
NOTHING_SENT = 204
CREATED = 201


@dataclass
class Writing:
    """What an endpoint is made of, as it comes together.

    Args:
        drf: the operation.
        path: for FastAPI.
        label: before the names of the view's own parts, where a module has those of several views.
        rows: of the view.
        policy: of the operation.
        schemas: what it reads and answers.
        arguments: annotations by name.
        parts: other code.
    """

    drf: DRFView
    path: RoutePath
    label: str
    rows: Rows
    policy: NativePolicy
    schemas: Native
    arguments: dict[str, str] = field(default_factory=dict)
    parts: list[Code] = field(default_factory=list)

    @property
    def noun(self) -> str:
        """What a row is called."""
        return snake(self.rows.model.__name__)

    @property
    def may_prefetch(self) -> bool:
        """Whether a row may have related ones with it, of the time before it was changed."""
        own = self.drf.is_own("get_queryset")
        return own or bool(self.drf.cls.queryset._prefetch_related_lookups)

    def name(self, base: str) -> str:
        """Return a name for a part of the view."""
        if not self.label:
            return base
        return f"{base}{self.label}" if base[0].isupper() else f"{snake(self.label)}_{base}"

    def need(self, names: Sequence[str]) -> None:
        """Note that the endpoint takes arguments."""
        kinds = {"user": "CurrentUser", "request": "Request", "response": "Response"}
        for name in names:
            if name in kinds:
                self.arguments[name] = kinds[name]
                if name == "user":
                    self.parts.append(user_code())

    def narrowed(self, *, one: bool) -> str:
        """Return the rows of a request, filtered."""
        self.need(self.rows.needs)
        self.parts.append(self.rows.code)
        ordering = self.name("ordering") if shares_ordering(self.drf) else ""
        made = filtering_of(self.drf, self.rows.model, self.rows.model.__name__, ordering)
        if made is None:
            return self.rows.expression
        source, code = made
        filtering, alias = self.name("filtering"), self.name("NarrowOne" if one else "Narrow")
        depends = f"{filtering}.unlisted" if one else filtering
        if ordering:
            self._ordering(ordering)
        imports = [f"{FILTERS}.QuerySetFilter", "typing.Annotated", "fastapi.Depends"]
        self.parts += [
            code,
            Code.of(f"{filtering} = {source}", place=Place.ROUTER, imports=[f"{FILTERS}.{each}" for each in PARTS]),
            Code.of(f"{alias} = Annotated[QuerySetFilter, Depends({depends})]", place=Place.ALIAS, imports=imports),
        ]
        self.arguments["narrow"] = alias
        return f"narrow({self.rows.expression})"

    def _ordering(self, name: str) -> None:
        source = f"{name} = {ordering_of(self.drf)}"
        self.parts.append(Code.of(source, place=Place.ROUTER, imports=[f"{FILTERS}.Ordering"]))

    def found(self) -> str:
        """Return the call of the function that finds the row of a URL."""
        field_name = self.drf.attribute("lookup_field")
        keyword = self.drf.attribute("lookup_url_kwarg") or field_name
        kinds = {parameter.name: parameter.type for parameter in self.path.parameters}
        if keyword not in kinds:
            raise refusal(Why.QUERYSET, f"{self.drf.cls.__name__} looks for {keyword}, which is not in its URL.")
        rows = self.narrowed(one=True)
        if self.policy.objects:
            self.need(["request"])
        given = [keyword, *(name for name in self.rows.needs if name in kinds and name != keyword)]
        given += [name for name in ARGUMENTS if name in {*self.arguments} - {"response", "body", "page"}]
        annotations = {**kinds, **self.arguments}
        looked_up = call("get_object_or_404", rows, f"{field_name}={keyword}")
        checks = ["check_object_permissions(request, row)", "return row"]
        body = [f"row = {looked_up}", *checks] if self.policy.objects else [f"return {looked_up}"]
        body = [line.replace("row)", f"{self.noun})").replace("row =", f"{self.noun} =") for line in body]
        body = [line.replace("return row", f"return {self.noun}") for line in body]
        name, model = f"find_{self.noun}", self.rows.model
        doc = f"Return one {words(model)} that the client may do this with.\n\nRaises:\n    Http404: there is none."
        if self.policy.objects:
            doc += "\n    NotAuthenticated, PermissionDenied: it is not for this client."
        source = function(name, [f"{one}: {annotations[one]}" for one in given], model.__name__, doc, body)
        imports = [*IMPORTS, f"{model.__module__}.{model.__name__}"]
        self.parts.append(Code.of(source, place=Place.HELPER, imports=imports))
        return f"{name}({', '.join(given)})"


PARTS = ("Filtering", "Filters", "Search", "Ordering")


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
        raise refusal(Why.HANDLER, f"{drf.cls.__name__}.{drf.handler_name} is the project's own.", drf.function)
    check_hooks(drf)
    parameters = {parameter.name: parameter.type for parameter in path.parameters}
    writing = Writing(drf, path, label, rows_of(drf, parameters), native_policy(drf), book.native(drf))
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
    needed = [*IMPORTS, *writing.policy.imports, *imports]
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
    saving = creating(writing.drf, serializer, "body.validated().changes()")
    writing.need(saving.needs)
    writing.parts.append(saving.code)
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
    saving = updating(writing.drf, serializer, name, f"body.validated({name}).changes()")
    writing.need(saving.needs)
    writing.parts.append(saving.code)
    first = f"{name} = {found}"
    if not writing.may_prefetch:
        return schema, [first, f"return {schema}.read({saving.expression})"]
    saved = saving.expression if saving.expression.startswith("update(") else f"{name} = {saving.expression}"
    return schema, [first, saved, f"forget_prefetched({name})", f"return {schema}.read({name})"]


def _destroy(writing: Writing) -> tuple[str, list[str]]:
    saving = deleting(writing.drf, writing.found(), writing.rows.model)
    writing.need(saving.needs)
    writing.parts.append(saving.code)
    return "None", [saving.expression]


BODIES: dict[str, Any] = {
    "list": _list,
    "retrieve": _retrieve,
    "create": _create,
    "update": _update,
    "partial_update": _update,
    "destroy": _destroy,
}

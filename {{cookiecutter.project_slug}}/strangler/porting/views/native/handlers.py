"""Native endpoints for handlers of the project's own: copied, where all that they use has a name in a route."""

import inspect
import re
from collections.abc import Collection
from typing import Any

from rest_framework import serializers
from rest_framework import status as statuses

from strangler.operations.operation import Grade, Kind
from strangler.porting.copying import CannotCopyError, Replacement, copied, uses
from strangler.porting.merging import merge
from strangler.porting.module import Code, Fidelity, Import, Place
from strangler.porting.views.documented import doc_of, status_of
from strangler.porting.views.endpoint import POLICY, Endpoint, declared, decorator
from strangler.porting.views.models import Book
from strangler.porting.views.naming import function_name
from strangler.porting.views.native.hooks import KNOWN, check_hooks
from strangler.porting.views.native.lists import pages_of
from strangler.porting.views.native.policies import native_policy
from strangler.porting.views.native.refusing import refusal
from strangler.porting.views.native.rows import refused
from strangler.porting.views.native.sent import BODY, QUERY, opened
from strangler.porting.views.native.writing import IMPORTS, Writing
from strangler.porting.views.paths import RoutePath
from strangler.porting.views.reasons import Why
from strangler.porting.views.view import DRFView

RESPONSE = "rest_framework.response.Response"
PLAIN = ["bridge.drf.rendering.DRFResponse"]
OK, NO_CONTENT = 200, 204
ARGUMENTS = ("request", "body", QUERY, "narrow", "paginate", "user")
HELPER = re.compile(r"self\.(\w+)\(")


class Handler:
    """A handler that is being copied.

    Args:
        writing: the endpoint.
        book: the module's schemas.
    """

    def __init__(self, writing: Writing, book: Book) -> None:
        self.writing, self.book = writing, book
        self.drf = writing.drf
        self.function = self.drf.function
        self.table: dict[str, str | Replacement] = {}
        self.code: list[Code] = []
        own = list(inspect.signature(self.function).parameters)
        self.parameters = own if self.drf.operation.kind is Kind.FUNCTION else own[1:]
        self.request = self.parameters[0] if self.parameters else "request"

    def copy(self, name: str, function: Any, parameters: list[str], keeps: list[str], doc: str) -> Code:
        """Return a copy of the handler, or of a method that it calls."""
        self._fill(function)
        if function is self.function:  # what it takes besides is known by now
            parameters = [*parameters, *(f"{one}: Any" for one in ARGUMENTS if one in self.writing.arguments)]
        try:
            return copied(
                function,
                name=name,
                parameters=parameters,
                keeps=keeps,
                table=self.table,
                docstring=doc if not function.__doc__ else "",
                imports=[*IMPORTS, "typing.Any"],
                place=Place.HELPER,
            )
        except CannotCopyError as error:
            raise refused(Why.HANDLER, error) from error

    def asked(self, function: Any) -> list[str]:
        """Return what a method uses of its view and its request."""
        try:
            return [use.text.replace("'", '"') for use in uses(function)]
        except CannotCopyError as error:
            raise refused(Why.HANDLER, error) from error

    def _fill(self, function: Any) -> None:
        """Let the table have what takes the place of all that a method uses."""
        asked = self.asked(function)
        whole = " ".join(asked)
        for each in (f"{self.request}.user", "self.request.user"):
            if each in whole:
                self.writing.need(["user"])
                self.table[each] = "user"
        if "self.get_object()" in whole:
            self.table["self.get_object()"] = self.writing.found()
        if "self.filter_queryset(self.get_queryset())" in whole:
            self.table["self.filter_queryset(self.get_queryset())"] = self.writing.narrowed(one=False)
        elif "self.get_queryset()" in whole:
            self.table["self.get_queryset()"] = self.writing.bare()
        self._statuses(function)
        self._schemas(function, whole)
        self._responses()

    def _statuses(self, function: Any) -> None:
        for name, value in vars(statuses).items():
            if name.startswith("HTTP_") and name in function.__code__.co_names:
                self.table[f"rest_framework.status.{name}"] = str(value)

    def _schemas(self, function: Any, whole: str) -> None:
        """Let the table have the serializers that a method uses: for what it answers, and for what it is sent."""
        found = serializers_in(function)
        for name, cls in found.items():
            self._answers(cls, name)
            self._reads(cls, f"{cls.__module__}.{cls.__qualname__}")
        if "self.get_serializer(" in whole:
            cls = self.writing.schemas.serializer
            if f"self.get_serializer(data={self.request}.data" in whole:
                self._reads(cls, "self.get_serializer")
            else:
                self._answers(cls, "self.get_serializer")
                if "self.paginate_queryset(" in whole:
                    self._pages()

    def _answers(self, cls: type[Any], call: str) -> None:
        name, facts = self.book.schema(cls)
        if facts.reading is Fidelity.MANUAL:
            return
        contexts = ["", ", context=self.get_serializer_context()", f', context={{"request": {self.request}}}']
        for context in contexts:
            self._both(f"{call}(_1{context}).data", f"{name}.read(_1)")
            self._both(f"{call}(_1, many=True{context}).data", f"[{name}.read(one) for one in _1]")

    def _both(self, made: str, becomes: str) -> None:
        self.table[f"{RESPONSE}({made})"] = becomes
        self.table[f"{RESPONSE}({made}, status=_9)"] = becomes

    def _reads(self, cls: type[Any], call: str) -> None:
        name, facts = self.book.schema(cls)
        if facts.writing is Fidelity.MANUAL:
            return
        asked = self.asked(self.function)
        of_body = f"data={self.request}.data"
        if any(of_body in text for text in asked) and self.drf.operation.method != "PATCH":
            self.writing.arguments["body"] = f"Incoming[{name}]"
            self.table[f"{call}({of_body})"] = BODY
        for given in ("query_params", "GET"):
            if any(f"{self.request}.{given}" in text for text in asked) and call != "self.get_serializer":
                imports = ["bridge.drf.resources.parameters.QueryParameters"]
                self.writing.arguments[QUERY] = f"Annotated[{name}, Depends(QueryParameters({name}))]"
                self.code.append(Code.of(imports=imports))
                self.table[f"{call}(data={self.request}.{given})"] = QUERY

    def _pages(self) -> None:
        pages = pages_of(self.drf)
        if pages is None:
            return
        source, gives, _, imports = pages
        schema, model = self.writing.schemas.answer, self.writing.rows.model
        name = self.writing.name("pages")
        self.code.append(Code.of(f"{name} = {source}", place=Place.ROUTER, imports=imports))
        self.code.append(Code.of(imports=[*imports, f"{model.__module__}.{model.__name__}"]))
        self.writing.arguments["paginate"] = f"Annotated[{gives}[{model.__name__}], Depends({name})]"
        self.table["self.paginate_queryset(_1)"] = "_1"
        paged = "self.get_paginated_response(self.get_serializer(_1, many=True).data)"
        self.table[paged] = f"paginate(_1, {schema}.read)"

    def _responses(self) -> None:
        """Let the table have what is left of DRF's responses: data as they are."""
        empty = "None" if status_of(self.function, "") == NO_CONTENT else "DRFResponse(None, _1)"
        self.table[f"{RESPONSE}(status=_1)"] = Replacement(empty, PLAIN)
        for given, becomes in (("_1", "_1"), ("_1, status=_2", "_1, _2"), ("_1, _2", "_1, _2"), ("data=_1", "_1")):
            self.table.setdefault(f"{RESPONSE}({given})", Replacement(f"DRFResponse({becomes})", PLAIN))

    def helpers(self) -> None:
        """Copy the methods of the view that the handler calls, each once."""
        for text in self.asked(self.function):
            called = HELPER.match(text)
            name = called[1] if called else ""
            if not called or name in KNOWN or not self.drf.is_own(name):
                continue
            method = vars(self.drf.owner(name))[name]
            if not inspect.isfunction(method):
                continue
            given = list(inspect.signature(method).parameters)[1:]
            copy = f"{name.strip('_')}_{self.writing.subject}" if name.startswith("_") else name
            code = self.copy(
                copy, method, [f"{one}: Any" for one in given], given, f"{copy.replace('_', ' ').capitalize()}."
            )
            if code.uses & set(ARGUMENTS):
                raise refusal(Why.HANDLER, f"{self.drf.cls.__name__}.{name} asks for the request.", method)
            places = ", ".join(f"_{number}" for number, _ in enumerate(given, 1))
            self.table[f"self.{name}({places})"] = f"{copy}({places})"
            self.code.append(code)


def handler_endpoint(
    drf: DRFView, path: RoutePath, prefix: str, taken: Collection[str], book: Book, *, label: str = ""
) -> Endpoint:
    """Return the endpoint of an operation whose handler is the project's own; arguments as for `native_endpoint`.

    Raises:
        NotNativeError: it uses something that a route doesn't have.
    """
    if drf.operation.kind is Kind.FUNCTION:
        raise refusal(Why.HANDLER, f"{drf.operation.view} is a function, which answers no HEAD.", drf.function)
    check_hooks(drf)
    writing = Writing(drf, path, label, native_policy(drf), book)
    handler = Handler(writing, book)
    kept = [one for one in handler.parameters[1:] if one in {parameter.name for parameter in path.parameters}]
    asked = handler.asked(drf.function)
    kept = [one for one in kept if any(re.match(rf"{one}\b", text) for text in asked)]
    for parameter in path.parameters:
        if parameter.name in kept and not parameter.same:
            raise refusal(Why.HANDLER, f"{drf.handler_name} takes {parameter.name} as text.", drf.function)
    handler.helpers()
    name = function_name(drf.operation, drf.operation.action, taken)
    doc = doc_of(drf.operation, drf.function, "")
    trial = handler.copy(name, drf.function, [f"{one}: Any" for one in kept], kept, doc)
    status = status_of(drf.function, "")
    source, query = opened(trial.statements[-1].source, drf.function)
    arguments, imports = declared(path.parameters)
    named = {one: query if one == QUERY else one for one in ARGUMENTS}
    arguments += [f"{named[one]}: {writing.arguments[one]}" for one in ARGUMENTS if one in writing.arguments]
    helpers = "\n".join(statement.source for code in handler.code for statement in code.statements)
    returns, model = answered(source, helpers, status)
    head = decorator(
        drf.operation.method,
        path.path,
        prefix,
        status_code=None if status == OK else str(status),
        response_model=model,
    )
    source = re.sub(r"(?m)^def \w+\(.*\) -> .*:$", f"def {name}({', '.join(arguments)}) -> {returns}:", source, count=1)
    needed: list[str | Import] = [*trial.imports, *IMPORTS, *writing.imports, *writing.policy.imports, *imports]
    return Endpoint(
        Grade.NATIVE,
        name,
        f"{head}\n{POLICY}\n{source}",
        merge([*handler.code, *writing.parts]),
        needed,
        (),
        writing.policy.said,
    )


def answered(source: str, helpers: str, status: int) -> tuple[str, str | None]:
    """Return the annotation of what a function returns, and its `response_model` where that is another.

    Args:
        source: of the function.
        helpers: source of functions that it may call.
        status: of its answer.
    """
    found = {kind_of(line, helpers) for line in re.findall(r"(?m)^ *return\b *(.*)$", source)} or {"None"}
    if found == {"None"} or status == NO_CONTENT:
        return "None", None
    if len(found) == 1:
        return found.pop(), None
    return "Any", "None"


def kind_of(returned: str, helpers: str) -> str:
    """Return the type of an expression that a function returns, as far as it tells."""
    if not returned or returned == "None":
        return "None"
    if schema := re.match(r"(\w+Schema\d*)\.read\(", returned):
        return schema[1]
    if schema := re.match(r"\[(\w+Schema\d*)\.read\(", returned):
        return f"list[{schema[1]}]"
    if schema := re.match(r"paginate\(.*, (\w+)\.read\)$", returned):
        return f"Page[{schema[1]}]"
    if returned.startswith("DRFResponse("):
        return "DRFResponse"
    if called := re.match(r"(\w+)\(", returned):
        body = re.search(rf"(?ms)^def {called[1]}\(.*?(?=^def |\Z)", helpers)
        if body:
            kinds = {kind_of(line, "") for line in re.findall(r"(?m)^ *return\b *(.*)$", body[0])}
            return kinds.pop() if len(kinds) == 1 else "Any"
    raise refusal(Why.HANDLER, f"Nobody knows what {returned} is.")


def serializers_in(function: Any) -> dict[str, type[Any]]:
    """Return the serializers that a function names, by the names that it has for them."""
    named = {name: function.__globals__.get(name) for name in function.__code__.co_names}
    return {
        name: one for name, one in named.items() if isinstance(one, type) and issubclass(one, serializers.Serializer)
    }

"""The query string as Django REST Framework reads it, the links that it writes, and parameters for OpenAPI.

FastAPI documents a parameter and checks it: what it does not like it answers with 422. DRF takes what comes and has
answers of its own. So the parameters are declared here for the documentation alone, and read from the URL.
"""

import inspect
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit, urlunsplit

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, QueryDict
from django.utils.encoding import escape_uri_path, iri_to_uri
from fastapi import Depends, Query
from pydantic import WithJsonSchema
from starlette.requests import Request

from bridge.drf.call import SCOPE_KEY


class QueryString:
    """The query string of one request.

    Args:
        request: the request as Django sees it: who asks, by which host and scheme.
        raw: the query string as it came.
    """

    def __init__(self, request: HttpRequest, raw: bytes) -> None:
        self.request = request
        self.raw = raw

    @cached_property
    def values(self) -> QueryDict:
        """The decoded parameters, as `WSGIRequest.GET` has them.

        Raises:
            django.core.exceptions.TooManyFieldsSent: there are more than `DATA_UPLOAD_MAX_NUMBER_FIELDS`.
        """
        return QueryDict(self.raw, encoding=self.request.encoding)

    def get(self, name: str) -> str | None:
        """Return a parameter: the last one of that name, `""` if it is empty, None if it is missing."""
        value: str | None = self.values.get(name)
        return value

    def link(self, changes: Mapping[str, int | str | None]) -> str:
        """Return the request's absolute URL with some parameters set, or removed where the value is None.

        All parameters are sorted and encoded anew, and empty ones stay. Mirrors `replace_query_param` and
        `remove_query_param` of `rest_framework.utils.urls`.

        Raises:
            django.core.exceptions.DisallowedHost: the service does not answer to that host.
        """
        parameters = dict(self._parameters)
        for name, value in changes.items():
            parameters.pop(name, None)
            if value is not None:
                parameters[name] = [str(value)]
        return urlunsplit(self._url._replace(query=urlencode(sorted(parameters.items()), doseq=True)))

    @cached_property
    def _parameters(self) -> dict[str, list[str]]:
        # Not `values`: DRF reads the encoded URL again, and that has no limits and is always UTF-8.
        return parse_qs(self._url.query, keep_blank_values=True)

    @cached_property
    def _url(self) -> SplitResult:
        # As HttpRequest.build_absolute_uri() does without an argument, save that WSGI decodes a query string as Latin-1
        # and ASGIRequest as UTF-8: links with unescaped letters would not be those of the legacy half.
        query = "?" + iri_to_uri(self.raw.decode("latin-1")) if self.raw else ""
        return urlsplit(self.request.build_absolute_uri(f"//{escape_uri_path(self.request.path)}{query}"))


async def query_string(request: Request) -> QueryString:
    """Return the request's query string: a FastAPI dependency.

    On a ported route it knows who asks.
    """
    raw: bytes = request.scope["query_string"]
    call = request.scope.get(SCOPE_KEY)
    return QueryString(call.http if call else _bare_request(request, raw), raw)


def _bare_request(request: Request, raw: bytes) -> HttpRequest:
    django_request = ASGIRequest({**request.scope, "query_string": raw.decode("latin-1")}, io.BytesIO())
    django_request.__dict__["GET"] = QueryDict(raw, encoding=django_request.encoding)
    return django_request


@dataclass(frozen=True)
class Parameter:
    """A parameter for the documentation.

    Args:
        name: as in the URL.
        schema: its JSON schema; nothing is checked against it.
        description: what it does.
    """

    name: str
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})
    description: str | None = None


def signature(parameters: Iterable[Parameter]) -> inspect.Signature:
    """Return the signature of a dependency: the `QueryString`, and what FastAPI lists in its OpenAPI document.

    To be assigned to `__signature__` of a callable that takes `query: QueryString` and ignores all other arguments.
    """
    query = inspect.Parameter(
        "query", inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[QueryString, Depends(query_string)]
    )
    # The parameters' own names may be anything that fits into a URL: "created-after", "class", "query".
    documented = [
        inspect.Parameter(
            f"documented_{number}",
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=_annotation(parameter),
        )
        for number, parameter in enumerate(parameters)
    ]
    return inspect.Signature([query, *documented])


def _annotation(parameter: Parameter) -> Any:
    # Any value is valid: whatever is in a query string is a string.
    return Annotated[
        str | None,
        WithJsonSchema(parameter.schema),
        Query(alias=parameter.name, title=parameter.name, description=parameter.description),
    ]

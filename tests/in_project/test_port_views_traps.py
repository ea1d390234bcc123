"""Views with a trap in each, ported and imported, answer as they did."""

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import include, path, re_path
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from ported_views import imported, masked, source_of
from rest_framework import generics, mixins, permissions, renderers, routers, serializers, viewsets
from rest_framework.decorators import action, api_view
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.urlpatterns import format_suffix_patterns
from rest_framework.views import APIView
from starlette.testclient import TestClient
from test_drf_grades import client_of
from test_drf_views import urls
from wire import answer

from legacy.catalog.models import Category
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade
from strangler.porting.views.endpoint import PortedModule
from strangler.porting.views.porting import port_operations
from strangler.porting.views.reasons import Why

JSON = {"content-type": "application/json"}


class CategorySerializer(serializers.ModelSerializer[Category]):
    """Stock."""

    class Meta:
        """Of a category."""

        model = Category
        fields = ("id", "name", "slug")


class Open:
    """Lets anybody in."""

    permission_classes = (permissions.AllowAny,)


class Categories(Open, viewsets.ModelViewSet[Category]):
    """Stock, but for an action."""

    queryset = Category.objects.order_by("id")
    serializer_class = CategorySerializer

    @action(detail=False, methods=["get", "post"])
    def bulk(self, request: Any) -> Response:
        """Answer for the list, at a path that a detail route would match."""
        return Response({"method": request.method, "action": self.action, "map": sorted(self.action_map or {})})

    @action(detail=True, url_path="at/(?P<place>[^/.]+)")
    def place(self, request: Any, pk: Any = None, place: Any = None) -> Response:
        """Answer what the URL has given."""
        return Response({"pk": pk, "kwargs": self.kwargs, "detail": self.detail, "name": self.get_view_name()})


class Slugs(Open, generics.RetrieveAPIView[Category]):
    """Finds rows by their slug."""

    queryset = Category.objects.all()
    serializer_class = CategorySerializer
    lookup_field = "slug"


class Answers(Open, APIView):
    """Answers in many ways."""

    def get(self, request: Any, kind: str, format: str | None = None) -> Any:  # noqa: A002
        """Answer as the URL says."""
        response: Any = {
            "status": lambda: Response({"a": 1}, status=202, headers={"X-Own": "1"}),
            "empty": lambda: Response(status=204),
            "none": lambda: Response(None),
            "text": lambda: Response("text"),
            "type": lambda: Response({"a": 1}, content_type="application/problem+json"),
            "values": lambda: Response({"d": Decimal("1.50"), "t": dt.timedelta(days=3), "x": dt.date(2024, 1, 2)}),
            "rows": lambda: Response(Category.objects.values("slug").order_by("slug")),
            "django": lambda: HttpResponse(b"\x00\xff", content_type="application/octet-stream", status=203),
            "redirect": lambda: HttpResponseRedirect("/elsewhere/?a=é"),
            "stream": lambda: StreamingHttpResponse(lines(), content_type="text/csv"),
            "file": lambda: FileResponse(io.BytesIO(b"0123456789"), filename="ten.txt", as_attachment=True),
            "wrong": lambda: {"no": "response"},
            "broken": lambda: 1 / 0,
            "unfit": lambda: Response({"a": float("nan")}),
            "format": lambda: Response({"format": format, "kwarg": self.format_kwarg}),
        }[kind]()
        if kind == "status":
            response.set_cookie("own", "1", path="/x/", httponly=True)
            request.session["seen"] = "1"
        return response

    def post(self, request: Any, kind: str) -> Response:
        """Answer what was sent."""
        return Response({"data": request.data, "user": str(request.user), "accepted": request.accepted_media_type})


def lines() -> Iterator[str]:
    yield "slug\n"
    for category in Category.objects.order_by("slug").iterator(chunk_size=1):
        yield f"{category.slug}\n"


class Extra(Open, APIView):
    """Is told more by its URL than a path has."""

    def get(self, request: Any, **kwargs: Any) -> Response:
        """Answer it."""
        return Response(kwargs)


class Dispatches(Extra):
    """Has its own way with requests."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Add to what DRF answers."""
        response = super().dispatch(request, *args, **kwargs)
        response["X-Dispatch"] = "1"
        return response


@method_decorator(never_cache, name="dispatch")
class DecoratedDispatch(Extra):
    """Has a decorator around its dispatch."""


class Positional(Open, APIView):
    """Gets arguments without names."""

    def get(self, request: Any, *args: Any) -> Response:
        """Answer them."""
        return Response(args)


class Upper(renderers.JSONRenderer):
    """JSON of a type of its own."""

    media_type = "application/vnd.upper+json"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """Return it in capitals."""
        return super().render(data, *args, **kwargs).upper()


class Renders(Extra):
    """Renders in its own way."""

    renderer_classes = (Upper, renderers.JSONRenderer)


class Finalizes(Extra):
    """Finalizes in its own way."""

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Wrap the data."""
        response.data = {"wrapped": response.data}
        return super().finalize_response(request, response, *args, **kwargs)


@api_view(["GET", "PUT", "DELETE"])
def function(request: Any, number: int) -> Response:
    """Answer a function's way."""
    return Response({"number": number, "method": request.method, "data": request.data})


class PlainDjango(View):
    """No view of DRF's."""

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Answer."""
        return HttpResponse(f"plain {kwargs}")

    def propfind(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Answer an unusual method."""
        return HttpResponse("found")

    http_method_names = ("get", "head", "options", "propfind")


def plain_function(request: Any, *args: Any) -> HttpResponse:
    return HttpResponse(f"{request.method} {args}")


class Fails(Open, APIView):
    """Writes, and then answers an error."""

    def post(self, request: Any) -> Response:
        """Write and fail."""
        Category.objects.create(name="Written", slug="written")
        raise serializers.ValidationError({"slug": ["No."]})


class Sized(PageNumberPagination):
    """A page of one's own."""

    page_size = 2

    def get_paginated_response(self, data: Any) -> Response:
        """Answer another envelope."""
        return Response({"items": data, "pages": self.page.paginator.num_pages})  # type: ignore[union-attr]


class Paged(Open, mixins.ListModelMixin, viewsets.GenericViewSet[Category]):
    """Has pages of its own."""

    queryset = Category.objects.order_by("id")
    serializer_class = CategorySerializer
    pagination_class = Sized


router = routers.DefaultRouter()
router.register("categories", Categories)
router.register("paged", Paged, basename="paged")
PATTERNS = [
    path("api/me/", Extra.as_view(), {"extra": [1]}, name="me"),
    path("api/<str:name>/", Extra.as_view(), name="named"),
    path("r/", include(router.urls)),
    path("s/<slug:slug>/", Slugs.as_view()),
    path("a/<str:kind>/", Answers.as_view(), name="answers"),
    *format_suffix_patterns([path("f/<str:kind>", Answers.as_view())]),
    path("dispatch/", Dispatches.as_view()),
    path("decorated-dispatch/", DecoratedDispatch.as_view()),
    path("decorated/", never_cache(Extra.as_view())),
    re_path(r"^positional/(\d+)/(\w+)/$", Positional.as_view()),
    re_path(r"^optional/(?:(?P<part>\d+)/)?$", Extra.as_view()),
    re_path(r"^years/(?P<year>[0-9]{4})/?$", Extra.as_view()),
    re_path(r"^hex/(?P<value>[0-9a-f]+)/$", Extra.as_view()),
    path("renders/", Renders.as_view()),
    path("finalizes/", Finalizes.as_view()),
    path("function/<int:number>/", function),
    path("uuid/<uuid:value>/", Extra.as_view()),
    path("rest/<path:value>", Extra.as_view()),
    path("plain/<int:number>/", PlainDjango.as_view()),
    re_path(r"^plain-function/(\w+)/$", plain_function),
    path("fails/", Fails.as_view()),
    path("exempt/", transaction.non_atomic_requests(Fails.as_view())),
    path("keyword/<str:class>/", Extra.as_view()),
    path("same/<str:name>/", Extra.as_view(), name="first"),
    path("same/<str:name>/", Answers.as_view(), name="never"),
]
UUID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
REQUESTS: list[tuple[str, str]] = [
    *(("GET", f"/{path}") for path in ("api/me/", "api/x/", "api/x.json/", "api/", "r/", "r/.json")),
    *((method, "/r/categories/") for method in ("GET", "POST", "PUT", "HEAD", "OPTIONS")),
    *((method, "/r/categories/bulk/") for method in ("GET", "POST", "PUT", "PATCH", "DELETE")),
    *((method, "/r/categories/{pk}/") for method in ("GET", "PUT", "PATCH", "DELETE", "POST", "HEAD", "OPTIONS")),
    *(("GET", f"/r/categories/{key}") for key in ("{pk}.json", "x/", "{pk}", "999999/", "1/2/", "{pk}/at/home/")),
    *(("GET", f"/r/categories{rest}") for rest in (".json", ".xml", "?format=json", "?format=xml")),
    *(("GET", f"/r/paged/{query}") for query in ("", "?page=2", "?page=last", "?page=9")),
    *(("GET", f"/s/{slug}/") for slug in ("pans", "PANS", "no", "a.b", "é", "a%20b", "a%2Fb")),
    *(
        ("GET", f"/a/{kind}/")
        for kind in [
            "status",
            "empty",
            "none",
            "text",
            "type",
            "values",
            "rows",
            "django",
            "redirect",
            "stream",
            "file",
            "format",
            "unfit",
        ]
    ),
    *(("GET", f"/a/{kind}/") for kind in ("wrong", "broken")),
    ("POST", "/a/status/"),
    *(("GET", f"/f/{kind}") for kind in ("format", "format.json", "format.xml", "format.json/")),
    *(("GET", f"/{path}/") for path in ("dispatch", "decorated-dispatch", "decorated", "renders", "finalizes")),
    *(("GET", f"/{path}") for path in ("positional/1/a/", "positional/x/a/", "optional/", "optional/12/")),
    *(("GET", f"/years/{year}") for year in ("2024/", "2024", "24/", "20245/", "٢٠٢٤/")),
    *(("GET", f"/hex/{value}/") for value in ("ff", "FF", "gg")),
    *((method, "/function/7/") for method in ("GET", "PUT", "DELETE", "POST", "HEAD", "OPTIONS")),
    *(("GET", f"/function/{number}/") for number in ("x", "-1", "1" * 30, "\u0667")),
    *(("GET", f"/uuid/{value}/") for value in (UUID, UUID.upper(), UUID.replace("-", ""), "x")),
    *(("GET", f"/rest/{value}") for value in ("a/b", "", "a//b/", "a b")),
    *((method, "/plain/3/") for method in ("GET", "PROPFIND", "POST", "HEAD", "OPTIONS")),
    *((method, "/plain-function/a/") for method in ("GET", "POST")),
    *((method, "/fails/") for method in ("POST", "GET")),
    ("POST", "/exempt/"),
    *(("GET", f"/{path}/") for path in ("keyword/x", "same/x", "same/text")),
]


@pytest.fixture
def row(db: None) -> Category:
    Category.objects.create(name="Cups", slug="cups")
    Category.objects.create(name="Pots", slug="pots")
    return Category.objects.create(name="Pans", slug="pans")


@pytest.mark.parametrize("grade", [Grade.WRAPPED, Grade.HYBRID, Grade.NATIVE])
def test_each_answers_as_it_did(service: TestClient, row: Category, grade: Grade) -> None:
    from asgi import app as shop  # noqa: PLC0415 - once Django is there

    with urls(*PATTERNS):
        ported = port_operations(legacy_operations(), grade)
        old = TestClient(shop.legacy, raise_server_exceptions=False)
        new = client_of(imported(ported).router)
        differences = []
        for method, url in REQUESTS:
            body = b'{"name": "Bowls", "slug": "bowls"}' if method in {"POST", "PUT", "PATCH"} else b""
            arguments = (method, url.replace("{pk}", str(row.pk)), JSON if body else {}, body)
            answers = [in_turn(client, arguments) for client in (old, new)]
            if answers[0] != answers[1]:
                differences.append((arguments, *answers))
        assert not differences, "\n\n".join(map(str, differences[:8]))


def in_turn(client: TestClient, arguments: Any) -> tuple[Any, ...]:
    """Return an answer, and what it has left, which is undone."""
    with transaction.atomic():
        answered = masked(answer(client, *arguments))
        left = sorted(Category.objects.values_list("name", "slug"))
        transaction.set_rollback(True)
    return *answered, left


def port_at(*patterns: Any, grade: Grade | None = None) -> PortedModule:
    with urls(*patterns):
        return port_operations(legacy_operations(), grade)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (path("x/", Dispatches.as_view()), Why.DISPATCH),
        (path("x/", DecoratedDispatch.as_view()), Why.DISPATCH),
        (path("x/", never_cache(Extra.as_view())), Why.DECORATED),
        (re_path(r"^x/(\d+)/$", Positional.as_view()), Why.ARGUMENTS),
        (path("x/", PlainDjango.as_view()), Why.NOT_DRF),
    ],
)
def test_a_view_that_runs_requests_its_own_way_is_only_wrapped(pattern: Any, why: Why) -> None:
    (first, *_) = port_at(pattern, grade=Grade.HYBRID).operations
    assert first.grade is Grade.WRAPPED
    assert [reason.why for reason in first.reasons] == [why]
    assert first.reasons[0].where or why is Why.ARGUMENTS


def test_the_same_is_ported_to_the_same(db: None) -> None:
    texts = {source_of(port_at(*PATTERNS)) for _ in range(2)}
    assert len(texts) == 1


def test_a_method_in_place_is_told_with_its_line() -> None:
    text = source_of(port_at(path("x/", Extra.as_view()), grade=Grade.HYBRID))
    line = Extra.get.__code__.co_firstlineno
    assert f"test_port_views_traps.py:{line}: Extra.get, called in place." in " ".join(text.replace("# ", "").split())

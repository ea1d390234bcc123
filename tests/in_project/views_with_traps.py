"""Views with a trap in each, for tests of porting."""

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import include, path, re_path
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from rest_framework import generics, mixins, permissions, renderers, routers, serializers, viewsets
from rest_framework.decorators import action, api_view
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.urlpatterns import format_suffix_patterns
from rest_framework.views import APIView

from legacy.catalog.models import Category


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


class OwnUpdates(Open, viewsets.ModelViewSet[Category]):
    """Changes rows in a way of its own, which a PATCH goes, too."""

    queryset = Category.objects.order_by("id")
    serializer_class = CategorySerializer

    def update(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Rename it, whatever else was sent."""
        category = self.get_object()
        category.name = request.data["name"]
        category.save()
        return Response({"renamed": category.name, "partial": kwargs.get("partial", False)})


router = routers.DefaultRouter()
router.register("categories", Categories)
router.register("paged", Paged, basename="paged")
router.register("own", OwnUpdates, basename="own")
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

"""Views and URLs with everything that makes an inventory difficult: for the tests of `manage.py endpoints`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_required, user_passes_test
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views import View
from django.views.decorators.cache import cache_page
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.generic import TemplateView
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.generics import ListAPIView
from rest_framework.permissions import BasePermission, IsAdminUser, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import DefaultRouter
from rest_framework.serializers import ModelSerializer, Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet, ViewSet

from legacy.catalog.models import Category

Patterns = list[URLPattern | URLResolver]


def urlconf(*patterns: URLPattern | URLResolver) -> Any:
    """Return something that `settings.ROOT_URLCONF` may be."""
    return type("Urls", (), {"urlpatterns": list(patterns)})


class Short(ModelSerializer):
    """Prints little."""

    class Meta:
        """Which fields."""

        model = Category
        fields = ("id",)


class Long(Short):
    """Prints more."""

    class Meta(Short.Meta):
        """Which fields."""

        fields = ("id", "name")


class IsOwner(BasePermission):
    """Anyone."""


class Things(ModelViewSet):
    """Decides much by itself."""

    queryset = Category.objects.all()
    permission_classes = (IsAdminUser | (IsAuthenticated & ~IsOwner),)

    def get_serializer_class(self) -> type[Serializer]:
        """Decide."""
        return Short if self.action == "list" else Long

    def get_permissions(self) -> list[BasePermission]:
        """Decide."""
        if self.action == "destroy":
            return [IsAdminUser()]
        return super().get_permissions()

    @action(detail=True, methods=["post"], permission_classes=[IsOwner])
    def pay(self, request: Request, pk: str) -> Response:
        """Answer."""
        return Response()

    @pay.mapping.delete
    def refund(self, request: Request, pk: str) -> Response:
        """Answer."""
        return Response()


class Broken(ModelViewSet):
    """Asks for more than a mock request has."""

    queryset = Category.objects.all()

    def get_serializer_class(self) -> type[Serializer]:
        """Decide."""
        return {"x": Short}[self.request.headers["X-Kind"]]

    def get_permissions(self) -> list[BasePermission]:
        """Decide."""
        raise RuntimeError("no tenant")


class Bare(ViewSet):
    """Without a serializer, and with fewer methods than actions."""

    http_method_names = ("get", "head")

    def list(self, request: Request) -> Response:
        """Answer."""
        return Response()

    def create(self, request: Request) -> Response:
        """Answer."""
        return Response()


class Categories(ListAPIView):
    """A list."""

    queryset = Category.objects.all()
    serializer_class = Short


class Status(APIView):
    """Answers two methods."""

    def get(self, request: Request) -> Response:
        """Answer."""
        return Response()

    def post(self, request: Request) -> Response:
        """Answer."""
        return Response()


class Page(View):
    """A plain view of Django's."""

    template = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return HttpResponse()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return HttpResponse()


class Guarded(PermissionRequiredMixin, Page):
    """For those who may."""

    permission_required = "catalog.view_category"


class Dispatching(View):
    """Answers whatever comes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer."""
        return HttpResponse()


class Feed:
    """An object that is a view, as Django's feeds are."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return HttpResponse()


@api_view(["GET", "PATCH"])
@permission_classes([IsAuthenticated])
def profile(request: Request) -> Response:
    return Response()


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def form(request: HttpRequest) -> HttpResponse:
    if request.method in {"POST", "PUT"}:
        return HttpResponse(status=201)
    return HttpResponse()


@csrf_exempt
@require_http_methods(["POST", "DELETE"])
def hook(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@user_passes_test(lambda user: user.is_staff)
def staff(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def careless(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate without `functools.wraps`."""

    def inner(request: HttpRequest, **kwargs: Any) -> Any:
        return view(request, **kwargs)

    return inner


router = DefaultRouter()
router.register("things", Things, basename="thing")
router.register(r"shops/(?P<shop_pk>[^/.]+)/things", Things, basename="shop-thing")

TRAPS: Patterns = [
    path("plain/", plain),
    path("form/", form, name="form"),
    path("hook/", hook),
    path("mine/", mine),
    path("staff/", staff),
    path("partial/", partial(plain)),
    path("object/", Feed()),
    path("page/", Page.as_view(template="x"), name="page"),
    path("guarded/", Guarded.as_view()),
    path("dispatching/", Dispatching.as_view()),
    path("generic/", TemplateView.as_view(template_name="x.html")),
    path("package/", LoginView.as_view()),
    path("admin/", admin.site.urls),
    path("profile/", profile),
    path("status/", csrf_exempt(cache_page(60)(Status.as_view()))),
    path("careless/", careless(Status.as_view())),
    path("few/", Status.as_view(http_method_names=["get"])),
    path("bare/", Bare.as_view({"get": "list", "post": "create"})),
    path("one/", Bare.as_view({"get": "list"})),
    path("v1/", include(([path("categories/", Categories.as_view(), name="list")], "shop"), namespace="v1")),
    path("v2/", include(([path("categories/", Categories.as_view(), name="list")], "shop"), namespace="v2")),
    re_path(r"^old/(?P<year>[0-9]{4})/(?:(?P<month>\d+)/)?$", Status.as_view()),
    re_path(r"^either/(a|b)/(c|d)\.json$", Status.as_view()),
    re_path(r"^(?:users|people)/\Z", Status.as_view()),
    path("a+b(c)/<uuid:pk>/", Status.as_view()),
    path("twice/<int:pk>/", Status.as_view()),
    path("twice/<int:id>/", Page.as_view()),  # which Django never comes to
    path("both/<int:pk>/", Status.as_view()),
    path("both/<slug:pk>/", Page.as_view()),  # it does, and the key is taken
    path("api/", include(router.urls)),
    path("broken/", Broken.as_view({"get": "list"})),
]

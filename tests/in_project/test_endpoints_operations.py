"""Every operation of a URLconf is found, once, with its path, methods, name, view and handler."""

from collections.abc import Iterator
from typing import Any

import endpoints_urls
import pytest
from django.conf.urls.i18n import i18n_patterns
from django.test import override_settings
from django.urls import path
from endpoints_urls import TRAPS, Things, plain, urlconf

from strangler.errors import ToolkitError
from strangler.operations.find import find_operations
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Kind, Operation
from strangler.operations.paths import named_groups, openapi_path, simplified, structure

HERE = endpoints_urls.__name__


@pytest.fixture
def traps() -> Iterator[dict[str, Operation]]:
    with override_settings(ROOT_URLCONF=urlconf(*TRAPS)):
        yield {operation.key: operation for operation in legacy_operations()}


def test_views_of_all_kinds_answer_what_they_answer(traps: dict[str, Operation]) -> None:
    methods: dict[str, list[str]] = {}
    for operation in traps.values():
        methods.setdefault(operation.path, []).append(operation.method)
    assert methods == {
        "/plain/": ["GET"],
        "/form/": ["GET", "POST", "PUT"],
        "/hook/": ["POST", "DELETE"],
        "/mine/": ["GET"],
        "/staff/": ["GET"],
        "/partial/": ["GET"],
        "/object/": ["GET"],
        "/page/": ["GET", "POST"],
        "/guarded/": ["GET", "POST"],
        "/dispatching/": ["GET"],
        "/generic/": ["GET"],
        "/profile/": ["GET", "PATCH"],
        "/status/": ["GET", "POST"],
        "/careless/": ["GET", "POST"],
        "/few/": ["GET"],
        "/bare/": ["GET"],
        "/one/": ["GET"],
        "/v1/categories/": ["GET"],
        "/v2/categories/": ["GET"],
        "/old/{year}/": ["GET", "POST"],
        "/either/{var}/{var2}.json": ["GET", "POST"],
        "/{var}/": ["GET", "POST"],
        "/a+b(c)/{pk}/": ["GET", "POST"],
        "/twice/{pk}/": ["GET", "POST"],
        "/both/{pk}/": ["GET", "POST"],
        "/api/things/": ["GET", "POST"],
        "/api/things/{pk}/": ["GET", "PUT", "PATCH", "DELETE"],
        "/api/things/{pk}/pay/": ["POST", "DELETE"],
        "/api/shops/{shop_pk}/things/": ["GET", "POST"],
        "/api/shops/{shop_pk}/things/{pk}/": ["GET", "PUT", "PATCH", "DELETE"],
        "/api/shops/{shop_pk}/things/{pk}/pay/": ["POST", "DELETE"],
        "/api/": ["GET"],
        "/broken/": ["GET"],
    }


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("GET /plain/", ("", f"{HERE}.plain", Kind.DJANGO, "get", f"{HERE}.plain")),
        ("GET /partial/", ("", f"{HERE}.plain", Kind.DJANGO, "get", f"{HERE}.plain")),
        ("GET /object/", ("", f"{HERE}.Feed", Kind.DJANGO, "get", f"{HERE}.Feed")),
        ("GET /page/", ("page", f"{HERE}.Page", Kind.DJANGO, "get", f"{HERE}.Page.get")),
        ("POST /guarded/", ("", f"{HERE}.Guarded", Kind.DJANGO, "post", f"{HERE}.Page.post")),
        ("GET /dispatching/", ("", f"{HERE}.Dispatching", Kind.DJANGO, "get", f"{HERE}.Dispatching.dispatch")),
        ("PATCH /profile/", ("", f"{HERE}.profile", Kind.FUNCTION, "patch", f"{HERE}.profile")),
        ("GET /status/", ("", f"{HERE}.Status", Kind.API, "get", f"{HERE}.Status.get")),
        ("GET /careless/", ("", f"{HERE}.Status", Kind.API, "get", f"{HERE}.Status.get")),
        (
            "GET /v2/categories/",
            ("v2:list", f"{HERE}.Categories", Kind.GENERIC, "get", "rest_framework.generics.ListAPIView.get"),
        ),
        (
            "DELETE /api/things/{pk}/pay/",
            ("thing-pay", f"{HERE}.Things", Kind.VIEWSET, "refund", f"{HERE}.Things.refund"),
        ),
        (
            "GET /api/things/",
            ("thing-list", f"{HERE}.Things", Kind.VIEWSET, "list", "rest_framework.mixins.ListModelMixin.list"),
        ),
    ],
)
def test_an_operation_says_who_answers_it(traps: dict[str, Operation], key: str, expected: tuple[str, ...]) -> None:
    one = traps[key]
    assert (one.name, one.view, one.kind, one.action, one.handler) == expected


def test_views_of_the_admin_and_of_packages_are_there_for_who_asks() -> None:
    with override_settings(ROOT_URLCONF=urlconf(*TRAPS)):
        own, everything = legacy_operations(), legacy_operations(everything=True)
    others = [operation for operation in everything if operation not in own]
    assert {operation.path.split("/")[1] for operation in others} == {"package", "admin"}
    assert all(operation.own for operation in own)
    assert not any(operation.own for operation in others)


def test_a_format_without_a_twin_is_an_operation_of_its_own() -> None:
    view = Things.as_view({"get": "list"})
    with override_settings(ROOT_URLCONF=urlconf(path("a.<format>", view), path("b/", view), path("b.<format>", view))):
        assert [operation.path for operation in legacy_operations()] == ["/a.{format}", "/b/"]


def test_a_translated_prefix_is_that_of_the_default_language() -> None:
    patterns = i18n_patterns(path("about/", plain))
    with override_settings(ROOT_URLCONF=urlconf(*patterns), LANGUAGE_CODE="de", USE_I18N=True):
        assert [operation.path for operation in legacy_operations()] == ["/de/about/"]


def test_a_urlconf_that_cannot_be_imported_is_one_line() -> None:
    with (
        override_settings(ROOT_URLCONF="no.such.urls"),
        pytest.raises(ToolkitError, match=r"^The URLconf can't be read: .*$"),
    ):
        legacy_operations()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r"^users/(?P<pk>[^/.]+)/$", "users/{pk}/"),
        (r"^users/(?P<pk>(a|b(c))\))/?$", "users/{pk}/"),
        (r"^a(?:/b)?/$", "a/"),
        (r"^a(?:/b)/$", "a/b/"),
        (r"^(?i:x)y(?=z)(?!w)\bq\.json\Z", "yq.json"),
        (r"^[ab]+/\d+/$", r"[ab]/\d/"),
        (r"^[^/)(]+/(x)/(y)$", "[^/)(]/{var}/{var}"),
        (r"^a\-b\/c$", "a-b/c"),
    ],
)
def test_a_regular_expression_is_simplified(expression: str, expected: str) -> None:
    assert simplified(expression) == expected


def test_groups_of_a_regular_expression_are_told_apart() -> None:
    assert named_groups(r"^(?P<a>\d{4})/(?P<b>(x|y)[)]\))/$") == {"a": r"\d{4}", "b": r"(x|y)[)]\)"}


def test_paths_are_equal_by_their_structure() -> None:
    assert structure("/a/{pk}/b/{x}") == structure("/a/{id}/b/{y}") != structure("/a/{pk}/c/{x}")
    assert openapi_path([]) == "/"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("thing-list", ["GET /api/things/", "POST /api/things/"]),
        ("get /form/", ["GET /form/"]),
        ("/form", ["GET /form/", "POST /form/", "PUT /form/"]),
        ("/both/<int:pk>/", ["GET /both/{pk}/", "POST /both/{pk}/"]),
        ("/both/{anything}/", ["GET /both/{pk}/", "POST /both/{pk}/"]),
        ("v1", ["GET /v1/categories/"]),
        ("Categories", ["GET /v1/categories/", "GET /v2/categories/"]),
        ("Things.refund", ["DELETE /api/things/{pk}/pay/", "DELETE /api/shops/{shop_pk}/things/{pk}/pay/"]),
        (f"{HERE}.hook", ["POST /hook/", "DELETE /hook/"]),
        ("rest_framework.generics.ListAPIView", ["GET /v1/categories/", "GET /v2/categories/"]),
        ("one/", ["GET /one/"]),
    ],
)
def test_operations_are_found_by_all_their_names(traps: dict[str, Operation], text: str, keys: list[str]) -> None:
    assert [operation.key for operation in find_operations(text, list(traps.values()))] == keys


def test_an_application_is_found_by_its_label_and_its_name() -> None:
    assert find_operations("sales") == find_operations("legacy.sales")
    assert {operation.view.rpartition(".")[0] for operation in find_operations("sales")} == {"legacy.sales.views"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("thing-lst", r"^No endpoint is called 'thing-lst'\. Near: thing-list, .*$"),
        ("/fromm/", r"^No endpoint is called '/fromm/'\. Near: /form/.*$"),
        ("PATCH /form/", r"^/form/ answers no PATCH, only GET, POST, PUT\.$"),
        ("qqqqqqqqqqqq", r"^No endpoint is called 'qqqqqqqqqqqq'\. See manage\.py endpoints\.$"),
    ],
)
def test_a_name_that_is_not_known_gets_the_nearest(traps: dict[str, Any], text: str, message: str) -> None:
    with pytest.raises(ToolkitError, match=message):
        find_operations(text, list(traps.values()))

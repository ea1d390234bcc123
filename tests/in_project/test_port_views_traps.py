"""Views with a trap in each, ported and imported, answer as they did."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from ported_views import imported, masked, source_of
from starlette.testclient import TestClient
from test_drf_grades import client_of
from test_drf_views import urls
from views_with_traps import PATTERNS, DecoratedDispatch, Dispatches, Extra, PlainDjango, Positional
from wire import answer

from legacy.catalog.models import Category
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade
from strangler.porting.views.endpoint import PortedModule
from strangler.porting.views.porting import port_operations
from strangler.porting.views.reasons import Why

JSON = {"content-type": "application/json"}


UUID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
REQUESTS: list[tuple[str, str]] = [
    *(("GET", f"/{path}") for path in ("api/me/", "api/x/", "api/x.json/", "api/", "r/", "r/.json")),
    *((method, "/r/categories/") for method in ("GET", "POST", "PUT", "HEAD", "OPTIONS")),
    *((method, "/r/categories/bulk/") for method in ("GET", "POST", "PUT", "PATCH", "DELETE")),
    *((method, "/r/categories/{pk}/") for method in ("GET", "PUT", "PATCH", "DELETE", "POST", "HEAD", "OPTIONS")),
    *(("GET", f"/r/categories/{key}") for key in ("{pk}.json", "x/", "{pk}", "999999/", "1/2/", "{pk}/at/home/")),
    *(("GET", f"/r/categories{rest}") for rest in (".json", ".xml", "?format=json", "?format=xml")),
    *((method, "/r/own/{pk}/") for method in ("PUT", "PATCH", "DELETE")),
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
    assert f"views_with_traps.py:{line}: Extra.get, called in place." in " ".join(text.replace("# ", "").split())

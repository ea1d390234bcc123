"""What nothing reaches any more is told from what something may still reach."""

import ast
from pathlib import Path
from typing import Any

import pytest

from strangler.operations.legacy import legacy_operations
from strangler.retiring import testing
from strangler.retiring.asking import Asked, Urls
from strangler.retiring.entries import url_entries
from strangler.retiring.project import Project
from strangler.retiring.reaching import Reached, unreached
from strangler.retiring.removing import used_names

VIEWS = """\
from rest_framework import generics, permissions

from legacy.shop import helpers
from legacy.shop.serializers import GoneSerializer, KeptSerializer


class GoneView(generics.ListAPIView):
    serializer_class = GoneSerializer
    permission_classes = [permissions.IsAuthenticated]

    def get_queryset(self):
        return helpers.only_here()


class KeptView(generics.ListAPIView):
    serializer_class = KeptSerializer
"""
SERIALIZERS = """\
from rest_framework import serializers

LIMIT = 3


class Inner(serializers.Serializer):
    name = serializers.CharField(max_length=LIMIT)


class GoneSerializer(serializers.Serializer):
    inner = Inner()


class KeptSerializer(serializers.Serializer):
    name = serializers.CharField()
"""
HELPERS = "def only_here():\n    return both()\n\n\ndef both():\n    return only_here\n"
URLS = """\
from django.urls import path

from legacy.shop.views import GoneView, KeptView

urlpatterns = [
    path("gone/", GoneView.as_view(), name="gone"),
    path("kept/", KeptView.as_view(), name="kept"),
]
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project of a few modules."""
    shop = tmp_path / "legacy" / "shop"
    shop.mkdir(parents=True)
    for name, text in (("views", VIEWS), ("serializers", SERIALIZERS), ("helpers", HELPERS), ("urls", URLS)):
        (shop / f"{name}.py").write_text(text, encoding="utf-8")
    return Project(tmp_path)


def reached(project: Project) -> Reached:
    return unreached(project, list(url_entries(project, "GoneView")), ["GoneView"])


def names(project: Project) -> set[str]:
    return {definition.name for definition in reached(project).go}


def test_all_that_only_the_view_reaches(project: Project) -> None:
    assert names(project) == {"GoneView", "GoneSerializer", "Inner", "LIMIT", "only_here", "both"}


@pytest.mark.parametrize(
    ("file", "text", "stays", "why"),
    [
        (
            "routes/a.py",
            "from legacy.shop.serializers import Inner\nx = Inner",
            {"Inner", "LIMIT"},
            "routes/a.py:2 uses it",
        ),
        (
            "legacy/settings.py",
            'X = "legacy.shop.helpers.both"',
            {"both", "only_here"},
            "legacy/shop/helpers.py:6 uses it",
        ),
        (
            "legacy/shop/admin.py",
            "from . import serializers\nserializers.LIMIT",
            {"LIMIT"},
            "legacy/shop/admin.py:2 uses it",
        ),
        ("legacy/templates/a.html", "{% load LIMIT %}", {"LIMIT"}, "legacy/templates/a.html has a word like it"),
        ("legacy/other.py", "LIMIT = 4", {"LIMIT"}, "something else has the same name"),
        ("legacy/shop/more.py", "from .views import GoneView\n\n\nclass More(GoneView):\n    pass\n", "all", "uses it"),
        ("legacy/shop/again.py", "from .serializers import Inner as I\n", {"Inner", "LIMIT"}, "legacy/shop/again.py:1"),
        (
            "legacy/shop/migrations/0001.py",
            "from legacy.shop import helpers\nhelpers.both\n",
            {"both", "only_here"},
            "uses it",
        ),
    ],
)
def test_what_something_else_names_stays(project: Project, file: str, text: str, stays: Any, why: str) -> None:
    everything = names(project)
    path = project.root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    found = reached(Project(project.root))
    assert {definition.name for definition in found.go} == everything - (everything if stays == "all" else stays)
    assert any(why in reason for _, reason in found.stay)


@pytest.mark.parametrize(
    "text",
    [
        "from .serializers import Inner\n",  # an import alone reaches nothing
        '"""Inner is not here."""\n# nor here: Inner\n',
        'from .serializers import Inner\n\n__all__ = ["Inner"]\n',
    ],
)
def test_what_does_not_use_it(project: Project, text: str) -> None:
    (project.legacy / "shop" / "more.py").write_text(text, encoding="utf-8")
    assert "Inner" in names(Project(project.root))


def test_an_unknown_decorator_may_register_something(project: Project) -> None:
    path = project.legacy / "shop" / "helpers.py"
    path.write_text(f"from x import register\n\n\n@register.thing\n{HELPERS}", encoding="utf-8")
    found = reached(Project(project.root))
    assert {"only_here", "both"}.isdisjoint(definition.name for definition in found.go)
    assert "@thing may register it" in [reason for _, reason in found.stay]


def test_a_url_that_is_made_otherwise_is_not_found(project: Project) -> None:
    path = project.legacy / "shop" / "urls.py"
    path.write_text("from .views import GoneView\nVIEWS = {'gone': GoneView}\n", encoding="utf-8")
    assert list(url_entries(Project(project.root), "GoneView")) == []


def test_a_class_attribute_is_no_use() -> None:
    assert used_names("class A:\n    b = 1\n    c = d\n") == {"d"}


def asked(text: str, *texts: str) -> set[Asked]:
    operations = legacy_operations()
    gone = [one for one in operations if one.path.startswith("/api/products/")]
    node = ast.parse(text, mode="eval").body
    return Urls(gone, [one for one in operations if one not in gone]).asks(node, texts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"/api/products/"', {Asked.GONE}),
        ('"/api/products/?page=2"', {Asked.GONE}),
        ('f"/api/products/{pk}/"', {Asked.GONE}),
        ('f"/api/products/{query}"', {Asked.GONE}),
        ('"/api/products/{pk}/image/"', {Asked.GONE}),
        ('"http://testserver/api/products/7/"', {Asked.GONE}),
        ('"product-detail"', {Asked.GONE}),
        ('"/api/reviews/"', {Asked.KEPT}),
        ('"review-list"', {Asked.KEPT}),
        ('f"/api/{kind}/"', {Asked.UNSURE}),
        ('"/api/nothing/"', set()),
        ('"products"', set()),
        ('"/"', set()),
    ],
)
def test_what_a_text_asks_for(text: str, found: set[Asked]) -> None:
    assert asked(text) == found


def test_texts_beside_it_are_put_into_a_url() -> None:
    assert asked('f"/api/{kind}/"', "products") == {Asked.GONE}
    assert asked('f"/api/{path}"', "products/", "reviews/", "x") == {Asked.GONE, Asked.KEPT}


TESTS = """\
URL = "/api/products/"


class Base:
    def setUp(self):
        self.other = "/api/reviews/"


class Mixed(Base):
    def test_gone(self):
        self.client.get(URL)

    def test_kept(self):
        self.client.get(self.other)

    def helper(self):
        return "/api/products/"

    def test_by_helper(self):
        self.client.get(self.helper())


class All:
    def setup_method(self):
        self.url = "/api/products/"

    def test_one(self):
        pass


def test_alone(client):
    client.get("product-list")


def test_unsure(client):
    client.get(f"/api/{kind}/")
"""


def test_tests_of_what_goes(tmp_path: Path) -> None:
    for folder in ("legacy", "tests"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "test_x.py").write_text(TESTS, encoding="utf-8")
    compares = "def test_both(service, legacy):\n    legacy.get('/api/products/')\n"
    reads = "def test_new(service):\n    service.get('/api/products/')\n"
    (tmp_path / "tests" / "test_y.py").write_text(f"{compares}\n\n{reads}", encoding="utf-8")
    operations = legacy_operations()
    gone = [one for one in operations if one.path.startswith("/api/products/")]
    found = testing.tests_of(Project(tmp_path), Urls(gone, [one for one in operations if one not in gone]))
    lines = [(span.path.parent.name, span.anchor[0]) for span in found.go]
    assert sorted(lines) == [("legacy", 10), ("legacy", 19), ("legacy", 23), ("legacy", 31), ("tests", 1)]
    assert [span.anchor[0] for span in found.unsure] == [35]

"""Two databases, one of them SQLite, which is in a transaction or not: all is undone on both."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import asking_service
import pytest
from django.db import connections, transaction
from django.db.backends.sqlite3 import base as sqlite3
from django.db.models import QuerySet

from legacy.catalog.models import Category, Product
from strangler.exchanges.exchange import Request
from strangler.parity.asking.serving import Serving
from strangler.parity.asking.sides import Sides
from strangler.parity.outcome import Comparison


@pytest.fixture
def sides(settings: Any) -> Iterator[Sides]:
    settings.ROOT_URLCONF = "asking_service"
    with Serving(asking_service.app) as serving, Sides(serving, warm=False) as sides:
        yield sides


def ask(sides: Sides, action: str, status: int = 200) -> Comparison:
    comparison = sides.ask(Request("POST", f"/do/{action}/"))
    for outcome in (comparison.legacy, comparison.routes, comparison.again):
        assert outcome.answer.status == status, outcome
    assert comparison.legacy.rows == comparison.again.rows == comparison.routes.rows
    return comparison


@pytest.fixture
def other(db: None, tmp_path: Path) -> Iterator[QuerySet[Category]]:
    """Give the project a second database, with one category in it."""
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "other.sqlite3"), "OPTIONS": {}}
    settings = {**connections["default"].settings_dict, **sqlite}
    connection = sqlite3.DatabaseWrapper(settings, "other")
    connection.connect()  # from now on the test may use it
    connections.settings["other"] = settings
    connections["other"] = connection
    with connection.schema_editor() as editor:
        editor.create_model(Category)
        editor.create_model(Product)
    categories = Category.objects.using("other")
    categories.create(name="old", slug="old")
    yield categories
    connection.close()
    del connections["other"]
    del connections.settings["other"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_open", [False, True])
def test_both_databases(other: QuerySet[Category], sides: Sides, is_open: bool) -> None:
    with transaction.atomic(using="other") if is_open else nullcontext():
        comparison = ask(sides, "elsewhere")
        assert [category.name for category in other.all()] == ["old"]
    assert comparison.routes.answer.body == b'{"there":2}'
    assert [(row.kind, row.values["name"]) for row in comparison.routes.rows] == [
        ("insert", "here"),
        ("update", "kept"),
        ("insert", "changed"),
    ]
    assert [effect.kind for effect in comparison.routes.effects] == ["commit", "mail"]
    assert Category.objects.count() == 0

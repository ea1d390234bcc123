"""What comes along with a copy: DRF's names by the bridge, transactions, coroutines, annotations, uses."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from port_copying import Written, run, text_of, written

from bridge.drf import errors
from strangler.porting.copying import as_method, copied, uses

__all__ = ["written"]

TABLE = {"self.action": '"list"', "self.rows": "rows"}


def test_what_the_bridge_has_of_drf_comes_from_there(written: Written) -> None:
    module = written(
        """
        import rest_framework.exceptions
        from rest_framework import exceptions, serializers, status
        from rest_framework.exceptions import NotFound as Missing
        from rest_framework.status import HTTP_409_CONFLICT

        class View:
            def method(self, pk):
                if pk == 1:
                    raise serializers.ValidationError({"pk": ["No."]})
                if pk == 2:
                    raise exceptions.PermissionDenied
                if pk == 3:
                    raise Missing("Gone.")
                return status.HTTP_201_CREATED, HTTP_409_CONFLICT
        """
    )

    code = copied(module.View.method, name="copy", parameters=["pk"], keeps=["pk"])

    copy = run(code, "copy")
    assert copy(4) == (201, 409)
    for pk, kind in {1: errors.ValidationError, 2: errors.PermissionDenied, 3: errors.NotFound}.items():
        with pytest.raises(kind):
            copy(pk)
    assert not any(each.module.startswith("rest_framework") for each in code.imports)


def test_a_transaction_stays_around_it(written: Written) -> None:
    module = written(
        """
        from django.db import transaction

        class View:
            @transaction.atomic(using="other")
            def method(self):
                return 1
        """
    )

    code = copied(module.View.method, name="copy", decorators=["staticmethod"])

    assert text_of(code).splitlines()[:2] == ["@staticmethod", '@transaction.atomic(using="other")']


def test_coroutines_and_generators_stay_what_they_are(written: Written) -> None:
    module = written(
        """
        class View:
            async def wait(self):
                return self.action
            def walk(self):
                yield from self.rows
                yield self.action
        """
    )

    wait = run(copied(module.View.wait, name="wait", table=TABLE), "wait")
    walk = run(copied(module.View.walk, name="walk", parameters=["rows: list[int]"], table=TABLE), "walk")

    assert asyncio.run(wait()) == "list"
    assert list(walk([1, 2])) == [1, 2, "list"]


def test_functions_class_methods_and_properties_are_copied_too(written: Written) -> None:
    module = written(
        """
        import functools

        LIMIT = 3

        def plain(request, size=LIMIT):
            return request.user * size

        class View:
            @classmethod
            def of(cls, n):
                return [cls.limit, n]
            @property
            def limit(self):
                return self.request.user
            @staticmethod
            def bare(n):
                return n
        """
    )
    table = {"request.user": "user", "cls.limit": "3", "self.request.user": "user"}

    plain = copied(module.plain, name="plain", parameters=["user: str", "size: int = 3"], keeps=["size"], table=table)
    of = copied(module.View.of, name="of", parameters=["n"], keeps=["n"], table=table)
    limit = copied(module.View.limit.fget, name="limit", parameters=["user: str"], table=table)
    bare = copied(module.View.bare, name="bare", parameters=["n"], keeps=["n"])

    assert run(plain, "plain")("a") == "aaa"
    assert run(of, "of")(1) == [3, 1]
    assert run(limit, "limit")("ann") == "ann"
    assert run(bare, "bare")(5) == 5


def test_functions_within_are_annotated_for_a_strict_checker(written: Written) -> None:
    module = written(
        """
        class View:
            def method(self):
                def inner(n, *rest, flag: bool = True):
                    return n
                def nothing():
                    pass
                return inner(1)
        """
    )

    code = copied(module.View.method, name="copy")

    assert "def inner(n: Any, *rest: Any, flag: bool = True) -> Any:" in text_of(code)
    assert "def nothing() -> None:" in text_of(code)


def test_a_method_of_another_class_is_indented_without_changing_its_text(written: Written) -> None:
    module = written(
        '''
        class Serializer:
            def validate_name(self, name):
                if not name:
                    raise ValueError("""
        no name
        """)
                return name
        '''
    )
    code = copied(
        module.Serializer.validate_name,
        name="has_a_name",
        parameters=["cls", "name: str"],
        keeps=["name"],
        decorators=["classmethod"],
    )

    names: dict[str, Any] = {}
    exec(f"from typing import Any\nclass Schema:\n{as_method(code)}", names)  # noqa: S102 - of this test

    original, copy = module.Serializer().validate_name, names["Schema"].has_a_name
    assert copy("ann") == "ann"
    assert _message(copy) == _message(original)


def _message(function: Callable[[str], Any]) -> str:
    with pytest.raises(ValueError, match="no name") as caught:
        function("")
    return str(caught.value)


def test_uses_are_listed_as_they_stand(written: Written) -> None:
    module = written(
        """
        class View:
            def method(self, request, pk=None):
                rows = super().get_queryset().filter(owner=self.request.user)
                return self.answer(rows, data=request.data["n"], pk=1)
        """
    )

    assert [(use.text, use.line) for use in uses(module.View.method)] == [
        ("super().get_queryset().filter(owner=self.request.user)", 4),
        ("self.request.user", 4),
        ('self.answer(rows, data=request.data["n"], pk=1)', 5),
        ('request.data["n"]', 5),
    ]

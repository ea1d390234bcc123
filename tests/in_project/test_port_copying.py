"""Copies of functions do what the functions did: each is run beside the original."""

import asyncio
import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from port_copying import Written, run, text_of, written

from bridge.drf import errors
from strangler.porting.copying import Replacement, as_method, copied, uses

__all__ = ["written"]

VIEW = SimpleNamespace(
    request=SimpleNamespace(user="ann", data={"n": 2}, method="GET"), kwargs={"pk": 7}, action="list", rows=[1, 2, 3]
)
TABLE: dict[str, str | Replacement] = {
    "self.request.user": "user",
    'self.kwargs["pk"]': "pk",
    "self.action": '"list"',
    "self.rows": "rows",
    "self.get_rows(_1)": "[each for each in _1 if each > 1]",
}
PARAMETERS = ["user: str", "pk: int", "rows: list[int]"]
ARGUMENTS = {"user": "ann", "pk": 7, "rows": [1, 2, 3]}


def get_rows(rows: list[int]) -> list[int]:
    return [row for row in rows if row > 1]


SAME = {
    "text in other quotes": """
        def method(self):
            return self.kwargs['pk'] + 1
        """,
    "a part of a larger expression": """
        def method(self):
            return f"{self.request.user!r}-{self.kwargs['pk']:03}", {self.request.user: [self.kwargs["pk"]]}
        """,
    "what stands for something stands for it within something else": """
        def method(self):
            return self.get_rows(self.get_rows(self.rows) + [self.kwargs["pk"]])
        """,
    "a local variable that is called as the table does": """
        def method(self):
            user = self.request.user
            pk = self.kwargs["pk"]
            rows = self.rows
            return [user.upper() for _ in range(pk)], pk.bit_length(), rows[0]
        """,
    "text over several lines": '''
        def method(self):
            if self.request.user:
                return """
        first
            second
                """
        ''',
    "text with a backslash at the end of a line": """
        def method(self):
            return 'one \\
                two' + self.request.user
        """,
    "keywords and attributes that are called like parameters": """
        def method(self):
            class_of = dict(self=1, request=2)
            return class_of | {"user": self.request.user}, SimpleNamespace(self=3).self
        """,
    "a function within": """
        def method(self):
            def twice(value, *rest, times=2, **other):
                return value * times
            return twice(self.request.user), (lambda value: twice(value, times=self.kwargs["pk"]))("x")
        """,
    "comprehensions": """
        def method(self):
            return [(n, m) for n in self.rows for m in self.rows if n != m], {n: self.action for n in self.rows}
        """,
    "names of the module": """
        def method(self):
            return LIMIT, helper(self.kwargs["pk"]), Count(2).n, other.LIMIT, THEIR_LIMIT, renamed(4.0), pi
        """,
    "a builtin whose name the module has taken": """
        def method(self):
            return sorted(self.rows), max(self.rows)
        """,
    "an import within, relative": """
        def method(self):
            from .other import LIMIT as limit
            from . import other as beside
            import math
            return limit, beside.LIMIT, math.floor(2.5)
        """,
    "names under a condition, and by try": """
        def method(self):
            return loads("[1]"), CHOSEN
        """,
    "a name of everything that another module has": """
        def method(self):
            return FROM_STAR, LIMIT
        """,
    "walrus, except, with, match, star": """
        def method(self):
            if (number := self.kwargs["pk"]) > 3:
                first, *rest = self.rows
            try:
                raise ValueError(number)
            except ValueError as error:
                found = error.args
            match found:
                case [int() as value]:
                    return value, first, rest
        """,
    "a decorator that only describes": """
        @override
        def method(self):
            return self.request.user
        """,
    "an annotation that is there for checkers only": """
        def method(self, given: "Decimal" = None) -> "Decimal | None":
            value: "Decimal | None" = None
            return value
        """,
    "a statement behind another": """
        def method(self): number = self.kwargs["pk"]; return number
        """,
    "tabs": """
        def method(self):
        \tif self.action:
        \t\treturn self.request.user
        """,
}
MODULE = """
from __future__ import annotations
from math import *
from types import SimpleNamespace
from typing import TYPE_CHECKING
from typing_extensions import override
from math import floor as renamed
from . import other
from .other import LIMIT as THEIR_LIMIT
from copied_from.star import *
if TYPE_CHECKING:
    from decimal import Decimal
try:
    from no_such_module import loads
except ImportError:
    from json import loads
if LIMIT_IS_HIGH := True:
    CHOSEN = "high"
else:
    CHOSEN = "low"

LIMIT = 3

def helper(number):
    return number * LIMIT

def max(rows):
    return "highest"

class Count:
    def __init__(self, n):
        self.n = n

class View:
    def __init__(self, view):
        vars(self).update(vars(view))
    def get_rows(self, rows):
        return [row for row in rows if row > 1]
"""


@pytest.mark.parametrize("source", [pytest.param(source, id=name) for name, source in SAME.items()])
def test_a_copy_does_what_the_method_did(written: Written, source: str) -> None:
    written("LIMIT = 11", "other")
    written("FROM_STAR = 12", "star")
    lines = inspect.cleandoc(source).replace("\n", "\n    ")
    if '"""' in source or "\\\n" in source:
        lines = source.replace("\n        ", "\n    ").strip()
    module = written(MODULE + "    " + lines + "\n")

    code = copied(module.View.method, name="copy", parameters=PARAMETERS, table=TABLE)

    assert run(code, "copy")(**ARGUMENTS) == module.View(VIEW).method()
    assert "self." not in text_of(code).replace("SimpleNamespace(self=3).self", "")


def test_comments_docstring_and_annotations_come_along(written: Written) -> None:
    module = written(
        """
        from decimal import Decimal

        class View:
            # Above.
            def total(self, start: Decimal, scale=2):
                '''Return a total.'''
                # Within.
                return start + self.kwargs["pk"]  # behind
        """
    )

    code = copied(
        module.View.total, name="total", parameters=["pk: int", "start", "scale"], keeps=["start", "scale"], table=TABLE
    )

    assert text_of(code) == inspect.cleandoc(
        """
        # Above.
        def total(pk: int, start: Decimal, scale: Any) -> Any:
            '''Return a total.'''
            # Within.
            return start + pk  # behind
        """
    )
    assert run(code, "total")(7, 1, 0) == 8


def test_a_docstring_is_put_in_the_place_of_another(written: Written) -> None:
    module = written(
        '''
        class View:
            def one(self):
                """Old."""
                return 1
            def other(self): return 2
        '''
    )

    one = copied(module.View.one, name="one", docstring='Say "1" \\ "one".')
    other = copied(module.View.other, name="other", docstring="New.")

    assert run(one, "one").__doc__ == 'Say "1" \\ "one".'
    assert (run(other, "other").__doc__, run(other, "other")()) == ("New.", 2)
    assert "Old" not in text_of(one)


@pytest.mark.parametrize(
    ("expression", "replacement"),
    [
        ("self.flag.bit_length()", "given or 8"),
        ("-self.flag", "given + 1"),
        ("2 ** self.flag", "given + 1"),
        ("[*self.flag]", "'ab' if given else 'cd'"),
        ("not self.flag", "given == 3"),
        ("self.flag(2)", "lambda n: n + given"),
        ("str(self.flag)", "given if given else 2"),
        ("self.flag[0]", "'a' + 'b'"),
        ("[n for n in self.flag]", "[n + 1 for n in (given, 1)]"),
        ("f'{self.flag}'", '"q" + "r"'),
    ],
)
def test_a_replacement_stays_one_expression(written: Written, expression: str, replacement: str) -> None:
    module = written(f"class View:\n    def method(self):\n        return {expression}\n")

    code = copied(module.View.method, name="copy", parameters=["given: int"], table={"self.flag": replacement})

    flag = eval(replacement, {"given": 3})  # noqa: S307 - of this test
    view = SimpleNamespace(flag=flag)
    assert run(code, "copy")(3) == module.View.method(view)


@pytest.mark.parametrize(
    ("expression", "key", "replacement"),
    [
        ("self.save(1 if pk else 2, at=3)", "self.save(_1, at=_2)", "_1 + _2"),
        ("self.save(at=3, by=pk)", "self.save(by=_1, at=_2)", "_1 - _2"),
        ("self.save(n for n in [1, 2])", "self.save(_1)", "sum(_1)"),
        ("self.save(lambda n: n)", "self.save(_1)", "_1(4)"),
        ("self.save((1, 2))", "self.save(_1)", "len(_1)"),
        ("self.save(pk, pk)", "self.save(_1, _1)", "_1 * 2"),
        ("self.save('a' 'b')", "self.save(_s1)", "_s1.upper()"),
        ("self.save(f'{pk}')", "self.save(_s1)", "_s1.upper()"),
        ("self.save(pk, *[1], **{})", "self.save(_1, *_2, **_3)", "(_1, _2, _3)"),
    ],
)
def test_what_a_placeholder_stands_for_stays_one_expression(
    written: Written, expression: str, key: str, replacement: str
) -> None:
    module = written(f"class View:\n    def method(self, pk):\n        return {expression}\n")

    code = copied(module.View.method, name="copy", parameters=["pk"], keeps=["pk"], table={key: replacement})

    names = ["_1", "_2", "_3"]
    expected = {
        "_1 + _2": 4,
        "_1 - _2": 4,
        "sum(_1)": 3,
        "_1(4)": 4,
        "len(_1)": 2,
        "_1 * 2": 14,
        "_s1.upper()": "AB" if "'a'" in expression else "7",
        "(_1, _2, _3)": (7, [1], {}),
    }
    assert run(code, "copy")(7) == expected[replacement]
    assert not any(name in text_of(code) for name in names)


def test_the_largest_expression_wins_and_of_two_the_first(written: Written) -> None:
    module = written("class View:\n    def method(self):\n        return self.a.b(1), self.a.b, self.a\n")

    code = copied(
        module.View.method,
        name="copy",
        table={"self.a": "1", "self.a.b(...)": "3", "self.a.b": "2", "self.a.b(_1)": "4"},
    )

    assert run(code, "copy")() == (3, 2, 1)


def test_an_object_is_found_by_whatever_name_the_module_has(written: Written) -> None:
    module = written(
        """
        from rest_framework import response, serializers as s
        from rest_framework.response import Response as Answer

        class View:
            def method(self, pk):
                if pk > 1:
                    raise s.ValidationError(f"{pk} is too much")
                return Answer(pk, status=201), response.Response(data=pk)
        """
    )

    code = copied(
        module.View.method,
        name="copy",
        parameters=["pk"],
        keeps=["pk"],
        table={
            "rest_framework.response.Response(_1, status=_2)": "(_1, _2)",
            "rest_framework.response.Response(data=_1)": "_1",
            "rest_framework.exceptions.ValidationError(_s1)": "ValueError(_s1)",
        },
    )

    assert run(code, "copy")(1) == ((1, 201), 1)
    with pytest.raises(ValueError, match="2 is too much"):
        run(code, "copy")(2)


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

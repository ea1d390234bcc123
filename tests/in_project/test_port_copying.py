"""Copies of functions do what the functions did: each is run beside the original."""

import inspect
from types import SimpleNamespace

import pytest
from port_copying import Written, run, text_of, written

from strangler.porting.copying import Replacement, copied

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

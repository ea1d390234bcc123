"""What can't be shown to mean the same elsewhere is not copied, and the reason says where it stands."""

import sys
from pathlib import Path

import pytest
from port_copying import Written, written

from strangler.errors import ToolkitError
from strangler.porting.copying import CannotCopyError, copied

__all__ = ["written"]

TABLE = {
    "self.request.user": "user",
    "self.rows": "rows",
    "self.get(...)": "found",
    "self.each(_1)": "[x for x in _1]",
    "self.quoted": "'\\n'",
}
MODULE = """
import functools
from rest_framework import generics, status
from rest_framework.response import Response

COUNTER = 0
LOST = 1
globals()["MADE"] = 2
del LOST

def count():
    global COUNTER
    COUNTER += 1

def user():
    return 1

def around(function):
    @functools.wraps(function)
    def inner(*args):
        return function(*args) + 1
    return inner

class Base:
    def method(self):
        return 0

class View(Base):
    title = "View"
    __secret = 3
"""
REFUSED = {
    "self itself": ("return repr(self)", "uses self"),
    "something of self": ("return self.other", "uses self.other"),
    "a part of what the table has": ("return self.request", "uses self.request"),
    "more than the table has": ("return self.request.data", "uses self.request.data"),
    "super": ("return super().method()", "uses super().method()"),
    "super with arguments": ("return super(View, self).method()", "uses super(View, self).method()"),
    "the class of the method": ("return __class__", "uses __class__"),
    "an attribute by its name": ("return getattr(self, 'rows')", "uses self"),
    "another name for self": ("view = self\n        return view.rows", "uses self"),
    "self within a function": ("return (lambda: self.x)()", "uses self.x"),
    "setting": ("self.rows = 1", "sets self.rows"),
    "adding to": ("self.rows += 1", "sets self.rows"),
    "deleting": ("del self.rows", "sets self.rows"),
    "setting in a loop": ("for self.rows in [1]: pass", "sets self.rows"),
    "setting by with": ("with open('x') as self.rows: pass", "sets self.rows"),
    "setting among others": ("a, self.rows = 1, 2", "sets self.rows"),
    "setting with a type": ("self.rows: int = 2", "sets self.rows"),
    "setting something else": ("self.cache = 1", "uses self.cache"),
    "a private name": ("return View.__secret", "uses the private name __secret"),
    "locals": ("return locals()", "uses locals"),
    "the module's globals": ("return globals()", "uses globals"),
    "code as text": ("return eval('self')", "uses eval"),
    "the module's name": ("return __name__", "uses __name__"),
    "global": ("global COUNTER\n        COUNTER = 1", "has a `global` statement"),
    "a name that functions change": ("return COUNTER", "uses `COUNTER`, which changes while its module lives"),
    "a name made at run time": ("return MADE", "uses `MADE`, which is defined dynamically"),
    "a name that is gone": ("return LOST", "uses `LOST`, which is not what its module says it is"),
    "a name that never was": ("return nothing", "uses `nothing`, which is not defined"),
    "what routes don't import": ("return Response(1)", "uses rest_framework.response.Response"),
    "a part of what they don't import": ("return generics.GenericAPIView", "uses rest_framework.generics"),
    "a name that is no more": ("return status.HTTP_422_UNPROCESSABLE_ENTITY", "uses status.HTTP_422_UNPROCESSABLE"),
    "an import within of such": ("from rest_framework import status", "imports rest_framework"),
    "a class within": ("class Inner: pass", "defines the class Inner"),
    "a variable with the replacement's name": (
        "user = 'bob'\n        return user, self.request.user",
        "has a `user` of its own, which the place of self.request.user takes",
    ),
    "one in some cases only": (
        "if self.rows:\n            user = self.request.user\n        return user",
        "has a `user` of its own, which the place of self.request.user takes",
    ),
    "one that changes later": (
        "user = self.request.user\n        user = user.upper()\n        return self.request.user",
        "has a `user` of its own, which the place of self.request.user takes",
    ),
    "one of a comprehension": ("return [self.rows for rows in [1]]", "has a `rows` of its own"),
    "one of a lambda": ("return (lambda rows: self.rows)(1)", "has a `rows` of its own"),
    "a function that the parameter would hide": ("return user()", "uses `user`, which would be a parameter"),
    "a name that the replacement has taken": (
        "x = [1]\n        return self.each(x)",
        # From Python 3.12 on, a comprehension's names are the function's own (PEP 709).
        "has a `x` of its own" if sys.version_info >= (3, 12) else "uses `x` within self.each(x)",
    ),
    "arguments that do something": ("return self.get(print(1))", "uses self.get(print(1))"),
    "another self within": ("return (lambda self: self.rows)(1)", "has another `self` within"),
}


if sys.version_info < (3, 12):  # later the same quotes may stand within (PEP 701)
    REFUSED["quotes within an f-string"] = (
        "return f'{self.quoted}'",
        "has a place where what should stand there does not fit",
    )


@pytest.mark.parametrize(("body", "reason"), [pytest.param(*case, id=name) for name, case in REFUSED.items()])
def test_it_is_refused_with_reason_file_and_line(written: Written, body: str, reason: str) -> None:
    module = written(f"{MODULE}\n    def method(self):\n        {body}\n")

    with pytest.raises(CannotCopyError) as caught:
        copied(module.View.method, name="copy", parameters=["user: str", "rows: int", "found: int"], table=TABLE)

    assert caught.value.reason.startswith(reason)
    assert caught.value.file == module.__file__
    last = len(Path(module.__file__ or "").read_text("utf-8").splitlines())
    assert last - body.count("\n") - 1 <= caught.value.line <= last


DECORATED = {
    "unknown": ("@around", "is decorated by around"),
    "called": ("@functools.lru_cache(maxsize=1)", "functools.lru_cache"),
    "cached": ("@functools.cached_property", "functools.cached_property"),
}


@pytest.mark.parametrize(("decorator", "reason"), [pytest.param(*case, id=name) for name, case in DECORATED.items()])
def test_a_decorator_that_matters_is_refused(written: Written, decorator: str, reason: str) -> None:
    module = written(f"{MODULE}\n    {decorator}\n    def method(self):\n        return 1\n")
    method = vars(module.View)["method"]

    with pytest.raises(CannotCopyError, match=reason):
        copied(getattr(method, "func", method), name="copy")


def test_a_function_that_needs_the_one_around_it_is_refused(written: Written) -> None:
    module = written("def outer(n):\n    def inner():\n        return n\n    return inner\n")

    with pytest.raises(CannotCopyError, match="uses `n` of the function around it"):
        copied(module.outer(1), name="copy")


def test_a_function_without_a_def_is_refused(written: Written) -> None:
    module = written("short = lambda: 1\nexec('def made(): return 1')\n")

    with pytest.raises(CannotCopyError, match="isn't made by a `def` of its own"):
        copied(module.short, name="copy")
    with pytest.raises(CannotCopyError, match="its source can't be read"):
        copied(module.made, name="copy")
    with pytest.raises(CannotCopyError, match="is no function written in Python"):
        copied(len, name="copy")


def test_source_that_is_not_what_runs_is_refused(written: Written) -> None:
    module = written("def number():\n    return 1\n")
    Path(module.__file__ or "").write_text("def number():\n    return 2\n", "utf-8")

    with pytest.raises(CannotCopyError, match="its source is not what runs"):
        copied(module.number, name="copy")


def test_a_name_that_another_module_has_replaced_is_refused(written: Written) -> None:
    written("def helper():\n    return 1\n", "helpers")
    module = written("from .helpers import helper\n\ndef number():\n    return helper()\n")
    module.helper = lambda: 2

    with pytest.raises(CannotCopyError, match="which is not what its module says it is"):
        copied(module.number, name="copy")


def test_two_meanings_of_one_name_are_refused(written: Written) -> None:
    module = written("from json import loads\n\ndef number(self):\n    return loads(self.text)\n")

    with pytest.raises(CannotCopyError, match="uses `loads` of json, and its replacements that of pickle"):
        copied(module.number, name="copy", parameters=["text"], table={"self.text": "text"}, imports=["pickle.loads"])


def test_a_parameter_that_would_be_lost_is_refused(written: Written) -> None:
    module = written("def number(n):\n    return n\n")

    with pytest.raises(CannotCopyError, match="would lose its parameter n"):
        copied(module.number, name="copy", keeps=["n"])


@pytest.mark.parametrize("key", ["self.", "no.such.thing", "1 + 1", "nothing"])
def test_a_table_that_is_none_is_the_callers_mistake(written: Written, key: str) -> None:
    module = written("def number(self):\n    return 1\n")

    with pytest.raises(ToolkitError, match="table of replacements"):
        copied(module.number, name="copy", table={key: "1"})

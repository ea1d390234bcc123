"""What stands for an expression in a copy stays one expression, whatever is around it."""

import sys
from types import SimpleNamespace

import pytest
from port_copying import Written, run, text_of, written

from strangler.porting.copying import copied

__all__ = ["written"]

NAME = "m" if sys.version_info >= (3, 12) else "n"


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
        # From Python 3.12 on it would be refused, for a comprehension's names are the function's own (PEP 709).
        ("[n for n in self.flag]", f"[{NAME} + 1 for {NAME} in (given, 1)]"),
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

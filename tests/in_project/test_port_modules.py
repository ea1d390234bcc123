"""Parts of a module become one: no name means two things, nothing unused is imported, all is in order."""

import sys
from pathlib import Path

import pytest

from strangler.errors import ToolkitError
from strangler.places import ROOT
from strangler.porting import ruff
from strangler.porting.merging import merge, rename
from strangler.porting.module import Code, Fidelity, Import, Note, Place
from strangler.porting.names import defined_names, needed_names, renamed, used_names
from strangler.porting.rendering import plain, render

HERE = Path("routes/things.py")


@pytest.mark.parametrize(
    ("text", "each", "bound"),
    [
        ("a.b.c", Import("a.b", "c"), "c"),
        ("a.b.c as d", Import("a.b", "c", "d"), "d"),
        ("a.b.c as c", Import("a.b", "c"), "c"),
        ("import a.b", Import("a.b"), "a"),
        ("import a.b as c", Import("a.b", "", "c"), "c"),
    ],
)
def test_imports_are_read(text: str, each: Import, bound: str) -> None:
    assert (Import.of(text), Import.of(text).bound) == (each, bound)


USED = {
    "def f(a: Kind = DEFAULT) -> 'Other':\n    return a + LIMIT": {"Kind", "DEFAULT", "Other", "LIMIT"},
    "class A(Base, key=Meta):\n    x: int = y\n    y = x": {"Base", "Meta", "int", "y", "x"},
    "n = [m for m in rows if (k := m)]": {"rows"},
    "x: Annotated[str, Field(help='not a name', kind=Kind)] = 'text'": {"Annotated", "str", "Field", "Kind"},
    "def f(x: Literal['asc', 'desc'], y: list['Row'] | None): ...": {"Literal", "Row", "list", None},
    "def f():\n    g = 1\n    def h():\n        nonlocal g\n        return g, global_one\n    return h": {"global_one"},
    "try:\n    a()\nexcept Problem as p:\n    p.x": {"a", "Problem"},
}


@pytest.mark.parametrize(("source", "names"), USED.items())
def test_used_names_are_those_of_the_module(source: str, names: set[str | None]) -> None:
    assert used_names(source) - defined_names(source) == names - {None} - defined_names(source)


def test_a_body_of_a_function_is_not_needed_for_an_import() -> None:
    source = "@by\nclass A(Base):\n    def m(self, a: Kind = D) -> R:\n        return late\n    f = lambda x=E: late\n"

    assert needed_names(source) == {"by", "Base", "Kind", "D", "R", "E"}


RENAMED = {
    "x = old.old(old=old)": "x = new.old(old=new)",
    "def f(old):\n    return old": "def f(old):\n    return old",
    "def f(a: 'old | Told', b: 'list[old]'): return old": "def f(a: 'new | Told', b: 'list[new]'): return new",
    "def old():\n    return old": "def new():\n    return new",
    "class old(A):\n    old = old": "class new(A):\n    old = new",
    "[old for old in old]": "[old for old in new]",
    "old = 1\nold += 1": "new = 1\nnew += 1",
    "def f():\n    old = 1\n    return old\nold": "def f():\n    old = 1\n    return old\nnew",
    "lambda old: old, old": "lambda old: old, new",
    "f'{old}'": "f'{new}'",
    "@old\ndef f(): ...": "@new\ndef f(): ...",
    "x.old": "x.old",
}


@pytest.mark.parametrize(("source", "expected"), RENAMED.items())
def test_a_name_is_renamed_where_it_is_the_modules(source: str, expected: str) -> None:
    assert renamed(source, "old", "new") == expected


def test_the_same_twice_is_once() -> None:
    part = Code.of("def f():\n    return a\n", imports=["x.a"], notes=[Note("f", Fidelity.NATIVE)])
    again = Code.of("def f():  # spaced otherwise\n    return (a)", imports=["x.a"], notes=[Note("f", Fidelity.NATIVE)])

    merged = merge([part, again])

    assert len(merged.statements) == len(merged.imports) == len(merged.notes) == 1


def test_two_imports_of_one_name_get_two_names() -> None:
    one = Code.of(
        "def a():\n    return selectors.products(Product)",
        imports=["legacy.catalog.selectors", "legacy.catalog.models.Product"],
    )
    other = Code.of(
        "def b():\n    return selectors.orders(Product)",
        imports=["legacy.sales.selectors", "legacy.sales.models.Product"],
    )

    text = plain(merge([one, other]), "Both.")

    assert "from legacy.sales import selectors as sales_selectors" in text
    assert "from legacy.sales.models import Product as SalesProduct" in text
    assert "return selectors.products(Product)" in text
    assert "return sales_selectors.orders(SalesProduct)" in text


def test_a_definition_gives_way_to_another_of_its_name() -> None:
    one = Code.of("class Schema(Base):\n    a = 1", imports=["x.Base"])
    other = merge([Code.of("class Schema(Base):\n    b = 1", imports=["x.Base"]), Code.of("def f(s: Schema): ...")])

    text = plain(merge([one, other]), "")

    assert "class Schema2(Base):\n    b = 1" in text
    assert "def f(s: Schema2)" in text
    assert merge([one, other, one]) == merge([one, other])


def test_what_rests_on_a_renamed_definition_is_not_the_same_any_more() -> None:
    def part(value: int) -> Code:
        return merge([Code.of(f"LIMIT = {value}"), Code.of("def f():\n    return LIMIT")])

    text = plain(merge([part(1), part(2)]), "")

    assert text == "LIMIT = 1\n\n\ndef f():\n    return LIMIT\n\n\nLIMIT2 = 2\n\n\ndef f2():\n    return LIMIT2\n"


def test_an_import_and_a_definition_of_one_name() -> None:
    text = plain(merge([Code.of("a = 1"), Code.of("b = a", imports=["x.a"])]), "")
    other = plain(merge([Code.of("b = a", imports=["x.a"]), Code.of("a = 1")]), "")

    assert text == "from x import a as x_a\n\na = 1\nb = x_a\n"
    assert other == "from x import a\n\nb = a\na2 = 1\n"


def test_an_import_that_is_there_under_another_name_is_not_made_again() -> None:
    text = plain(merge([Code.of("b = z", imports=["x.a as z"]), Code.of("c = a", imports=["x.a"])]), "")

    assert text == "from x import a as z\n\nb = z\nc = z\n"


def test_modules_of_one_package_share_its_name() -> None:
    text = plain(merge([Code.of("b = a.x", imports=["import a.x"]), Code.of("c = a.y", imports=["import a.y"])]), "")

    assert text == "import a.x\nimport a.y\n\nb = a.x\nc = a.y\n"


def test_a_rename_reaches_imports_too() -> None:
    assert rename(Code.of("b = a", imports=["x.a"]), "a", "z").imports == (Import("x", "a", "z"),)


def test_statements_stand_by_place_and_after_what_they_need() -> None:
    parts = [
        Code.of("def helper(): ...", place=Place.HELPER),
        Code.of("@router.get('/')\ndef get(x: Narrow): return helper()", place=Place.ENDPOINT),
        Code.of("class B(A): ...", place=Place.SCHEMA),
        Code.of("class A: ...", place=Place.SCHEMA),
        Code.of("Narrow = int", place=Place.ALIAS),
        Code.of("router = Router(limit=LIMIT, kind=A)", place=Place.ROUTER, imports=["x.Router", "x.unused"]),
        Code.of("LIMIT = 1"),
    ]

    text = plain(merge(parts), "Doc.")

    order = ["LIMIT = 1", "class A", "router =", "Narrow =", "class B", "def get", "def helper"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "unused" not in text


def test_it_is_formatted_and_sorted_as_the_project_has_it() -> None:
    code = merge(
        [
            Code.of("def f(a: Any) -> Decimal:\n    'Return it.'\n    return models.F(  a)", imports=["typing.Any"]),
            Code.of("", imports=["django.db.models", "decimal.Decimal", "legacy.catalog.models.Product"]),
        ]
    )

    assert render(code, "Doc.", HERE, ROOT) == (
        '"""Doc."""\n\nfrom decimal import Decimal\nfrom typing import Any\n\nfrom django.db import models\n\n\n'
        'def f(a: Any) -> Decimal:\n    """Return it."""\n    return models.F(a)\n'
    )


def test_what_the_rules_say_of_copied_code_is_waived_on_its_line() -> None:
    text = render(Code.of("def f(l: int) -> bool:\n    '''Say.'''\n    return l == 1234\n"), "Doc.", HERE, ROOT)

    assert "def f(l: int) -> bool:  # noqa: E741" in text
    assert "return l == 1234  # noqa: PLR2004" in text
    assert ruff.tidy(text, HERE, ROOT) == text


def test_without_ruff_it_is_as_it_came_and_valid(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    assert (
        render(Code.of("x   = Y", imports=["z.Y"]), "Doc.", HERE, ROOT) == '"""Doc."""\n\nfrom z import Y\n\nx   = Y\n'
    )


def test_a_name_that_nothing_defines_is_an_error() -> None:
    with pytest.raises(ToolkitError, match=r"Nothing defines nobody, which routes/things.py would use"):
        render(Code.of("x = nobody(len)"), "Doc.", HERE, ROOT)


def test_what_is_no_python_is_an_error() -> None:
    with pytest.raises(ToolkitError, match="is no Python"):
        ruff.tidy("x = (", HERE, ROOT)


def test_rules_that_ruff_can_not_read_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nno-such-thing = 1\n", "utf-8")

    assert ruff.tidy("from b import c\nimport a\nx   = 1", HERE, tmp_path) == "import a\nfrom b import c\n\nx = 1\n"


def test_ruff_that_can_not_work_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "ruff"
    broken.write_text("#!/bin/sh\necho 'no memory' >&2\nexit 2\n", "utf-8")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    with pytest.raises(ToolkitError, match="ruff can't work: no memory"):
        ruff.tidy("x = 1", HERE, ROOT)

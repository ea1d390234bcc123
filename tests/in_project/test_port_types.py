"""What is written satisfies a strict checker, where that takes more than good annotations."""

from port_copying import Written, text_of, written

import legacy.sales.serializers  # noqa: F401 - whose imports are looked at
from legacy.catalog.models import Category
from strangler.porting.copying import Replacement, copied
from strangler.porting.module import Code, Import
from strangler.porting.reexports import from_origins
from strangler.porting.typed import waived

__all__ = ["written"]


def test_a_model_beside_its_field_is_waived_once_and_nothing_else() -> None:
    fields = [
        "class S:",
        "    a: Annotated[Category, F()]",
        "    b: Annotated[",
        "        Category, F()",
        "    ]  # as sold",
        "    c: Annotated[Category | None, F()]",
        "    d: Annotated[int, F()]",
    ]
    text = "\n".join(fields) + "\n"

    once = waived(text, {"Category": Category, "int": int})

    lines = once.splitlines()
    assert lines[1] == "    a: Annotated[Category, F()]  # type: ignore[valid-type]"
    assert lines[2] == "    b: Annotated[  # type: ignore[valid-type]"
    assert once.count("type: ignore") == 2
    assert waived(once, {"Category": Category, "int": int}) == once


def test_a_name_comes_from_where_it_is_made() -> None:
    code = Code.of("x = PERIODS, SalePeriods, QuerySet", imports=["legacy.sales.serializers.PERIODS as SalePeriods"])
    code = Code((*code.imports, Import.of("legacy.sales.serializers.PERIODS"), Import.of("django.db.models.QuerySet")))

    assert from_origins(code).imports == (
        Import("legacy.sales.selectors", "PERIODS", "SalePeriods"),
        Import("legacy.sales.selectors", "PERIODS"),
        Import("django.db.models", "QuerySet"),
    )


def test_a_schema_that_is_read_is_what_is_returned(written: Written) -> None:
    module = written(
        """
        def one(self, row):
            if row:
                return self.answer(row)
            return self.answer(None)

        def other(self, row):
            if row:
                return row
            return self.answer(None)

        def file(self, row):
            return row.read()
        """
    )
    table = {"self.answer(_1)": Replacement("Schema.read(_1)", ["x.Schema"])}

    def head(function: object) -> str:
        code = copied(function, name="f", parameters=["row"], keeps=["row"], table=table)  # type: ignore[arg-type]
        return text_of(code).partition("\n")[0]

    assert head(module.one) == "def f(row: Any) -> Schema:"
    assert head(module.other) == "def f(row: Any) -> Any:"
    assert head(module.file) == "def f(row: Any) -> Any:"

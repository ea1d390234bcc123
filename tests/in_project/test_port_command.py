"""`manage.py port`: what it says, what it writes, and with which exit code."""

import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from strangler.management.commands import port as command
from strangler.operations.grades import Routes
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade, Operation
from strangler.places import ROOT
from strangler.porting.grouping import grouped


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with what a port needs of a project, in the place of the project's own; nothing is ported."""
    (tmp_path / "routes").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").touch()
    start = ROOT / "adopted" / "start" / "routes" / "__init__.py"
    if not start.exists():  # a project with the shop has none
        start = Path(__file__).parents[2] / "{{cookiecutter.project_slug}}" / start.relative_to(ROOT)
    shutil.copy(start, tmp_path / "routes" / "__init__.py")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(Routes, "grade", lambda *_: Grade.LEGACY)
    return tmp_path


def port(*arguments: str) -> str:
    """Run the command and return what it prints."""
    out = StringIO()
    call_command("port", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def files(project: Path) -> dict[str, str]:
    """Return all files of the project, with their text."""
    return {str(path.relative_to(project)): path.read_text("utf-8") for path in project.rglob("*") if path.is_file()}


def test_it_writes_routes_and_a_test_and_says_so(project: Path) -> None:
    before = files(project)

    printed = port("CategoryList", "--grade", "wrapped")

    after = files(project)
    new = ["routes/categories.py", "tests/parity/__init__.py", "tests/parity/test_categories.py"]
    assert sorted(after.keys() - before.keys()) == new
    assert {name for name in before if before[name] != after[name]} == {"routes/__init__.py"}
    assert "for module in (health, categories):" in after["routes/__init__.py"]
    assert printed == (
        "routes/categories.py: 2 wrapped\n"
        "wrapped   GET /api/categories/\n"
        "wrapped   POST /api/categories/\n"
        "Written: routes/categories.py, tests/parity/__init__.py, tests/parity/test_categories.py, routes/__init__.py\n"
        "Next: pytest tests/parity/test_categories.py\n"
    )


def test_twice_is_once(project: Path) -> None:
    port("ProductViewSet")
    before = files(project)

    printed = port("ProductViewSet")

    assert printed.endswith("Nothing to write: all is as it should be.\n")
    assert files(project) == before


def test_a_diff_writes_nothing(project: Path) -> None:
    before = files(project)

    printed = port("OrderViewSet", "--diff")

    assert files(project) == before
    assert "--- /dev/null\n+++ b/routes/orders.py\n" in printed
    assert "-for module in (health,):\n+for module in (health, orders):\n" in printed


def test_somebodys_module_is_not_overwritten(project: Path) -> None:
    (project / "routes" / "orders.py").write_text("mine = 1\n", "utf-8")
    before = files(project)

    with pytest.raises(CommandError, match=r"^routes/orders\.py is there and says something else") as caught:
        port("OrderViewSet")
    assert (caught.value.returncode, files(project)) == (2, before)

    port("OrderViewSet", "--module", "purchases")
    assert (project / "routes" / "orders.py").read_text("utf-8") == "mine = 1\n"
    assert "(health, purchases)" in (project / "routes" / "__init__.py").read_text("utf-8")

    port("OrderViewSet", "--force", "--no-test")
    assert "APIRouter" in (project / "routes" / "orders.py").read_text("utf-8") or "Router(" in (
        project / "routes" / "orders.py"
    ).read_text("utf-8")
    assert not (project / "tests" / "parity" / "test_orders.py").exists()


def test_a_program_is_told_all(project: Path) -> None:
    told: dict[str, Any] = json.loads(port("OrderViewSet", "--json"))

    assert told["version"] == 1
    (module,) = told["modules"]
    assert module["module"] == "orders"
    assert {each["state"] for each in module["files"]} == {"written"}
    assert [each["operation"] for each in module["operations"]][:2] == ["GET /api/orders/", "POST /api/orders/"]
    notes = [note for each in module["operations"] for note in (*each["notes"], *each["reasons"])]
    assert notes
    assert all(note["line"] > 0 for note in notes if note["file"])


def test_all_is_everything_one_module_for_each_resource(project: Path) -> None:
    told: dict[str, Any] = json.loads(port("--all", "--grade", "hybrid", "--json"))

    keys = [each["operation"] for module in told["modules"] for each in module["operations"]]
    assert sorted(keys) == sorted(operation.key for operation in legacy_operations())
    names = {module["module"] for module in told["modules"]}
    assert {"categories", "orders", "products", "reviews", "token"} <= names
    routes = (project / "routes" / "__init__.py").read_text("utf-8")
    assert all(f"{name}," in routes or f"{name})" in routes for name in names)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["order-lst"], r"^No endpoint is called 'order-lst'\. Near: order-list"),
        ([], "^Name what is to be ported"),
        (["OrderViewSet", "--all"], "^Name what is to be ported"),
        (["OrderViewSet", "--module", "9x"], "^'9x' can't be the name of a module"),
    ],
)
def test_what_can_not_be_done_is_said_in_one_line(project: Path, arguments: list[str], message: str) -> None:
    before = files(project)

    with pytest.raises(CommandError, match=message) as caught:
        port(*arguments)

    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)
    assert files(project) == before


def test_what_is_ported_already_is_left_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def grade(_: Routes, operation: Operation) -> Grade:
        return Grade.HYBRID if "{pk}" in operation.path else Grade.LEGACY

    monkeypatch.setattr(Routes, "grade", grade)

    printed = port("CategoryList", "--grade", "hybrid") + port("CategoryDetail")

    assert "PUT /api/categories/{pk}/ is hybrid already." in printed
    assert "Nothing to write" in printed
    assert "{pk" not in (project / "routes" / "categories.py").read_text("utf-8")


def test_what_can_not_be_imported_is_ported_at_a_lower_grade(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from strangler.porting import port as porting  # noqa: PLC0415
    from strangler.porting.module import Code, Place  # noqa: PLC0415

    real = porting.port_operations

    def broken(operations: Any, grade: Grade) -> Any:
        module = real(operations, grade)
        if grade is Grade.WRAPPED:
            return module
        code = Code(module.code.imports, (*module.code.statements, *Code.of("1 / 0", place=Place.HELPER).statements))
        return type(module)(code, module.docstring, module.name, module.operations)

    monkeypatch.setattr(porting, "port_operations", broken)

    with pytest.raises(CommandError, match=r"^7 of 7 operations can't be hybrid as they are") as caught:
        port("OrderViewSet", "--grade", "hybrid")

    assert caught.value.returncode == 1
    assert "WrappedRouter" in (project / "routes" / "orders.py").read_text("utf-8")


def test_a_resource_is_what_the_paths_say() -> None:
    operations = legacy_operations()

    groups = {group[0].path: {each.path for each in group} for group in grouped(operations, operations)}

    assert groups["/api/reviews/"] == {"/api/reviews/", "/api/reviews/{pk}/"}
    assert groups["/api/reports/sales/"] == {"/api/reports/sales/"}
    assert groups["/api/"] == {"/api/"}

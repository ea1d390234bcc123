"""What a port does to files: all or none, never over somebody's work, and the same twice."""

import ast
from pathlib import Path

import pytest

from strangler.errors import ToolkitError
from strangler.places import ROOT
from strangler.porting.files import Change, change_of, write
from strangler.porting.layout import Layout
from strangler.porting.port import tidied, usable
from strangler.porting.registering import registered

ROUTES = Path("routes/plums.py")


def test_files_are_written_with_their_folders_and_twice_is_once(tmp_path: Path) -> None:
    changes = [change_of(ROUTES, "x = 1\n", tmp_path), change_of(Path("tests/a/b.py"), "y = 1\n", tmp_path)]

    assert write(changes, tmp_path) == [ROUTES, Path("tests/a/b.py")]
    assert (tmp_path / ROUTES).read_text("utf-8") == "x = 1\n"
    assert write([change_of(ROUTES, "x = 1\n", tmp_path)], tmp_path) == []
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["b.py", "plums.py"]


def test_nothing_is_written_over_something_else_without_force(tmp_path: Path) -> None:
    (tmp_path / "routes").mkdir()
    (tmp_path / ROUTES).write_text("mine = 1\n", "utf-8")
    changes = [change_of(Path("new.py"), "x = 1\n", tmp_path), change_of(ROUTES, "x = 1\n", tmp_path)]

    with pytest.raises(ToolkitError, match=r"^routes/plums.py is there and says something else. --diff shows"):
        write(changes, tmp_path)
    assert (tmp_path / ROUTES).read_text("utf-8") == "mine = 1\n"
    assert not (tmp_path / "new.py").exists()

    write(changes, tmp_path, force=True)
    assert (tmp_path / ROUTES).read_text("utf-8") == "x = 1\n"


def test_what_is_added_to_a_file_needs_no_force(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", "utf-8")

    write([change_of(Path("a.py"), "x = 1\ny = 2\n", tmp_path, edits=True)], tmp_path)

    assert (tmp_path / "a.py").read_text("utf-8") == "x = 1\ny = 2\n"


def test_what_is_no_python_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match=r"what would stand in b\.py is no Python"):
        write([change_of(Path("a.py"), "x = 1\n", tmp_path), change_of(Path("b.py"), "x = (\n", tmp_path)], tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_failure_on_the_way_leaves_all_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("old = 1\n", "utf-8")
    (tmp_path / "z.py").mkdir()  # a folder where a file should be: the last rename fails
    changes = [
        Change(Path("a.py"), "new = 1\n", "old = 1\n", edits=True),
        Change(Path("deep/er/b.py"), "b = 1\n"),
        Change(Path("z.py"), "z = 1\n"),
    ]

    with pytest.raises(ToolkitError, match=r"^Nothing is written: "):
        write(changes, tmp_path)

    assert (tmp_path / "a.py").read_text("utf-8") == "old = 1\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.py", "z.py"]


def test_rights_stay_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", "utf-8")
    (tmp_path / "a.py").chmod(0o640)

    write([change_of(Path("a.py"), "y = 1\n", tmp_path)], tmp_path, force=True)

    assert (tmp_path / "a.py").stat().st_mode & 0o777 == 0o640


def test_a_diff_says_what_it_would_do(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", "utf-8")

    assert change_of(Path("a.py"), "x = 2\n", tmp_path).diff == "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-x = 1\n+x = 2\n"
    assert change_of(Path("n.py"), "x = 2\n", tmp_path).diff == "--- /dev/null\n+++ b/n.py\n@@ -0,0 +1 @@\n+x = 2\n"
    assert change_of(Path("a.py"), "x = 1\n", tmp_path).diff == ""


SHOP = (ROOT / "routes" / "__init__.py").read_text("utf-8")
START = '''"""Routes."""

from bridge.router import Router
from routes import health

api_router = Router()

for module in (health,):
    api_router.include_router(module.router)
'''
REGISTERED = {
    "the first of a loop": (START, "from routes import health, plums", "for module in (health, plums):"),
    "before the others": (START.replace("health", "zebra"), "import plums, zebra", "for module in (zebra, plums):"),
    "a list over several lines": (
        START.replace("(health,)", "[\n    health,\n    users,\n]").replace("import health", "import health, users"),
        "from routes import health, plums, users",
        "[\n    health,\n    users,\n    plums,\n]",
    ),
    "calls, one by one": (
        "from fastapi import APIRouter\nfrom routes.health import router as health\n\napi_router = APIRouter()\n"
        "api_router.include_router(health)\n",
        "import router as health\nfrom routes import plums\n",
        "include_router(health)\napi_router.include_router(plums.router)\n",
    ),
    "a name that is taken": (
        "from fastapi import APIRouter\n\nplums = 3\napi_router = APIRouter()\n",
        "from routes import plums as plums_routes\n",
        "api_router.include_router(plums_routes.router)\n",
    ),
    "nothing but a router": ("api_router = Router()\n", "from routes import plums\n", "include_router(plums.router)\n"),
}


@pytest.mark.parametrize(
    ("before", "line", "call"), [pytest.param(*each, id=name) for name, each in REGISTERED.items()]
)
def test_a_router_is_included_where_the_others_are(before: str, line: str, call: str) -> None:
    after = registered(before, "plums")

    ast.parse(after)
    assert line in after
    assert call in after
    assert registered(after, "plums") == after


def test_the_shops_routes_stay_formatted() -> None:
    after = tidied(SHOP, registered(SHOP, "a_rather_long_name_of_a_module"), Path("routes/__init__.py"), ROOT)

    assert "    a_rather_long_name_of_a_module,\n    bestsellers,\n" in after
    assert max(map(len, after.splitlines())) <= 120


@pytest.mark.parametrize(
    "text",
    [
        SHOP.replace("products", "plums"),
        "from . import plums\napi_router = R()\napi_router.include_router(plums.router, prefix='/x')\n",
        "from .plums import router as p\napi_router = R()\napi_router.include_router(p)\n",
        "from routes.plums import router\napi_router = R()\napi_router.include_router(router)\n",
    ],
)
def test_one_that_is_included_is_left_as_it_is(text: str) -> None:
    assert registered(text, "plums") == text


@pytest.mark.parametrize(
    ("text", "reason"), [("x = (", "is no Python"), ("router = 1\n", "routes/__init__.py has no api_router")]
)
def test_where_it_can_not_be_included_is_said(text: str, reason: str) -> None:
    with pytest.raises(ToolkitError, match=reason):
        registered(text, "plums")


@pytest.mark.parametrize("name", ["9x", "class", "a-b", "", "_x", "a.b"])
def test_a_module_has_a_name_that_can_be_imported(name: str) -> None:
    with pytest.raises(ToolkitError, match="can't be the name of a module"):
        Layout(name)


@pytest.mark.parametrize(
    ("resource", "module"),
    [
        ("orders", "orders"),
        ("import", "routes_import"),
        ("2fa", "routes_2fa"),
        ("health", "routes_health"),
        ("", "routes_of_root"),
        ("a-b", "routes_of_root"),
    ],
)
def test_a_resource_without_a_good_name_gets_another(resource: str, module: str) -> None:
    assert usable(resource) == module
    assert Layout(usable(resource)).module == module


@pytest.mark.parametrize(
    ("paths", "test"),
    [
        ('["tests", "legacy"]', "tests/parity/test_plums.py"),
        ('["adopted/tests", "routes"]', "adopted/tests/parity/test_plums.py"),
        ('["checks"]', "checks/parity/test_plums.py"),
        ("[]", "tests/parity/test_plums.py"),
    ],
)
def test_the_test_stands_where_pytest_looks(tmp_path: Path, paths: str, test: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.pytest.ini_options]\ntestpaths = {paths}\n", "utf-8")

    assert Layout("plums", tmp_path).test == Path(test)


def test_a_folder_of_tests_that_is_no_package_stays_none(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\ntestpaths = ["tests"]\n', "utf-8")
    assert Layout("plums", tmp_path).test_packages == [Path("tests/__init__.py"), Path("tests/parity/__init__.py")]

    (tmp_path / "tests").mkdir()
    assert Layout("plums", tmp_path).test_packages == [Path("tests/parity/__init__.py")]

"""`manage.py endpoints`: what it prints, for terminals, pipes and programs, and how it ends."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import path
from endpoints_urls import TRAPS, Things, plain, urlconf

from strangler.ledger.evidence import PARITY, TESTS
from strangler.management.commands import endpoints

ANSI = re.compile(r"\x1b\[[0-9;]*m")
LOG = '127.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "GET {} HTTP/1.1" 200 5\n'


@pytest.fixture(autouse=True)
def found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a folder in which other commands seem to have left nothing, and put the ledger's file there as well."""
    monkeypatch.setattr(endpoints, "FOUND", tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


@pytest.fixture
def at_80(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def run(*arguments: Any, **options: Any) -> str:
    out = io.StringIO()
    file = endpoints.FOUND / "endpoints.toml"
    call_command("endpoints", *map(str, arguments), file=file, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("options", [(), ("--group", "handler"), ("product-list",), ("--facts",)])
def test_tables_fit_into_80_columns(at_80: None, options: tuple[str, ...]) -> None:
    for line in run(*options).splitlines():
        assert len(line) <= 80
        assert line == line.rstrip()


def test_a_url_that_django_never_comes_to_is_told() -> None:
    wide, narrow = path("<slug:slug>/", Things.as_view({"get": "retrieve"})), path("export/", plain)
    with override_settings(ROOT_URLCONF=urlconf(wide, narrow)):
        assert "/export/ is never reached: Django comes to endpoints_urls.Things first, at <slug:slug>/" in run()
    with override_settings(ROOT_URLCONF=urlconf(narrow, wide)):
        assert "never reached" not in run()


def test_80_columns_hold_long_paths_whole(at_80: None) -> None:
    with override_settings(ROOT_URLCONF=urlconf(*TRAPS)):
        lines = run("--path", "/api/shops").splitlines()
    assert max(map(len, lines)) <= 80
    assert "/api/shops/{shop_pk}/things/{pk}/pay/" in "".join(lines[1:-3]).replace(" ", "")


def test_a_pipe_gets_a_line_for_each_operation_without_colours() -> None:
    out = run()
    assert "\x1b" not in out
    head, *rows = out.split("\n\n")[0].splitlines()
    assert head.split() == ["GRADE", "METHOD", "PATH", "ANSWERED", "BY"]
    assert len(rows) == 35
    assert ["native", "GET", "/api/products/{pk}/", "ProductViewSet.retrieve"] in [row.split() for row in rows]
    assert out.endswith("33 of 35 operations ported, 94 %\n33 native, 2 legacy; 5 new FastAPI routes\n")


def test_colours_are_a_matter_of_the_terminal(at_80: None) -> None:
    coloured = run(force_color=True)
    assert "\x1b[32mnative" in coloured
    plain = "\n".join(line.rstrip() for line in ANSI.sub("", coloured).splitlines())
    assert f"{plain}\n" == run() == run(no_color=True)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--grade", "legacy"], ["GET /api/schema/", "GET /api/schema/swagger/"]),
        (["--unported"], ["GET /api/schema/", "GET /api/schema/swagger/"]),
        (["--app", "sales", "--method", "patch"], ["PATCH /api/me/"]),
        (["--path", "/api/me"], ["GET /api/me/", "PATCH /api/me/"]),
        (["--path", "/api/*/sales/"], ["GET /api/reports/sales/"]),
        (["--search", "delete_IMAGE"], ["DELETE /api/products/{pk}/image/"]),
        (["--search", "nothing like it"], []),
        (["sales-report"], ["GET /api/reports/sales/"]),
        (["/api/me/", "--sort", "method"], ["GET /api/me/", "PATCH /api/me/"]),
        (
            ["--app", "sales", "--sort", "view", "--method", "POST", "--path", "/api/orders/<int:pk>/p"],
            ["POST /api/orders/{pk}/pay/"],
        ),
        (["category-list", "--sort", "path"], ["GET /api/categories/", "POST /api/categories/"]),
    ],
)
def test_filters_choose(arguments: list[str], expected: list[str]) -> None:
    assert [one["key"] for one in json.loads(run(*arguments, "--json"))["operations"]] == expected


def test_programs_get_everything() -> None:
    said = json.loads(run("--json"))
    assert said["version"] == 1
    assert said["totals"] == {"operations": 35, "legacy": 2, "wrapped": 0, "hybrid": 0, "native": 33, "retired": 0}
    assert len(said["new"]) == 5
    one = next(one for one in said["operations"] if one["key"] == "GET /api/orders/")
    assert one["facts"]["permissions"] == ["rest_framework.permissions.IsAuthenticated"]
    assert one["facts"]["overridden"] == ["get_permissions"]
    assert one["route"] == "routes.orders.list_orders"
    assert one["pattern"] == "api/^orders/$"


def test_spreadsheets_and_documents_get_a_table() -> None:
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv"))))
    assert len(rows) == 35
    assert rows[0]["path"] == "/api/token/"
    lines = run("--format", "markdown", "--app", "sales").splitlines()
    assert lines[0] == "| Grade | Endpoint | Answered by | Permissions | Owner |"
    assert "| native | `GET /api/me/` | `me` | IsAuthenticated |  |" in lines
    assert lines[-1] == "10 of 10 operations are ported (100 %): 10 native"


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_groups_are_by_the_class_that_defines_what_answers(form: str) -> None:
    out = run("--group", "handler", "--format", form)
    assert out.index("legacy.sales.views.OrderViewSet") < out.index("rest_framework.mixins.ListModelMixin")
    if form == "json":
        group = json.loads(out)["groups"][0]
        assert (group["owner"], group["views"], len(group["operations"])) == ("legacy.sales.views.OrderViewSet", 1, 5)


def test_one_endpoint_is_shown_in_detail(at_80: None) -> None:
    out = run("review-list")
    assert "GET /api/reviews/  native" in out
    assert re.search(r"throttles +rest_framework\.throttling\.ScopedRateThrottle\(reviews\)", out)
    assert "decided by get_throttles" in out
    assert "legacy/catalog/views.py:" in out
    with override_settings(ROOT_URLCONF=urlconf(*TRAPS)):
        assert "not read        get_permissions: RuntimeError: no tenant" in run("/broken/")


def test_logs_tell_what_no_one_calls(found: Path) -> None:
    log = found / "access.log"
    log.write_text(LOG.format("/api/products/") * 3 + LOG.format("/api/products/1/") + LOG.format("/no/"))
    out = run("--log", log, "--sort", "calls", "--search", "products")
    assert out.splitlines()[0].split() == ["GRADE", "METHOD", "PATH", "ANSWERED", "BY", "CALLS", "LAST"]
    assert out.splitlines()[1].split()[2:] == ["/api/products/", "ProductViewSet.list", "3", "2026-10-10"]
    unused = json.loads(run("--unused", log, "--json"))
    assert len(unused["operations"]) == 33
    assert unused["traffic"]["lines"] == 5
    assert unused["traffic"]["unknown"] == 1
    assert "5 requests from 2026-10-10 to 2026-10-10; 2 operations called; 1 requests for none" in run("--unused", log)


def test_what_tests_and_parity_have_shown_is_there(found: Path, at_80: None) -> None:
    parity = {"verdict": "same", "safe": True, "requests": 31, "shapes": 4, "at": "2026-11-24T17:00:00+00:00"}
    (found / PARITY).write_text(json.dumps({"version": 1, "operations": {"GET /api/me/": parity}}))
    (found / TESTS).write_text(json.dumps({"version": 1, "operations": {"GET /api/me/": {"requests": 9}}}))
    rows = [line.split() for line in run("--path", "/api/me").splitlines()]
    assert rows[0] == ["GRADE", "METHOD", "PATH", "ANSWERED", "BY", "TESTS", "PARITY"]
    assert rows[1] == ["native", "GET", "/api/me/", "me", "9", "safe"]
    assert rows[2] == ["native", "PATCH", "/api/me/", "me", "0", "-"]
    assert "same, safe to switch: 31 requests, 4 shapes," in run("GET /api/me/")


def test_the_check_fails_until_all_is_as_it_should_be(found: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no endpoints\.toml yet") as missing:
        run("--check")
    assert missing.value.returncode == 2
    run("--write")
    with pytest.raises(CommandError, match=r"^33 operations are not as they should be\.$") as unproven:
        run("--check")
    assert unproven.value.returncode == 1
    keys = [one["key"] for one in json.loads(run("--json"))["operations"]]
    operations = {key: {"verdict": "same", "requests": 1} for key in keys}
    (found / PARITY).write_text(json.dumps({"version": 1, "operations": operations}))
    assert run("--check") == "35 operations: nothing to stop for.\n"
    ledger = found / "endpoints.toml"
    ledger.write_text(ledger.read_text().replace('[operations."GET /api/me/"]', '[operations."GET /api/you/"]'))
    with pytest.raises(CommandError, match=r"^1 operations are") as gone:
        run("--check")
    assert gone.value.returncode == 1
    with pytest.raises(CommandError, match=r"^2 operations are"):
        run("--check", "--strict")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["prodct-list"], "No endpoint is called 'prodct-list'. Near: product-list"),
        (["--log", "nowhere.log"], "There is no file nowhere.log."),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert error.value.returncode == 2
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_the_command_works_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "endpoints", "nothing-like-this"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1

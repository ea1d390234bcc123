"""`manage.py check --tag adoption`, on a small project of its own."""

import io
import itertools
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError

from adopted.checks import messages
from adopted.facts import Facts, Layout, Source
from adopted.management.commands.check import Command

NUMBERS = itertools.count()
FILES = {
    "legacy/backend/{name}/__init__.py": "",
    "legacy/backend/{name}/middleware.py": """
        class Tenant:
            def __init__(self, get_response):
                self.get_response = get_response

            def __call__(self, request):
                request.tenant = request.headers.get("X-Tenant")
                return self.get_response(request)

        class Unused:
            def __init__(self, get_response):
                self.get_response = get_response

            def __call__(self, request):
                request.unused = True
                return self.get_response(request)
    """,
    "legacy/backend/{name}/state.py": """
        import threading

        def make():
            return threading.local()

        clients = make()
    """,
    "legacy/backend/{name}/urls.py": """
        import os
        import time

        from django.http import HttpResponse
        from django.urls import include, path
        from {name} import state

        async def waits(request):
            return HttpResponse()

        def sleeps(request):
            time.sleep(3)
            os.chdir("/tmp")
            return HttpResponse()

        urlpatterns = [path("a/", include([path("b/", waits), path("c/", sleeps)]))]
    """,
    "site-packages/{name}_library.py": """
        class Audit:
            def __init__(self, get_response):
                self.get_response = get_response

            def __call__(self, request):
                request.audited = True
                return self.get_response(request)
    """,
}


@pytest.fixture
def name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[str]:
    """Return the name of a package that is the adopted project."""
    name = f"adopted_shop_{next(NUMBERS)}"
    for path, source in FILES.items():
        file = tmp_path / path.replace("{name}", name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(source).replace("{name}", name))
    monkeypatch.syspath_prepend(tmp_path / "legacy" / "backend")
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    monkeypatch.setattr(messages, "LEGACY", tmp_path / "legacy")
    monkeypatch.setattr(messages, "FACTS", tmp_path / "facts.json")
    monkeypatch.setattr(messages, "ACCEPTED", tmp_path / "accepted.txt")
    Facts(Source("here"), layout=Layout(root="backend")).write(messages.FACTS)
    settings.ROOT_URLCONF = f"{name}.urls"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{name}.middleware.Tenant", f"{name}_library.Audit"]
    yield name
    for module in [each for each in sys.modules if each.startswith(name)]:
        del sys.modules[module]


def lines() -> list[str]:
    return [f"{each.kind.id.removeprefix('adoption.')} {each}" for each in messages.unaccepted()]


def test_what_a_loaded_django_tells(name: str) -> None:
    package = f"legacy/backend/{name}"

    assert [line for line in lines() if not line.startswith("W021")] == [
        f"I013 {package}/state.py:7 clients",
        f"I111 {package}/urls.py:9 waits",
        f"W101 {package}/urls.py:13 time.sleep(3) in sleeps",
        f"W042 {package}/urls.py:14 os.chdir('/tmp') in sleeps",
    ]


def test_middleware_in_use_also_of_libraries(name: str) -> None:
    found = [line for line in lines() if line.startswith("W021")]

    assert f"W021 legacy/backend/{name}/middleware.py:2 Tenant (sync only) reads X-Tenant; sets request.tenant" in found
    assert f"W021 {name}_library.py:2 Audit (sync only) sets request.audited" in found
    assert not any("Unused" in line for line in found)


def test_the_command_prints_a_message_for_each_kind(name: str) -> None:
    errors = io.StringIO()

    call_command(Command(), tags=["adoption"], stderr=errors)

    text = errors.getvalue()
    assert "legacy: (adoption.W042) State of the whole process" in text
    assert f"\n\tlegacy/backend/{name}/urls.py:14 os.chdir('/tmp') in sleeps\n\tHINT: Pass it as an argument" in text


def test_warnings_can_fail_it(name: str) -> None:
    with pytest.raises(SystemCheckError, match=r"adoption\.W042"):
        call_command(Command(), tags=["adoption"], fail_level="WARNING")


def test_other_commands_do_without_it(name: str) -> None:
    call_command(Command(), tags=["adoption"], stderr=io.StringIO())

    assert not any((message.id or "").startswith("adoption.") for message in checks.run_checks())
    assert not checks.tag_exists("adoption")
    errors = io.StringIO()
    call_command(Command(), stderr=errors)
    assert "adoption." not in errors.getvalue()


def test_the_tag_is_listed(name: str) -> None:
    output = io.StringIO()

    call_command(Command(), list_tags=True, stdout=output)

    assert "adoption" in output.getvalue().split()
    with pytest.raises(CommandError, match="no system check"):
        call_command(Command(), tags=["adoptions"])


def test_a_kind_is_silenced_by_its_id(name: str, settings: Any) -> None:
    settings.SILENCED_SYSTEM_CHECKS = ["adoption.W042"]
    errors = io.StringIO()

    call_command(Command(), tags=["adoption"], stderr=errors)

    assert "adoption.W042" not in errors.getvalue()
    assert "adoption.W101" in errors.getvalue()


def test_what_is_accepted_is_not_shown_wherever_it_moves(name: str) -> None:
    call_command(Command(), tags=["adoption"], accept=True, stderr=io.StringIO())
    assert lines() == []

    views = messages.LEGACY / "backend" / name / "urls.py"
    views.write_text("\n\n" + views.read_text() + "\ndef more(request):\n    os.umask(0)\n")

    assert lines() == [f"W042 legacy/backend/{name}/urls.py:22 os.umask(0) in more"]


def test_lines_can_be_accepted_by_hand(name: str) -> None:
    text = f"# Fine, since\nadoption.W042 legacy/backend/{name}/urls.py:14 os.chdir('/tmp') in sleeps\n"
    messages.ACCEPTED.write_text(text)

    assert not any("os.chdir" in line for line in lines())

    call_command(Command(), tags=["adoption"], accept=True, stderr=io.StringIO())
    assert messages.ACCEPTED.read_text().startswith(text)
    assert lines() == []


def test_without_findings_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "LEGACY", tmp_path / "legacy")
    monkeypatch.setattr(messages, "FACTS", tmp_path / "facts.json")
    monkeypatch.setattr(messages, "findings", list)
    output = io.StringIO()

    call_command(Command(), tags=["adoption"], stdout=output, stderr=output)

    assert "no issues" in output.getvalue()

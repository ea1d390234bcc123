"""`manage.py openapi`: files, refs, reports and exit codes."""

import json
import shutil
import subprocess
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from strangler.document.building import build
from strangler.document.walking import Json


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("openapi", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def refused(*arguments: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    return refusal.value.returncode, str(refusal.value)


def git(folder: Path, *arguments: str) -> None:
    name = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def document() -> Json:
    return build()


@pytest.fixture
def narrower(document: Json) -> Json:
    """Return a document that promised more."""
    old = deepcopy(document)
    properties = old["components"]["schemas"]["Bestseller"]["properties"]
    properties["gone"] = {"type": "string"}
    return old


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a repository, and stand in it."""
    git(tmp_path, "init", "-b", "main")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_writes_json_and_yaml(tmp_path: Path, document: Json) -> None:
    assert json.loads(run()) == document
    for name, options in (("a.json", ()), ("a.yaml", ()), ("a.txt", ("--format", "yaml"))):
        run("--output", str(tmp_path / name), *options)
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert text.startswith("{") == (name == "a.json")
        assert yaml.safe_load(text) == document
        assert text.endswith("\n")
        assert not text.endswith("\n\n")


def test_one_half() -> None:
    assert "/health/live" not in json.loads(run("--half", "legacy"))["paths"]
    assert "/health/live" in json.loads(run("--half", "routes"))["paths"]


def test_a_file_as_base(tmp_path: Path, document: Json, narrower: Json) -> None:
    same, other = tmp_path / "same.yaml", tmp_path / "other.json"
    same.write_text(yaml.safe_dump(document), encoding="utf-8")
    assert run("--check", str(same)) == "0 breaking, 0 other changes\n"
    other.write_text(json.dumps(narrower), encoding="utf-8")
    report = tmp_path / "report.md"
    code, said = refused("--check", str(other), "--format", "markdown", "--output", str(report))
    assert (code, said) == (1, "1 breaking, 0 other changes")
    assert "`GET /api/v2/bestsellers 200 body[].gone`: field removed" in report.read_text(encoding="utf-8")


def test_a_ref_as_base(repository: Path, document: Json, narrower: Json) -> None:
    (repository / "docs").mkdir()
    (repository / "docs" / "api.json").write_text(json.dumps(narrower), encoding="utf-8")
    (repository / "openapi.json").write_text(json.dumps(narrower), encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-m", "first")
    (repository / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    git(repository, "commit", "-am", "second")
    assert run("--check", "main").startswith("0 breaking")
    assert refused("--check", "HEAD~1")[0] == 1
    assert refused("--check", "main:docs/api.json") == (1, "1 breaking, 0 other changes")
    assert refused("--check", "main:nothing.json") == (2, "main has no nothing.json.")


def test_a_ref_without_a_committed_document_is_asked_for_one(repository: Path) -> None:
    kept = shutil.ignore_patterns("__pycache__", ".env", ".postgres", "adopted", "docs")
    shutil.copytree(settings.BASE_DIR, repository, dirs_exist_ok=True, ignore=kept)
    git(repository, "add", ".")
    git(repository, "commit", "-m", "first")
    assert run("--check", "main", "--half", "routes").startswith("0 breaking")
    (repository / "manage.py").write_text("raise SystemExit('nothing works')", encoding="utf-8")
    git(repository, "commit", "-am", "second")
    assert refused("--check", "main") == (2, "main has no openapi.json, and can't make one: nothing works")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "base.json is neither JSON nor YAML: while parsing"),
        ("[]", "base.json is no OpenAPI document: it has no paths."),
        ('{"swagger": "2.0", "paths": {}}', "base.json is no document of OpenAPI 3.0 or 3.1."),
    ],
)
def test_a_base_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.json").write_text(text, encoding="utf-8")
    code, message = refused("--check", "base.json")
    assert code == 2
    assert message.startswith(said)
    assert "\n" not in message


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--check", "no-such"), "no-such is neither a file nor a git ref."),
        (("--format", "markdown"), "--format markdown is for the report"),
        (("--check", "legacy", "--format", "yaml"), "--format yaml is for a document"),
        (("--output", "no/such/folder/a.json"), "no/such/folder/a.json can't be written: No such file or directory"),
    ],
)
def test_refused(arguments: Any, said: str) -> None:
    code, message = refused(*arguments)
    assert code == 2
    assert message.startswith(said)


def test_what_the_legacy_half_said_of_the_routes(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert refused("--check", "legacy", "--format", "json", "--output", str(report))[0] == 1
    changes = json.loads(report.read_text(encoding="utf-8"))["changes"]
    # What is read in DRF's parsers alone, the routes' document does not say.
    assert {
        "level": "breaking",
        "where": "POST /api/categories/ request body",
        "what": "content type multipart/form-data removed",
    } in changes
    assert not [each for each in changes if "/api/v2/" in each["where"]]

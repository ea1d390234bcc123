"""`manage.py parity` on the shop: what it compares, what it says, and how it ends."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from legacy.catalog.models import Category
from legacy.tests import factories
from routes import categories
from strangler.exchanges.exchange import Exchange, Request
from strangler.exchanges.jsonl import write_exchanges
from strangler.management.commands import parity
from strangler.parity import running
from strangler.parity.judging.naming import operations_at
from strangler.parity.running import drawn, only

pytestmark = pytest.mark.django_db

REQUESTS = [
    Request("GET", "/api/categories/"),
    Request("GET", "/api/categories/0/"),
    Request("DELETE", "/api/orders/7/"),
    Request("POST", "/api/categories/", (("content-type", "application/json"),), b"{}"),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that stands for the project's: what is found out goes there."""
    monkeypatch.setattr(parity, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def recording(folder: Path) -> str:
    path = folder / "traffic.jsonl"
    write_exchanges(path, map(Exchange, REQUESTS))
    return str(path)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("parity", *arguments, stdout=out)
    return out.getvalue()


def failed(*arguments: str) -> tuple[int, str]:
    """Return exit code and message."""
    with pytest.raises(CommandError) as raised:
        run(*arguments)
    message = str(raised.value)
    assert "\n" not in message
    return raised.value.returncode, message


def test_what_is_the_same(recording: str, folder: Path) -> None:
    factories.make_category("pans")
    text = run("--from", recording)
    assert "4 requests to 3 operations" in text
    assert "4 preserved" in text
    assert "1 more went to the legacy half alone" in text
    assert "GET /api/products/" in text.partition("Ported, and not compared")[2]
    known = json.loads((folder / ".strangler" / "parity.json").read_text())["operations"]
    assert known["GET /api/categories/"]["verdict"] == "same"
    assert known["GET /api/categories/{pk}/"]["statuses"] == {"404": 1}


def test_only_what_is_asked_for(recording: str) -> None:
    text = run("/api/categories/", "--from", recording)
    assert "2 requests to 2 operations" in text
    assert "1 request to 1 operation" in run("GET /api/categories/", "--from", recording)
    assert "Ported, and not compared" not in text


def test_reports_are_written(recording: str, folder: Path) -> None:
    names = {"--junit": "j.xml", "--json": "j.json", "--html": "new/p.html"}
    run("--from", recording, *(part for option, name in names.items() for part in (option, str(folder / name))))
    assert json.loads((folder / "j.json").read_text())["requests"] == 4
    assert (folder / "j.xml").read_text().startswith("<?xml")
    assert (folder / "new" / "p.html").read_text().startswith("<!doctype html>")
    assert not list(folder.rglob("*.part"))


def test_a_difference_ends_with_1(recording: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(categories, "categories", Category.objects.none)
    factories.make_category("pans")
    code, message = failed("--from", recording, "--json", str(folder / "j.json"))
    assert (code, message) == (1, "1 of 4 requests differ.")
    assert json.loads((folder / "j.json").read_text())["operations"]["GET /api/categories/"]["verdict"] == "different"
    (folder / "parity.toml").write_text(
        'version = 1\n[[accept]]\noperation = "GET /api/categories/"\npath = "*"\n'
        'reason = "So."\nexpires = 2099-01-01\n'
    )
    assert "1 accepted" in run("--from", recording)


def test_stopping_at_the_first(recording: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(categories, "categories", Category.objects.none)
    factories.make_category("pans")
    assert failed("--from", recording, "--fail-fast")[1] == "1 of 1 requests differ."


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["/api/categoris/"], "No endpoint is called '/api/categoris/'"),
        (["--from", "nothing.jsonl"], "There is no nothing.jsonl"),
        (["--accept", "nothing.toml"], "There is no file nothing.toml"),
    ],
)
def test_what_can_not_be_done_ends_with_2(arguments: list[str], says: str) -> None:
    code, message = failed(*arguments)
    assert code == 2
    assert says in message


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.har", "{", "a.har"),
        ("a.jsonl", '{"format": "strangler-exchanges", "version": 99}\n', "is of version 99"),
        ("a.jsonl", "", "is empty"),
    ],
)
def test_a_broken_file_ends_with_2(folder: Path, name: str, text: str, says: str) -> None:
    (folder / name).write_text(text)
    code, message = failed("--from", str(folder / name))
    assert code == 2
    assert says in message
    assert not (folder / ".strangler").exists()


def test_a_recording_without_a_request_for_these_ends_with_2(recording: str) -> None:
    code, message = failed("/api/me/", "--from", recording)
    assert code == 2
    assert "nothing was compared" in message


def test_without_a_ported_route_there_is_nothing_to_compare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "ported", list)
    code, message = failed("--from", "schema")
    assert code == 2
    assert "No endpoint is ported yet" in message


def test_requests_are_made_up_from_the_schema() -> None:
    factories.make_category("pans")
    text = run("category-list", "--from", "schema", "--limit", "5", "--seed", "3")
    assert "5 requests to" in text
    assert "5 preserved" in text


def test_what_was_recorded_is_taken_by_itself(recording: str) -> None:
    with override_settings(RECORD_TRAFFIC=recording):
        assert "4 requests" in run()


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    numbers = range(1000)
    assert list(drawn(numbers, 5, 1)) == list(drawn(numbers, 5, 1)) != list(drawn(numbers, 5, 2))
    assert sorted(drawn(numbers, 5, 1)) == list(drawn(numbers, 5, 1))
    assert list(drawn(numbers, 5000, 1)) == list(numbers)
    assert drawn(numbers, None, 1) is numbers


def test_requests_belong_to_operations() -> None:
    def chosen(*requests: Request) -> list[str]:
        wanted = [one for one in operations_at("/api/orders/7/") if one.method == "GET"]
        return [f"{request.method} {request.target}" for request in only(requests, wanted)]

    def asked(method: str, target: str) -> Any:
        return Request(method, target)

    these = asked("GET", "/api/orders/8/?x=1"), asked("HEAD", "/api/orders/9/"), asked("PUT", "/api/orders/9/")
    assert chosen(*these) == [
        "GET /api/orders/8/?x=1",
        "HEAD /api/orders/9/",
        "PUT /api/orders/9/",
    ]
    assert chosen(asked("GET", "/api/orders/"), asked("GET", "/nowhere/"), asked("POST", "/api/orders/7/pay/")) == []

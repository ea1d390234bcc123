"""What would leave the process is held back and noted, on both halves, and nothing of it is left."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asking_service
import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.core.management import call_command

from strangler.exchanges.exchange import Request
from strangler.parity.asking.effects.held import Held
from strangler.parity.asking.serving import Serving
from strangler.parity.asking.sides import Sides
from strangler.parity.outcome import Comparison, Effect, Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sides() -> Iterator[Sides]:
    with Serving(asking_service.app) as serving, Sides(serving, warm=False) as sides:
        yield sides


@pytest.fixture(autouse=True)
def urls(settings: Any) -> None:
    settings.ROOT_URLCONF = "asking_service"


def ask(sides: Sides, action: str) -> Comparison:
    comparison = sides.ask(Request("POST", f"/do/{action}/"))
    assert comparison.took_by == "route"
    assert comparison.route == "POST /do/{name}/"
    for outcome in outcomes(comparison):
        assert outcome.answer.status == 200, outcome
    assert comparison.legacy.answer.body.replace(b" ", b"") == comparison.routes.answer.body
    assert comparison.legacy.effects == comparison.again.effects == comparison.routes.effects
    return comparison


def outcomes(comparison: Comparison) -> tuple[Outcome, Outcome, Outcome]:
    return comparison.legacy, comparison.routes, comparison.again


def test_is_not_sent(sides: Sides) -> None:
    [effect] = ask(sides, "mail").routes.effects
    assert (effect.kind, effect.what) == ("mail", "Subject")
    assert effect.details["to"] == ["ann@example.com"]
    assert effect.details["alternatives"] == [["<p>Body</p>", "text/html"]]
    assert mail.outbox == []


def test_callbacks_of_a_commit_run_when_it_is_done(sides: Sides) -> None:
    found = ask(sides, "committed").routes
    assert found.effects[0] == Effect(
        "commit", "asking_service.announce", {"args": ["committed"], "kwargs": {"to": "bob"}, "robust": False}
    )
    assert [(effect.kind, effect.what) for effect in found.effects[1:]] == [("mail", "committed")]
    assert found.effects[1].details["to"] == ["bob@example.com"]
    assert [row.values["slug"] for row in found.rows] == ["new"]


def test_and_not_if_it_is_rolled_back(sides: Sides) -> None:
    found = ask(sides, "rolled_back").routes
    assert found.effects == ()
    assert [row.values["slug"] for row in found.rows] == ["kept"]


@pytest.fixture(params=["locmem", "db"])
def backend(request: pytest.FixtureRequest, settings: Any) -> None:
    if request.param == "db":
        backend = "django.core.cache.backends.db.DatabaseCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "cache_rows"}}
        call_command("createcachetable")
    cache.clear()


@pytest.mark.usefixtures("backend")
def test_each_side_has_its_own(sides: Sides) -> None:
    cache.set("visits", 5)
    cache.set("old", "old")
    cache.set("there", "there")
    comparison = ask(sides, "cached")
    assert comparison.legacy.answer.body == b'{"visits": 7, "old": null, "there": "there"}'
    noted = {effect.what: effect.details for effect in comparison.routes.effects}
    assert {effect.kind for effect in comparison.routes.effects} == {"cache"}
    assert noted[":1:visits"] == {"alias": "default", "do": "set", "value": 7, "timeout": 300}
    assert noted[":1:old"] == {"alias": "default", "do": "delete"}
    assert noted[":1:once"]["value"] == {"a": [1]}
    assert (cache.get("visits"), cache.get("old"), cache.get("once")) == (5, "old", None)
    assert comparison.routes.rows == ()


@pytest.fixture(params=["disk", "memory"])
def storage(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Any:
    if request.param == "disk":
        backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
        settings.STORAGES = {**settings.STORAGES, "default": backend}
    default_storage.save("old.txt", ContentFile(b"old"))
    yield storages["default"]
    default_storage.delete("old.txt")


def test_are_kept_apart(sides: Sides, storage: Any, tmp_path: Path) -> None:
    comparison = ask(sides, "stored")
    assert comparison.legacy.answer.body == b'{"name": "a.txt", "content": "new", "old": false, "size": 3}'
    saved, deleted = comparison.routes.effects
    assert (saved.kind, saved.what, saved.details["size"]) == ("file", "a.txt", 3)
    assert (deleted.what, deleted.details["do"]) == ("old.txt", "delete")
    assert storage.listdir("") == ([], ["old.txt"])
    with storage.open("old.txt") as file:
        assert file.read() == b"old"
    if isinstance(storage, FileSystemStorage):
        assert [file.name for file in tmp_path.iterdir()] == ["old.txt"]


def test_requests_are_noted_and_fail(sides: Sides) -> None:
    [effect] = ask(sides, "asked").routes.effects
    assert effect == Effect("http", "POST http://127.0.0.1:9/pay?x=1", {"body": "amount=1"})


def test_other_connections_too(sides: Sides) -> None:
    [effect] = ask(sides, "connected").routes.effects
    assert (effect.kind, effect.what) == ("network", "192.0.2.1")


def test_what_is_noted_can_be_compared() -> None:
    held = Held()
    held.note("task", "name", args=[b"\xff", {1, 2}, object, lambda: 1])
    [effect] = held.effects
    assert effect.details["args"][:3] == ["ff", [1, 2], "builtins.object"]
    assert "<lambda>" in effect.details["args"][3]

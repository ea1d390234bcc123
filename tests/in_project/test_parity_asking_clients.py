"""Libraries that send requests and tasks: each is held where it would leave the process, and hears of no answer.

Those that a project may have and the shop has not are tested where they are installed.
"""

import asyncio
from types import SimpleNamespace
from typing import Any

import django
import pytest

from strangler.parity.asking.effects.held import Held
from strangler.parity.asking.effects.network import hold_network
from strangler.parity.asking.effects.tasks import hold_tasks
from strangler.parity.outcome import Effect

URL = "http://127.0.0.1:9/pay?x=1"
SENT = Effect("http", f"POST {URL}", {"body": "amount=1"})


@pytest.fixture
def held() -> Held:
    return Held(frozenset({"allowed.example"}))


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
def test_httpx(held: Held, name: str) -> None:
    httpx: Any = pytest.importorskip(name)

    async def ask() -> None:
        async with httpx.AsyncClient() as client:
            await client.post(URL, content=b"amount=1")

    with hold_network(held):
        with pytest.raises(httpx.ConnectError):
            httpx.post(URL, content=b"amount=1")
        with pytest.raises(httpx.ConnectError):
            asyncio.run(ask())
    assert held.effects == [SENT, SENT]


def test_requests(held: Held) -> None:
    requests: Any = pytest.importorskip("requests")
    with hold_network(held), pytest.raises(requests.ConnectionError):
        requests.post(URL, data=b"amount=1", timeout=1)
    assert held.effects == [SENT]


def test_what_a_test_has_put_in_the_place_of_a_client_stays(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    urllib3: Any = pytest.importorskip("urllib3")
    pool = urllib3.connectionpool.HTTPConnectionPool
    monkeypatch.setattr(pool, "urlopen", lambda *_, **__: SimpleNamespace(status=202))
    with hold_network(held):
        assert pool("127.0.0.1", 9).request("POST", "/pay").status == 202
    assert held.effects == []


def test_aiohttp(held: Held) -> None:
    aiohttp: Any = pytest.importorskip("aiohttp")

    async def ask() -> None:
        async with aiohttp.ClientSession() as session:
            await session.post(URL, data=b"amount=1")

    with hold_network(held), pytest.raises(aiohttp.ClientConnectionError):
        asyncio.run(ask())
    assert held.effects == [SENT]


@pytest.mark.parametrize("eager", [False, True])
def test_celery(held: Held, eager: bool) -> None:
    celery: Any = pytest.importorskip("celery")
    app = celery.Celery("shop", broker="redis://127.0.0.1:9/0", task_always_eager=eager)
    ran: list[int] = []

    @app.task(name="shop.add")
    def add(one: int, other: int = 0) -> int:
        ran.append(one + other)
        return one + other

    with hold_tasks(held), hold_network(held):
        assert add.delay(1, other=2).id
        add.apply_async((3,), countdown=10)
        (add.s(4) | add.s(5)).delay()
        if not eager:
            app.send_task("shop.elsewhere", args=[6])
    noted = [(effect.what, effect.details["args"], effect.details["kwargs"]) for effect in held.effects]
    assert noted[:3] == [("shop.add", [1], {"other": 2}), ("shop.add", [3], {}), ("shop.add", [4], {})]
    assert ran == ([3, 3, 4, 9] if eager else [])
    assert eager or noted[-1] == ("shop.elsewhere", [6], {})
    assert all(effect.kind == "task" for effect in held.effects)


def test_rq(held: Held) -> None:
    rq: Any = pytest.importorskip("rq")
    redis: Any = pytest.importorskip("redis")
    queue = rq.Queue(connection=redis.Redis(port=9))
    with hold_tasks(held):
        assert queue.enqueue(print, 1, end="").id
    assert held.effects == [Effect("task", "builtins.print", {"args": [1], "kwargs": {"end": ""}})]


def test_dramatiq(held: Held) -> None:
    dramatiq: Any = pytest.importorskip("dramatiq")
    stub: Any = pytest.importorskip("dramatiq.brokers.stub")
    broker = stub.StubBroker()
    add = dramatiq.actor(lambda one: one, actor_name="add", broker=broker)
    with hold_tasks(held):
        add.send(1)
    assert held.effects == [Effect("task", "add", {"args": [1], "kwargs": {}, "delay": None})]
    assert broker.queues["default"].empty()


def test_huey(held: Held) -> None:
    huey: Any = pytest.importorskip("huey")
    queue = huey.MemoryHuey(immediate=False)

    @queue.task()
    def add(one: int) -> int:
        return one

    with hold_tasks(held):
        add(1)
    assert [(effect.what, effect.details["args"]) for effect in held.effects] == [("add", [1])]
    assert len(queue) == 0


@pytest.mark.skipif(django.VERSION < (6, 0), reason="from Django 6.0 on")
@pytest.mark.parametrize("backend", ["dummy.DummyBackend", "immediate.ImmediateBackend"])
def test_django_s_own_tasks(held: Held, settings: Any, backend: str) -> None:
    tasks: Any = pytest.importorskip("django.tasks")
    settings.TASKS = {"default": {"BACKEND": f"django.tasks.backends.{backend}"}}
    add = tasks.task(sample)
    with hold_tasks(held):
        result = add.enqueue(1, other=2)
    assert held.effects == [
        Effect("task", f"{__name__}.sample", {"args": [1], "kwargs": {"other": 2}, "queue": "default"})
    ]
    assert result.is_finished == (backend == "immediate.ImmediateBackend")
    if not result.is_finished:
        assert tasks.default_task_backend.results == []


def sample(one: int, other: int = 0) -> int:
    return one + other

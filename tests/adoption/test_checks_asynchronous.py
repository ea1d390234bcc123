"""Event loops of the project's own, and what can't be beside ours."""

import pytest

from tests.adoption.sources import found, ids

VIEW = "import asyncio\nfrom asgiref.sync import async_to_sync, sync_to_async\n{kind} view(request):\n    {line}\n"


@pytest.mark.parametrize(
    ("line", "id_"),
    [
        ("asyncio.run(call())", "W081"),
        ("loop.run_until_complete(call())", "W081"),
        ("asyncio.new_event_loop()", "W081"),
        ("asyncio.get_event_loop()", "W082"),
        ("async_to_sync(send)('a')", "I083"),
        ("sync_to_async(send, thread_sensitive=False)", "W084"),
    ],
)
def test_in_a_view(line: str, id_: str) -> None:
    assert ids(VIEW.format(kind="def", line=line)) == [id_]


@pytest.mark.parametrize("line", ["sync_to_async(send)", "send_sync = async_to_sync(send)", "loop.call_soon(send)"])
def test_what_is_fine(line: str) -> None:
    assert found(VIEW.format(kind="def", line=line)) == []


def test_in_an_async_view() -> None:
    assert found(VIEW.format(kind="async def", line="asyncio.get_event_loop()")) == []
    assert ids(VIEW.format(kind="async def", line="await asyncio.to_thread(send)")) == ["W084"]
    assert ids(VIEW.format(kind="async def", line="await loop.run_in_executor(None, send)")) == ["W084"]


def test_what_cannot_be() -> None:
    assert ids("from gevent import monkey\nmonkey.patch_all()\n") == ["E085"]
    assert ids("import eventlet\neventlet.monkey_patch()\n") == ["E085"]
    assert ids("import nest_asyncio\nnest_asyncio.apply()\n") == ["E086"]
    assert ids("import os\nos.environ['DJANGO_ALLOW_ASYNC_UNSAFE'] = '1'\n") == ["E087"]
    assert ids("import os\nos.environ.setdefault('DJANGO_ALLOW_ASYNC_UNSAFE', '1')\n") == ["E087"]
    assert found("import gevent\ngevent.sleep(1)\n") == []


def test_setup() -> None:
    source = "import django\ndjango.setup()\n"
    assert ids(source) == ["W088"]
    assert found(source, "legacy/shop/wsgi.py") == []
    assert found("import django\ndef run():\n    django.setup()\n") == []

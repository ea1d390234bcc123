"""A project whose own asgi.py has a FastAPI in front of Django: it goes on, and its Django runs on our threads."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.adoption.adopted import COMMON, PROJECTS, Environment, adopt
from tests.adoption.test_kinds import SOCKETS, TALK
from tests.environments import run
from tests.serving import free_port, serving

ENVIRONMENT = Environment("3.11", "5.2", COMMON)


@pytest.fixture(scope="module")
def python() -> Path:
    """Return the interpreter of the environment."""
    return ENVIRONMENT.interpreter()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the project, adopted as it would be after reading."""
    from adopted.facts import Facts  # noqa: PLC0415 - conftest.py has put it on the path
    from adopted.reading.layout import read_layout  # noqa: PLC0415
    from adopted.reading.settings import read_settings  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("composed") / "adopted"
    layout, _ = read_layout(PROJECTS / "composed")
    settings, notes = read_settings(PROJECTS / "composed", layout)
    assert settings.asgi == "front.asgi.application"
    assert [note.place.file for note in notes if note.place and "serves more than Django" in note.text] == [
        "front/asgi.py"
    ]
    adopt("composed", folder, layout, SOCKETS)
    facts = Facts.read(folder / "adopted" / "facts.json")
    Facts(facts.source, layout=layout, settings=settings).write(folder / "adopted" / "facts.json")
    return folder


@pytest.fixture(scope="module")
def url(folder: Path, python: Path) -> Iterator[str]:
    """Start it."""
    port = free_port()
    url = f"127.0.0.1:{port}"
    environment = {"PORT": str(port)}
    with serving(f"exec {python} asgi.py", folder, f"http://{url}/-/health/live", environment, 60):
        yield url


@pytest.mark.slow
def test_their_routes_answer_with_what_their_lifespan_made(url: str) -> None:
    assert httpx2.get(f"http://{url}/greeting").json() == "hello from the lifespan"
    assert httpx2.get(f"http://{url}/-/health/live").json() == {"status": "ok"}


@pytest.mark.slow
@pytest.mark.parametrize(("path", "prefix"), [("/", ""), ("/thread/", ""), ("/old/thread/", "/old")])
def test_their_django_runs_on_the_bounded_threads(url: str, path: str, prefix: str) -> None:
    script, thread = httpx2.get(f"http://{url}{path}").text.split(" ")
    assert (script, thread.partition("-")[0]) == (prefix, "legacy")


@pytest.mark.slow
def test_websockets_go_to_our_route_or_to_theirs(folder: Path, python: Path, url: str) -> None:
    urls = [f"ws://{url}/-/probe/socket", f"ws://{url}/socket"]
    assert run(folder, python, "-c", TALK, *urls).splitlines() == ["route hello", "theirs hello"]


@pytest.mark.slow
def test_their_lifespan_ends_within_ours(folder: Path, python: Path) -> None:
    code = """
import asyncio
from asgi import app
async def main():
    asked, said = asyncio.Queue(), asyncio.Queue()
    task = asyncio.create_task(app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, asked.get, said.put))
    for what in ("startup", "shutdown"):
        await asked.put({"type": f"lifespan.{what}"})
        print((await said.get())["type"])
    await task
asyncio.run(main())
"""
    assert run(folder, python, "-c", code).splitlines() == [
        "theirs begins",
        "lifespan.startup.complete",
        "theirs ends",
        "lifespan.shutdown.complete",
    ]


@pytest.mark.slow
def test_a_lifespan_that_fails_stops_the_start(folder: Path, python: Path) -> None:
    with pytest.raises(AssertionError, match="No connection to the stars"):
        run(folder, python, "asgi.py", environment={"THEIRS_FAILS": "1", "PORT": str(free_port())})


@pytest.mark.slow
def test_one_that_was_written_for_an_older_fastapi_is_said_and_can_be_left_out(folder: Path, python: Path) -> None:
    old = {"THEIRS_IS_OLD": "1"}
    said = (
        r"front.asgi.application can't be loaded \(AttributeError: .*\). Mend it in legacy/, or let Django answer alone"
    )
    with pytest.raises(AssertionError, match=said):
        run(folder, python, "-c", "import asgi", environment=old)
    code = "import asgi; print(type(asgi.legacy).__name__, asgi.app.websockets)"
    printed = run(folder, python, "-c", code, environment={**old, "LEGACY_ASGI_APPLICATION": ""})
    assert printed.splitlines() == ["LegacyMount None"]

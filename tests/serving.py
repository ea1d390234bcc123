"""Starts a server, waits until it answers, and ends it and whatever it started."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.environments import CLEAN_ENVIRONMENT


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def serving(
    command: str, folder: Path, url: str, environment: Mapping[str, str] | None = None, seconds: float = 120
) -> Iterator[Path]:
    """Run a shell command that serves `url`; give the file with what it prints once it answers.

    Raises:
        AssertionError: the command ended, or nothing answered in time; with what was printed.
    """
    log = folder.parent / f"{folder.name}-{time.monotonic_ns()}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["bash", "-c", command],
            cwd=folder,
            env={**CLEAN_ENVIRONMENT, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + seconds
            while not answers(url):
                printed = log.read_text(encoding="utf-8", errors="replace")
                assert process.poll() is None, f"$ {command}\n{printed}exit code {process.returncode}"
                assert time.monotonic() < deadline, f"$ {command}\n{printed}no answer in {seconds} seconds"
                time.sleep(0.2)
            yield log
        finally:
            end(process)


def answers(url: str) -> bool:
    """Tell whether something answers there with what isn't an error."""
    try:
        return httpx2.get(url, timeout=5, follow_redirects=True).is_success
    except httpx2.TransportError:
        return False


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children: first as Ctrl-C does, then without asking."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            break
        os.killpg(process.pid, sign)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            continue

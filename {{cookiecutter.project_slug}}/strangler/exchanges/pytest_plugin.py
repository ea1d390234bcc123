"""Notes which operations a suite asks for: `python -m pytest -p strangler.exchanges.pytest_plugin`.

At the end `.strangler/tests.json` says so, for `manage.py endpoints`. `manage.py parity --from tests` needs no plugin:
it hooks the suite by itself, whatever runs it.
"""

import os
import tempfile
from pathlib import Path

import pytest

from strangler.exchanges.suite.coverage import coverage, write_coverage
from strangler.exchanges.suite.notes import read_seen
from strangler.exchanges.suite.plan import FOLDER
from strangler.places import FOUND

# Before Django is set up, which hooks the clients then; the workers of pytest-xdist find it there.
_is_ours = FOLDER not in os.environ
if _is_ours:
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="strangler-")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write down what was seen, and say it in a line. Called where the workers' results come together."""
    if not _is_ours:
        return
    seen = list(read_seen(Path(os.environ[FOLDER])))
    covered = coverage(seen)
    write_coverage(covered, FOUND)
    terminalreporter.write_line(f"{len(seen)} requests for {len(covered)} operations: {FOUND / 'tests.json'}")

"""Runs the project's own tests with their clients hooked, and reads what was seen."""

import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from strangler.errors import ToolkitError
from strangler.exchanges.exchange import Request
from strangler.exchanges.jsonl import read_exchanges
from strangler.exchanges.suite.command import command_of
from strangler.exchanges.suite.coverage import Covered, coverage, write_coverage
from strangler.exchanges.suite.notes import RECORDED, read_compared, read_seen
from strangler.exchanges.suite.plan import Plan
from strangler.operations.operation import Operation
from strangler.parity.outcome import Comparison
from strangler.places import FOUND, ROOT


@dataclass(frozen=True)
class SuiteRun:
    """What came of a run of the tests.

    Args:
        code: that the test runner ended with; 0 where all tests have passed.
        requests: how many its clients have sent.
        compared: how many of them were sent to both halves.
        reasons: why others were not, and how many.
        covered: what was asked of each operation, by keys.
        folder: of the files; there while the context manager lasts.
    """

    code: int
    requests: int
    compared: int
    reasons: Counter[str]
    covered: dict[str, Covered]
    folder: Path

    def comparisons(self, operations: Iterable[Operation]) -> Iterator[Comparison]:
        """Yield what both halves did, request by request.

        Args:
            operations: the legacy half's, which are put back into the comparisons.
        """
        return read_compared(self.folder, {operation.key: operation for operation in operations})

    def sent(self) -> Iterator[Request]:
        """Yield all requests."""
        for path in sorted(self.folder.glob(f"*.{RECORDED}")):
            yield from (exchange.request for exchange in read_exchanges(path))


@contextmanager
def suite_run(plan: Plan, arguments: Sequence[str] = (), root: Path = ROOT, found: Path = FOUND) -> Iterator[SuiteRun]:
    """Run the tests; their output goes where this process's does.

    Args:
        plan: what to do with their requests.
        arguments: more for the test runner.
        root: of the project.
        found: the folder for `tests.json`, which says what the tests ask for; written where all tests were run.

    Raises:
        ToolkitError: they can't be run, or have sent no request.
    """
    with TemporaryDirectory(prefix="strangler-") as name:
        folder = Path(name)
        plan.write(folder)
        command = command_of(root, arguments, folder)
        try:
            code = subprocess.call(command.words, cwd=command.folder, env=dict(command.environment))  # noqa: S603
        except OSError as error:
            raise ToolkitError(f"The tests can't be run: {command.words[0]}: {error.strerror}.") from error
        seen = list(read_seen(folder))
        if not seen:
            raise ToolkitError(f"The tests have sent no request with a test client ({' '.join(command.words)}).")
        covered = coverage(seen)
        if not arguments:
            write_coverage(covered, found)
        reasons = Counter(each.reason for each in seen)
        yield SuiteRun(code, len(seen), reasons.pop("", 0), reasons, covered, folder)

"""Where requests come from: a file, a folder of files, the project's own tests, or its schema."""

import glob
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from strangler.errors import ToolkitError
from strangler.exchanges.exchange import Exchange, Request
from strangler.exchanges.har import read_har
from strangler.exchanges.jsonl import read_exchanges
from strangler.exchanges.made.requests import made_requests
from strangler.exchanges.suite.plan import Plan
from strangler.exchanges.suite.run import suite_run
from strangler.operations.operation import Operation

TESTS = "tests"
SCHEMA = "schema"
RECORDINGS = (".jsonl", ".jsonl.gz")
HAR = ".har"


def read_requests(source: str, operations: Sequence[Operation], *, hosts: Sequence[str] = ()) -> Iterable[Request]:
    """Yield the requests of a source.

    Args:
        source: the path of a recording, of a HAR file or of a folder of such files, a pattern as `traffic-*.jsonl`, or
            what RECORD_TRAFFIC says; or one of the words `tests` and `schema`.
        operations: what requests are made up for, with `schema`. Of files, all requests are yielded.
        hosts: of a HAR file, which hosts are this service.

    Raises:
        ToolkitError: the source can't be read; raised when the requests are read.
    """
    if source == SCHEMA:
        return made_requests(operations)
    if source == TESTS:
        return _of_tests()
    return (exchange.request for exchange in read_recorded(source, hosts=hosts))


def read_recorded(source: str, *, hosts: Sequence[str] = ()) -> Iterator[Exchange]:
    """Yield the exchanges of files, as `read_requests` finds them.

    Raises:
        ToolkitError: there is no such file, or it can't be read.
    """
    for path in files_of(source):
        yield from read_har(path, hosts) if path.suffix == HAR else read_exchanges(path)


def _of_tests() -> Iterator[Request]:
    with suite_run(Plan()) as run:
        yield from run.sent()


def files_of(source: str) -> list[Path]:
    """Return the files that a source means, in the order of their names.

    Raises:
        ToolkitError: there is none.
    """
    path = Path(source)
    if path.is_file():
        return [path]
    if path.is_dir():
        found = [each for each in sorted(path.iterdir()) if each.name.endswith((*RECORDINGS, HAR))]
        if not found:
            raise ToolkitError(f"{path} has no recordings: their names end in .jsonl, .jsonl.gz or .har.")
        return found
    # A recorder's processes write files of their own, named after the one that the setting names.
    pattern = source if glob.has_magic(source) else f"{glob.escape(str(path.with_suffix('')))}-*{path.suffix}"
    if found := [Path(name) for name in sorted(glob.glob(pattern))]:  # noqa: PTH207 - it may be an absolute path
        return found
    raise ToolkitError(f"There is no {source}: name a recording, a HAR file, a folder of them, or `tests` or `schema`.")

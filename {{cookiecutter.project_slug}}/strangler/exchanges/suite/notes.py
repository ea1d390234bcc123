"""What one process of a suite has seen, in files: a line for each request, and the comparisons."""

import json
import os
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from strangler.exchanges.exchange import Exchange
from strangler.exchanges.jsonl import first_line, line_of
from strangler.operations.operation import Operation
from strangler.parity.outcome import Comparison

SEEN, COMPARED, RECORDED = "seen", "compared", "jsonl"


@dataclass(frozen=True)
class Seen:
    """A request of a test.

    Args:
        operation: its key; "" where the legacy half has none.
        method: of HTTP.
        status: that the test got; 0 where an exception came out.
        source: which test.
        reason: why it was not compared; "" where it was.
    """

    operation: str
    method: str
    status: int
    source: str
    reason: str = ""


class Notes:
    """The files of this process, which are made when there is something to write.

    Args:
        folder: where.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def see(self, seen: Seen, exchange: Exchange) -> None:
        """Note a request of a test."""
        self._append(SEEN, f"{json.dumps(vars(seen))}\n".encode())
        self._append(RECORDED, line_of(exchange).encode(), begin=first_line(by="tests").encode())

    def compare(self, comparison: Comparison) -> None:
        """Note what both halves did. An operation has functions in it; its key is enough."""
        key = comparison.operation.key if comparison.operation else ""
        self._append(COMPARED, _pickled((key, replace(comparison, operation=None))))

    def _append(self, kind: str, content: bytes, begin: bytes = b"") -> None:
        path = self._folder / f"{os.getpid()}.{kind}"
        with path.open("ab") as file:
            file.write(content if file.tell() else begin + content)


def read_seen(folder: Path) -> Iterator[Seen]:
    """Yield the requests of all processes."""
    for path in sorted(folder.glob(f"*.{SEEN}")):
        with path.open(encoding="utf-8") as file:
            yield from (Seen(**json.loads(line)) for line in file)


def read_compared(folder: Path, operations: dict[str, Operation]) -> Iterator[Comparison]:
    """Yield the comparisons of all processes.

    Args:
        folder: where.
        operations: by their keys.
    """
    for path in sorted(folder.glob(f"*.{COMPARED}")):
        with path.open("rb") as file:
            while file.peek(1):
                key, comparison = pickle.load(file)  # noqa: S301 - processes that we started have written it
                yield replace(comparison, operation=operations.get(key))


def _pickled(value: Any) -> bytes:
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)

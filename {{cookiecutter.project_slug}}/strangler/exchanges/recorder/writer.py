"""Writes what is recorded, on a thread of its own. What goes wrong there ends the recording, and nothing else."""

import atexit
import logging
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from queue import Full, Queue
from typing import TextIO

from strangler.exchanges.jsonl import first_line, line_of
from strangler.exchanges.recorder.capture import Passed
from strangler.exchanges.recorder.options import Options
from strangler.exchanges.recorder.people import People
from strangler.exchanges.recorder.preparing import Prepared, Preparer
from strangler.exchanges.recorder.reservoir import Reservoir

logger = logging.getLogger(__name__)

WAITING = 256  # requests; what comes when so many wait is not recorded
PATIENCE = 5.0  # seconds until what waits is written, when the process ends
LOOK_AROUND = 100  # lines after which the files of the other processes are looked at


class Writer:
    """Takes what has passed by, and writes it where the options say. Neither waits nor raises.

    Args:
        options: how to record.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._queue: Queue[Passed | None] = Queue(WAITING)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._failed = False
        self.is_off = False

    def add(self, passed: Passed) -> None:
        """Have something written, unless too much waits already."""
        if self._thread is None:
            self._start()
        try:
            self._queue.put_nowait(passed)
        except Full:
            return

    def fail(self, error: Exception) -> None:
        """End the recording, and say why, in one line and once."""
        self.is_off = True
        if not self._failed:
            self._failed = True
            logger.error("Recording has ended. %s: %s", type(error).__name__, error)

    def close(self) -> None:
        """Write what waits, and close the file. Waits some seconds at most."""
        with self._lock:
            thread, self.is_off = self._thread, True
        if thread is not None and thread.is_alive():
            try:
                self._queue.put(None, timeout=PATIENCE)
            except Full:
                return
            thread.join(PATIENCE)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None and not self.is_off:
                self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
                self._thread.start()
                atexit.register(self.close)

    def _run(self) -> None:
        try:
            with open_file(self._options.path) as file:
                logger.info("A sample of the traffic is recorded in %s", file.name)
                recording = Recording(file, self._options)
                for passed in iter(self._queue.get, None):
                    recording.write(passed)
        except Exception as error:  # noqa: BLE001 - whatever it is, requests go on
            self.fail(error)
        finally:
            self.is_off = True


class Recording:
    """One file that grows.

    Args:
        file: new and empty.
        options: how to record.
    """

    def __init__(self, file: TextIO, options: Options) -> None:
        self._file = file
        self._options = options
        self._preparer = Preparer(options, People())
        self._reservoir = Reservoir(options.per_operation)
        self._lines = 0
        self._others = 0  # bytes
        self._written = 0  # bytes
        self._add(first_line(by="recorder", sample=options.sample))

    def write(self, passed: Passed) -> None:
        """Write what has passed by, if it has a place.

        Raises:
            FullError: the files are as large as they may be.
        """
        prepared = self._preparer.prepare(passed)
        if prepared is not None:
            slot = self._slot(prepared, passed)
            if slot is not None:
                self._add(line_of(prepared.exchange, slot))

    def _slot(self, prepared: Prepared, passed: Passed) -> str | None:
        """Return the name of a place in the sample; "" for one for ever, None for none."""
        if passed.is_new and prepared.operation:
            return ""
        kind = f"{prepared.operation or passed.scope['method']} {passed.status}"
        place = self._reservoir.place(kind)
        return None if place is None else f"{kind} {place}"

    def _add(self, line: str) -> None:
        if self._lines % LOOK_AROUND == 0:
            self._others = size_of_others(self._options.path, self._file.name)
        size = len(line.encode("utf-8", "surrogatepass"))
        if self._others + self._written + size > self._options.largest_file:
            raise FullError(f"{self._options.path} and its like have {self._options.largest_file / 1e6:g} MB")
        self._file.write(line)
        self._file.flush()
        self._lines += 1
        self._written += size


class FullError(Exception):
    """The files are as large as they may be."""


def open_file(path: Path) -> TextIO:
    """Open a new file that only this user may read, named after a path, the time and this process.

    Raises:
        OSError: it can't be made.
    """
    made = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    name = path.with_name(f"{path.stem}-{made}-{os.getpid()}{path.suffix}")
    return open(name, "x", encoding="utf-8", newline="\n", opener=_private)


def size_of_others(path: Path, own: str) -> int:
    """Return the bytes of the other processes' files."""
    others = (each for each in path.parent.glob(f"{path.stem}-*{path.suffix}") if str(each) != own)
    return sum(each.stat().st_size for each in others)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

"""The threads on which requests run Django code: few, reused, and never more than the database pool can serve.

Django keeps one connection per thread, so the number of threads is the number of connections. A request holds a
`Lease`: it takes a thread at the first call, waits in a queue (not on a thread) when all are busy, and gives the
thread back only when its last call is done, also when the request itself was cancelled long before.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, nullcontext
from functools import cache, partial
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import SyncToAsync

from bridge.connections import close_connections, connections_persist, refresh_connections
from bridge.options import option

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
Job = Callable[[], None]


class ThreadsBusyError(Exception):
    """All threads stayed busy for as long as a request may wait."""


class Worker(threading.Thread):
    """A thread that runs one job after another. A daemon, so that a stuck view can't keep the process alive."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.jobs: SimpleQueue[Job | None] = SimpleQueue()
        self.start()

    def run(self) -> None:
        """Run jobs until there is a None among them."""
        while (job := self.jobs.get()) is not None:
            job()
            del job  # or the last request's objects would live on until the next one


class Threads:
    """A bounded set of reused threads.

    Args:
        limit: how many threads there may be; each is started when it is first needed.
        name: what the threads are called in logs and debuggers.
        timeout: seconds that a request may wait for a thread.
        begin: called on a thread that is used again, before a request's first call.
        clean: called on the thread before another request may have it.
    """

    # Tests that share one connection between threads put a lock here, so that calls don't overlap.
    turn: AbstractContextManager[Any] = nullcontext()

    def __init__(
        self,
        limit: int,
        *,
        name: str,
        timeout: float,
        begin: Callable[[], None] | None = None,
        clean: Callable[[], None] | None = None,
    ) -> None:
        self.limit = limit
        self.name = name
        self.timeout = timeout
        self.begin = begin
        self.clean = clean
        self.lock = threading.Lock()
        self._started = 0
        self._idle: list[Worker] = []
        self._waiting: deque[Lease] = deque()

    def take(self, lease: "Lease") -> Worker | None:
        """Return a thread for `lease`, or None and put it in the queue. Call it with `lock` held."""
        if self._idle:
            return self._ready(self._idle.pop())  # the one used last: its caches are warm
        if self._started < self.limit:
            worker = Worker(f"{self.name}-{self._started + 1}")
            self._started += 1  # only now: the system may refuse another thread
            return worker
        self._waiting.append(lease)
        return None

    def give(self, worker: Worker) -> None:
        """Pass a thread on to whoever waits longest, or keep it for the next request."""
        with self.lock:
            if self._waiting:
                self._waiting.popleft().receive(self._ready(worker))
            else:
                self._idle.append(worker)

    def _ready(self, worker: Worker) -> Worker:
        """Let `begin` be the first job of a worker's next lease."""
        if self.begin is not None:
            worker.jobs.put(partial(_logging_errors, self.begin, "Preparing a thread for a request failed."))
        return worker

    def leave_queue(self, lease: "Lease") -> bool:
        """Take `lease` out of the queue; return whether it was in it. Call it with `lock` held."""
        try:
            self._waiting.remove(lease)
        except ValueError:
            return False
        return True

    def stop(self) -> None:
        """End the idle threads. A busy one is a daemon and ends with the process."""
        with self.lock:
            for worker in self._idle:
                worker.jobs.put(None)
            self._started -= len(self._idle)
            self._idle.clear()


class Lease(Executor):
    """One request's hold on a thread, in the form that asgiref's `ThreadSensitiveContext` takes: an executor.

    While `held`, the thread stays the request's own between two calls, as Django expects. After `release()` it goes
    back after each call, so that a slow reader of a streamed response holds no connection.

    Args:
        threads: where the thread comes from.
        held: whether it starts so.
        busy: asked on the thread, when it is not held, whether something on it must not be given back yet.
    """

    def __init__(self, threads: Threads, *, held: bool = True, busy: Callable[[], bool] | None = None) -> None:
        self.threads = threads
        self._busy = busy
        self._held = held
        self._closed = False
        self._worker: Worker | None = None
        self._unfinished = 0
        self._pending: list[tuple[Future[Any], Job]] = []

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn` on the request's thread. Called on the event loop, and never blocks it.

        The future raises `ThreadsBusyError` when no thread became free in time.
        """
        future: Future[T] = Future()
        job = partial(self._run, future, partial(fn, *args, **kwargs))
        with self.threads.lock:
            if self._worker is None and not self._pending:
                self._worker = self.threads.take(self)
                if self._worker is None:
                    asyncio.get_running_loop().call_later(self.threads.timeout, self._expire, future)
            if self._worker is None:
                self._pending.append((future, job))
            else:
                self._worker.jobs.put(job)
            self._unfinished += 1
        return future

    def receive(self, worker: Worker) -> None:
        """Take over the thread that this lease has waited for. Called with the lock held."""
        self._worker = worker
        for _, job in self._pending:
            worker.jobs.put(job)
        self._pending.clear()

    def release(self) -> None:
        """Hold the thread no longer than each call needs it."""
        self._held = False
        if self._worker is not None:
            self._settle_on_thread()

    def release_here(self) -> None:
        """Do what `release` does, from within the last call: it needs no job of its own then."""
        self._held = False

    def close(self) -> None:
        """Give the thread back for good, once its last call is done."""
        self._closed = True
        self.release()

    def _settle_on_thread(self) -> None:
        with self.threads.lock:
            if self._worker is not None:
                self._unfinished += 1
                self._worker.jobs.put(self._settle)

    def _run(self, future: Future[T], call: Callable[[], T]) -> None:
        if future.set_running_or_notify_cancel():
            try:
                with self.threads.turn:
                    result = call()
            except StopIteration as error:  # which can't be raised out of a coroutine (PEP 479)
                future.set_exception(_chained(RuntimeError("The call raised StopIteration."), error))
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever awaits the call
                future.set_exception(error)
            else:
                future.set_result(result)
        self._settle()

    def _settle(self) -> None:
        """After a call, on the thread: give the thread back if nothing speaks against it."""
        keep = not self._closed and (self._held or self._is_busy())
        with self.threads.lock:
            self._unfinished -= 1
            if keep or self._unfinished or self._worker is None:
                return
            worker, self._worker = self._worker, None
        try:
            if self.threads.clean is not None:
                _logging_errors(self.threads.clean, "Cleaning up after a request failed.")
        finally:
            self.threads.give(worker)

    def _is_busy(self) -> bool:
        try:
            return self._busy is not None and self._busy()
        except Exception:
            logger.exception("Asking whether a request still needs its thread failed.")
            return False

    def _expire(self, first: Future[Any]) -> None:
        """Fail the calls that still wait for a thread; `first` tells an old alarm from the present wait."""
        with self.threads.lock:
            if not self._pending or self._pending[0][0] is not first or not self.threads.leave_queue(self):
                return
            failed, self._pending = self._pending, []
            self._unfinished -= len(failed)
        for future, _ in failed:
            if future.set_running_or_notify_cancel():
                future.set_exception(ThreadsBusyError("All threads are busy."))


def current_lease() -> Lease | None:
    """Return the lease of this request, or None where it has none."""
    context = SyncToAsync.thread_sensitive_context.get(None)
    lease = SyncToAsync.context_to_thread_executor.get(context) if context is not None else None
    return lease if isinstance(lease, Lease) else None


def _logging_errors(function: Callable[[], None], message: str) -> None:
    try:
        function()
    except Exception:
        logger.exception(message)


def _chained(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


@cache
def legacy_threads() -> Threads:
    """Return the threads of the legacy half. Django cleans up after its own requests."""
    return Threads(option("LEGACY_THREADS"), name="legacy", timeout=option("LEGACY_TIMEOUT"))


@cache
def routes_threads() -> Threads:
    """Return the threads of the FastAPI routes that use the ORM."""
    return Threads(
        option("ROUTES_THREADS"),
        name="routes",
        timeout=option("ROUTES_TIMEOUT"),
        begin=refresh_connections if connections_persist() else None,
        clean=close_connections,
    )

"""The combined application, running in this process on an event loop of its own, without a server around it."""

import asyncio
import contextvars
import ctypes
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.utils.module_loading import import_string
from starlette.types import Message

from bridge.threads import Threads
from strangler.errors import ToolkitError

PATIENCE = 2.0  # seconds that whoever was told to stop has for it


class SideTooSlowError(TimeoutError):
    """A side has used up its time."""


class SideStopped(BaseException):
    """Raised on a thread of a side that has used up its time."""


class Turn:
    """Lets one call at a time run on the shared connections, and knows which threads are in such a call.

    Args:
        lock: what it is for others: the lock that the bridge has put there.
    """

    def __init__(self, lock: Any) -> None:
        self.lock = lock
        self.busy: set[int] = set()
        self.closed = False  # whether it is too late for another call

    def __enter__(self) -> None:
        self.lock.__enter__()
        self.busy.add(threading.get_ident())
        if self.closed:
            self.__exit__(None, None, None)
            raise SideStopped

    def __exit__(self, *error: Any) -> None:
        self.busy.discard(threading.get_ident())
        self.lock.__exit__(*error)


class Serving:
    """Runs an ASGI application's lifespan, and calls it.

    Args:
        application: the combined one, `bridge.dispatch.Strangler`; by default what `ASGI_APPLICATION` names.
    """

    def __init__(self, application: Any = None) -> None:
        self.application: Any = find_application() if application is None else application
        self.state: dict[str, Any] = {}
        self._loop: asyncio.AbstractEventLoop
        self._thread: threading.Thread
        self._lifespan: Lifespan

    def __enter__(self) -> Self:
        """Start.

        Raises:
            ToolkitError: the application could not be started.
        """
        self._start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._answers():
            with suppress(TimeoutError):
                self._call(self._lifespan.stop()).result(PATIENCE)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(PATIENCE)

    def run(self, work: Coroutine[Any, Any, None], seconds: float, interrupt: Callable[[], None]) -> Exception | None:
        """Run a call of the application; return the exception that came out of it, if any.

        Args:
            work: the call.
            seconds: that it may take; then it is stopped, by force if it must be.
            interrupt: called first of all in that case, to end what the database is doing.
        """
        turn = Turn(Threads.turn)
        before, Threads.turn = Threads.turn, turn
        future = self._call(work)
        try:
            future.result(seconds)
        except TimeoutError as error:
            if future.done():  # the application's own
                return error
            self._stop(future, turn, interrupt)
            return SideTooSlowError(f"No answer within {seconds:g} seconds.")
        except Exception as error:  # noqa: BLE001 - it is the application's, and a result like any other
            return error
        finally:
            Threads.turn = before
        return None

    def _stop(self, future: "Future[None]", turn: Turn, interrupt: Callable[[], None]) -> None:
        """End a call: what waits is cancelled, what runs gets an exception, and a loop that hangs is replaced."""
        turn.closed = True
        interrupt()
        future.cancel()
        stop_threads(turn, interrupt)
        if not self._answers():
            self._loop.call_soon_threadsafe(self._loop.stop)
            raise_in(self._thread.ident, SideStopped)
            self._start()

    def _start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=run_loop, args=(self._loop,), name="parity", daemon=True)
        self._thread.start()
        self._lifespan = Lifespan(self.application)
        error = self._call(self._lifespan.start()).result()
        self.state = self._lifespan.state
        if error is not None:
            self.__exit__(None, None, None)
            raise ToolkitError(f"The application did not start: {error}")

    def _answers(self) -> bool:
        """Return whether the event loop still takes its turns."""
        if not self._thread.is_alive():
            return False
        answered = threading.Event()
        self._loop.call_soon_threadsafe(answered.set)
        return answered.wait(PATIENCE)

    def _call(self, work: Coroutine[Any, Any, Any]) -> "Future[Any]":
        # In an empty context: a request finds nothing of what the caller has set, as under a server.
        return contextvars.Context().run(asyncio.run_coroutine_threadsafe, work, self._loop)


class Lifespan:
    """The lifespan of an application (ASGI): begun by `start`, ended by `stop`, both on the event loop."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.state: dict[str, Any] = {}
        self._messages: asyncio.Queue[Message] = asyncio.Queue()
        self._answers: asyncio.Queue[str | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> str | None:
        """Start the application; return what speaks against it, if anything does."""
        self._task = asyncio.create_task(self._run())
        await self._messages.put({"type": "lifespan.startup"})
        return await self._answers.get()

    async def stop(self) -> None:
        """End the application."""
        if self._task is not None and not self._task.done():
            await self._messages.put({"type": "lifespan.shutdown"})
            await self._task

    async def _run(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
        try:
            await self.application(scope, self._messages.get, self._send)
        except Exception as error:  # noqa: BLE001 - whatever it is, the application says that it can't start
            await self._answers.put(described(error))
        else:
            await self._answers.put(None)

    async def _send(self, message: Message) -> None:
        failed = message["type"].endswith(".failed")
        await self._answers.put(message.get("message", "no reason given") or "no reason given" if failed else None)


def run_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Run an event loop on this thread until it is stopped, and close it."""
    asyncio.set_event_loop(loop)
    try:
        with suppress(SideStopped):
            loop.run_forever()
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        loop.close()


def find_application() -> Any:
    """Return the combined application.

    Raises:
        ToolkitError: `ASGI_APPLICATION` names none.
    """
    path = getattr(settings, "ASGI_APPLICATION", None) or ""
    try:
        application: Any = import_string(path)
    except ImportError as error:
        raise ToolkitError(f"ASGI_APPLICATION is {path!r}, which can't be imported: {error}") from error
    if not hasattr(application, "legacy") or not hasattr(application, "api"):
        raise ToolkitError(f"ASGI_APPLICATION is {path!r}, which is no bridge.dispatch.Strangler.")
    return application


def described(error: BaseException) -> str:
    """Return `module.Class: message`."""
    cls = type(error)
    return f"{cls.__module__}.{cls.__qualname__}: {error}"


def stop_threads(turn: Turn, interrupt: Callable[[], None]) -> None:
    """Raise an exception on the threads that are in a call, and wait for them a little.

    One that has sent a statement only now can't hear it: the database is told again and again.
    """
    for ident in list(turn.busy):
        raise_in(ident, SideStopped)
    waiting = threading.Event()
    for number in range(int(PATIENCE * 100)):
        if not turn.busy:
            return
        if number % 10 == 1:
            interrupt()
        waiting.wait(0.01)


def raise_in(ident: int | None, exception: type[BaseException]) -> None:
    """Let an exception be raised on a thread as soon as it runs Python code again."""
    if ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(exception))

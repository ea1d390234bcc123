"""Request threads: bounded, reused, and given back when the work is done, not when the request is."""

import asyncio
import threading
import time
from functools import partial
from typing import Any

import pytest
from asgiref.sync import ThreadSensitiveContext, sync_to_async

from bridge.threads import Lease, Threads, ThreadsBusyError


async def use(threads: Threads, *calls: Any) -> list[Any]:
    """Make the calls as one request does."""
    lease = Lease(threads)
    try:
        async with ThreadSensitiveContext(executor=lease):
            return [await sync_to_async(call)() for call in calls]
    finally:
        lease.close()


def test_a_request_stays_on_one_thread_and_the_next_one_reuses_it() -> None:
    threads = Threads(3, name="test", timeout=1)

    async def requests() -> list[list[int]]:
        idents = []
        for _ in range(5):
            idents.append(await use(threads, threading.get_ident, threading.get_ident))
            await asyncio.sleep(0.05)  # the thread is given back just after the response
        return idents

    assert len({ident for request in asyncio.run(requests()) for ident in request}) == 1


def test_no_more_threads_than_the_limit_and_waiting_blocks_no_loop() -> None:
    threads = Threads(2, name="test", timeout=5)
    running: list[int] = []
    peak = []
    ticks = []

    def work() -> None:
        running.append(1)
        peak.append(len(running))
        time.sleep(0.02)
        running.pop()

    async def tick() -> None:
        while True:
            ticks.append(1)
            await asyncio.sleep(0.01)

    async def requests() -> None:
        ticker = asyncio.create_task(tick())
        await asyncio.gather(*(use(threads, work) for _ in range(20)))
        ticker.cancel()

    asyncio.run(requests())
    assert max(peak) == 2
    assert len(ticks) > 5


def test_waiting_too_long_is_an_error() -> None:
    threads = Threads(1, name="test", timeout=0.1)

    async def requests() -> None:
        holder = asyncio.create_task(use(threads, lambda: time.sleep(0.5)))
        await asyncio.sleep(0.05)
        with pytest.raises(ThreadsBusyError):
            await use(threads, int)
        await holder
        assert await use(threads, int) == [0]

    asyncio.run(requests())


def test_a_cancelled_request_gives_its_thread_back_only_when_it_is_idle() -> None:
    cleaned_while_busy = []
    busy = threading.Event()
    threads = Threads(1, name="test", timeout=5, clean=lambda: cleaned_while_busy.append(busy.is_set()))

    def work() -> None:
        busy.set()
        time.sleep(0.2)
        busy.clear()

    async def requests() -> None:
        task = asyncio.create_task(use(threads, work))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert busy.is_set()
        assert await use(threads, busy.is_set) == [False]

    asyncio.run(requests())
    assert not any(cleaned_while_busy)


def test_after_release_a_thread_is_held_for_each_call_only() -> None:
    threads = Threads(1, name="test", timeout=1)

    async def requests() -> None:
        lease = Lease(threads)
        async with ThreadSensitiveContext(executor=lease):
            await sync_to_async(int)()
            lease.release()
            for _ in range(3):
                assert await use(threads, int) == [0]  # another request, on the one thread there is
                await sync_to_async(int)()
        lease.close()

    asyncio.run(requests())


def test_a_lease_that_is_busy_keeps_its_thread_until_it_is_closed() -> None:
    threads = Threads(1, name="test", timeout=0.1)

    async def requests() -> None:
        lease = Lease(threads, busy=lambda: True)
        async with ThreadSensitiveContext(executor=lease):
            await sync_to_async(int)()
            lease.release()
            with pytest.raises(ThreadsBusyError):
                await use(threads, int)
        lease.close()
        assert await use(threads, int) == [0]

    asyncio.run(requests())


def test_an_error_in_a_call_or_in_the_cleaning_loses_no_thread() -> None:
    def fail() -> None:
        raise ValueError("broken")

    threads = Threads(1, name="test", timeout=1, clean=fail)

    async def requests() -> None:
        for _ in range(3):
            with pytest.raises(ValueError, match="broken"):
                await use(threads, fail)
        assert await use(threads, int) == [0]

    asyncio.run(requests())


def test_a_reused_thread_is_made_ready_before_the_first_call() -> None:
    order: list[str] = []

    def begin() -> None:
        order.append(f"begin on {threading.current_thread().name}")
        raise ValueError("which is logged")

    threads = Threads(1, name="test", timeout=1, begin=begin, clean=lambda: order.append("clean"))

    async def requests() -> None:
        # The second one waits for the thread, and has it from the first.
        call = partial(order.append, "call")
        await asyncio.gather(use(threads, call, call), use(threads, call))

    asyncio.run(requests())
    assert order[:5] == ["call", "call", "clean", "begin on test-1", "call"]


def test_stop_ends_idle_threads_and_new_ones_can_start() -> None:
    threads = Threads(1, name="stopping", timeout=1)
    asyncio.run(use(threads, int))
    time.sleep(0.05)  # the thread is given back just after the response
    threads.stop()
    deadline = time.monotonic() + 5
    while any(thread.name.startswith("stopping") for thread in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert asyncio.run(use(threads, int)) == [0]


def test_an_error_in_asking_whether_a_thread_is_busy_loses_no_thread() -> None:
    def fail() -> bool:
        raise ValueError("broken")

    threads = Threads(1, name="test", timeout=1)

    async def requests() -> None:
        lease = Lease(threads, held=False, busy=fail)
        async with ThreadSensitiveContext(executor=lease):
            await sync_to_async(int)()
        lease.close()
        assert await use(threads, int) == [0]

    asyncio.run(requests())


def test_a_thread_that_the_system_refuses_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = Threads(1, name="test", timeout=1)

    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        for _ in range(3):
            with pytest.raises(RuntimeError, match="new thread"):
                Lease(threads).submit(int)
    assert asyncio.run(use(threads, int)) == [0]


def test_stop_iteration_is_an_error_and_no_hang() -> None:
    threads = Threads(1, name="test", timeout=1)

    async def requests() -> None:
        for _ in range(3):
            with pytest.raises(RuntimeError, match="StopIteration"):
                await asyncio.wait_for(use(threads, lambda: next(iter([]))), 2)

    asyncio.run(requests())

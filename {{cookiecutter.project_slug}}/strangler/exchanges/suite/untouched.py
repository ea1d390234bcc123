"""Keeps from a test what a comparison does in its process. `strangler.parity.asking` sees to the rest."""

import random
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from typing import Any
from unittest import mock

from django.core import mail
from django.core.signals import got_request_exception
from django.dispatch import Signal
from django.test.signals import template_rendered

CLIENTS = ("template-render-", "request-exception-")  # how the test client calls its receivers


class Sequences:
    """The mocks with a sequence of results that were called: each result is given out once more afterwards."""

    def __init__(self) -> None:
        self._touched: dict[int, tuple[Any, Iterator[Any], list[Any]]] = {}

    def __bool__(self) -> bool:
        return bool(self._touched)

    def note(self, mocked: Any) -> None:
        """Remember what such a mock gives out from now on."""
        if id(mocked) not in self._touched and isinstance(mocked.side_effect, Iterator):
            taken: list[Any] = []
            self._touched[id(mocked)] = (mocked, mocked.side_effect, taken)
            mocked.side_effect = _noting(mocked.side_effect, taken)

    def give_back(self) -> None:
        """Let the mocks begin where they were."""
        for mocked, rest, taken in self._touched.values():
            mocked.side_effect = chain(taken, rest)


@contextmanager
def untouched() -> Iterator[Sequences]:
    """Leave the test's process as it is, whatever the block does; yields the mocks that could not answer all alike."""
    sequences = Sequences()
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        for signal in (template_rendered, got_request_exception):
            stack.enter_context(_without_clients(signal))
        for keep in (_keep_random, _keep_faker, _keep_frozen_time, _keep_outbox):
            stack.callback(keep())
        stack.callback(sequences.give_back)
        stack.enter_context(_noticing_sequences(sequences))
        yield sequences


def _noting(items: Iterator[Any], taken: list[Any]) -> Iterator[Any]:
    for item in items:
        taken.append(item)
        yield item


@contextmanager
def _noticing_sequences(sequences: Sequences) -> Iterator[None]:
    """Notice calls of mocks whose `side_effect` is a sequence."""
    execute = mock.CallableMixin._execute_mock_call  # type: ignore[attr-defined]

    def noticing(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        sequences.note(self)
        return execute(self, *args, **kwargs)

    mock.CallableMixin._execute_mock_call = noticing  # type: ignore[attr-defined]
    try:
        yield
    finally:
        mock.CallableMixin._execute_mock_call = execute  # type: ignore[attr-defined]


@contextmanager
def _without_clients(signal: Signal) -> Iterator[None]:
    """Take the test client's own receivers off a signal: they note templates and exceptions of its request."""
    before = signal.receivers
    signal.receivers = [each for each in before if not str(each[0][0]).startswith(CLIENTS)]
    signal.sender_receivers_cache.clear()
    try:
        yield
    finally:
        signal.receivers = before
        signal.sender_receivers_cache.clear()


def _keep_random() -> Callable[[], None]:
    state = random.getstate()
    return lambda: random.setstate(state)


def _keep_faker() -> Callable[[], None]:
    """Keep the chance of Faker, which factory_boy shares."""
    generator: Any = sys.modules.get("faker.generator")
    if generator is None:
        return lambda: None
    state = generator.random.getstate()
    return lambda: generator.random.setstate(state)


def _keep_frozen_time() -> Callable[[], None]:
    """Keep the clocks of freezegun, which may tick with each look at them."""
    api: Any = sys.modules.get("freezegun.api")
    clocks = [each for each in getattr(api, "freeze_factories", ()) if hasattr(each, "time_to_freeze")]
    times = [clock.time_to_freeze for clock in clocks]

    def set_back() -> None:
        for clock, time in zip(clocks, times, strict=True):
            clock.time_to_freeze = time

    return set_back


def _keep_outbox() -> Callable[[], None]:
    outbox = getattr(mail, "outbox", None)
    if outbox is None:
        return lambda: None
    messages = list(outbox)
    return lambda: outbox.__setitem__(slice(None), messages)

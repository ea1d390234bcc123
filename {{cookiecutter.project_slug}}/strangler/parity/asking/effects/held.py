"""What one side would have let out of the process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from strangler.parity.asking.plain import plain
from strangler.parity.outcome import Effect


class HeldBackError(ConnectionRefusedError):
    """What a side meets in the place of a service that it would have asked."""


class Held:
    """The effects of one side, in order.

    Args:
        allowed: hosts that may be connected to after all.
    """

    def __init__(self, allowed: frozenset[str] = frozenset()) -> None:
        self.effects: list[Effect] = []
        self.allowed = allowed

    def note(self, kind: str, what: str, **details: Any) -> None:
        """Note an effect; of its details what can be compared is kept."""
        self.effects.append(Effect(kind, what, {name: plain(value) for name, value in details.items()}))


@contextmanager
def patched(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Put something in the place of an attribute while the block runs."""
    own = name in vars(owner)
    before = vars(owner).get(name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if own:
            setattr(owner, name, before)
        else:
            delattr(owner, name)


def subclasses(base: type[Any]) -> Iterator[type[Any]]:
    """Yield a class and all that are derived from it, each once."""
    seen, waiting = set(), [base]
    while waiting:
        cls = waiting.pop()
        if cls not in seen:
            seen.add(cls)
            yield cls
            waiting += cls.__subclasses__()


def overrides(base: type[Any], name: str) -> Iterator[tuple[type[Any], Callable[..., Any]]]:
    """Yield each class with a method of its own of that name, and the method."""
    for cls in subclasses(base):
        if name in vars(cls):
            yield cls, vars(cls)[name]

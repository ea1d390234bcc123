"""Lets each side write to a cache of its own, laid over the project's, which stays as it is."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from types import SimpleNamespace
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.dummy import DummyCache

from strangler.parity.asking.effects.held import Held
from strangler.parity.asking.effects.network import passing
from strangler.parity.asking.plain import plain

GONE = object()
MISSING = object()


class Overlay(BaseCache):
    """A cache that reads from another one what it doesn't have itself, and writes nothing there.

    Args:
        alias: its name in `CACHES`.
        below: the project's cache.
    """

    def __init__(self, alias: str, below: BaseCache) -> None:
        super().__init__({})
        self.alias = alias
        self.below = below
        self.default_timeout = below.default_timeout
        self.key_prefix, self.version, self.key_func = below.key_prefix, below.version, below.key_func
        self.written: dict[str, Any] = {}
        self.timeouts: dict[str, Any] = {}
        self.cleared = False

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Set what isn't there."""
        if self.has_key(key, version):
            return False
        self.set(key, value, timeout, version)
        return True

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return what this side has written, or what was there."""
        made = self.make_and_validate_key(key, version=version)
        if made in self.written:
            pickled = self.written[made]
            return default if pickled is GONE else pickle.loads(pickled)  # noqa: S301 - our own
        return default if self.cleared else self._read(key, default, version)

    def set(  # type: ignore[override]
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None, **options: Any
    ) -> bool:
        """Write for this side alone. django-redis has options: `nx` sets only what isn't there."""
        if options.get("nx") and self.has_key(key, version):
            return False
        made = self.make_and_validate_key(key, version=version)
        over = timeout is not DEFAULT_TIMEOUT and timeout is not None and timeout <= 0
        self.written.pop(made, None)  # so that the order is that of the last writing
        self.written[made] = GONE if over else pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        self.timeouts[made] = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return True

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Note the new timeout of what is there."""
        value = self.get(key, MISSING, version)
        if value is MISSING:
            return False
        self.set(key, value, timeout, version)
        return True

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Delete for this side alone."""
        there = self.has_key(key, version)
        made = self.make_and_validate_key(key, version=version)
        self.written[made] = GONE
        return there

    def clear(self) -> None:
        """Forget everything, for this side alone."""
        self.cleared = True
        self.written.clear()

    def delete_pattern(self, pattern: str, version: int | None = None, **_: Any) -> int:
        """Delete what django-redis would, for this side alone."""
        before = len(self.written)
        made = self.make_key(pattern, version=version)
        for key in [key for key in self.written if fnmatchcase(key, made)]:
            self.written[key] = GONE
        for key in self.below.keys(pattern, version=version):  # type: ignore[attr-defined]
            self.delete(key, version)
        return len(self.written) - before

    def expire(self, key: Any, timeout: Any, version: int | None = None, **_: Any) -> bool:
        """Do what `touch` does, under django-redis's name."""
        return self.touch(key, timeout, version)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Return whether something is there, be it None."""
        return self.get(key, MISSING, version) is not MISSING

    def close(self, **_: Any) -> None:
        """Leave the connection to its owner."""

    def _read(self, key: Any, default: Any, version: int | None) -> Any:
        token = passing.set(True)
        try:
            return self.below.get(key, default, version=version)
        finally:
            passing.reset(token)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.below, name)  # what only that backend has


@contextmanager
def lay_over_caches(held: Held) -> Iterator[None]:
    """Give all threads caches that only this block sees; at its end, note what was written to them."""
    overlays = {alias: overlay_of(alias) for alias in caches.settings}
    own = caches._connections  # type: ignore[attr-defined]
    caches._connections = SimpleNamespace(**overlays)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        caches._connections = own  # type: ignore[attr-defined]
        for overlay in overlays.values():
            if isinstance(overlay, Overlay):
                note_written(held, overlay)


def overlay_of(alias: str) -> BaseCache:
    """Return a cache over the one of that name; one that keeps nothing needs none."""
    below: BaseCache = caches[alias]
    return below if isinstance(below, DummyCache) else Overlay(alias, below)


def note_written(held: Held, overlay: Overlay) -> None:
    """Note what a side has left in a cache."""
    if overlay.cleared:
        held.note("cache", "*", alias=overlay.alias, do="clear")
    for key, pickled in overlay.written.items():
        if pickled is GONE:
            held.note("cache", key, alias=overlay.alias, do="delete")
        else:
            value = plain(pickle.loads(pickled))  # noqa: S301 - our own
            held.note("cache", key, alias=overlay.alias, do="set", value=value, timeout=overlay.timeouts[key])

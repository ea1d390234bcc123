"""Requests to the demo shop: those that `tests/parity` has written down, and others that it makes up at random."""

import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

import tests
from legacy.demo.seed import make_user, seed
from strangler.exchanges.exchange import Request

# The project that runs this has a package of the same name.
tests.__path__.append(str(Path(__file__).parents[1]))

from tests.parity.case import Case  # noqa: E402
from tests.parity.corpus import access, bodies, queries, shopping  # noqa: E402
from tests.parity.corpus.generated import Composer  # noqa: E402

SEED = 2026
DOCUMENT = "/api/schema/"  # the legacy service's own, which takes a second to make


def seed_shop() -> None:
    """Fill the shop, and let those in whom the requests speak of, as `tests/parity/inside/people.py` does."""
    seed()
    make_user("gone", email="gone@example.com", is_active=False)
    make_user("bob", email="bob@example.com")
    for name, days in (("admin", 14), ("alice", 14), ("bob", 14), ("alice", -1)):
        user = User.objects.get(username=name)
        content = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        key = f"sessionof{name}" if days > 0 else "sessionthatexpired"
        Session.objects.save(key, content, timezone.now() + timedelta(days=days))


def requests(schema: dict[str, Any], count: int) -> list[Request]:
    """Return so many requests, the same ones each time: half of them written down, if there are as many.

    Args:
        schema: the service's OpenAPI document.
        count: how many.
    """
    chance = random.Random(SEED)
    written = list(sent(_written()))
    chance.shuffle(written)
    drawn = list(sent(Composer(schema, SEED).cases(count)))
    chosen = [*written[: max(count // 2, count - len(drawn))], *drawn][:count]
    chance.shuffle(chosen)
    return chosen


def sent(cases: Iterable[Case]) -> Iterator[Request]:
    """Yield the requests of cases that are about the service, and not about its server or its document."""
    for case in cases:
        request = case.request
        target = request.target.decode("latin-1")
        if request.bare or request.chunks or request.waits or request.version != b"HTTP/1.1":
            continue
        if not target.startswith("/") or target.startswith(DOCUMENT):
            continue
        headers = tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1"))
            for name, value in request.headers
            if name.lower() != b"host"
        )
        yield Request(request.method.decode(), target, headers, request.body or b"", source=case.name)


def _written() -> Iterator[Case]:
    yield from access.cases(thoroughly=True)
    yield from bodies.cases()
    yield from queries.cases()
    yield from shopping.cases()

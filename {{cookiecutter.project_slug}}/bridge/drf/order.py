"""The order of a ported route's dependencies: the request's thread, then the policy, then all others.

FastAPI runs those of the application and of every router around first, so that something of the project could act or
answer before DRF has let the client in. The thread must come before the policy, which may use the ORM.
"""

import inspect
from collections.abc import Callable
from typing import Any, get_args, get_type_hints

from fastapi.dependencies.models import Dependant

from bridge.threads import Lease


def put_policy_first(dependant: Dependant, policy: Callable[..., Any]) -> None:
    """Change the order of a route's dependencies in place.

    Args:
        dependant: the route's, as FastAPI has built it.
        policy: the dependency that asks DRF.
    """
    dependant.dependencies.sort(key=lambda one: (not gives_thread(one), one.call is not policy))


def gives_thread(dependant: Dependant) -> bool:
    """Return whether a dependency is there for the request's thread.

    It yields a `Lease`, or is a generator that takes nothing but one: `django_request` and `release_connection` in
    `routes/dependencies.py`. What such a dependency needs itself still runs before the policy.
    """
    call = dependant.call
    if not inspect.isasyncgenfunction(call):
        return False
    if yields_lease(call):
        return True
    takes = inspect.signature(call).parameters
    return 0 < len(takes) == len(dependant.dependencies) and all(map(gives_thread, dependant.dependencies))


def yields_lease(generator: Callable[..., Any]) -> bool:
    """Return whether an async generator is annotated as one of `Lease`s."""
    try:
        returned = get_type_hints(generator).get("return")
    except NameError:  # known to a type checker alone
        return False
    yielded = get_args(returned)[:1]
    return any(isinstance(kind, type) and issubclass(kind, Lease) for one in yielded for kind in (one, *get_args(one)))

"""The order of a ported route's dependencies: the request's thread, then the policy, then all others.

FastAPI runs those of the application and of every router around first, so that something of the project could act or
answer before DRF has let the client in. The thread must come before the policy, which may use the ORM.
"""

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
    """Return whether a dependency is there for the request's thread: it returns a `Lease`, as `django_request` does.

    What such a dependency needs itself still runs before the policy.
    """
    try:
        returned = get_type_hints(dependant.call).get("return")
    except (NameError, TypeError):  # known to a type checker alone, or no function
        return False
    return any(isinstance(kind, type) and issubclass(kind, Lease) for kind in (returned, *get_args(returned)))

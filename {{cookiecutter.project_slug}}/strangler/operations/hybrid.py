"""Whether a ported route still uses a legacy view or DRF's serializers."""

from typing import Any

from bridge.drf.policy import policy_of


def uses_drf(route: Any) -> bool:
    """Return whether a `PortedRoute` uses the legacy view.

    Args:
        route: the route.
    """
    both = route.router.policy.override(policy_of(route.endpoint))
    return both.view is not None

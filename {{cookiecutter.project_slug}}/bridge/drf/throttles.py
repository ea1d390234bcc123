"""DRF's throttles, for the policy of a route."""

from rest_framework.throttling import AnonRateThrottle, ScopedRateThrottle, UserRateThrottle

__all__ = ["AnonRateThrottle", "ScopedRateThrottle", "UserRateThrottle"]

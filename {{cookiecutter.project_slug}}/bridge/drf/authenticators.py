"""DRF's authenticators, for the policy of a route that takes some kinds of credentials only."""

from rest_framework.authentication import (
    BasicAuthentication,
    RemoteUserAuthentication,
    SessionAuthentication,
    TokenAuthentication,
)

__all__ = ["BasicAuthentication", "RemoteUserAuthentication", "SessionAuthentication", "TokenAuthentication"]

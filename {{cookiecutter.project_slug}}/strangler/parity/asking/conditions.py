"""What a request can't say of itself."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Conditions:
    """What a test's client, or whoever replays a recording, has arranged around a request.

    Args:
        user: who DRF's `force_authenticate` has let in; each side gets a copy.
        token: what goes with that user as `request.auth`.
        csrf: whether CSRF tokens are checked, as in production; Django's test client asks for none.
        scheme: `http` or `https`; "" is what the service redirects to, if it does (`SECURE_SSL_REDIRECT`).
        host: the Host header of requests that have none; "" is one that `ALLOWED_HOSTS` has.
        client: the address that the request comes from.
    """

    user: Any = None
    token: Any = None
    csrf: bool = True
    scheme: str = ""
    host: str = ""
    client: str = "127.0.0.1"


PRODUCTION = Conditions()

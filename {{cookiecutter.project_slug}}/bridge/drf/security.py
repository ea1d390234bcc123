"""DRF's authenticators in OpenAPI: what the documentation page's Authorize button asks for."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from fastapi.openapi.models import APIKey, HTTPBase, HTTPBearer
from fastapi.openapi.models import SecurityBase as SecurityModel
from fastapi.security.base import SecurityBase
from rest_framework.authentication import (
    BaseAuthentication,
    BasicAuthentication,
    SessionAuthentication,
    TokenAuthentication,
)
from rest_framework.views import APIView


class Documented(SecurityBase):
    """A security scheme that only documents: the decision is DRF's.

    Args:
        name: of the scheme, in OpenAPI.
        model: what it is.
    """

    def __init__(self, name: str, model: SecurityModel) -> None:
        self.scheme_name = name
        self.model = model

    async def __call__(self) -> None:
        """Do nothing; FastAPI takes whatever is callable for a dependency."""


def security_schemes(view: type[APIView]) -> Iterator[Documented]:
    """Return a scheme for each of the view's authenticators."""
    for authenticator in view.authentication_classes:
        yield documented(authenticator)


def documented(authenticator: type[BaseAuthentication]) -> Documented:
    """Return the scheme of an authenticator; one that is unknown is told by its challenge, `WWW-Authenticate`."""
    name = authenticator.__name__
    if issubclass(authenticator, SessionAuthentication):
        return Documented(name, api_key("cookie", settings.SESSION_COOKIE_NAME))
    if issubclass(authenticator, BasicAuthentication):
        return Documented(name, HTTPBase(scheme="basic"))
    keyword = authenticator.keyword if issubclass(authenticator, TokenAuthentication) else challenge(authenticator)
    if keyword == "Bearer":
        return Documented(name, HTTPBearer())
    description = f"`{keyword} ` and the key, with the space between them" if keyword else None
    return Documented(name, api_key("header", "Authorization", description))


def api_key(place: str, name: str, description: str | None = None) -> APIKey:
    """Return the model of a key in a header or cookie."""
    return APIKey.model_validate({"in": place, "name": name, "description": description})


def challenge(authenticator: type[BaseAuthentication]) -> str:
    """Return the first word of the authenticator's `WWW-Authenticate`, or nothing."""
    try:
        header: Any = authenticator().authenticate_header(None)  # type: ignore[arg-type]  # most need no request
    except Exception:  # noqa: BLE001 - it needs a request after all, and is documented without its word
        return ""
    return str(header).split()[0] if header else ""

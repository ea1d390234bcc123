"""Logging in for a token, as DRF's own view does (`rest_framework.authtoken.views.ObtainAuthToken`)."""

from typing import Annotated, Any, Self, cast

from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext
from pydantic import PrivateAttr, ValidationInfo, model_validator
from rest_framework.authtoken.models import Token
from rest_framework.authtoken.views import ObtainAuthToken

from bridge.drf.fields import CharField
from bridge.drf.schemas import Schema

__all__ = ["Credentials", "ObtainAuthToken"]


class Credentials(Schema):
    """A user's name and password (`rest_framework.authtoken.serializers.AuthTokenSerializer`)."""

    username: Annotated[str, CharField()]
    password: Annotated[str, CharField(trim_whitespace=False)]

    _user: AbstractBaseUser = PrivateAttr()

    @model_validator(mode="after")
    def are_right(self, info: ValidationInfo) -> Self:
        """Find the user.

        Raises:
            ValueError: there is no such active user, or the password is another one.
        """
        request = (info.context or {}).get("request")
        user = authenticate(request=request, username=self.username, password=self.password)
        if not user:
            raise ValueError(gettext("Unable to log in with provided credentials."))
        self._user = user
        return self

    def token(self) -> str:
        """Return the key of the user's token, a new one if there is none."""
        token, _ = Token.objects.get_or_create(user=cast("Any", self._user))  # of the project's model
        key: str = token.key
        return key

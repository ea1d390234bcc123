"""What routes ask for: Django's ORM, and who sends the request."""

from typing import Annotated

from django.contrib.auth.models import User
from fastapi import Depends

from bridge.drf.shortcuts import current_user
from bridge.lease import django_request

__all__ = ["CurrentUser", "django_request"]

# On ported routes only; for anonymous clients it is Django's AnonymousUser.
CurrentUser = Annotated[User, Depends(current_user)]

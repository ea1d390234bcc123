"""Who sends the request."""

from typing import Annotated

from django.contrib.auth.models import User
from fastapi import Depends

from bridge.drf.shortcuts import current_user

# On ported routes only; for anonymous clients it is Django's AnonymousUser.
CurrentUser = Annotated[User, Depends(current_user)]

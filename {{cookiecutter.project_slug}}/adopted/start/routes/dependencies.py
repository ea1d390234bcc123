"""What routes ask for: Django's ORM, and who sends the request."""

from bridge.lease import django_request

# On ported routes, with the project's own user model:
# `CurrentUser = Annotated[User, Depends(current_user)]`, from bridge.drf.shortcuts.

__all__ = ["django_request"]

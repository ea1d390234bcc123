"""The pytest fixture `who`: each kind of client in turn."""

import pytest
from django.contrib.auth.base_user import AbstractBaseUser

from strangler.rows.making import make_user

Who = AbstractBaseUser | None
KINDS = {"ordinary": {}, "staff": {"is_staff": True, "is_superuser": True}}


@pytest.fixture(params=["anonymous", *KINDS])
def who(request: pytest.FixtureRequest, db: None) -> Who:
    """Return nobody, an ordinary user, and a member of staff who may do everything: a test with it runs for each."""
    if request.param == "anonymous":
        return None
    user: AbstractBaseUser = make_user(request.param, **KINDS[request.param])
    return user

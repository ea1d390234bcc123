"""What routes ask for: Django's ORM, and who sends the request."""

from collections.abc import AsyncIterator
from typing import Annotated

from asgiref.sync import AsyncToSync, ThreadSensitiveContext
from django.contrib.auth.models import User
from fastapi import Depends

from bridge.connections import connection_in_use
from bridge.drf.shortcuts import current_user
from bridge.threads import routes_threads
from bridge.transactions import GuardedLease

# On ported routes only; for anonymous clients it is Django's AnonymousUser.
CurrentUser = Annotated[User, Depends(current_user)]


async def django_request() -> AsyncIterator[GuardedLease | None]:
    """Run the ORM calls of this request on a thread of its own, as Django expects.

    The thread is taken at the first call, from a set that is as small as the connection pool, and given back when
    the request is over, background tasks and streamed response included.
    """
    if getattr(AsyncToSync.executors, "current", None) is not None:
        # Within Django's async_to_sync, as in `async def` methods of a TestCase: stay on that thread.
        async with ThreadSensitiveContext():
            yield None
        return
    lease = GuardedLease(routes_threads(), busy=connection_in_use)
    try:
        async with ThreadSensitiveContext(executor=lease):
            yield lease
    finally:
        lease.close()


async def release_connection(lease: Annotated[GuardedLease | None, Depends(django_request)]) -> AsyncIterator[None]:
    """Give the database connection back before the response is sent, lest a slow reader keep it.

    A stream or background task that uses the ORM afterwards takes a connection for each call.
    """
    yield
    if lease is not None:
        await lease.refuse_open_transaction()
        lease.release()

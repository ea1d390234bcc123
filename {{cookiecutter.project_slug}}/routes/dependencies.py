"""What routes ask for: Django's ORM."""

from asgiref.sync import AsyncToSync, ThreadSensitiveContext
from fastapi.requests import HTTPConnection

from bridge.connections import connection_in_use
from bridge.lifetime import after_response, before_response
from bridge.threads import routes_threads
from bridge.transactions import GuardedLease


async def django_request(connection: HTTPConnection) -> GuardedLease | None:
    """Run the ORM calls of this request on a thread of its own, as Django expects.

    The thread is taken at the first call, from a set that is as small as the connection pool. Thread and database
    connection are given back before the response is sent, lest a slow reader keep them; a stream or background task
    that uses the ORM afterwards takes them for each call.

    It ends with FastAPI's own stacks and not by `yield`, which costs each request more, also those without a thread.
    """
    answered, done = before_response(connection), after_response(connection)
    if getattr(AsyncToSync.executors, "current", None) is not None:
        # Within Django's async_to_sync, as in `async def` methods of a TestCase: stay on that thread.
        await done.enter_async_context(ThreadSensitiveContext())
        return None
    lease = GuardedLease(routes_threads(), busy=connection_in_use)
    done.callback(lease.close)
    await done.enter_async_context(ThreadSensitiveContext(executor=lease))
    answered.push_async_exit(lease.end)
    return lease

"""Whether the process lives, and whether it can serve: for load balancers and `compose.yaml`."""

from asgiref.sync import sync_to_async
from django.db import connection
from django.db.transaction import non_atomic_requests

from bridge.router import Router

router = Router(prefix="/-/health", tags=["health"])


@router.get("/live")
@non_atomic_requests
async def live() -> dict[str, str]:
    """Answer as long as the process does. Touches no database."""
    return {"status": "ok"}


@router.get("/ready", responses={503: {"description": "The database can't be reached."}})
@non_atomic_requests
async def ready() -> dict[str, str]:
    """Answer when a query of the database does."""
    await sync_to_async(_ask_database)()
    return {"status": "ok"}


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")

"""The routes that this service's two peers have in common: what isn't a read."""

from typing import Any

from benchmarks.service import querysets
from benchmarks.service.schemas import Alert, AlertIn
from benchmarks.service.upstream import URL, client, open_client
from bridge.drf.policy import IsAuthenticated, Policy
from bridge.router import Router

router = Router(prefix="/bench", lifespan=open_client)
IS_AUTHENTICATED = Policy(permissions=[IsAuthenticated])


@router.post("/alerts/", response_model=Alert, status_code=201)
def create(alert: AlertIn) -> Any:
    """Store an alert."""
    return querysets.store_alert(alert.product, alert.email)


@router.get("/upstream/")
async def upstream() -> Any:
    """Return what the other service answers."""
    return (await client.get(URL)).json()

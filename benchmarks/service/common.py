"""The routes that this service's two peers have in common: what isn't a read."""

from typing import Any

from benchmarks.service import querysets
from benchmarks.service.schemas import Alert, AlertIn, Me
from benchmarks.service.upstream import URL, client, open_client
from bridge.drf.policy import IsAuthenticated, Policy
from bridge.drf.router import PortedRouter
from bridge.router import Router
from routes.dependencies import CurrentUser

router = Router(prefix="/bench", lifespan=open_client)
ported = PortedRouter(prefix="/bench/me", policy=Policy(permissions=[IsAuthenticated]))


@router.post("/alerts/", response_model=Alert, status_code=201)
def create(alert: AlertIn) -> Any:
    """Store an alert."""
    return querysets.store_alert(alert.product, alert.email)


@ported.get("/", response_model=Me)
async def me(user: CurrentUser) -> Any:
    """Return who is asking, as DRF's authenticators have found."""
    return user


@router.get("/upstream/")
async def upstream() -> Any:
    """Return what the other service answers."""
    return (await client.get(URL)).json()

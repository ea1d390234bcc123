"""Logging in, ported: a name and a password for a token."""

from pydantic import BaseModel

from bridge.drf.body import Incoming
from bridge.drf.parsers import FormParser, JSONParser, MultiPartParser
from bridge.drf.policy import Policy, policy
from bridge.drf.renderers import JSONRenderer
from bridge.drf.router import PortedRouter
from bridge.drf.tokens import Credentials

router = PortedRouter(
    prefix="/api/token",
    tags=["token"],
    policy=Policy(
        permissions=[],
        throttles=[],
        parsers=[FormParser, MultiPartParser, JSONParser],
        renderers=[JSONRenderer],
    ),
)


class IssuedToken(BaseModel):
    """What the client sends from now on: `Authorization: Token …`."""

    token: str


@router.post("/")
@policy(name="Obtain Auth Token")
def obtain_token(body: Incoming[Credentials]) -> IssuedToken:
    """Log in."""
    return IssuedToken(token=body.validated().token())

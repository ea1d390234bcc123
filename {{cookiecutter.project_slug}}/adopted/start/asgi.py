"""The combined application: FastAPI in front, the adopted project behind. `uvicorn asgi:app` runs it."""

import sys

from adopted.prepare import enter
from bridge.setup import setup

sys.modules.setdefault("asgi", sys.modules[__name__])  # run as a program, it is not imported once more
enter()
setup()  # first of all: everything below needs Django's settings and models

from fastapi import FastAPI

from adopted.websockets import their_application
from adopted.wsgi import their_wsgi
from bridge.dispatch import Strangler
from bridge.docs import add_standalone_documentation
from bridge.errors import add_error_handlers
from bridge.lifespan import lifespan
from bridge.mount import LegacyMount
from bridge.options import option
from bridge.security import DjangoSecurity
from bridge.serve import serve
from bridge.streams import BufferStreams
from bridge.threads import legacy_threads
from routes import api_router
from strangler.exchanges.recorder.recorder import recorded

api = FastAPI(
    title=option("API_TITLE"),
    description=option("API_DESCRIPTION"),
    lifespan=lifespan,
    # Our own pages are below `/-/`, where they hide no URL of the project.
    openapi_url="/-/openapi.json",
    docs_url=None,
    redoc_url=None,
)
add_standalone_documentation(api, "/-/docs")
api.add_middleware(BufferStreams)
api.add_middleware(DjangoSecurity, exempt=("/-/health/",))
add_error_handlers(api)
api.include_router(api_router)

legacy = LegacyMount(their_wsgi(), legacy_threads())

app = recorded(Strangler(api, legacy, websockets=their_application()))

if __name__ == "__main__":
    serve("asgi:app")

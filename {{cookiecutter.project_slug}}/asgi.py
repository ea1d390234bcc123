"""The combined application: FastAPI in front, the legacy Django service behind. `uvicorn asgi:app` runs it."""

from bridge.setup import setup

setup()  # first of all: everything below needs Django's settings and models

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from fastapi import FastAPI

from bridge.dispatch import Strangler
from bridge.docs import add_documentation
from bridge.errors import add_error_handlers
from bridge.lifespan import lifespan
from bridge.mount import LegacyMount
from bridge.security import DjangoSecurity
from bridge.serve import serve
from bridge.streams import BufferStreams
from bridge.threads import legacy_threads
from routes import api_router
from strangler.exchanges.recorder.recorder import recorded

api = FastAPI(
    title=settings.API_TITLE,
    description=settings.API_DESCRIPTION,
    lifespan=lifespan,
    # Beside the new routes, where they hide no URL of the legacy service.
    openapi_url="/api/v2/openapi.json",
    docs_url=None,
    redoc_url=None,
)
add_documentation(api, "/api/v2/docs")
api.add_middleware(BufferStreams)
api.add_middleware(DjangoSecurity, exempt=("/health/",))
add_error_handlers(api)
api.include_router(api_router)

legacy = LegacyMount(get_wsgi_application(), legacy_threads())

app = recorded(Strangler(api, legacy))

if __name__ == "__main__":
    serve("asgi:app")

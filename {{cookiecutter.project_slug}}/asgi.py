"""The combined application: FastAPI in front, the legacy Django service behind. `uvicorn asgi:app` runs it."""

from bridge.setup import setup

setup()

import uvicorn  # noqa: E402 - everything below needs Django's settings
from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from fastapi import FastAPI  # noqa: E402

from bridge.dispatch import Strangler  # noqa: E402
from bridge.docs import add_documentation  # noqa: E402
from bridge.errors import add_error_handlers  # noqa: E402
from bridge.lifespan import lifespan  # noqa: E402
from bridge.mount import LegacyMount  # noqa: E402
from bridge.streams import BufferStreams  # noqa: E402
from bridge.threads import legacy_threads  # noqa: E402
from routes import api_router  # noqa: E402

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
add_error_handlers(api)
api.include_router(api_router)

legacy = LegacyMount(get_wsgi_application(), legacy_threads())

app = Strangler(api, legacy)

if __name__ == "__main__":
    uvicorn.run(
        "asgi:app",
        host=settings.HOST,
        port=settings.PORT,
        workers=settings.PROCESSES,
        timeout_graceful_shutdown=settings.SHUTDOWN_TIMEOUT,
    )

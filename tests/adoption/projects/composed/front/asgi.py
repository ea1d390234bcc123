import os
from contextlib import asynccontextmanager

from django.core.asgi import get_asgi_application
from fastapi import FastAPI, Request, WebSocket

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "front.settings")
django_application = get_asgi_application()


@asynccontextmanager
async def lifespan(_app):
    print("theirs begins", flush=True)
    if os.environ.get("THEIRS_FAILS"):
        raise RuntimeError("No connection to the stars.")
    yield {"greeting": "hello from the lifespan"}
    print("theirs ends", flush=True)


def create_application():
    if os.environ.get("THEIRS_IS_OLD"):
        FastAPI.no_such_thing()
    app = FastAPI(lifespan=lifespan)

    @app.get("/greeting")
    async def greeting(request: Request):
        return request.state.greeting

    @app.websocket("/socket")
    async def socket(websocket: WebSocket):
        await websocket.accept()
        await websocket.send_text(f"theirs {await websocket.receive_text()}")
        await websocket.close()

    app.mount("/old", django_application)
    app.mount("/", django_application)
    return app


application = create_application()

"""FastAPI's documentation page from files of our own, so that it works without anybody's CDN."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse
from starlette.types import Scope

from bridge.badges import with_badges

# The package drf-spectacular-sidecar brings them, and the legacy's page uses them too.
FILES = "drf_spectacular_sidecar/swagger-ui-dist"
NAMES = {
    "swagger_js_url": "swagger-ui-bundle.js",
    "swagger_css_url": "swagger-ui.css",
    "swagger_favicon_url": "favicon-32x32.png",
}


def add_documentation(api: FastAPI, path: str) -> None:
    """Serve Swagger UI for `api` at `path`."""

    @api.get(path, include_in_schema=False)
    async def documentation(request: Request) -> HTMLResponse:
        own = {argument: static(f"{FILES}/{name}") for argument, name in NAMES.items()}
        return page(api, prefix_of(request.scope), own)


def add_standalone_documentation(api: FastAPI, path: str) -> None:
    """Serve Swagger UI for `api` at `path`, and its files below it, whatever becomes of the project's static files.

    Where drf-spectacular-sidecar is not installed, the page loads them from FastAPI's CDN.
    """
    folder = installed_files()
    for name in NAMES.values() if folder else ():
        _serve_file(api, f"{path}/{name}", Path(folder or "") / name)

    @api.get(path, include_in_schema=False)
    async def documentation(request: Request) -> HTMLResponse:
        prefix = prefix_of(request.scope)
        own = {argument: f"{prefix}{path}/{name}" for argument, name in NAMES.items()} if folder else {}
        return page(api, prefix, own)


def page(api: FastAPI, prefix: str, own: dict[str, Any]) -> HTMLResponse:
    """Return Swagger UI for the document of `api`.

    Args:
        api: the application.
        prefix: where the service is mounted.
        own: the addresses of Swagger UI's files, as FastAPI takes them.
    """
    return with_badges(get_swagger_ui_html(openapi_url=f"{prefix}{api.openapi_url}", title=api.title, **own))


def prefix_of(scope: Scope) -> str:
    """Return where the service is mounted, as `bridge.dispatch.begin_context` tells it Django."""
    return str(settings.FORCE_SCRIPT_NAME or scope.get("root_path", "")).rstrip("/")


def installed_files() -> Path | None:
    """Return the folder of Swagger UI's files, or None where they are not installed."""
    package = find_spec(FILES.partition("/")[0])
    return Path(package.origin).parent / "static" / FILES if package is not None and package.origin else None


def _serve_file(api: FastAPI, url: str, file: Path) -> None:
    @api.get(url, include_in_schema=False)
    async def static_file() -> FileResponse:
        return FileResponse(file)

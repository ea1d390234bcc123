"""FastAPI's documentation page from files of our own, so that it works without anybody's CDN."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.templatetags.static import static
from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse

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
    async def documentation() -> HTMLResponse:
        own: dict[str, Any] = {argument: static(f"{FILES}/{name}") for argument, name in NAMES.items()}
        return get_swagger_ui_html(openapi_url=api.openapi_url or "", title=api.title, **own)


def add_standalone_documentation(api: FastAPI, path: str) -> None:
    """Serve Swagger UI for `api` at `path`, and its files below it, whatever becomes of the project's static files.

    Where drf-spectacular-sidecar is not installed, the page loads them from FastAPI's CDN.
    """
    folder = installed_files()
    if folder is None:
        own: dict[str, Any] = {}
    else:
        own = {argument: f"{path}/{name}" for argument, name in NAMES.items()}
        for name in NAMES.values():
            _serve_file(api, f"{path}/{name}", folder / name)

    @api.get(path, include_in_schema=False)
    async def documentation() -> HTMLResponse:
        return get_swagger_ui_html(openapi_url=api.openapi_url or "", title=api.title, **own)


def installed_files() -> Path | None:
    """Return the folder of Swagger UI's files, or None where they are not installed."""
    package = find_spec(FILES.partition("/")[0])
    return Path(package.origin).parent / "static" / FILES if package is not None and package.origin else None


def _serve_file(api: FastAPI, url: str, file: Path) -> None:
    @api.get(url, include_in_schema=False)
    async def static_file() -> FileResponse:
        return FileResponse(file)

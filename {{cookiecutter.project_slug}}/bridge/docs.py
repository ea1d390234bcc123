"""FastAPI's documentation page from the project's own static files, so that it works without anybody's CDN."""

from django.templatetags.static import static
from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

# The package drf-spectacular-sidecar brings them, and the legacy's page uses them too.
FILES = "drf_spectacular_sidecar/swagger-ui-dist"


def add_documentation(api: FastAPI, path: str) -> None:
    """Serve Swagger UI for `api` at `path`."""

    @api.get(path, include_in_schema=False)
    async def documentation() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url=api.openapi_url or "",
            title=api.title,
            swagger_js_url=static(f"{FILES}/swagger-ui-bundle.js"),
            swagger_css_url=static(f"{FILES}/swagger-ui.css"),
            swagger_favicon_url=static(f"{FILES}/favicon-32x32.png"),
        )

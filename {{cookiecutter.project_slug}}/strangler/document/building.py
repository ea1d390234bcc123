"""The whole document of the service that the settings name."""

import logging
from copy import deepcopy
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from strangler.document.grading import read_grades
from strangler.document.legacy import Legacy, legacy_document
from strangler.document.merging import alone, in_order, merged
from strangler.document.walking import Json
from strangler.errors import ToolkitError

logger = logging.getLogger(__name__)

NOTE = "x-note"  # in a document: why it is not all that it could be


class Half(StrEnum):
    """What a document describes."""

    BOTH = "both"
    LEGACY = "legacy"
    ROUTES = "routes"


def application() -> Any:
    """Return the FastAPI application of the service.

    Raises:
        ToolkitError: `ASGI_APPLICATION` names none.
    """
    name = str(getattr(settings, "ASGI_APPLICATION", None))
    try:
        return import_string(name).api
    except (ImportError, AttributeError) as error:
        raise ToolkitError(f"ASGI_APPLICATION = {name!r} is no application of both halves: {error}") from error


def build(half: Half = Half.BOTH) -> Json:
    """Return the document of the service, or of a half of it. It can take seconds.

    What keeps the legacy half from being described well stands in `x-note`.

    Raises:
        ToolkitError: there is nothing that could be described.
    """
    grades = read_grades()
    legacy = Legacy({}) if half is Half.ROUTES else legacy_document()
    if half is Half.LEGACY:
        document = alone(legacy.document, grades, routed=False)
    else:
        routes = routes_document(application())
        both = half is Half.BOTH
        document = merged(routes, legacy.document, grades) if both else alone(routes, grades, routed=True)
    return noted(document, legacy.note)


def build_or_fall_back(api: Any) -> Json:
    """Return the document of both halves; the routes' own, if anything at all goes wrong with the other."""
    try:
        return build()
    except Exception:  # a docs page that shows the half of it is better than none
        logger.exception("The document of both halves can't be made; the routes' own is served in its place.")
        return noted(routes_document(api), "The legacy half is missing here: see the service's log.")


def routes_document(api: Any) -> Json:
    """Return FastAPI's own document, a copy."""
    document: Json = deepcopy(api.openapi())
    return in_order(document)


def noted(document: Json, note: str) -> Json:
    """Return a document that says what it lacks, to programs and to people."""
    if not note:
        return document
    info = dict(document.get("info", {}))
    info["description"] = "\n\n".join(text for text in (info.get("description", ""), f"> {note}") if text)
    return {**document, "info": info, NOTE: note}

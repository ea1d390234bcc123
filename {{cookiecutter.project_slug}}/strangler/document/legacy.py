"""The legacy half's own document: drf-spectacular's where that is installed, else a bare one of paths and methods."""

import importlib.util
import logging
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from strangler.document.bare import bare_document
from strangler.document.converting import to_3_1
from strangler.document.walking import Json

logger = logging.getLogger(__name__)

INSTALL = "install drf-spectacular to have requests and responses described"


@dataclass(frozen=True)
class Legacy:
    """What there is of a document.

    Args:
        document: of OpenAPI 3.1, and the caller's to change.
        note: why it is not all that it could be; "" where it is.
    """

    document: Json
    note: str = ""


def legacy_document() -> Legacy:
    """Return the document of the legacy half. It can take seconds."""
    if importlib.util.find_spec("rest_framework") is None:
        return Legacy(bare_document())
    if importlib.util.find_spec("drf_spectacular") is None:
        yasg = importlib.util.find_spec("drf_yasg") is not None
        other = "drf-yasg describes it for Swagger 2.0 only; " if yasg else ""
        return Legacy(bare_document(), f"The legacy half's operations are named only: {other}{INSTALL}.")
    try:
        return Legacy(by_spectacular())
    except Exception as error:  # a project's serializers may raise anything
        logger.exception("drf-spectacular can't describe the legacy half.")
        text = f"{type(error).__name__}: {error}".partition("\n")[0]
        return Legacy(bare_document(), f"The legacy half's operations are named only: drf-spectacular failed, {text}")


def by_spectacular() -> Json:
    """Return what drf-spectacular says of all views, also where the project has not set it up."""
    # Only here: what is above works without DRF.
    from drf_spectacular.drainage import GENERATOR_STATS  # noqa: PLC0415

    from strangler.document.spectacular import Generator  # noqa: PLC0415

    with GENERATOR_STATS.silence():  # its warnings are for `manage.py spectacular`
        document: Json = Generator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    document = plain(document)
    to_3_1(document)
    return document


def plain(value: Any) -> Any:
    """Return a copy of nothing but dicts, lists and JSON's other kinds; lazy translations become text."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    if value is None or type(value) in {bool, int, float, str}:
        return value
    if isinstance(value, int):  # an IntEnum's, for example
        return int(value)
    if isinstance(value, float | Decimal):
        return int(value) if value == value // 1 else float(value)
    return str(value)


def is_published() -> bool:
    """Return whether those who see the routes' document may see the legacy half's.

    `OPENAPI_LEGACY = True` (or False) in the settings decides it. Without it, they may while DEBUG is on, and
    otherwise if the project has its own document at a URL where everybody may read it.
    """
    decided: bool | None = getattr(settings, "OPENAPI_LEGACY", None)
    if decided is not None:
        return decided
    if settings.DEBUG:
        return True
    if importlib.util.find_spec("rest_framework") is None:
        return False  # nobody has ever published what plain Django answers
    from strangler.document.published import is_public_somewhere  # noqa: PLC0415 - needs DRF

    return is_public_somewhere()

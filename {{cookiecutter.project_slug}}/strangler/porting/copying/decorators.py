"""Which decorators of a function a copy can do without, which it keeps, and which are in the way."""

from collections.abc import Callable
from typing import Any

import libcst

from strangler.porting.copying.sources import Source
from strangler.porting.copying.table import NOTHING, dotted

# They tell routers, documentation or the class about the function, and leave it as it is.
DESCRIBING = {
    "builtins.classmethod",
    "builtins.property",
    "builtins.staticmethod",
    "django.contrib.admin.decorators.display",
    "drf_spectacular.utils.extend_schema",
    "drf_spectacular.utils.extend_schema_field",
    "drf_yasg.utils.swagger_auto_schema",
    "drf_yasg.utils.swagger_serializer_method",
    "rest_framework.decorators.action",
    "typing.override",
    "typing_extensions.override",
}
# They do around any function what they do around this one.
KEPT = {"django.db.transaction.atomic"}


def kept_decorators(source: Source, meaning: Callable[[libcst.BaseExpression], Any]) -> list[libcst.Decorator]:
    """Return the decorators that a copy needs.

    Args:
        source: the function.
        meaning: what a dotted name of its module means, or `NOTHING`.

    Raises:
        CannotCopyError: one changes what the function does, or nobody knows whether it does.
    """
    kept = []
    for decorator in source.node.decorators:
        called = decorator.decorator
        target = called.func if isinstance(called, libcst.Call) else called
        name = _name(meaning(target))
        if name in KEPT:
            kept.append(decorator)
        elif name not in DESCRIBING and not _is_mapping(target):
            text = source.parsed.tree.code_for_node(target)
            raise source.refuse(f"is decorated by {text}", decorator)
    return kept


def _name(meaning: Any) -> str:
    if meaning is NOTHING:
        return ""
    return f"{getattr(meaning, '__module__', '')}.{getattr(meaning, '__qualname__', '')}"


def _is_mapping(target: libcst.BaseExpression) -> bool:
    """Return whether it is `@other_action.mapping.delete` of DRF, which only notes the method."""
    parts = (dotted(target) or "").split(".")
    return len(parts) == 3 and parts[1] == "mapping"  # noqa: PLR2004 - action, mapping, method

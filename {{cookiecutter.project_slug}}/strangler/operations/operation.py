"""One thing that an API client can do: a method of a path, and what the legacy half says of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What kind of view answers."""

    VIEWSET = "viewset"  # made by a router or `as_view({...})`
    GENERIC = "generic"  # a subclass of DRF's GenericAPIView
    API = "api"  # any other APIView
    FUNCTION = "function"  # DRF's @api_view
    DJANGO = "django"  # a view that is not DRF's


class Grade(StrEnum):
    """How far an operation is on its way."""

    LEGACY = "legacy"  # the old view answers
    WRAPPED = "wrapped"  # a route documents it, the old view answers
    HYBRID = "hybrid"  # a route answers, with DRF's serializers or parts of the old view
    NATIVE = "native"  # a route answers, without DRF's serializers and views
    RETIRED = "retired"  # native, and the old view is gone


@dataclass(frozen=True)
class Operation:
    """A method of a legacy path.

    Args:
        method: in capitals. HEAD and OPTIONS are no operations: they follow from the others.
        path: as OpenAPI writes it, `/api/products/{pk}/`.
        pattern: as Django's URLconf has it, all its parts joined: `api/products/<int:pk>/`, or a regular expression.
        name: of the URL, with its namespaces, `shop:product-detail`; "" where it has none.
        view: dotted name of the view's class or function.
        kind: what kind of view that is.
        action: what a viewset calls it, such as `list`; else the method in small letters.
        handler: dotted name of the function that answers, where it is defined:
            `rest_framework.mixins.ListModelMixin.list`, which many views may share.
        callback: what Django would call, as `ResolverMatch.func` has it.
        view_class: the class of the view, or None for a plain function.
        own: whether it is DRF's, or a view of the project's own; otherwise it is the admin's, Django's, or another
            package's, which nobody ports.
        parts: the pattern objects of Django that `pattern` was joined of, from the outermost to the URL's own.
    """

    method: str
    path: str
    pattern: str
    name: str
    view: str
    kind: Kind
    action: str
    handler: str
    callback: Callable[..., Any] = field(repr=False, compare=False)
    view_class: type[Any] | None = field(default=None, repr=False, compare=False)
    own: bool = True
    parts: tuple[Any, ...] = field(default=(), repr=False, compare=False)

    @property
    def key(self) -> str:
        """What the ledger, reports and files call it: `GET /api/products/{pk}/`."""
        return f"{self.method} {self.path}"

"""What a DRF view says of an operation."""

from collections.abc import Callable, Iterable
from typing import Any

from rest_framework.generics import GenericAPIView
from rest_framework.viewsets import GenericViewSet, ViewSet

from strangler.ledger.reading.declared import declared_serializers
from strangler.ledger.reading.mock import mock_view
from strangler.ledger.reading.naming import name_of, permission_of, throttle_of
from strangler.operations.operation import Operation

WITH_BODY = {"POST", "PUT", "PATCH"}
# What of a view decides about what is told here, and the class attribute that it stands for.
DECIDING = {
    "get_authenticators": "authentication_classes",
    "get_permissions": "permission_classes",
    "get_throttles": "throttle_classes",
    "get_parsers": "parser_classes",
    "get_renderers": "renderer_classes",
    "get_serializer_class": "serializer_class",
    "get_serializer": "serializer_class",
}
FRAMEWORK = "rest_framework"


class DRFFacts:
    """Reads what a DRF view says, bit by bit: what can't be read is noted, and the rest is told all the same.

    Args:
        operation: of a DRF view.
    """

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.problems: list[str] = []
        self.overridden = [name for name in DECIDING if _is_own(operation.view_class, name)]
        self._view = self._try("the view", lambda: mock_view(operation), None)

    def read(self) -> dict[str, Any]:
        """Return the values for `Facts`, by their names."""
        view = self._view
        if view is None:
            return {"problems": tuple(self.problems), "overridden": tuple(self.overridden)}
        serializers = self._serializers()
        values = {
            "authentication": self._names("get_authenticators", name_of),
            "permissions": self._names("get_permissions", permission_of),
            "throttles": self._names("get_throttles", lambda one: throttle_of(one, view)),
            "parsers": self._names("get_parsers", name_of),
            "renderers": self._names("get_renderers", name_of),
            "versioning": _optional_name(getattr(view, "versioning_class", None)),
            "serializer_in": serializers[0],
            "serializer_out": serializers[1],
            **self._listing(),
        }
        return {**values, "overridden": tuple(self.overridden), "problems": tuple(self.problems)}

    def _serializers(self) -> tuple[str, str]:
        declared_in, declared_out = self._try(
            "the schema", lambda: declared_serializers(self._view, self.operation), (None, None)
        )
        own = ""
        if declared_in is None or declared_out is None:
            own = self._try("get_serializer_class", self._serializer_class, "")
        given_in = own if self.operation.method in WITH_BODY else ""
        given_out = own if self.operation.method != "DELETE" else ""
        return (
            given_in if declared_in is None else declared_in,
            given_out if declared_out is None else declared_out,
        )

    def _serializer_class(self) -> str:
        given = getattr(self._view, "serializer_class", None)
        deciding = getattr(type(self._view), "get_serializer_class", None)
        if deciding is None or (deciding is GenericAPIView.get_serializer_class and given is None):
            return _optional_name(given)  # without one, DRF would refuse; such a view uses none
        return name_of(self._view.get_serializer_class())

    def _listing(self) -> dict[str, Any]:
        """Return what applies to a list."""
        if not isinstance(self._view, GenericAPIView):
            return {}
        used = _names_used(self.operation, self._view)
        listed: dict[str, Any] = {}
        if "paginate_queryset" in used:
            listed["pagination"] = _optional_name(self._view.pagination_class)
        if "filter_queryset" in used:
            listed["filters"] = tuple(name_of(backend) for backend in self._view.filter_backends)
            listed["filterset"] = _optional_name(getattr(self._view, "filterset_class", None))
        return listed

    def _names(self, method: str, name: Callable[[Any], str]) -> tuple[str, ...]:
        things: Iterable[Any] = self._try(method, lambda: list(self._parts(method)), ())
        return tuple(name(one) for one in things)

    def _parts(self, method: str) -> Iterable[Any]:
        """Return the classes that a view names, or what it returns where it decides by itself."""
        if method in self.overridden:
            parts: Iterable[Any] = getattr(self._view, method)()
        else:
            parts = getattr(self._view, DECIDING[method])
        return parts

    def _try(self, what: str, read: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return read()
        except Exception as error:  # noqa: BLE001 - the project's code, which must not break the ledger
            text = " ".join(str(error).split())
            self.problems.append(
                f"{what}: {type(error).__name__}: {text}" if text else f"{what}: {type(error).__name__}"
            )
            return otherwise


def _is_own(cls: type[Any] | None, name: str) -> bool:
    """Return whether a method of a view is the project's own or a library's, not DRF's."""
    owner = next((one for one in getattr(cls, "__mro__", ()) if name in vars(one)), None)
    return owner is not None and owner.__module__.partition(".")[0] != FRAMEWORK


def _optional_name(cls: Any) -> str:
    return name_of(cls) if cls is not None else ""


def _names_used(operation: Operation, view: Any) -> set[str]:
    """Return the attributes that a handler's code names; DRF's own lists do what their mixin does."""
    handler = getattr(type(view), operation.action, None)
    handler = getattr(handler, "__wrapped__", handler)
    names = set(getattr(getattr(handler, "__code__", None), "co_names", ()))
    if "list" in names and not isinstance(view, ViewSet | GenericViewSet):  # ListAPIView.get calls it
        names |= set(type(view).list.__code__.co_names)
    return names

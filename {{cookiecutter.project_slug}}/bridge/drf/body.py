"""What the client has sent: parsed and validated when the endpoint asks for it, as in a DRF view.

DRF looks for the object of a URL first (404), then at its permissions (403), and only then at the body (400). So
an endpoint gets the body unopened: `body: Incoming[ProductIn]`, and later `product = body.validated()`.
"""

from typing import TYPE_CHECKING, Annotated, Any, Generic, Protocol, Self, TypeVar, get_args

from fastapi import Body
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

if TYPE_CHECKING:
    from bridge.drf.call import Call


class Parsed(Protocol):
    """A Pydantic model that validates as a serializer does, such as `bridge.drf.schemas.Schema`."""

    @classmethod
    def parse(cls, data: Any, *, instance: Any, partial: bool, context: dict[str, Any]) -> Self:
        """Return the valid content of `data`, or raise DRF's `ValidationError`."""


T = TypeVar("T", bound=Parsed)


class BodyOfCall:
    """The body as FastAPI passes it on, not parsed yet."""

    def __init__(self, call: "Call") -> None:
        self.call = call


class Unopened(Generic[T]):
    """A body that is to be a `T`. Documented in OpenAPI as one."""

    def __init__(self, schema: type[T], call: "Call") -> None:
        self.schema = schema
        self._call = call

    @property
    def data(self) -> Any:
        """What DRF's parsers make of it (`request.data`).

        Raises:
            ParseError, UnsupportedMediaType: it is broken, or of a type that the view doesn't take.
        """
        return self._call.request.data

    def validated(self, instance: Any = None) -> T:
        """Return the valid content; a PATCH may leave out what is required. Call it on the request's Django thread.

        Args:
            instance: the object that is to be changed.

        Raises:
            ValidationError: as DRF's serializer would raise it.
        """
        context = {"request": self._call.request, "view": self._call.view}
        partial = self._call.request.method == "PATCH"
        return self.schema.parse(self.data, instance=instance, partial=partial, context=context)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take a `BodyOfCall`; say in the documentation that it is a `T`."""
        (schema,) = get_args(source)

        def unopened(value: Any) -> "Unopened[T]":
            return cls(schema, value.call)

        documented = handler.generate_schema(schema)
        return core_schema.no_info_plain_validator_function(unopened, json_schema_input_schema=documented)


Incoming = Annotated[Unopened[T], Body()]

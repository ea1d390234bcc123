"""What the client has sent: parsed and validated when the endpoint asks for it, as in a DRF view.

DRF looks for the object of a URL first (404), then at its permissions (403), and only then at the body (400). So
an endpoint gets the body unopened: `body: Incoming[ProductIn]`, and later `product = body.validated()`.
"""

from typing import TYPE_CHECKING, Annotated, Any, Generic, Protocol, TypeVar, get_args, get_origin

from fastapi import Body
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from bridge.drf.schemas import Nested

if TYPE_CHECKING:
    from bridge.drf.call import Call


class Parser(Protocol):
    """What validates as a serializer does: a subclass of `bridge.drf.schemas.Schema`, or a `Nested` for a list."""

    def parse(self, data: Any, *, instance: Any, partial: bool, context: dict[str, Any]) -> Any:
        """Return the valid content of `data`, or raise DRF's `ValidationError`."""


T = TypeVar("T")


class BodyOfCall:
    """The body as FastAPI passes it on, not parsed yet."""

    def __init__(self, call: "Call") -> None:
        self.call = call


class Unopened(Generic[T]):
    """A body that is to be a `T`: a Pydantic model with the method `parse`, or a list of schemas. Documented as one.

    `Incoming[list[ProductIn]]` is what a serializer with `many=True` reads, and
    `Incoming[Annotated[list[ProductIn], Nested(max_length=100)]]` one with such options.
    """

    def __init__(self, parser: Parser, call: "Call") -> None:
        self._parser = parser
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
        valid: T = self._parser.parse(self.data, instance=instance, partial=partial, context=context)
        return valid

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take a `BodyOfCall`; say in the documentation that it is a `T`."""
        (schema,) = get_args(source)
        parser = parser_of(schema)

        def unopened(value: Any) -> "Unopened[T]":
            return cls(parser, value.call)

        documented = handler.generate_schema(schema)
        return core_schema.no_info_plain_validator_function(unopened, json_schema_input_schema=documented)


def parser_of(schema: Any) -> Parser:
    """Return what parses a body of that type: the model, or what reads a list of them."""
    kind, *metadata = get_args(schema) if get_origin(schema) is Annotated else (schema,)
    if get_origin(kind) is not list:
        model: Parser = kind
        return model
    nested = next((one for one in metadata if isinstance(one, Nested)), Nested())
    nested.learn(kind)
    return nested


Incoming = Annotated[Unopened[T], Body()]

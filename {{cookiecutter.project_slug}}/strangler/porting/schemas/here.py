"""Where a field stands, which its converter may have to know."""

from dataclasses import dataclass
from typing import Any

from strangler.porting.module import Fidelity
from strangler.porting.schemas.expressions import Expression, UnwritableError, call, imported, text
from strangler.porting.schemas.facts import Converted


class NotNativeError(Exception):
    """A field can't be written as one of ours; the message says why."""


class ManualError(UnwritableError):
    """Not even the legacy's own field would do the same within a schema; the message says why."""


@dataclass(frozen=True)
class Here:
    """Where a field stands.

    Args:
        serializer: the class of the serializer that it is a field of.
        name: the field's name; that of the outermost one for the child of a list.
        model: the serializer's model, if it has one.
        column: the field of the model that it is for, if there is one.
    """

    serializer: type[Any]
    name: str
    model: Any = None
    column: Any = None

    def bridged(self, annotation: Expression, reason: str) -> Converted:
        """Return the field as the legacy has it.

        Raises:
            UnwritableError: the serializer can't be imported.
        """
        marker = Expression.of("Bridged.of", "bridge.drf.fields.bridged.Bridged")
        return Converted(annotation, call(marker, imported(self.serializer), text(self.name)), Fidelity.BRIDGED, reason)

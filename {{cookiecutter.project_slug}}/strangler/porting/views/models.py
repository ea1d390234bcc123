"""The models that document what an operation reads and answers."""

from dataclasses import dataclass, field

from strangler.porting.module import Code
from strangler.porting.views.view import DRFView


@dataclass(frozen=True)
class Models:
    """What an endpoint's signature names.

    Args:
        code: the classes.
        request: the type of the body, "" where there is none, or nobody knows.
        response: the type of the answer, likewise.
    """

    code: Code = field(default_factory=Code)
    request: str = ""
    response: str = ""


def documented_models(drf: DRFView) -> Models:
    """Return the models of an operation; none where its serializers can't be found or read."""
    return Models()

"""What a view says of the requests that it takes, whatever kind of view it is."""

import json
import random
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import Model

from strangler.exchanges.made import schema
from strangler.exchanges.made.field import Field
from strangler.operations.operation import Kind, Operation


class View:
    """A view that is not DRF's: it says nothing, unless drf-spectacular knows of it.

    Args:
        operation: that it answers.
    """

    made: Any = None  # DRF's, ready to answer
    read_only: tuple[str, ...] = ()

    def __init__(self, operation: Operation) -> None:
        self.operation = operation

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields of a body."""
        return schema.body_of(self.operation)

    def printed(self, model: type[Model] | None) -> Mapping[str, Any] | None:  # noqa: ARG002 - for those that can
        """Return a row as the view prints it; None where there is none, or it can't."""
        return None

    def queries(self, chance: random.Random) -> list[str]:
        """Return query strings."""
        from strangler.exchanges.made.queries import queries_of  # noqa: PLC0415

        return queries_of(self.operation, self.made, chance)


class DRFView(View):
    """A view of DRF's, with the serializer that it would use for this operation."""

    @cached_property
    def made(self) -> Any:
        """The view, just before its handler would run; None where it can't be made without a client."""
        from strangler.ledger.reading.mock import mock_view  # noqa: PLC0415 - only where DRF is installed

        try:
            return mock_view(self.operation)
        except Exception:  # noqa: BLE001 - the project's code
            return None

    @cached_property
    def _serializer(self) -> Any:
        try:
            return self.made.get_serializer() if getattr(self.made, "serializer_class", None) else self._own()
        except Exception:  # noqa: BLE001 - the project's code
            return None

    def _own(self) -> Any:
        from rest_framework.generics import GenericAPIView  # noqa: PLC0415 - only where DRF is installed

        deciding = getattr(type(self.made), "get_serializer_class", None)
        if deciding in {None, GenericAPIView.get_serializer_class}:
            return None
        return self.made.get_serializer()

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields of a body: of what the schema declares, or else of the serializer."""
        from strangler.exchanges.made.serializers import fields_of  # noqa: PLC0415 - only where DRF is installed

        return fields_of(self._serializer) or schema.body_of(self.operation)

    @cached_property
    def read_only(self) -> tuple[str, ...]:  # type: ignore[override]
        """The names of fields that are only printed."""
        from strangler.exchanges.made.serializers import read_only_names  # noqa: PLC0415 - only where DRF is installed

        return read_only_names(self._serializer)

    def printed(self, model: type[Model] | None) -> Mapping[str, Any] | None:
        """Return the first row as the serializer prints it."""
        from rest_framework.utils.encoders import JSONEncoder  # noqa: PLC0415 - only where DRF is installed

        try:
            row = model._default_manager.order_by("pk").first() if model is not None else None
            if row is None or self._serializer is None:
                return None
            printed = self._serializer.to_representation(row)
            plain = json.loads(json.dumps(printed, cls=JSONEncoder))
        except Exception:  # noqa: BLE001 - the project's code; then values are made up
            return None
        return plain if isinstance(plain, dict) else None


def view_for(operation: Operation) -> View:
    """Return what says of an operation what its requests are like."""
    return View(operation) if operation.kind is Kind.DJANGO else DRFView(operation)

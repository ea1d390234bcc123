"""The schemas of a module that is being written: of what its operations read and answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rest_framework.settings import api_settings

from strangler.porting.checking import problem_of
from strangler.porting.copying import CannotCopyError, uses
from strangler.porting.merging import merge
from strangler.porting.module import Code, Fidelity, Note
from strangler.porting.schemas import Names, SerializerFacts, describe, schema_code
from strangler.porting.views.native.refusing import NotNativeError, refusal
from strangler.porting.views.reasons import Why
from strangler.porting.views.view import DRFView

READS = {"list", "retrieve"}
FREE = ("self.action", "self.serializer_class", "super()")


@dataclass(frozen=True)
class Models:
    """What an endpoint's signature names, for the documentation.

    Args:
        request: the type of the body, "" where there is none, or nobody knows.
        response: the type of the answer, likewise.
        imports: for those.
    """

    request: str = ""
    response: str = ""
    imports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Native:
    """The schema of a native endpoint.

    Args:
        answer: its name.
        serializer: the class that it stands for.
        location: the name of the field that is the answer's `Location`, if there is one.
        notes: of its fields.
    """

    answer: str
    serializer: type[Any]
    location: str | None
    notes: tuple[Note, ...] = ()


class Book:
    """Schemas by the serializers that they stand for, each written once.

    Args:
        taken: names that the module has.
    """

    def __init__(self, *taken: str) -> None:
        self._names = Names(*taken)
        self._known: dict[type[Any], tuple[str, SerializerFacts]] = {}
        self._problems: dict[type[Any], str] = {}
        self.code = Code()

    def documented(self, drf: DRFView) -> Models:
        """Return the models of an operation that DRF's own handlers answer; none where they can't be written."""
        if not drf.stock or drf.stock == "destroy":
            return Models()
        try:
            name, _ = self.schema(serializer_of(drf))
        except NotNativeError:
            return Models()
        request = "" if drf.stock in READS else name
        if drf.stock != "list":
            return Models(request, name)
        return envelope(drf, name)

    def native(self, drf: DRFView) -> Native:
        """Return the schema of an operation.

        Raises:
            NotNativeError: there is none that does all that the serializer does.
        """
        serializer = serializer_of(drf)
        if drf.stock == "destroy":
            return Native("", serializer, None)
        name, facts = self.schema(serializer)
        grades = {"printed": facts.reading, **({} if drf.stock in READS else {"read": facts.writing})}
        for what, grade in grades.items():
            if grade is Fidelity.MANUAL:
                note = next((one for one in facts.notes() if one.fidelity is Fidelity.MANUAL), None)
                text = f"{facts.name} can't be {what} without DRF: {note.subject} {note.reason}" if note else facts.name
                raise refusal(Why.SERIALIZER, f"{text}.", serializer)
        url = api_settings.URL_FIELD_NAME
        location = next((field.name for field in facts.fields if field.name == url and not field.write_only), None)
        return Native(
            name, serializer, location, tuple(one for one in facts.notes() if one.fidelity != Fidelity.NATIVE)
        )

    def schema(self, serializer: type[Any]) -> tuple[str, SerializerFacts]:
        """Return the name of the schema for a serializer, written if need be.

        Raises:
            NotNativeError: it can't be written, or what is written doesn't work.
        """
        if serializer in self._problems:
            raise refusal(Why.SERIALIZER, self._problems[serializer], serializer)
        if serializer not in self._known:
            self._known[serializer] = self._write(serializer)
        return self._known[serializer]

    def _write(self, serializer: type[Any]) -> tuple[str, SerializerFacts]:
        facts = describe(serializer)
        problem = facts.problem
        if not problem:
            # On trial: what doesn't work must not leave its name behind.
            whole = merge([self.code, schema_code(facts, self._names)])
            name = self._names.latest
            problem = problem_of(whole)
            if not problem:
                self.code = whole
                return name, facts
        self._problems[serializer] = f"{facts.name} can't be written as a schema: {problem}."
        raise refusal(Why.SERIALIZER, self._problems[serializer], serializer)


def envelope(drf: DRFView, name: str) -> Models:
    """Return the answer of a list: a page where the view has pages that the bridge knows."""
    from strangler.porting.views.native.lists import pages_of  # noqa: PLC0415

    try:
        pages = pages_of(drf)
    except NotNativeError:
        return Models()
    if pages is None:
        return Models("", f"list[{name}]")
    _, _, page, imports = pages
    return Models("", f"{page}[{name}]", tuple(imports))


def serializer_of(drf: DRFView) -> type[Any]:
    """Return the serializer of an operation.

    Raises:
        NotNativeError: it is another one for each request, or none.
    """
    if not drf.is_own("get_serializer_class"):
        serializer: type[Any] | None = drf.attribute("serializer_class")
        if serializer is None:
            raise refusal(Why.SERIALIZER, f"{drf.cls.__name__} has no serializer_class.", drf.cls)
        return serializer
    owner = drf.owner("get_serializer_class")
    function: Callable[..., Any] = vars(owner)["get_serializer_class"]
    problem = refusal(Why.SERIALIZER, f"{owner.__name__}.get_serializer_class asks for more than the action.", function)
    try:
        asked = [use.text for use in uses(function)]
    except CannotCopyError as error:
        raise problem from error
    if not all(text.startswith(FREE) for text in asked):
        raise problem
    try:
        found: type[Any] = drf.instance().get_serializer_class()
    except Exception as error:
        raise refusal(Why.SERIALIZER, f"{owner.__name__}.get_serializer_class failed: {error!r}.", function) from error
    return found

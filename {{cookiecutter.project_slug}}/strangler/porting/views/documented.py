"""What a view's own documentation says: docstrings, statuses, parameters of the query string."""

import inspect
import keyword
import re
from typing import Any

from strangler.operations.operation import Kind, Operation
from strangler.porting.views.naming import noun, plural
from strangler.porting.views.source import text
from strangler.porting.views.view import DRFView

STATUS = re.compile(r"HTTP_(2\d\d)_|status(?:_code)?\s*=\s*(2\d\d)\b")
USUAL = 200
STATUSES = {"create": 201, "destroy": 204}
SENTENCES = {
    "list": "List {plural}.",
    "create": "Add {one}.",
    "retrieve": "Return one {noun}.",
    "update": "Replace {one}.",
    "partial_update": "Change {one}.",
    "destroy": "Delete {one}.",
}
TYPES = {"integer": "int", "number": "float", "boolean": "bool"}


def doc_of(operation: Operation, function: Any, stock: str) -> str:
    """Return the docstring: the function's own, else its class's, else a sentence that says what it does.

    Args:
        operation: what is documented.
        function: what answers.
        stock: which of DRF's own handlers that is, or "".
    """
    subject = noun(operation).replace("_", " ")
    sentence = SENTENCES.get(stock or operation.action, "").format(
        noun=subject, plural=plural(subject), one=("an " if subject[0] in "aeiou" else "a ") + subject
    )
    if stock:
        return sentence
    for owner in (function, operation.view_class if operation.kind is not Kind.VIEWSET else None):
        own = inspect.getdoc(owner) if owner is not None and not _is_frameworks(owner) else None
        if own:
            return own
    if sentence:
        return sentence
    if operation.kind is Kind.VIEWSET:
        return operation.action.replace("_", " ").capitalize() + "."
    return f"{operation.method.capitalize()} {subject}."


def status_of(function: Any, stock: str) -> int:
    """Return the status of success: of another handler than DRF's the one that its source names, if it names one."""
    if stock:
        return STATUSES.get(stock, USUAL)
    try:
        named = {int(one or other) for one, other in STATUS.findall(inspect.getsource(function))}
    except (OSError, TypeError):
        return USUAL
    return named.pop() if len(named) == 1 else USUAL


def query_parameters(drf: DRFView) -> list[str]:
    """Return arguments of a function that document the query string of a list, as its view reads it."""
    from bridge.drf.resources.listing import listed_parameters  # noqa: PLC0415 - imports DRF

    found = []
    for number, parameter in enumerate(listed_parameters(drf.instance())):
        kind = TYPES.get(parameter.schema.get("type", ""), "str")
        name = parameter.name
        if name.isidentifier() and not keyword.iskeyword(name):
            found.append(f"{name}: {kind} | None = None")
        else:
            found.append(f"parameter_{number}: Annotated[{kind} | None, Query(alias={text(name)})] = None")
    return found


def _is_frameworks(owner: Any) -> bool:
    return (getattr(owner, "__module__", "") or "").partition(".")[0] in {"rest_framework", "django"}

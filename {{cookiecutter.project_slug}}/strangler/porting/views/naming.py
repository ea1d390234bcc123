"""What functions, routers and tags are called."""

import keyword
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from strangler.operations.find import app_of
from strangler.operations.operation import Kind, Operation

VERBS = {
    "list": "list",
    "create": "create",
    "retrieve": "get",
    "update": "replace",
    "partial_update": "change",
    "destroy": "delete",
}
METHODS = {"get": "get", "post": "post", "put": "put", "patch": "patch", "delete": "delete"}
SUFFIXES = re.compile(
    r"(?:ListCreate|RetrieveUpdateDestroy|RetrieveUpdate|RetrieveDestroy|List|Detail|Details|Create|Retrieve|Update"
    r"|Destroy|Delete|Api|API|Model|Read|Only|Generic)*(?:ViewSet|Viewset|APIView|ApiView|Api|API|View)?$"
)
TELLS_NOTHING = re.compile(r"api|rest|v\d+(?:\.\d+)?")  # of a prefix


def snake(name: str) -> str:
    """Return `ProductReview` as `product_review`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"\W+", "_", spaced).strip("_").lower()


def noun(operation: Operation) -> str:
    """Return what the view is about: the name of its model, or else of its class."""
    model = model_of(operation.view_class)
    if model is not None and operation.kind in {Kind.VIEWSET, Kind.GENERIC}:
        return snake(model.__name__)
    name = operation.view.rpartition(".")[2]
    if (operation.kind in {Kind.FUNCTION, Kind.DJANGO} and operation.view_class is None) or name.islower():
        return snake(name)
    return snake(SUFFIXES.sub("", name) or name)


def plural(word: str) -> str:
    """Return the plural, as English mostly has it."""
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    if word.endswith(("ss", "x", "ch", "sh")):
        return word + "es"
    return word if word.endswith("s") else word + "s"


def model_of(view: Any) -> Any:
    """Return the model of a view's rows, as far as its class tells."""
    queryset = getattr(view, "queryset", None)
    if queryset is not None:
        return getattr(queryset, "model", None)
    serializer = getattr(view, "serializer_class", None)
    return getattr(getattr(serializer, "Meta", None), "model", None)


def function_name(operation: Operation, action: str, taken: Collection[str]) -> str:
    """Return a name for the endpoint that is not taken.

    Args:
        operation: what it answers.
        action: what the method does, in DRF's words: `list`, `retrieve`; else the name of the handler.
        taken: names of the module.
    """
    subject = noun(operation)
    if action in VERBS:
        name = f"{VERBS[action]}_{plural(subject) if action == 'list' else subject}"
    elif operation.kind is Kind.VIEWSET:
        name = action
    else:
        name = f"{METHODS.get(action, snake(action))}_{subject}"
    return free(name, taken, f"{name}_{subject}" if operation.kind is Kind.VIEWSET else "")


def free(name: str, taken: Collection[str], other: str = "") -> str:
    """Return the name, another one, or the first with a number that nobody has."""
    for candidate in (name, other):
        if candidate and candidate.isidentifier() and not keyword.iskeyword(candidate) and candidate not in taken:
            return candidate
    number = 2
    base = other or name
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


def common_prefix(paths: Sequence[str]) -> str:
    """Return the path that all have in common, without parameters and without a slash at its end."""
    split = [path.strip("/").split("/") for path in paths]
    shared: list[str] = []
    for segments in zip(*split, strict=False):
        if len(set(segments)) > 1 or "{" in segments[0]:
            break
        shared.append(segments[0])
    prefix = "/" + "/".join(shared) if shared and shared != [""] else ""
    # A path is never empty without its prefix having no slash at the end.
    return prefix if all(path == prefix or path.startswith(f"{prefix}/") for path in paths) else ""


def tag(prefix: str, operations: Iterable[Operation]) -> str:
    """Return the tag: the last word of the prefix, else what the one view is about, or else the application's label."""
    last = prefix.rpartition("/")[2]
    if last and not TELLS_NOTHING.fullmatch(last):
        return last
    first, *others = operations
    if any(other.view != first.view for other in others):
        return app_of(first)
    return noun(first).replace("_", " ")

"""Why an operation isn't ported further, and where in the legacy's source the reason stands."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from strangler.places import shown

MAX_DEPTH = 10  # decorators around a function


class Why(StrEnum):
    """What kind of reason it is; reports count them."""

    NO_PATH = "no-path"  # no path of FastAPI's matches what the URL does
    UNREACHABLE = "unreachable"  # an earlier URL answers
    NOT_DRF = "not-drf"  # a plain Django view
    DECORATED = "decorated"  # something stands around the view
    DISPATCH = "dispatch"  # the view runs requests in a way of its own
    ASYNC = "async"  # its handler is a coroutine
    ARGUMENTS = "arguments"  # the URL has parameters without names
    HANDLER = "handler"  # the method that answers is the project's own
    HOOK = "hook"  # a method that DRF's own code calls is the project's own
    QUERYSET = "queryset"
    FILTER = "filter"
    PAGINATION = "pagination"
    POLICY = "policy"
    RENDERER = "renderer"
    SERIALIZER = "serializer"
    OVERLAP = "overlap"  # another URL answers some paths that the route's path matches
    TRIAL = "trial"  # what was written could not be imported


@dataclass(frozen=True)
class Reason:
    """Why an operation isn't ported at a grade.

    Args:
        why: what kind of reason.
        text: in a few words, with the names of the legacy's source.
        file: where that stands, relative to the working directory where it is below that; "" if nobody knows.
        line: of that file, or 0.
    """

    why: Why
    text: str
    file: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        """File and line, as editors open it."""
        return f"{self.file}:{self.line}" if self.file and self.line else self.file

    def __str__(self) -> str:
        return f"{self.text} ({self.where})" if self.where else self.text


def reason(why: Why, text: str, source: Any = None) -> Reason:
    """Return a reason with the place of a class or function."""
    return Reason(why, text, *place_of(source)) if source is not None else Reason(why, text)


def place_of(thing: Any) -> tuple[str, int]:
    """Return the file and line where a class or function is defined; "" and 0 where nobody knows."""
    try:
        thing = undecorated(thing)
        file = Path(inspect.getsourcefile(thing) or "")
        _, line = inspect.getsourcelines(thing)
    except (OSError, TypeError):
        return "", 0
    return shown(file), max(line, 1)


def undecorated(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that decorators are around, as far as they tell; else the outermost."""
    for _ in range(MAX_DEPTH):
        inner = getattr(function, "__wrapped__", None) or getattr(function, "__func__", None)
        if inner is None:
            break
        function = inner
    return function

"""A serializer to look at, made of its class with nothing or with next to nothing."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer

MOST_FIELDS = 2000  # of one serializer, those nested in it included


class UnreadableError(Exception):
    """A serializer can't be looked at; the message says why."""


def instance_of(serializer: Any) -> Any:
    """Return a serializer whose fields are bound.

    Args:
        serializer: an instance, or a class.

    Raises:
        UnreadableError: it can't be made, or has no fields to be seen.
    """
    found = _made(serializer) if isinstance(serializer, type) else serializer
    if not isinstance(found, BaseSerializer):
        raise UnreadableError(f"{type(found).__name__} is no serializer")
    inner = found.child if isinstance(found, ListSerializer) else found
    if not isinstance(inner, Serializer):
        raise UnreadableError(f"{type(inner).__name__} has no fields: it is a BaseSerializer")
    _ = fields_of(inner)
    return found


def fields_of(serializer: Any) -> dict[str, Any]:
    """Return the bound fields of a serializer.

    Raises:
        UnreadableError: they can't be made.
    """
    try:
        return dict(serializer.fields)
    except RecursionError:
        raise UnreadableError("its fields contain itself without end") from None
    except Exception as error:
        raise UnreadableError(f"its fields can't be made: {_said(error)}") from error


def _made(cls: type[Any]) -> Any:
    """Return an instance of a class, with a request in its context if it wants one.

    Raises:
        UnreadableError: it wants more than that.
    """
    if not issubclass(cls, BaseSerializer):
        raise UnreadableError(f"{cls.__name__} is no serializer")
    problem: Exception | None = None
    for context in ({}, {"request": _request(), "view": None, "format": None}):
        try:
            made = cls(context=context)
            inner = made.child if isinstance(made, ListSerializer) else made
            _ = inner.fields if isinstance(inner, Serializer) else None
        except Exception as error:  # noqa: BLE001 - whatever the project's code does
            problem = problem or error
        else:
            return made
    raise UnreadableError(f"{cls.__name__} can't be made alone: {_said(problem)}")


def _request() -> Request:
    http = HttpRequest()
    http.method = "GET"
    http.user = AnonymousUser()
    return Request(http)


def _said(error: Exception | None) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:160]}" if text else type(error).__name__

"""All URLs that Django's URLconf has, in the order in which it tries them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, get_urlconf
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern

from strangler.errors import ToolkitError

NAMED_GROUP = re.compile(r"\(\?P<\w+>")
ANCHORS = re.compile(r"^\^|(?<!\\)\$$|\\[Zz]$")


@dataclass(frozen=True)
class Url:
    """One URL, with all that is around it.

    Args:
        parts: its patterns, from the outermost `include` to its own.
        callback: what Django calls.
        name: its name, with its namespaces; "" where it has none.
        apps: the application namespaces around it, such as `admin`.
    """

    parts: tuple[Any, ...]
    callback: Callable[..., Any]
    name: str
    apps: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """The URL as the URLconf has it, all its parts joined."""
        return "".join(str(part) for part in self.parts)

    @property
    def expression(self) -> str:
        """What it matches, as a regular expression without names: equal ones match the same paths."""
        return "".join(_expression(part) for part in self.parts)


def urls() -> list[Url]:
    """Return all URLs of `settings.ROOT_URLCONF` (or what `django.urls.set_urlconf` has put in its place).

    Raises:
        ToolkitError: a module of URLs can't be imported, or is none.
    """
    try:
        return list(_walk(get_resolver(get_urlconf()), (), (), ()))
    except Exception as error:
        raise ToolkitError(f"The URLconf can't be read: {type(error).__name__}: {error}") from error


def _walk(
    resolver: URLResolver, parts: tuple[Any, ...], namespaces: tuple[str, ...], apps: tuple[str, ...]
) -> Iterator[Url]:
    for entry in resolver.url_patterns:
        within = (*parts, entry.pattern)
        if isinstance(entry, URLPattern):
            name = ":".join((*namespaces, entry.name)) if entry.name else ""
            yield Url(within, entry.callback, name, apps)
        elif hasattr(entry, "url_patterns"):
            inner_namespaces = (*namespaces, entry.namespace) if entry.namespace else namespaces
            inner_apps = (*apps, entry.app_name) if entry.app_name else apps
            yield from _walk(entry, within, inner_namespaces, inner_apps)


def _expression(part: Any) -> str:
    if isinstance(part, LocalePrefixPattern):
        return re.escape(str(part))
    if isinstance(part, RegexPattern | RoutePattern):
        expression = part.regex.pattern
        return ANCHORS.sub("", NAMED_GROUP.sub("(", expression))
    return repr(part)  # a project's own class of patterns, of which nothing is known

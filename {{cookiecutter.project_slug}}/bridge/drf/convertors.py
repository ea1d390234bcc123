"""Parameters of paths that Django and DRF know, and Starlette doesn't: `{pk:lookup}`, `{name:slug}`."""

from starlette.convertors import Convertor, register_url_convertor


class Text(Convertor[str]):
    """A part of a path that stays text."""

    def convert(self, value: str) -> str:
        """Return it."""
        return value

    def to_string(self, value: str) -> str:
        """Return it."""
        return value


class Lookup(Text):
    """What DRF's routers take for the key of a row (`rest_framework.routers.SimpleRouter.get_lookup_regex`)."""

    regex = "[^/.]+"


class Slug(Text):
    """What Django's `<slug:…>` takes (`django.urls.converters.SlugConverter`)."""

    regex = "[-a-zA-Z0-9_]+"


def register_convertors() -> None:
    """Let paths of routes have them."""
    for name, convertor in (("lookup", Lookup()), ("slug", Slug())):
        register_url_convertor(name, convertor)

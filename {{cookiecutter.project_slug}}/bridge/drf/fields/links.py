"""Fields for related objects by their addresses."""

from typing import Any, ClassVar
from urllib import parse

from django.core.exceptions import ImproperlyConfigured, ObjectDoesNotExist
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, get_script_prefix, resolve
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.reverse import reverse

from bridge.drf.context import current_request
from bridge.drf.fields.field import Scope
from bridge.drf.fields.forms import type_name
from bridge.drf.fields.related import RelatedField

NO_URL = (
    "Could not resolve URL for hyperlinked relationship using "
    'view name "%s". You may have failed to include the related '
    "model in your API, or incorrectly configured the "
    "`lookup_field` attribute on this field."
)


class HyperlinkedRelatedField(RelatedField):
    """A related object by its address (`rest_framework.relations.HyperlinkedRelatedField`).

    Args:
        view_name: the name of the Django URL.
        lookup_field: the attribute that the URL is made with.
        lookup_url_kwarg: the name of the URL's parameter; that of the attribute if None.
        format: the format suffix of the address, where the request's own address has one.
        options: those of `RelatedField`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "no_match": _("Invalid hyperlink - No URL match."),
        "incorrect_match": _("Invalid hyperlink - Incorrect URL match."),
        "does_not_exist": _("Invalid hyperlink - Object does not exist."),
        "incorrect_type": _("Incorrect type. Expected URL string, received {data_type}."),
    }
    documented: ClassVar[dict[str, Any]] = {"type": "string", "format": "uri"}

    def __init__(
        self,
        view_name: str,
        *,
        lookup_field: str = "pk",
        lookup_url_kwarg: str | None = None,
        format: str | None = None,  # noqa: A002 - DRF's name
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.format = format
        self.view_name = view_name
        self.lookup_field = lookup_field
        self.lookup_url_kwarg = lookup_url_kwarg or lookup_field

    def uses_key_only(self) -> bool:
        """Return whether the URL is made with the key."""
        return self.lookup_field == "pk"

    def to_internal_value(self, data: Any, scope: Scope) -> Any:
        """Return the object at that address."""
        if not hasattr(data, "startswith"):
            self.fail("incorrect_type", data_type=type_name(data))
        if data.startswith(("http:", "https:")):
            data = parse.urlparse(data).path
            prefix = get_script_prefix()
            data = "/" + data.removeprefix(prefix) if data.startswith(prefix) else data
        try:
            match = resolve(uri_to_iri(parse.unquote(data)))
        except Resolver404:
            self.fail("no_match")
        if match.view_name != self.versioned_name(scope.context.get("request")):
            self.fail("incorrect_match")
        try:
            return self.rows().get(**{self.lookup_field: match.kwargs[self.lookup_url_kwarg]})
        except (ObjectDoesNotExist, ValueError, TypeError):
            self.fail("does_not_exist")

    def versioned_name(self, request: Any) -> str:
        """Return the name of the URL in the request's version."""
        try:
            name: str = request.versioning_scheme.get_versioned_viewname(self.view_name, request)
        except AttributeError:  # names have no versions
            return self.view_name
        return name

    def to_representation(self, value: Any) -> Any:
        """Return the absolute address; None for an object that isn't stored yet.

        Raises:
            LookupError: no request is being answered.
            ImproperlyConfigured: there is no such URL.
        """
        if hasattr(value, "pk") and value.pk in {None, ""}:
            return None
        request = current_request.get()
        if request is None:
            raise LookupError("An address needs a request: set bridge.drf.context.current_request.")
        kwargs = {self.lookup_url_kwarg: getattr(value, self.lookup_field)}
        suffix = format_suffix(request)
        try:
            return reverse(self.view_name, kwargs=kwargs, request=request, format=suffix and (self.format or suffix))
        except NoReverseMatch as error:
            raise ImproperlyConfigured(NO_URL % self.view_name) from error


def format_suffix(request: Request | HttpRequest) -> str | None:
    """Return the format suffix in the address of the request (`rest_framework.views.APIView.format_kwarg`)."""
    view = getattr(request, "parser_context", {}).get("view")
    suffix: str | None = getattr(view, "format_kwarg", None)
    return suffix


class HyperlinkedIdentityField(HyperlinkedRelatedField):
    """The address of the object itself (`rest_framework.relations.HyperlinkedIdentityField`).

    Args:
        view_name: the name of the Django URL.
        options: those of `HyperlinkedRelatedField`.
    """

    def __init__(self, view_name: str, **options: Any) -> None:
        super().__init__(view_name, read_only=True, source="*", **options)

    def uses_key_only(self) -> bool:
        """Return False: the object is here."""
        return False

"""Fields for uploaded files, which are printed as addresses."""

from typing import Any, ClassVar

from django.forms import ImageField as ImageFormField
from django.utils.translation import gettext_lazy as _
from rest_framework.settings import api_settings

from bridge.drf.context import current_request
from bridge.drf.fields.field import Field, Scope


class FileField(Field):
    """An uploaded file in, its address out (`rest_framework.fields.FileField`).

    Args:
        max_length: how long its name may be.
        allow_empty_file: it may have no content.
        use_url: print the address rather than the name; UPLOADED_FILES_USE_URL if None.
        options: those of `Field`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("No file was submitted."),
        "invalid": _("The submitted data was not a file. Check the encoding type on the form."),
        "no_name": _("No filename could be determined."),
        "empty": _("The submitted file is empty."),
        "max_length": _("Ensure this filename has at most {max_length} characters (it has {length})."),
    }

    def __init__(
        self,
        *,
        max_length: int | None = None,
        allow_empty_file: bool = False,
        use_url: bool | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.max_length = max_length
        self.allow_empty_file = allow_empty_file
        self.use_url = use_url

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the file."""
        try:
            name, size = data.name, data.size
        except AttributeError:
            self.fail("invalid")
        if not name:
            self.fail("no_name")
        if not self.allow_empty_file and not size:
            self.fail("empty")
        if self.max_length and len(name) > self.max_length:
            self.fail("max_length", max_length=self.max_length, length=len(name))
        return data

    def present(self, value: Any) -> Any:
        """Return the address at once: a storage may have to be asked for it, and that is no job for the event loop."""
        return self.to_representation(value)

    def to_representation(self, value: Any) -> Any:
        """Return the address, an absolute one where there is a request; None for no file."""
        if not value or isinstance(value, str):
            return value or None
        if not (api_settings.UPLOADED_FILES_USE_URL if self.use_url is None else self.use_url):
            return value.name
        try:
            url = value.url
        except AttributeError:
            return None
        request = current_request.get()
        return url if request is None else request.build_absolute_uri(url)

    def json_schema(self, mode: str) -> dict[str, Any]:
        """Return the schema: a file in, an address out."""
        return {"type": "string", "format": "binary" if mode == "validation" else "uri"}


class ImageField(FileField):
    """An uploaded image, which Pillow has looked at (`rest_framework.fields.ImageField`)."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid_image": _("Upload a valid image. The file you uploaded was either not an image or a corrupted image."),
    }

    def to_internal_value(self, data: Any, scope: Scope) -> Any:
        """Return the file with Pillow's findings in it."""
        field = ImageFormField()
        field.error_messages = self.error_messages
        return field.clean(super().to_internal_value(data, scope))

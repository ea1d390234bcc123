"""drf-spectacular, asked for all views of a project, whether they were made for it or not."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.settings import spectacular_settings


class Generator(SchemaGenerator):
    """Their generator, for views that another library was to describe (`DEFAULT_SCHEMA_CLASS`), too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # as all of theirs
        self._schemas: list[AutoSchema] = []

    def create_view(self, callback: Any, method: str, request: Any = None) -> Any:
        """Return the view of an endpoint, with a schema that this generator understands."""
        view = super().create_view(callback, method, request)  # type: ignore[no-untyped-call]
        if not isinstance(view.schema, AutoSchema):
            schema = AutoSchema()
            self._schemas.append(schema)  # a view does not keep it
            view.schema = schema
        return view

    def parse(self, input_request: Any, public: bool) -> Any:
        """Return the operations by path: the whole path, as clients of both halves need it.

        Servers that name the beginning of all paths (`SCHEMA_PATH_PREFIX_TRIM`) would name it for the routes too.
        """
        paths = super().parse(input_request, public)  # type: ignore[no-untyped-call]
        if not spectacular_settings.SCHEMA_PATH_PREFIX_TRIM:
            return paths
        prefix = str(spectacular_settings.SCHEMA_PATH_PREFIX or "").removeprefix("^").rstrip("/")
        inserted = str(spectacular_settings.SCHEMA_PATH_PREFIX_INSERT or "")
        return {f"{prefix}/{path.removeprefix(inserted).lstrip('/')}": item for path, item in paths.items()}

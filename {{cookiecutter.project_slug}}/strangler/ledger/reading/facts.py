"""What a view says of one of its operations, in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """What a view says. Classes are dotted names; what does not apply is empty.

    Args:
        authentication: `authentication_classes`, in their order.
        permissions: what must all hold; composed ones as they are written, `IsAdmin | IsOwner`.
        throttles: `throttle_classes`, with their scope in brackets.
        serializer_in: what reads the body.
        serializer_out: what prints the answer.
        pagination: `pagination_class` of a list.
        filters: `filter_backends` of a list.
        filterset: django-filter's class, if the view names one.
        parsers: `parser_classes`.
        renderers: `renderer_classes`.
        versioning: `versioning_class`.
        atomic: aliases of the databases that have a transaction around the view (ATOMIC_REQUESTS).
        csrf_exempt: whether Django's middleware lets requests without a token pass.
        overridden: methods of the view's own that decide what stands above, such as `get_permissions`; what they
            return for this operation is what is told.
        problems: what could not be read, and why.
    """

    authentication: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    throttles: tuple[str, ...] = ()
    serializer_in: str = ""
    serializer_out: str = ""
    pagination: str = ""
    filters: tuple[str, ...] = ()
    filterset: str = ""
    parsers: tuple[str, ...] = ()
    renderers: tuple[str, ...] = ()
    versioning: str = ""
    atomic: tuple[str, ...] = ()
    csrf_exempt: bool = False
    overridden: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

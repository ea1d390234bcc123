"""How many rows a client wants at once."""

from bridge.drf.resources.query import QueryString


def asked_size(query: QueryString, name: str | None, default: int, maximum: int | None) -> int:
    """Return the size of a page. Mirrors `get_page_size` and `get_limit` of `rest_framework.pagination`.

    Args:
        query: the request's parameters.
        name: the parameter; None if clients have no say.
        default: where it is missing, or not a positive number.
        maximum: the most that a client may ask for; it does not bound the default.
    """
    try:
        size = int((name and query.get(name)) or "")
    except ValueError:
        return default
    if size < 1:
        return default
    return min(size, maximum) if maximum else size

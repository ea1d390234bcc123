"""The envelope of a page, as DRF's `PageNumberPagination` makes it, for peers that have none such."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

PAGE = 20  # rows


def envelope(url: str, page: int, count: int, results: Any) -> dict[str, Any]:
    """Return a page with links to the ones beside it.

    Args:
        url: absolute, that of the request.
        page: the number of the page, from 1.
        count: how many rows there are on all pages.
        results: the rows of this one.
    """
    return {
        "count": count,
        "next": link(url, page + 1) if page * PAGE < count else None,
        "previous": link(url, page - 1) if page > 1 else None,
        "results": results,
    }


def link(url: str, page: int) -> str:
    """Return the URL of another page; the first one has no number."""
    parts = urlsplit(url)
    query = {name: value for name, value in parse_qsl(parts.query) if name != "page"}
    if page > 1:
        query["page"] = str(page)
    return urlunsplit(parts._replace(query=urlencode(sorted(query.items()))))

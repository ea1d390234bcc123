from rest_framework.pagination import CursorPagination


class OrderPagination(CursorPagination):
    """Newest first; orders that arrive meanwhile shift nothing."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = ("-placed_at", "-id")

"""Reads without a thread: Django's querysets on the event loop, on connections that psycopg waits for.

`await fetch(queryset)` reads a queryset; `@reads` makes a plain function of Django code awaitable;
`@prepared` lets a queryset be built and compiled once.
"""

from bridge.queries.errors import ReadsOnlyError
from bridge.queries.fetch import Fetch, fetch
from bridge.queries.prepared import Prepared, prepared
from bridge.queries.run import read, reads

__all__ = ["Fetch", "Prepared", "ReadsOnlyError", "fetch", "prepared", "read", "reads"]

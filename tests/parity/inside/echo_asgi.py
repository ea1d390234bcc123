# mypy: ignore-errors
"""As `legacy_asgi`, with the URL that answers the WSGI environ."""

from tests_parity_inside.echo_wsgi import application

import asgi
from bridge.mount import LegacyMount

app = LegacyMount(application, asgi.legacy.threads)

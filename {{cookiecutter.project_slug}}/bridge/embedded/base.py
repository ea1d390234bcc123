"""Django's PostgreSQL engine, on the embedded server."""

from typing import Any

from django.db.backends.postgresql import base

from bridge.embedded import server


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded server, which is started when it is first needed."""

    def get_connection_params(self) -> dict[str, Any]:
        """Return psycopg's connection parameters; the server listens on a socket in a folder, not on a port."""
        self.settings_dict["HOST"] = server.start(self.settings_dict["EMBEDDED_DATA"])
        return super().get_connection_params()

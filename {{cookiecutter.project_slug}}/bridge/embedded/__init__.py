"""A real PostgreSQL from a Python package, for development and tests without a database server.

`bridge.embedded` is a Django database engine: PostgreSQL's own, which starts the server at its first connection and
keeps the data in the folder that the setting `EMBEDDED_DATA` names. The server ends with the last process that uses it.
"""

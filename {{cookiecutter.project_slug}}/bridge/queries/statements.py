"""SQL that the server is to parse and plan once."""

import re


class Statement(str):
    """SQL whose values go to the server apart from it, so that the server parses and plans it once (PREPARE).

    Args:
        sql: the SQL, with `%s` for each value.
    """

    def __init__(self, sql: str) -> None:  # noqa: ARG002 - it is the string itself
        # As text: in psycopg's binary form an integer that is too large for its type becomes another one.
        self.apart = re.sub("%[%s]", lambda found: "%t" if found[0] == "%s" else found[0], self)

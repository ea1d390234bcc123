"""What an SQL statement is about to do, as far as its words say."""

import re

NAME = r'(?:"[^"]+"|`[^`]+`|\[[^\]]+\]|[\w$]+)'
VERBS = (
    r"INSERT\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO",
    r"REPLACE\s+INTO",
    r"UPDATE(?!\s+(?:SET|OF|NOWAIT|SKIP)\b)",  # not `ON CONFLICT DO UPDATE SET`, not `FOR UPDATE OF`
    r"DELETE\s+FROM",
    r"MERGE\s+INTO",
    r"TRUNCATE(?:\s+TABLE)?",
    r"COPY",
)
WRITE = re.compile(
    rf"\b(?:{'|'.join(VERBS)})\s+(?:ONLY\s+)?({NAME}(?:\s*\.\s*{NAME})?)",
    re.IGNORECASE,
)
READS = {
    "SELECT",
    "VALUES",
    "TABLE",
    "SHOW",
    "EXPLAIN",
    "FETCH",
    "CLOSE",
    "DECLARE",
    "SET",
    "PRAGMA",
    "LISTEN",
    "NOTIFY",
}
TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def first_word(sql: str) -> str:
    """Return the first word of a statement, in capitals."""
    words = sql.lstrip(" \t\r\n(").split(None, 1)
    return words[0].upper() if words else ""


def is_write(sql: str) -> bool:
    """Return whether a statement may write: all do that don't begin as one that only reads."""
    word = first_word(sql)
    return word not in READS and (word != "WITH" or WRITE.search(sql) is not None)


def is_of_transactions(sql: str) -> bool:
    """Return whether a statement only begins or ends a part of a transaction."""
    return first_word(sql) in TRANSACTIONS


def tables_of(sql: str) -> list[str]:
    """Return the tables that a statement names as those that it writes to, as they are written there."""
    return list(dict.fromkeys(match[1] for match in WRITE.finditer(sql)))


def unquoted(table: str) -> str:
    """Return a table's name without quotes and schema."""
    names: list[str] = re.findall(NAME, table)
    return names[-1].strip('"`[]')

"""How many SQL statements each half sent, and which of them the other did not."""

import re
from collections import Counter
from collections.abc import Iterable

from strangler.parity.judging.difference import Difference, Kind

TRANSACTION = re.compile(r"\s*(?:SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|START TRANSACTION|SET )", re.IGNORECASE)
SPACE = re.compile(r"\s+")
STRINGS = re.compile(r"'(?:[^']|'')*'")
NUMBERS = re.compile(r"(?<![\w\"$.])-?\d+(?:\.\d+)?\b")
LISTS = re.compile(r"\((?:\s*(?:%s|\?|\$\d+)\s*,)*\s*(?:%s|\?|\$\d+)\s*\)")
ROWS = re.compile(r"(?:\(\?…\), )+\(\?…\)")
LONGEST = 200  # letters of a statement that are shown
SHOWN = 6  # statements
MANY = 3  # times the same statement more: rows are fetched one by one


def counted(queries: Iterable[str]) -> list[str]:
    """Return the statements that count, normalised: without those that only begin and end transactions."""
    return [normalised(query) for query in queries if not TRANSACTION.match(query)]


def normalised(query: str) -> str:
    """Return a statement without its values."""
    text = STRINGS.sub("?", SPACE.sub(" ", query).strip())
    text = ROWS.sub("(?…)", LISTS.sub("(?…)", NUMBERS.sub("?", text)))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def compare_queries(legacy: Iterable[str], again: Iterable[str], routes: Iterable[str]) -> Difference | None:
    """Return a difference where the route sent another number of statements than the legacy half.

    What the legacy half sent once and not again, for a cache has it then, the route may send or leave.
    """
    sides = [Counter(counted(queries)) for queries in (legacy, again, routes)]
    numbers = [side.total() for side in sides]
    if min(numbers[:2]) <= numbers[2] <= max(numbers[:2]):
        return None
    allowed = sides[0] | sides[1]
    more, fewer = sides[2] - allowed, (sides[0] & sides[1]) - sides[2]
    lines = [f"+ {times} x {query}" for query, times in more.most_common(SHOWN)]
    lines += [f"- {times} x {query}" for query, times in fewer.most_common(SHOWN)]
    if more and (times := more.most_common(1)[0][1]) >= MANY:
        lines.insert(0, f"{times} times the same statement more: rows are fetched one by one (N+1)")
    return Difference("queries", Kind.QUERIES, str(numbers[0]), str(numbers[2]), "\n".join(lines))


def is_more(difference: Difference) -> bool:
    """Tell whether the route sent more: fewer are information."""
    return int(difference.routes) > int(difference.legacy)

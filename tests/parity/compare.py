"""Asks two servers the same, and says where their answers differ."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from difflib import unified_diff
from itertools import zip_longest

from tests.parity.case import Case
from tests.parity.masks import Masks
from tests.parity.servers import Target
from tests.parity.statuses import Statuses
from tests.parity.wire import Answer, Request, send

# Headers of the server, not of the service; those of framing say how the body travelled, which is compared itself.
OF_THE_SERVER = {"date", "server", "connection", "keep-alive", "transfer-encoding"}


@dataclass(frozen=True)
class Difference:
    """An answer that is not like the other.

    Args:
        case: what was asked.
        left: the first server's answer.
        right: the second's.
        parts: what differs: "status", "headers", "body", "interim", "extra".
        shown: the differing lines.
    """

    case: Case
    left: Answer
    right: Answer
    parts: frozenset[str]
    shown: str

    def __str__(self) -> str:
        """Return what a reader needs to understand it."""
        return f"{self.case.name}\n  {self.case.request}\n  {sorted(self.parts)}\n{self.shown}"


@dataclass(frozen=True)
class Accepted:
    """A difference that is known and wanted, or at least no harm.

    Args:
        name: what is asked.
        left: what the first server does.
        right: what the second does.
        reason: why that is accepted.
        covers: tells whether a difference is this one.
    """

    name: str
    left: str
    right: str
    reason: str
    covers: Callable[[Difference], bool]


@dataclass
class Outcome:
    """What became of a number of cases; `statuses` counts the answers by both servers' status, left and right."""

    asked: int = 0
    statuses: Statuses = field(default_factory=Counter)
    unexpected: list[Difference] = field(default_factory=list)
    accepted: dict[str, list[Difference]] = field(default_factory=dict)

    def report(self, most: int = 12) -> str:
        """Return the first unexpected differences."""
        shown = "\n\n".join(str(difference) for difference in self.unexpected[:most])
        return f"{len(self.unexpected)} of {self.asked} answers differ:\n\n{shown}"


class Pair:
    """Two servers that should answer alike.

    Args:
        left: the one that is right by definition.
        right: the other.
        masks: what to hide.
        accepted: the differences that may be.
        in_order: whether headers of different names must come in the same order.
    """

    def __init__(
        self, left: Target, right: Target, masks: Masks, accepted: Sequence[Accepted], *, in_order: bool = True
    ) -> None:
        self.left = left
        self.right = right
        self.masks = masks
        self.accepted = accepted
        self.in_order = in_order
        self._cookies: dict[str, dict[str, str]] = {left.name: {}, right.name: {}}
        self._pool = ThreadPoolExecutor(2)

    def compare(self, cases: Iterable[Case]) -> Outcome:
        """Ask both every case, in order, and sort the differences."""
        outcome = Outcome()
        for case in cases:
            outcome.asked += 1
            left, right = self.ask(case)
            outcome.statuses[left.status, right.status] += 1
            difference = self.difference(case, left, right)
            if difference is None:
                continue
            names = [accepted.name for accepted in self.accepted if accepted.covers(difference)]
            if names:
                outcome.accepted.setdefault(names[0], []).append(difference)
            else:
                outcome.unexpected.append(difference)
        return outcome

    def ask(self, case: Case) -> tuple[Answer, Answer]:
        """Ask both at the same time, so that both see about the same clock."""
        right = self._pool.submit(self._ask, self.right, case)
        return self._ask(self.left, case), right.result()

    def _ask(self, target: Target, case: Case) -> Answer:
        if not case.keeps_cookies:
            return nameless(send(target.port, case.request), target)
        jar = self._cookies[target.name]
        answer = send(target.port, with_cookies(case.request, jar))
        jar.update(answer.cookies())
        return nameless(answer, target)

    def difference(self, case: Case, left: Answer, right: Answer) -> Difference | None:
        """Return how the answers differ, or None."""
        left_lines, right_lines = self.lines(left), self.lines(right)
        parts = frozenset(part for part, lines in left_lines.items() if lines != right_lines[part])
        if "headers" in parts and only_framing(left, right, left_lines["headers"], right_lines["headers"]):
            parts -= {"headers"}
        if not parts:
            return None
        shown = [
            line[:300]
            for part in sorted(parts)
            for line in unified_diff(left_lines[part], right_lines[part], "left", "right", n=0, lineterm="")
        ]
        return Difference(case, left, right, parts, "\n".join(f"    {line}" for line in shown[:24]))

    def lines(self, answer: Answer) -> dict[str, list[str]]:
        """Return the parts of an answer that are compared, as lines."""
        headers = [
            f"{name}: {self.masks.header(name, value)}"
            for name, value in answer.headers
            if name not in OF_THE_SERVER and not (name == "content-length" and self._is_masked(answer))
        ]
        return {
            "status": [str(answer.status)],
            "headers": headers if self.in_order else sorted(headers),
            "body": self.masks.body(answer.body).decode("latin-1").split("\n"),
            "interim": [str(status) for status in answer.interim],
            "extra": [answer.extra.decode("latin-1")],
        }

    def _is_masked(self, answer: Answer) -> bool:
        """Tell whether what is hidden may make a difference to the length."""
        return self.masks.body(answer.body) != answer.body


def nameless(answer: Answer, target: Target) -> Answer:
    """Return an answer without the server's own name and port, which pages of DEBUG show."""
    body = answer.body.replace(target.name.encode(), b"<server>")
    return replace(answer, body=re.sub(rb"\b%d\b" % target.port, b"<port>", body))


def only_framing(left: Answer, right: Answer, left_lines: list[str], right_lines: list[str]) -> bool:
    """Tell whether the headers differ only in that one body came in chunks, or until the end, and the other did not."""
    framings = [bool(answer.values("content-length")) for answer in (left, right)]
    without = [
        [line for line in lines if not line.startswith("content-length:")] for lines in (left_lines, right_lines)
    ]
    return framings[0] != framings[1] and without[0] == without[1] and bool(left.body or right.body)


def with_cookies(request: Request, jar: dict[str, str]) -> Request:
    """Return the request with the cookies of a jar, and its CSRF token where `{csrf}` stands."""
    cookies = "; ".join(f"{name}={value}" for name, value in jar.items() if value not in {"", '""'})
    request = request.with_secret(b"{csrf}", jar.get("csrftoken", "").encode())
    return replace(request, headers=(*request.headers, (b"Cookie", cookies.encode()))) if cookies else request


def row_differences(left: dict[str, list[str]], right: dict[str, list[str]], masks: Masks) -> list[str]:
    """Return the rows of two databases that differ when what is random is hidden."""
    found = [] if left.keys() == right.keys() else [f"tables: {sorted(left.keys() ^ right.keys())}"]
    for table in left.keys() & right.keys():
        rows = [sorted(map(masks.text, side[table])) for side in (left, right)]
        found += [f"{table}: {a} / {b}" for a, b in zip_longest(*rows) if a != b]
    return found

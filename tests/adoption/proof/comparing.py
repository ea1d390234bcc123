"""Compares the answers, and tells a difference from what two answers of one server don't have in common either."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.adoption.proof.sides import Both
from tests.parity.accepted import ACCEPTED
from tests.parity.case import Case
from tests.parity.compare import Accepted, Difference, Outcome, Pair
from tests.parity.masks import Masks
from tests.parity.servers import Target
from tests.parity.statuses import Statuses

ATTEMPTS = 3  # of the project alone, to see what it changes by itself

# What a page of DEBUG says of the error itself, as Django has it since 1.x; the rest shows the settings.
ERROR = re.compile(rb"<title>(.*?)</title>|<pre class=\"exception_value\">(.*?)</pre>|^(\S+ at .*)$", re.DOTALL)


def settings_of_debug(difference: Difference) -> bool:
    """Tell whether both pages tell of the same error, and one also of the settings that are ours."""
    left, right = difference.left, difference.right
    told = [b"DEBUG = True" in answer.body and ERROR.findall(answer.body) for answer in (left, right)]
    return (
        left.status == right.status and bool(told[0]) and told[0] == told[1] and difference.parts <= {"body", "headers"}
    )


KNOWN = (
    *ACCEPTED,
    Accepted(
        "error page with DEBUG on",
        "shows the project's settings",
        "shows ours, too",
        "The page is for developers, who see what is set.",
        settings_of_debug,
    ),
)


class FolderMasks(Masks):
    """Masks that hide where the two sides are, too, which pages of DEBUG show.

    Args:
        folders: of both sides, and what they are called instead.
    """

    def __init__(self, folders: Iterable[tuple[Path, str]]) -> None:
        super().__init__("")
        self._folders = [(str(folder), name) for folder, name in folders]

    def text(self, text: str) -> str:
        """Return a text with everything hidden that two runs can't have in common."""
        for folder, name in self._folders:
            text = text.replace(folder, name)
        return super().text(text)


@dataclass
class Compared:
    """What came of all requests of a project.

    Args:
        asked: how many.
        different: what differs, and may not.
        accepted: how many differ in a way that is known, by its name.
        unsteady: the requests that the project alone answers differently each time, in the same places.
        silent: the requests that one side didn't answer in time.
    """

    asked: int = 0
    statuses: Statuses = field(default_factory=Counter)
    different: list[Difference] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)
    unsteady: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)


def pair_of(both: Both, left: Target, right: Target) -> Pair:
    """Return the two servers as what compares them."""
    folders = [
        (both.alone.python.parent.parent, "<environment>"),
        (both.adopted.python.parent.parent, "<environment>"),
        (both.alone.tree, "<tree>"),
        (both.adopted.tree, "<tree>"),
        (both.adopted.home, "<home>"),
    ]
    return Pair(left, right, FolderMasks(folders), KNOWN, in_order=False)


def compare(pair: Pair, cases: Iterable[Case], compared: Compared) -> None:
    """Ask both every case, and add what came of it."""
    for case in cases:
        compared.asked += 1
        try:
            outcome = pair.compare([case])
        except TimeoutError:
            compared.silent.append(case.name)
            continue
        compared.statuses += outcome.statuses
        for name, differences in outcome.accepted.items():
            compared.accepted[name] += len(differences)
        for difference in outcome.unexpected:
            if is_unsteady(pair, difference):
                compared.unsteady.append(case.name)
            else:
                compared.different.append(difference)


def is_unsteady(pair: Pair, difference: Difference) -> bool:
    """Tell whether the answers differ only in lines in which the first server's answers differ among themselves."""
    asked = [pair.ask(difference.case) for _ in range(ATTEMPTS)]
    lefts = [pair.lines(left) for left in (difference.left, *(left for left, _ in asked))]
    rights = [pair.lines(right) for right in (difference.right, *(right for _, right in asked))]
    return all(agree([left[part] for left in lefts], [right[part] for right in rights]) for part in difference.parts)


def agree(lefts: list[list[str]], rights: list[list[str]]) -> bool:
    """Tell whether a part of the answers is equal but for the lines that change by themselves, on both sides."""
    if len({len(lines) for lines in (*lefts, *rights)}) > 1:
        return bool({tuple(lines) for lines in lefts} & {tuple(lines) for lines in rights})
    for left, right in zip(zip(*lefts, strict=True), zip(*rights, strict=True), strict=True):
        if set(left) != set(right) and (len(set(left)) == 1 or len(set(right)) == 1):
            return False
    return True


def outcome_words(compared: Compared) -> str:
    """Return the first differences, for a reader."""
    return Outcome(asked=compared.asked, unexpected=compared.different).report()

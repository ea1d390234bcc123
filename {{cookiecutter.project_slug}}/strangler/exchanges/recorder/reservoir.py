"""A fair sample of what comes by, of which nobody knows how much it will be."""

import random
from collections import defaultdict


class Reservoir:
    """Gives a place to so many of each kind, as if they were drawn from all of it (reservoir sampling, algorithm R).

    Args:
        places: of each kind.
        seed: of chance, for tests.
    """

    def __init__(self, places: int, seed: int | None = None) -> None:
        self._places = places
        self._seen: defaultdict[str, int] = defaultdict(int)
        self._random = random.Random(seed)  # noqa: S311 - a sample, no secret

    def place(self, kind: str) -> int | None:
        """Return the place that the next one takes, from whoever had it before; None where it gets none."""
        seen = self._seen[kind]
        self._seen[kind] += 1
        if seen < self._places:
            return seen
        place = self._random.randrange(seen + 1)
        return place if place < self._places else None

"""From what both halves did to what differs: `judge` for one request, `Judging` for many."""

from strangler.parity.judging.difference import Difference, Kind
from strangler.parity.judging.judge import judge

__all__ = ["Difference", "Kind", "judge"]

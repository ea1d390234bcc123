"""What the adopted project needs to run: read, held against what we need, and written down again."""

from adopted.requirements.conflicts import conflicts
from adopted.requirements.reading import read_requirements
from adopted.requirements.verdict import Verdict

__all__ = ["Verdict", "conflicts", "read_requirements"]

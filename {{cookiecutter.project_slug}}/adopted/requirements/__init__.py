"""What the adopted project needs to run: read, held against what we need, and written down again."""

from adopted.requirements.reading import read_requirements

__all__ = ["read_requirements"]

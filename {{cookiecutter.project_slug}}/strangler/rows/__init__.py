"""Makes rows for tests: of any model, valid for the database, the same in each run."""

from strangler.rows.making import CannotMakeError, make

__all__ = ["CannotMakeError", "make"]

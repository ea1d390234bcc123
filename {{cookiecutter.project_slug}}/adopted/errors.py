"""The error that ends an adoption."""


class AdoptionError(Exception):
    """The project can't be adopted; the message is one line that says why, and what to do."""

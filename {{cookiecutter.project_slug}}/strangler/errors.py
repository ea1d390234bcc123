"""What the toolkit says when it can't do what it is asked."""


class ToolkitError(Exception):
    """One line: what is wrong, and what to do. A command prints it and exits with 2."""

"""How a part of a view says that it can't be native."""

from typing import Any

from strangler.porting.views.reasons import Reason, Why, reason


class NotNativeError(Exception):
    """An operation can't be native.

    Args:
        reason: why.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


def refusal(why: Why, text: str, source: Any = None) -> NotNativeError:
    """Return the error for a reason, with the place of a class or function."""
    return NotNativeError(reason(why, text, source))

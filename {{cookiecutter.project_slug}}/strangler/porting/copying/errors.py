"""Why a function is not copied."""

from strangler.porting.module import Fidelity, Note


class CannotCopyError(Exception):
    """It can't be shown that a copy would mean the same.

    Args:
        reason: in a few words, without a full stop.
        file: where the function stands, relative to the project where it can be.
        line: of what is in the way.
    """

    def __init__(self, reason: str, file: str = "", line: int = 0) -> None:
        self.reason = reason
        self.file = file
        self.line = line
        super().__init__(f"{file}:{line}: {reason}" if file else reason)

    def note(self, subject: str, fidelity: Fidelity = Fidelity.BRIDGED) -> Note:
        """Return it as a note about a field or a part of a view."""
        return Note(subject, fidelity, self.reason, self.file, self.line)

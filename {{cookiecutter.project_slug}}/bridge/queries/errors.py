"""What reads without a thread refuse."""

THREAD_PATH = (
    "Do it on the request's Django thread: in a `def` route without @reads, or by `await sync_to_async(function)(...)`;"
    " a transaction by `await atomic(function)(...)` (bridge.transactions)."
)


class ReadsOnlyError(RuntimeError):
    """Something was to be done without a thread that only a thread can do. The message says what to write instead.

    Args:
        what: what was tried, as the beginning of a sentence; "INSERT", for example.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} can't be done without a thread. {THREAD_PATH}")

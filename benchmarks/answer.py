"""Reads an HTTP/1.1 answer from the pieces in which it arrives, only as far as to know where it ends."""

SEPARATOR = b"\r\n\r\n"
LINE = b"\r\n"


class Answer:
    """One answer, for one request: create it, then feed it.

    Attributes:
        status: once the head is there, else 0.
        length: bytes of the body until now, without the framing of chunks.
        closes: whether the server will close the connection after it.
        ends_with_connection: whether the body has no other end than that of the connection.
    """

    def __init__(self) -> None:
        self.status = 0
        self.length = 0
        self.closes = False
        self.ends_with_connection = False
        self._rest = b""  # an unfinished head or line
        self._left = 0  # bytes of the body or the chunk that are still to come
        self._chunked = False
        self._last = False  # the chunk of size 0 was there

    def feed(self, data: bytes) -> bool:
        """Take the next piece; return whether the answer is complete."""
        if not self.status:
            head, separator, data = (self._rest + data).partition(SEPARATOR)
            if not separator:
                self._rest = head
                return False
            self._rest = b""
            self._read_head(head.lower())
        if self._chunked:
            return self._feed_chunks(data)
        self.length += len(data)
        self._left -= len(data)
        return self._left <= 0 and not self.ends_with_connection

    def _read_head(self, head: bytes) -> None:
        self.status = int(head[9:12])
        self.closes = b"\r\nconnection: close" in head
        if b"\r\ntransfer-encoding: chunked" in head:
            self._chunked = True
            return
        _, found, after = head.partition(b"\r\ncontent-length:")
        if found:
            self._left = int(after.partition(LINE)[0])
        elif self.status not in {204, 304}:
            self.ends_with_connection = True

    def _feed_chunks(self, data: bytes) -> bool:
        data, at = self._rest + data, 0
        self._rest = b""
        while True:
            if self._left:  # of a chunk and the line's end behind it
                taken = min(self._left, len(data) - at)
                at += taken
                self._left -= taken
                if self._left:
                    return False
            end = data.find(LINE, at)
            if end < 0:
                self._rest = data[at:]
                return False
            line, at = data[at:end], end + len(LINE)
            if self._last:  # a trailer, or the empty line behind it
                if not line:
                    return True
            elif line:
                size = int(line.partition(b";")[0], 16)
                self.length += size
                self._last = not size
                self._left = size + len(LINE) if size else 0

"""An answer as it goes over the wire, without what differs between any two."""

from starlette.testclient import TestClient

NOT_COMPARED = {"date", "server", "connection"}


def answer(client: TestClient, method: str, url: str, headers: dict[str, str], body: bytes = b"") -> tuple[object, ...]:
    """Send a request; return status, headers in an order of their own, and body."""
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    response = client.request(method, url, headers=encoded, content=body or None, follow_redirects=False)
    items = sorted((name, value.strip()) for name, value in response.headers.multi_items() if name not in NOT_COMPARED)
    return response.status_code, items, response.content if method != "HEAD" else b""

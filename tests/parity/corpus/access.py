"""Who may do what: every endpoint, every method, every way to say who asks."""

from collections.abc import Iterator

from tests.parity.case import WHO, Body, Case, as_json, ask

READS = ("GET", "HEAD", "OPTIONS")
WRITES = ("POST", "PUT", "PATCH", "DELETE")
METHODS = (*READS, *WRITES, "TRACE")
ENDPOINTS = (
    "/api/",
    "/api/categories/",
    "/api/categories/3/",
    "/api/products/?page_size=2",
    "/api/products/7/",
    "/api/products/low_stock/",
    "/api/products/8/image/",
    "/api/reviews/?limit=2",
    "/api/reviews/5/",
    "/api/orders/?page_size=2",
    "/api/orders/1499/",
    "/api/orders/1498/pay/",
    "/api/orders/1490/cancel/",
    "/api/orders/1480/ship/",
    "/api/orders/export/?placed_after=2026-10-20T00:00Z",
    "/api/me/",
    "/api/reports/sales/?start=2026-10-01&end=2026-10-31",
    "/api/token/",
    "/api/schema/?format=json",
    "/api/schema/swagger/",
    "/api/nothing/",
)
# Asked in every way; the others as the few that matter most.
THOROUGHLY = ("/api/products/7/", "/api/orders/?page_size=2", "/api/me/", "/api/categories/")
USUAL = ("nobody", "admin", "alice", "bad token")
# Bodies that are refused after permissions, so that a write by somebody who may changes little.
BODIES: dict[str, Body] = {
    "/api/me/": as_json({"first_name": "Alice"}),
    "/api/token/": as_json({"username": "alice", "password": "wrong"}),
}


def cases(*, thoroughly: bool = False) -> Iterator[Case]:
    """Yield the cases; `thoroughly`, those of every endpoint with every method and everybody."""
    for endpoint in ENDPOINTS:
        for who in WHO if thoroughly or endpoint in THOROUGHLY else USUAL:
            for method in READS if endpoint.startswith("/api/schema/") else METHODS:
                body = BODIES.get(endpoint, as_json({"price": "0.00"})) if method in WRITES else None
                yield ask(method, endpoint, body, who=who, name="access")
    yield ask("POST", "/api/token/", as_json({"username": "alice", "password": "alice"}), name="log in")
    yield ask("POST", "/api/token/", as_json({"username": "gone", "password": "gone"}), name="inactive user logs in")
    yield ask("GET", "/api/me/", who="session with CSRF", name="login by cookie")
    yield ask("DELETE", "/api/reviews/12/", who="alice", name="somebody else's review")
    yield ask("GET", "/api/orders/1/", who="alice", name="somebody else's order")

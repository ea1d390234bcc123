"""What each peer is asked for: the same paths, answered with the same JSON, from the same rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

JSON = {"Content-Type": "application/json"}
TOKEN = "demo-token-of-alice"  # noqa: S105 - made by `manage.py seed_demo`


@dataclass(frozen=True)
class Work:
    """One kind of request.

    Args:
        name: what it is called in results.
        title: what a reader is told of it.
        path: with `{pk}` where the key of a product goes: that of the first row of `list`.
        method: of HTTP.
        body: with `{pk}` likewise, and `{n}` for a number that no two requests share.
        headers: of the request.
        expect_status: of the response.
    """

    name: str
    title: str
    path: str
    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    expect_status: int = 200


WORKS = {
    work.name: work
    for work in (
        Work("one", "one row by its primary key", "/bench/products/{pk}/"),
        Work("list", "list of 20 rows", "/bench/products/?min_price=5"),
        Work("catalogue", "100 rows with a join and a prefetch", "/bench/catalogue/"),
        # The second and last page of them: the seeded shop has 40 tents.
        Work("page", "filter, count and a page of 20 rows", "/bench/page/?page=2&category=tents"),
        Work(
            "create",
            "create a row in a transaction",
            "/bench/alerts/",
            method="POST",
            body='{"product": {pk}, "email": "alert-{n}@example.com"}',
            headers=JSON,
            expect_status=201,
        ),
        Work(
            "me", "authenticate by a token in the database", "/bench/me/", headers={"Authorization": f"Token {TOKEN}"}
        ),
        Work("upstream", "wait 200 ms for another service", "/bench/upstream/"),
        Work("legacy-list", "list of 20 rows by DRF", "/bench/legacy/products/?min_price=5"),
        Work("legacy-blob", "body of 1 MB by Django", "/bench/legacy/blob/"),
        Work("legacy-stream", "stream of 200 chunks of 5 kB by Django", "/bench/legacy/stream/"),
    )
}

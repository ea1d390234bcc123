"""What Schemathesis draws is the same for the same seed, can be sent, and reaches what exists."""

import re
from itertools import islice
from typing import Any

import pytest

from tests.parity.case import WHO, Case
from tests.parity.corpus import fuzzed

COUNT = 40
OBJECT = {
    "type": "object",
    "properties": {
        "product": {"type": "integer"},
        "title": {"type": "string", "maxLength": 10},
        "image": {"type": "string", "format": "binary"},
    },
    "required": ["product"],
}
REFERENCE = {"schema": {"$ref": "#/components/schemas/Review"}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/api/products/{id}/": {
            "put": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
                    {"name": "page", "in": "query", "schema": {"type": "integer"}},
                ],
                "requestBody": {
                    "content": dict.fromkeys(
                        ("application/json", "application/x-www-form-urlencoded", "multipart/form-data"), REFERENCE
                    )
                },
                "security": [{"cookieAuth": []}, {"tokenAuth": []}],
                "responses": {"200": {"description": "Done"}},
            }
        }
    },
    "components": {
        "schemas": {"Review": OBJECT},
        "securitySchemes": {
            "cookieAuth": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            "tokenAuth": {"type": "apiKey", "in": "header", "name": "Authorization"},
        },
    },
}


def drawn(seed: int, first: int) -> list[Case]:
    """Return the first cases of the document above; the fuzzer is not asked for the others."""
    return list(islice(fuzzed.cases(DOCUMENT, seed, COUNT), first))


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """Return the cases of one seed."""
    return drawn(1, COUNT)


def test_same_seed_draws_the_same(cases: list[Case]) -> None:
    assert len(cases) == COUNT
    assert drawn(1, 15) == cases[:15]
    assert drawn(2, 15) != cases[:15]


def test_all_can_be_sent(cases: list[Case]) -> None:
    for case in cases:
        head = case.request.head()
        assert re.fullmatch(rb"PUT /[!-~]+ HTTP/1\.1\r\n(?:[!-9;-~]+: [ -~\x80-\xff]*\r\n)+\r\n", head), head
        assert head.lower().count(b"\r\nhost:") == 1
        assert head.lower().count(b"\r\ncookie:") <= 1


def test_every_part_is_drawn(cases: list[Case]) -> None:
    sent = b"".join(case.request.head() for case in cases)
    for part in (
        b"?page=",
        b"application/json",
        b"x-www-form-urlencoded",
        b"multipart/form-data",
        b"theme=",
        b"If-None",
    ):
        assert part in sent
    targets = [case.request.target.decode() for case in cases]
    existing = [target for target in targets if re.match(r"/api/products/(1|2|7|8|9|40|100)/", target)]
    assert COUNT / 4 < len(existing) < COUNT
    assert len({case.name.rpartition(" as ")[2] for case in cases}) > len(WHO) / 2


def test_failure_is_told() -> None:
    with pytest.raises(AssertionError, match="ended with 1"):
        list(fuzzed.cases({"openapi": "3.0.3"}, 1, 1))

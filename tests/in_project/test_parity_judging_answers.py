"""What `judge` says of two answers: each difference at its path and of its kind, and nothing where there is none."""

import json
from typing import Any

import pytest

from strangler.exchanges.exchange import Answer, Request
from strangler.parity.judging import Difference, Kind, judge
from strangler.parity.judging.session import Judging
from strangler.parity.outcome import Comparison, Outcome

JSON = (("content-type", "application/json"),)


def answer(body: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = JSON) -> Outcome:
    raw = body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    return Outcome(Answer(status, headers, raw))


def judged(legacy: Outcome, routes: Outcome, again: Outcome | None = None) -> list[Difference]:
    return judge(Comparison(Request("GET", "/api/products/"), legacy, again or legacy, routes))


def found(legacy: Any, routes: Any, again: Any = None) -> list[tuple[str, str]]:
    """Return path and kind of what differs between two bodies."""
    second = None if again is None else answer(again)
    return [(each.path, each.kind.value) for each in judged(answer(legacy), answer(routes), second)]


PRODUCT = {"id": 7, "name": "Pan", "price": "10.50", "weight": 1.0, "note": None, "tags": ["a", "b"]}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"price": 10.5}, [("body.price", "type")]),
        ({"price": "10.5"}, [("body.price", "value")]),
        ({"note": ""}, [("body.note", "type")]),
        ({"weight": 1}, [("body.weight", "lexical")]),
        ({"weight": 1.5}, [("body.weight", "value")]),
        ({"id": True}, [("body.id", "type")]),
        ({"tags": ["b", "a"]}, [("body.tags", "order")]),
        ({"tags": ["a"]}, [("body.tags", "length")]),
        ({"tags": ["a", "c"]}, [("body.tags[1]", "value")]),
        ({"tags": None}, [("body.tags", "type")]),
        ({"more": None}, [("body.more", "extra")]),
    ],
)
def test_a_body_by_its_structure(changed: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(PRODUCT, {**PRODUCT, **changed}) == expected


def test_null_is_not_missing() -> None:
    without = {key: value for key, value in PRODUCT.items() if key != "note"}
    assert found(PRODUCT, without) == [("body.note", "missing")]


def test_keys_in_another_order_are_another_spelling() -> None:
    assert found({"a": 1, "b": 2}, {"b": 2, "a": 1}) == [("body", "lexical")]


@pytest.mark.parametrize(
    ("legacy", "routes"),
    [
        (b'{"a":1,"b":"x"}', b'{"a": 1, "b": "x"}'),
        ('{"a":"Küche"}'.encode(), b'{"a":"K\\u00fcche"}'),
        (b'{"a":"x/y"}', b'{"a":"x\\/y"}'),
        (b'{"a":1}', b'{"a":1}\n'),
    ],
)
def test_the_same_data_in_other_letters(legacy: bytes, routes: bytes) -> None:
    assert found(legacy, routes) == [("body", "lexical")]


def test_what_is_nested_too_deeply_is_a_text() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    assert found(deep, deep) == []
    assert found(deep, deep + b"\n") == [("body", "value")]
    assert found({"a": [[[1]]]}, {"a": [[[2]]]}) == [("body.a[0][0][0]", "value")]
    request = Request("POST", "/api/products/", JSON, deep)
    judging = Judging()
    judging.add(Comparison(request, answer({}), answer({}), answer({})))
    assert judging.finish().preserved == 1


def page(*members: dict[str, Any]) -> dict[str, Any]:
    return {"count": len(members), "results": list(members)}


A, B, C = ({"id": number, "name": name} for number, name in ((1, "a"), (2, "b"), (3, "c")))


def test_members_of_a_list_are_known_by_their_id() -> None:
    assert found(page(A, B, C), page(A, C, B)) == [("body.results", "order")]
    assert found(page(A, B, C), page(A, C)) == [("body.count", "value"), ("body.results[1]", "missing")]
    assert found(page(A, C), page(A, B, C)) == [("body.count", "value"), ("body.results[1]", "extra")]
    assert found(page(A, B), page({**B, "name": "x"}, A)) == [
        ("body.results[1].name", "value"),
        ("body.results", "order"),
    ]


def test_a_path_has_a_pattern() -> None:
    (difference,) = judged(answer([{"id": 1, "x": [1]}]), answer([{"id": 1, "x": [2]}]))
    assert (difference.path, difference.pattern, difference.part) == ("body[0].x[0]", "body[*].x[*]", "body")
    assert (difference.legacy, difference.routes) == ("1", "2")


def test_a_status_hides_what_follows_from_it() -> None:
    (difference,) = judged(answer({"a": ["required"]}, 400), answer({"detail": []}, 422))
    assert (difference.path, difference.legacy, difference.routes) == ("status", "400", "422")
    assert '+ {"detail": []}' in difference.note


def headers(*extra: tuple[str, str]) -> Outcome:
    return answer({}, headers=(*JSON, *extra))


@pytest.mark.parametrize(
    ("legacy", "routes", "expected"),
    [
        (("vary", "Accept, Cookie"), ("vary", "cookie, Accept"), []),
        (("vary", "Accept, Cookie"), ("vary", "Accept"), ["header.vary"]),
        (("allow", "GET, POST"), None, ["header.allow"]),
        (None, ("allow", "GET"), ["header.allow"]),
        (("x-total-count", "3"), None, ["header.x-total-count"]),
        (("x-total-count", "3"), ("x-total-count", "4"), ["header.x-total-count"]),
        (None, ("x-new", "1"), []),
        (("date", "a"), ("date", "b"), []),
        (("content-length", "2"), ("content-length", "3"), []),
        (("location", "/a/"), ("location", "/b/"), ["header.location"]),
        (("www-authenticate", "Token"), ("www-authenticate", "Basic"), ["header.www-authenticate"]),
        (("retry-after", "60"), None, ["header.retry-after"]),
        (
            ("set-cookie", "sessionid=a; HttpOnly; Path=/; SameSite=Lax"),
            ("set-cookie", "sessionid=a; Path=/; SameSite=None"),
            ["header.set-cookie.sessionid.samesite", "header.set-cookie.sessionid.httponly"],
        ),
        (("set-cookie", "a=1"), ("set-cookie", "b=1"), ["header.set-cookie.a", "header.set-cookie.b"]),
    ],
)
def test_headers(legacy: tuple[str, str] | None, routes: tuple[str, str] | None, expected: list[str]) -> None:
    sides = [headers(*([side] if side else [])) for side in (legacy, routes)]
    assert sorted(each.path for each in judged(*sides)) == sorted(expected)


def test_a_content_type_has_parameters() -> None:
    old = answer({}, headers=(("content-type", "application/json; charset=utf-8"),))
    same = answer({}, headers=(("content-type", "Application/JSON;charset=UTF-8"),))
    assert judged(old, same) == []
    assert [each.path for each in judged(old, answer({}))] == ["header.content-type.charset"]


def test_a_text_is_shown_with_its_diff() -> None:
    csv = (("content-type", "text/csv"),)
    (difference,) = judged(answer(b"a,b\n1,2\n", headers=csv), answer(b"a,b\n1,3\n", headers=csv))
    assert (difference.path, difference.kind) == ("body", Kind.VALUE)
    assert "-1,2\n+1,3" in difference.note


def test_other_bodies_are_bytes() -> None:
    png = (("content-type", "image/png"),)
    (difference,) = judged(answer(b"\x89PNG1", headers=png), answer(b"\x89PNG2", headers=png))
    assert difference.note.startswith("from byte 4 on")


def test_an_exception_that_nobody_caught() -> None:
    raised = Outcome(Answer(500, JSON, b"{}"), error="builtins.KeyError: 'a'")
    assert [each.path for each in judged(answer({}), raised)] == ["status", "error"]
    assert judged(raised, Outcome(Answer(500, JSON, b"{}"), error="builtins.KeyError: 'b'")) == []

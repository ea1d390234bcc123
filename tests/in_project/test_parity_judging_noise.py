"""What chance changes is no difference, and hides no difference of another kind; ids map one to one everywhere."""

import json
from typing import Any

import pytest

from strangler.exchanges.exchange import Answer, Request
from strangler.parity.judging import judge
from strangler.parity.judging.judge import differences_with_itself, weigh
from strangler.parity.judging.noise import Noise
from strangler.parity.outcome import Comparison, Effect, Outcome, RowChange

JSON = (("content-type", "application/json"),)
UUIDS = [f"{digit * 8}-{digit * 4}-{digit * 4}-{digit * 4}-{digit * 12}" for digit in "abcdef0"]


def did(body: Any, *, rows: tuple[RowChange, ...] = (), effects: tuple[Effect, ...] = (), **headers: str) -> Outcome:
    return Outcome(Answer(201, (*JSON, *headers.items()), json.dumps(body).encode()), rows, effects)


def compared(legacy: Outcome, again: Outcome, routes: Outcome) -> Comparison:
    return Comparison(Request("POST", "/api/products/"), legacy, again, routes)


def found(legacy: Outcome, again: Outcome, routes: Outcome) -> list[tuple[str, str]]:
    return [(each.path, each.kind.value) for each in judge(compared(legacy, again, routes))]


def at(legacy: Any, again: Any, routes: Any) -> list[tuple[str, str]]:
    """Return what differs where a body has one value."""
    return found(did({"at": legacy}), did({"at": again}), did({"at": routes}))


@pytest.mark.parametrize(
    ("legacy", "again", "routes"),
    [
        ("2026-11-24T17:00:00.123456Z", "2026-11-24T17:00:00.223456Z", "2026-11-24T17:00:00.323456Z"),
        ("2026-11-24T17:00:00Z", "2026-11-24T17:00:01Z", "2026-11-24T17:00:02Z"),
        ("2026-11-24 17:00:00.12+00", "2026-11-24 17:00:00.123456+00", "2026-11-24 17:00:00.1234+00"),
        ("Tue, 24 Nov 2026 17:00:00 GMT", "Tue, 24 Nov 2026 17:00:01 GMT", "Tue, 24 Nov 2026 17:00:02 GMT"),
        ("3f2a" * 10, "0b1c" * 10, "99fe" * 10),
        ("paid in 12 ms", "paid in 15 ms", "paid in 9 ms"),
        # A part of a UUID, or of another token, that is all digits by chance.
        *(("050b92f6-cb73-4082-af14-2b7bddd41eec", "e26642af-cfaa-4299-90b6-02882dcece7d", routes) for routes in UUIDS),
        ("ab12-1234-x", "cd34-4321-x", "ef56-12ab-x"),
        # What is base64 for URLs, with its two signs in other places, or in one of them alone.
        ("eyJhbGciOi.b3l-QmFy_Zm9v.c2ln", "eyJhbGciOi.Zm9v-YmFy_YmF6.bmF0", "eyJhbGciOi.YmF6Zm9vYmFyYmF6.dXJl"),
        ("QmFyZm9vYmF6cXV1eA", "Zm9vYmFyYmF6cXV1eA", "cXV1-G9vYmF_YmF6eA"),
        (0.123, 0.456, 0.789),
        (1790000000, 1790000001, 1790000002),
        (None, "a", "b"),
        ([1, 2, 3], [3, 1, 2], [2, 3, 1]),
        ([1, 2], [1, 2, 3], [1]),
    ],
)
def test_what_changes_each_time_is_masked(legacy: Any, again: Any, routes: Any) -> None:
    assert at(legacy, again, routes) == []


@pytest.mark.parametrize(
    ("legacy", "again", "routes", "kind"),
    [
        # Another zone, no zone, other digits, an hour of another zone, a date, a time before, a number, nothing.
        ("2026-11-24T17:00:00.123456Z", "2026-11-24T17:00:00.223456Z", "2026-11-24T18:00:00.323456+01:00", "value"),
        ("2026-11-24T17:00:00.123456Z", "2026-11-24T17:00:00.223456Z", "2026-11-24T17:00:00.323456", "value"),
        ("2026-11-24T17:00:00.123456Z", "2026-11-24T17:00:00.223456Z", "2026-11-24T17:00:00.323Z", "value"),
        ("2026-11-24T17:00:00.123456Z", "2026-11-24T17:00:00.223456Z", "2026-11-24T18:00:00.323456Z", "value"),
        ("2026-11-24T17:00:00.123456Z", "2026-11-24T17:00:00.223456Z", "2026-11-24", "value"),
        ("2026-11-24T17:00:00.123456Z", "2026-11-24T17:00:00.223456Z", "2026-11-24T16:59:59.323456Z", "value"),
        ("2026-11-24T17:00:00.123456Z", "2026-11-24T17:00:00.223456Z", 1790000000, "type"),
        ("2026-11-24T17:00:00.123456Z", "2026-11-24T17:00:00.223456Z", None, "type"),
        ("3f2a" * 10, "0b1c" * 10, "99fe" * 8, "value"),
        ("3f2a" * 10, "0b1c" * 10, "ZZfe" * 10, "value"),
        ("paid in 12 ms", "paid in 15 ms", "paid in 9 s", "value"),
        ("eyJhbGciOi.b3l-QmFy_Zm9v.c2ln", "eyJhbGciOi.Zm9v-YmFy_YmF6.bmF0", "eyJhbGciOi.YmF6Zm9vYmFyYmF6", "value"),
        ("050b92f6-cb73-4082-af14-2b7bddd41eec", "e26642af-cfaa-4299-90b6-02882dcece7d", "27c0fc22-444d-4b9e", "value"),
        ("3f2a" * 10, "0b1c" * 10, "3f2a" * 9 + "3F2A", "value"),
        (12, 13, 1.5, "value"),
        (1790000000, 1790000001, 1790000002000, "value"),
        (None, "a", 1, "type"),
    ],
)
def test_a_mask_hides_nothing_of_another_kind(legacy: Any, again: Any, routes: Any, kind: str) -> None:
    assert at(legacy, again, routes) == [("body.at", kind)]


def test_a_masked_value_may_not_be_missing() -> None:
    assert found(did({"at": "aaaa"}), did({"at": "bbbb"}), did({})) == [("body.at", "missing")]


def test_a_mask_holds_for_all_members_and_later_requests() -> None:
    noise = Noise()
    first, second = ({"results": [{"id": 1, "at": f"2026-11-24T17:00:0{n}Z"}]} for n in (1, 2))
    noise.learn(differences_with_itself(compared(did(first), did(second), did(first))))
    later = {"results": [{"id": 1, "at": "2026-11-24T17:10:00Z"}, {"id": 2, "at": "2026-11-24T17:10:00Z"}]}
    other = {"results": [{"id": 1, "at": "2026-11-24T17:10:00Z"}, {"id": 2, "at": "2026-11-24T17:10:01Z"}]}
    assert judge(compared(did(later), did(later), did(other))) != []
    judgement = weigh(compared(did(later), did(later), did(other)), noise)
    assert (judgement.differences, judgement.masked) == ((), ("body.results[*].at",))
    assert [str(mask) for mask in noise.masks.values()] == [
        'body.results[*].at: value: "2026-11-24T17:00:01Z", then "2026-11-24T17:00:02Z"'
    ]


def test_numbers_of_other_requests_stay_what_they_are() -> None:
    noise = Noise()
    noise.learn(differences_with_itself(compared(did({"rating": 1}), did({"rating": 2}), did({"rating": 1}))))
    assert len(weigh(compared(did({"rating": 3}), did({"rating": 3}), did({"rating": 4})), noise).differences) == 1


def made(number: int, *, answered: int | None = None, linked: int | None = None, name: str = "Pan") -> Outcome:
    """Return what a half did that inserted the row with this number, and a line of it."""
    shown = number if answered is None else answered
    rows = (
        RowChange("catalog_product", "insert", {"id": str(number), "name": name}),
        RowChange("sales_orderline", "insert", {"id": str(number + 50), "product_id": str(linked or number)}),
    )
    effects = (Effect("task", "shop.index", {"args": [number]}),)
    body = {"id": shown, "url": f"http://testserver/api/products/{shown}/", "category": 5, "name": name}
    return did(body, rows=rows, effects=effects, location=f"http://testserver/api/products/{shown}/")


def test_ids_of_new_rows_map_one_to_one() -> None:
    assert found(made(5), made(6), made(7)) == []
    assert found(made(5), made(5), made(7)) == []  # the sequence was set back in between


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        (made(7, answered=8), {"body.id", "body.url", "header.location"}),
        (made(7, answered=5), {"body.id", "body.url", "header.location"}),
        (made(7, linked=3), {"rows.sales_orderline.insert[0].product_id"}),
    ],
)
def test_an_id_that_is_another_one_elsewhere(routes: Outcome, expected: set[str]) -> None:
    assert {path for path, kind in found(made(5), made(6), routes) if kind == "identity"} == expected


def test_the_id_of_an_old_row_is_a_value() -> None:
    old = {"id": 5, "category": 5}
    rows = (
        (RowChange("catalog_product", "insert", {"id": "5"}),),
        (RowChange("catalog_product", "insert", {"id": "6"}),),
    )
    sides = did(old, rows=rows[0]), did({**old, "id": 6}, rows=rows[1])
    assert found(sides[0], sides[1], did({"id": 6, "category": 6}, rows=rows[1])) == [("body.category", "value")]


def test_a_uuid_stands_for_the_same_one_everywhere() -> None:
    sides = [{"reference": uuid, "next": f"/orders/{uuid}/pay/", "also": uuid} for uuid in UUIDS[:3]]
    assert found(*map(did, sides)) == []
    wrong = {**sides[2], "also": UUIDS[4]}
    assert found(did(sides[0]), did(sides[1]), did(wrong)) == [("body.also", "identity")]


def rows(*changes: RowChange) -> Outcome:
    return did({}, rows=changes)


STOCK = RowChange("catalog_product", "update", {"id": "7", "stock": "3"})


@pytest.mark.parametrize(
    ("legacy", "routes", "expected"),
    [
        ([STOCK], [], ("rows.catalog_product", "missing")),
        ([], [STOCK], ("rows.catalog_product", "extra")),
        ([STOCK], [STOCK, STOCK], ("rows.catalog_product.update", "length")),
        (
            [STOCK],
            [RowChange("catalog_product", "update", {"id": "7", "stock": "4"})],
            ("rows.catalog_product.update[0].stock", "value"),
        ),
        (
            [STOCK],
            [STOCK, RowChange("catalog_product", "update", {"id": "8", "stock": "4"})],
            ("rows.catalog_product.update[1]", "extra"),
        ),
        (
            [RowChange("catalog_product", "delete", {"id": "7"})],
            [RowChange("catalog_product", "update", {"id": "7"})],
            ("rows.catalog_product.delete", "missing"),
        ),
    ],
)
def test_rows(legacy: list[RowChange], routes: list[RowChange], expected: tuple[str, str]) -> None:
    assert expected in found(rows(*legacy), rows(*legacy), rows(*routes))


def test_a_database_leaves_out_zeros_at_the_end() -> None:
    times = ("2026-11-24T17:00:00.123456+00:00", "2026-11-24T17:00:00.223456+00:00", "2026-11-24T17:00:00.1634+00:00")
    assert found(*(rows(RowChange("catalog_product", "update", {"id": "7", "updated_at": at})) for at in times)) == []


def test_the_order_of_rows_means_nothing() -> None:
    other = RowChange("catalog_product", "update", {"id": "8", "stock": "4"})
    assert found(rows(STOCK, other), rows(STOCK, other), rows(other, STOCK)) == []


MAIL = Effect("mail", "Your order", {"to": ["ann@example.com"], "body": "Thanks"})


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ([], [("effects.mail", "missing")]),
        (
            [Effect("mail", "Your order", {"to": ["bob@example.com"], "body": "Thanks"})],
            [("effects.mail[0].to[0]", "value")],
        ),
        ([MAIL, MAIL], [("effects.mail", "length")]),
        ([Effect("task", "mail", {}), MAIL], [("effects.task", "extra")]),
    ],
)
def test_effects(routes: list[Effect], expected: list[tuple[str, str]]) -> None:
    legacy = did({}, effects=(MAIL,))
    assert found(legacy, legacy, did({}, effects=tuple(routes))) == expected


def test_a_function_for_the_commit_may_have_another_name() -> None:
    legacy, routes = (did({}, effects=(Effect("commit", name),)) for name in ("legacy.f", "routes.g"))
    assert found(legacy, legacy, routes) == []
    assert found(legacy, legacy, did({})) == [("effects.commit", "missing")]


def asked(*queries: str) -> Outcome:
    return Outcome(Answer(200, JSON, b"{}"), queries=queries)


ONE = 'SELECT "a"."id" FROM "a" WHERE "a"."id" IN (1, 2) LIMIT 21'
OTHER = 'SELECT "b"."id" FROM "b" WHERE "b"."name" = \'x\''


def test_more_queries_are_a_difference() -> None:
    (difference,) = judge(compared(asked(ONE), asked(ONE), asked(ONE, OTHER, OTHER, OTHER)))
    assert (difference.path, difference.legacy, difference.routes) == ("queries", "1", "4")
    assert difference.note.splitlines() == [
        "3 times the same statement more: rows are fetched one by one (N+1)",
        '+ 3 x SELECT "b"."id" FROM "b" WHERE "b"."name" = ?',
    ]


def test_fewer_queries_are_information() -> None:
    judgement = weigh(compared(asked(ONE, OTHER), asked(ONE, OTHER), asked(ONE)))
    assert (judgement.differences, len(judgement.information)) == ((), 1)


def test_what_a_cache_saves_is_no_difference() -> None:
    assert judge(compared(asked(ONE, OTHER), asked(ONE), asked(ONE))) == []
    assert judge(compared(asked(ONE), asked(ONE), asked('SAVEPOINT "a"', ONE, 'RELEASE SAVEPOINT "a"'))) == []


def test_a_status_that_changes_is_compared_with_the_answer_that_has_it() -> None:
    created, refused = did({"id": 1}), Outcome(Answer(429, JSON, b'{"detail":"x"}'))
    assert found(created, refused, refused) == []
    assert found(created, refused, Outcome(Answer(429, JSON, b'{"detail":"y"}'))) == [("body.detail", "value")]

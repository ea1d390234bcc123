"""Which rows were written is known, and none of it is left: rows, sequences, the state of the connection."""

from collections.abc import Iterator
from typing import Any

import asking_service
import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import TestCase

from legacy.catalog.models import Category, Product, StockAlert
from strangler.exchanges.exchange import Request
from strangler.parity.asking.rows.statements import is_write, tables_of
from strangler.parity.asking.serving import Serving
from strangler.parity.asking.sides import Sides
from strangler.parity.outcome import Comparison, Outcome, RowChange

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sides() -> Iterator[Sides]:
    with Serving(asking_service.app) as serving, Sides(serving, warm=False) as sides:
        yield sides


@pytest.fixture(autouse=True)
def urls(settings: Any) -> None:
    settings.ROOT_URLCONF = "asking_service"


def ask(sides: Sides, action: str, status: int = 200) -> Comparison:
    comparison = sides.ask(Request("POST", f"/do/{action}/"))
    for outcome in (comparison.legacy, comparison.routes, comparison.again):
        assert outcome.answer.status == status, outcome
    assert comparison.legacy.rows == comparison.again.rows == comparison.routes.rows
    return comparison


def short(outcome: Outcome) -> list[tuple[str, str]]:
    return [(row.table, row.kind) for row in outcome.rows]


@pytest.fixture
def taken() -> Category:
    return Category.objects.create(name="taken", slug="taken")


@pytest.fixture
def stock(taken: Category) -> Product:
    User.objects.create_user("ann").groups.add(Group.objects.create(name="guests"))
    Group.objects.create(name="staff")
    old = Product.objects.create(category=taken, sku="OLD-0001", name="Old", price=1, attributes={"b": 1, "a": None})
    StockAlert.objects.create(product=old, email="bob@example.com")
    return Product.objects.create(category=taken, sku="NEW-0001", name="New", price="2.50")


def test_statements() -> None:
    assert tables_of('INSERT INTO "a" VALUES (1) ON CONFLICT DO UPDATE SET x = 1') == ['"a"']
    assert tables_of("WITH gone AS (DELETE FROM ONLY s.a RETURNING *) UPDATE b SET x = 1") == ["s.a", "b"]
    assert tables_of("update `a` set x = 1") == ["`a`"]
    assert is_write("  \n insert into a default values")
    assert is_write("CALL do_it()")
    assert not is_write("(SELECT 1) UNION (SELECT 2)")
    assert not is_write("WITH a AS (SELECT 1) SELECT * FROM a FOR UPDATE OF a")
    assert is_write("WITH a AS (SELECT 1) DELETE FROM b")


@pytest.fixture
def way(request: pytest.FixtureRequest, db: None) -> None:
    """Learn what was written in one of two ways: the second one is for roles that may not have triggers."""
    if request.param == "triggers":
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE parity_writer")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO parity_writer")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO parity_writer")
        cursor.execute("SET LOCAL ROLE parity_writer")


@pytest.mark.parametrize("way", ["triggers", "snapshots"], indirect=True)
def test_all_ways_to_write(sides: Sides, way: None, stock: Product) -> None:
    found = ask(sides, "many").routes
    assert sorted(short(found)) == [
        ("auth_user_groups", "delete"),
        ("auth_user_groups", "insert"),
        ("catalog_category", "insert"),
        ("catalog_category", "insert"),
        ("catalog_category", "insert"),
        ("catalog_category", "update"),
        ("catalog_product", "delete"),
        ("catalog_product", "update"),
        ("catalog_stockalert", "delete"),
    ]
    [updated] = [row for row in found.rows if row.kind == "update" and row.table == "catalog_product"]
    assert updated.values.items() >= {"sku": "NEW-0001", "price": "2.50", "stock": "1", "is_active": "true"}.items()
    [deleted] = [row for row in found.rows if row.kind == "delete" and row.table == "catalog_product"]
    assert deleted.values["sku"] == "OLD-0001"


@pytest.mark.parametrize("way", ["triggers", "snapshots"], indirect=True)
def test_what_is_left_of_several_changes(sides: Sides, way: None, stock: Product) -> None:
    found = ask(sides, "twice").routes
    assert short(found) == [("catalog_category", "insert")]
    assert found.rows[0].values["name"] == "2"


@pytest.mark.parametrize("way", ["triggers", "snapshots"], indirect=True)
@pytest.mark.parametrize("action", ["nested", "rolled_back"])
def test_nothing_of_what_the_side_undid(sides: Sides, action: str, way: None) -> None:
    found = ask(sides, action).routes
    assert [(row.kind, row.values["slug"]) for row in found.rows] == [("insert", "kept")]


@pytest.mark.parametrize("way", ["triggers", "snapshots"], indirect=True)
def test_before_an_error(sides: Sides, way: None) -> None:
    comparison = ask(sides, "failing", 500)
    for outcome in (comparison.legacy, comparison.routes, comparison.again):
        assert outcome.error == "builtins.ZeroDivisionError: nothing is divided"
        assert [row.values["slug"] for row in outcome.rows] == ["before"]
    assert ask(sides, "failing_in_transaction", 500).routes.rows == ()


def test_an_error_of_the_database_ends_no_transaction(sides: Sides, taken: Category) -> None:
    assert ask(sides, "refused_by_the_database").routes.answer.body == b'{"categories":1}'


def test_deferred_constraints_are_looked_at(sides: Sides, taken: Category) -> None:
    assert ask(sides, "dangling").routes.answer.body == b'{"dangling":true}'


def test_a_durable_transaction_may_begin(sides: Sides) -> None:
    found = ask(sides, "durable").routes
    assert found.answer.body == b'{"in_transaction":false}'
    assert [row.values["slug"] for row in found.rows] == ["durable"]


def test_queries_are_those_of_the_side(sides: Sides) -> None:
    comparison = ask(sides, "durable")
    assert len(comparison.legacy.queries) == len(comparison.routes.queries) == 1
    assert comparison.routes.queries[0].startswith('INSERT INTO "catalog_category"')


def test_what_triggers_write_is_seen(sides: Sides) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("plpgsql")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE audit (what text)")
        cursor.execute(
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN INSERT INTO audit VALUES (NEW.slug); RETURN NULL; END $$"
        )
        cursor.execute("CREATE TRIGGER noting AFTER INSERT ON catalog_category FOR EACH ROW EXECUTE FUNCTION note()")
    sides._databases._tables.clear()  # type: ignore[attr-defined]
    found = ask(sides, "durable").routes
    sides._databases._tables.clear()  # type: ignore[attr-defined]
    assert RowChange("audit", "insert", {"what": "durable"}) in found.rows


# --- Nothing is left --------------------------------------------------------------------------------------


def state() -> dict[str, object]:
    return {
        "categories": list(Category.objects.order_by("pk").values()),
        "products": list(Product.objects.order_by("pk").values()),
        "users": list(User.objects.order_by("pk").values()),
        "in_transaction": connection.in_atomic_block,
        "savepoints": list(connection.savepoint_ids),
        "callbacks": list(connection.run_on_commit),
        "wrappers": list(connection.execute_wrappers),
        "sequence": sequence(),
    }


def sequence() -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value, is_called FROM catalog_category_id_seq")
        return cursor.fetchone()


ACTIONS = ["many", "committed", "rolled_back", "nested", "durable", "failing", "dangling", "refused_by_the_database"]


@pytest.mark.parametrize("action", ACTIONS)
def test_within_a_test(sides: Sides, stock: Product, action: str) -> None:
    transaction.on_commit(lambda: None)
    before = state()
    sides.ask(Request("POST", f"/do/{action}/"))
    assert state() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", ACTIONS)
def test_without_a_transaction(sides: Sides, stock: Product, action: str) -> None:
    before = state()
    sides.ask(Request("POST", f"/do/{action}/"))
    assert state() == before
    assert connection.get_autocommit()


@pytest.mark.django_db(transaction=True)
def test_a_sequence_that_somebody_else_uses_stays(sides: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("strangler.parity.asking.rows.databases.is_in_test", lambda: False)
    before = sequence()
    ask(sides, "durable")
    assert sequence() == before, "nobody else has used it"
    taking = asking_service.ACTIONS["durable"]

    def durable_and_somebody_else() -> dict[str, object]:
        done = taking()
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT nextval('catalog_category_id_seq')")
        other.close()
        return done

    monkeypatch.setitem(asking_service.ACTIONS, "durable", durable_and_somebody_else)
    sides.ask(Request("POST", "/do/durable/"))
    assert sequence() != before


def test_atomic_requests(sides: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(ask(sides, "failing", 500).routes.rows) == 1
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    assert ask(sides, "failing", 500).routes.rows == ()
    assert len(ask(sides, "nested").routes.rows) == 1


class CountingTests(TestCase):
    """Of a project that counts the queries of its own requests."""

    def test_its_counters_see_nothing(self) -> None:
        """Neither what was asked nor what was needed for it."""
        asking_service.User.objects.create_user("ann")
        with (
            self.settings(ROOT_URLCONF="asking_service"),
            Serving(asking_service.app) as serving,
            Sides(serving) as sides,
            self.assertNumQueries(0),
            self.captureOnCommitCallbacks() as callbacks,
        ):
            found = sides.ask(Request("POST", "/do/committed/", login="ann"))
        assert len(found.routes.queries) == 2
        assert callbacks == []

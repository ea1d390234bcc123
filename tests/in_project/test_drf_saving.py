"""What a schema has validated is stored as a ModelSerializer would."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction

from bridge.drf.schemas.saving import create, update
from legacy.catalog.models import Category, Product
from legacy.sales.models import Customer, Order

pytestmark = pytest.mark.django_db


def test_a_row_and_what_is_beside_it_are_created() -> None:
    buyers, sellers = Group.objects.create(name="buyers"), Group.objects.create(name="sellers")
    user = create(User, {"username": "ann", "first_name": "Ann", "groups": [buyers, sellers]})
    stored = User.objects.get(username="ann")
    assert (stored.pk, stored.first_name, set(stored.groups.all())) == (user.pk, "Ann", {buyers, sellers})


def test_a_change_leaves_the_rest_alone() -> None:
    buyers, sellers = Group.objects.create(name="buyers"), Group.objects.create(name="sellers")
    user = create(User, {"username": "ann", "first_name": "Ann", "groups": [buyers]})
    assert update(user, {"first_name": "Anna"}) is user
    assert update(user, {"groups": [sellers]}) is user
    stored = User.objects.get(username="ann")
    assert (stored.first_name, list(stored.groups.all())) == ("Anna", [sellers])


def test_rows_that_refer_to_it_are_set() -> None:
    ann, bob = User.objects.create(username="ann"), User.objects.create(username="bob")
    group = create(Group, {"name": "buyers", "user_set": [ann]})
    assert list(group.user_set.all()) == [ann]
    assert list(update(group, {"user_set": [bob]}).user_set.all()) == [bob]


@pytest.fixture
def customer() -> Customer:
    return Customer.objects.create(user=User.objects.create(username="ann"), street="A 1", city="Bonn", country="DE")


def lines(*quantities: int | None) -> list[dict[str, Any]]:
    """Return data for as many lines, each of a product of its own."""
    category, _ = Category.objects.get_or_create(name="Tools", slug="tools")
    products = [
        Product.objects.get_or_create(sku=f"SAW-{number}", defaults={"category": category, "name": "S", "price": 1})[0]
        for number, _ in enumerate(quantities)
    ]
    return [
        {"product": product, "product_name": "S", "unit_price": 1, "quantity": quantity}
        for product, quantity in zip(products, quantities, strict=True)
    ]


def quantities(order: Order) -> list[int]:
    return list(order.lines.order_by("id").values_list("quantity", flat=True))


def test_nested_rows_are_created_and_replaced(customer: Customer) -> None:
    order = create(Order, {"customer": customer, "lines": lines(1, 2)}, nested=["lines"])
    assert quantities(order) == [1, 2]
    order = Order.objects.prefetch_related("lines").get()
    kept = set(order.lines.all())
    assert update(order, {"note": "n"}, nested=["lines"]) is order
    assert (set(Order.objects.get().lines.all()), Order.objects.get().note) == (kept, "n")
    update(order, {"lines": lines(7)}, nested=["lines"])
    assert ([one.quantity for one in order.lines.all()], quantities(order)) == ([7], [7])
    update(order, {"lines": []}, nested=["lines"])
    assert quantities(order) == []
    assert Customer.objects.get() == customer


def test_nested_rows_are_written_as_a_whole_or_not_at_all(customer: Customer) -> None:
    order = create(Order, {"customer": customer, "lines": lines(1)}, nested=["lines"])
    for write in (
        lambda data: create(Order, {**data, "customer": customer}, nested=["lines"]),
        lambda data: update(Order.objects.get(), data, nested=["lines"]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write({"note": "new", "lines": lines(2, None)})
        assert (Order.objects.get().note, quantities(order)) == ("", [1])
        with pytest.raises(IntegrityError):  # without a transaction around it
            write({"note": "new", "lines": lines(2, None)})
        assert (Order.objects.get().note, quantities(order)) == ("", [1])


def test_a_single_nested_row_is_created_or_changed() -> None:
    product = create(
        Product,
        {"sku": "A", "name": "A", "price": 1, "category": {"name": "Pots", "slug": "pots"}},
        nested=["category"],
    )
    assert Category.objects.get().slug == "pots"
    update(product, {"category": {"name": "Pans"}}, nested=["category"])
    assert [(one.name, one.slug) for one in Category.objects.all()] == [("Pans", "pots")]
    home = {"street": "A 1", "city": "Bonn", "country": "DE"}
    user = update(create(User, {"username": "bob"}), {"customer": home}, nested=["customer"])
    update(User.objects.get(), {"customer": {"city": "Cork"}}, nested=["customer"])
    assert Customer.objects.values_list("user", "street", "city").get() == (user.pk, "A 1", "Cork")


@pytest.mark.parametrize(
    ("model", "values", "nested"),
    [
        (Order, {"lines": [{"quantity": 1}]}, []),
        (Product, {"category": {"name": "x"}}, ["lines"]),
        (User, {"groups": [{"name": "x"}]}, ["groups"]),
        (Order, {"lines": {"quantity": 1}}, ["lines"]),
        (Product, {"category": [{"name": "x"}]}, ["category"]),
    ],
)
def test_other_nested_data_is_refused(model: Any, values: Any, nested: list[str]) -> None:
    for write in (lambda: create(model, values, nested=nested), lambda: update(model(), values, nested=nested)):
        with pytest.raises(TypeError, match="Name it in `nested`"):
            write()


def test_json_is_no_nested_data() -> None:
    category = Category.objects.create(name="Tools", slug="tools")
    product = create(Product, {"sku": "A", "name": "A", "price": 1, "category": category, "attributes": {"a": "b"}})
    assert Product.objects.get(pk=product.pk).attributes == {"a": "b"}

"""Rows for parity tests: of any model, valid for the database, and the same in each run."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.db import models
from django.test.utils import isolate_apps

from legacy.catalog.models import Category, Product, Review
from legacy.sales.models import Customer, Order
from strangler.rows import CannotMakeError, make
from strangler.rows.making import make_user
from strangler.rows.values import LEAVE, value_of
from strangler.testing import Parity, Who, parity, parity_folder, parity_judging, parity_sides, who  # noqa: F401

pytestmark = pytest.mark.django_db


# Not those that other tests have made, which have no tables.
MODELS = [model for model in apps.get_models() if model.__module__.endswith(".models")]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_each_model_of_the_project_has_rows(model: type[models.Model]) -> None:
    rows = [make(model) for _ in range(3)]

    assert len({row.pk for row in rows}) == 3
    assert model._base_manager.count() >= 3


def test_what_is_given_stays() -> None:
    product = make(Product, sku="ABC-0001", price="2.50", category=make(Category, name="Pans"))

    product.refresh_from_db()
    assert (product.sku, str(product.price), product.category.name) == ("ABC-0001", "2.50", "Pans")


def test_a_foreign_key_takes_the_row_that_is_there() -> None:
    ann = User.objects.create_user("ann")

    order, review = make(Order), make(Review)

    assert order.customer.user == review.author == ann
    assert Review.objects.get().product == Product.objects.get()


def test_a_row_that_can_be_had_once_gets_another_the_next_time() -> None:
    User.objects.create_user("ann")

    customers = [make(Customer), make(Customer)]
    reviews = [make(Review), make(Review)]

    assert customers[0].user != customers[1].user
    assert (reviews[0].author, reviews[0].product) != (reviews[1].author, reviews[1].product)


def test_it_is_the_same_each_time() -> None:
    first = make(Product)
    values = (first.sku, first.name, first.price)
    Product.objects.all().delete()

    again = make(Product)

    assert (again.sku, again.name, again.price) == values


def test_a_row_that_can_not_be_guessed_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def save(self: Category, *_: Any, **__: Any) -> None:
        raise ValueError("No such shelf.")

    monkeypatch.setattr(Category, "save", save)

    with pytest.raises(CannotMakeError, match=r"^make\(Category\) can't guess a row: No such shelf\.\. Give it"):
        make(Category)


class Kind(models.IntegerChoices):
    """Sizes."""

    BIG = 7, "Big"


FIELDS: dict[str, tuple[Any, Any]] = {
    "choices": (models.IntegerField(choices=Kind.choices), 7),
    "grouped choices": (models.CharField(choices=[("Group", [("a", "A")])]), "a"),
    "choices with nothing": (models.CharField(choices=[("", "-"), ("b", "B")]), "b"),
    "short text": (models.CharField(max_length=3), "va1"),
    "shorter text": (models.CharField(max_length=1), "1"),
    "text that may be missing": (models.CharField(blank=True), LEAVE),
    "unique text that may be empty": (models.CharField(blank=True, unique=True), "value 1"),
    "a default": (models.CharField(default="x"), LEAVE),
    "nothing": (models.IntegerField(null=True), LEAVE),
    "a small number": (models.DecimalField(max_digits=2, decimal_places=2), "0.99"),
    "an e-mail address": (models.EmailField(), "person1@example.com"),
}


@isolate_apps("legacy.catalog")
@pytest.mark.parametrize(("field", "value"), FIELDS.values(), ids=FIELDS)
def test_values_fit_their_fields(field: Any, value: Any) -> None:
    field.set_attributes_from_name("value")

    found = value_of(field, 1)

    if value is LEAVE:
        assert found is LEAVE
    else:
        assert str(found) == str(value)
        field.clean(found, None)


def test_users_are_of_the_projects_own_kind() -> None:
    user = make_user("ann", is_staff=True, no_such_field=1)

    assert (user.get_username(), user.is_staff, user.is_active) == ("ann", True, True)


def test_each_kind_of_client_asks(who: Who, request: pytest.FixtureRequest, parity: Parity) -> None:  # noqa: F811
    kind = request.node.callspec.params["who"]

    assert (who is None) == (kind == "anonymous")
    assert bool(who and who.has_perm("catalog.add_product")) == (kind == "staff")  # type: ignore[attr-defined]
    parity.get("/api/me/", user=who, status=401 if who is None else 200)


def test_permissions_are_made_for_a_content_type_that_is_there() -> None:
    assert make(Permission).content_type_id

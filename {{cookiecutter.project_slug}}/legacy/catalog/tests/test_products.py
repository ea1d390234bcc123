from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from rest_framework.test import APITestCase

from legacy.catalog.models import Product
from legacy.sales.services import place_order
from legacy.tests.factories import (
    make_category,
    make_customer,
    make_product,
    make_review,
    make_staff,
    make_user,
)


class ReadingTests(APITestCase):
    def names(self, query=""):
        return [product["name"] for product in self.client.get(f"/api/products/{query}").json()["results"]]

    def test_detail(self):
        product = make_product(name="Tent", preparation_time=timedelta(days=1, hours=2), weight_kg=1.0)
        make_review(product, rating=5)
        make_review(product, rating=4)
        make_review(product, rating=4)

        data = self.client.get(f"/api/products/{product.pk}/").json()

        assert data["url"] == f"http://testserver/api/products/{product.pk}/"
        assert data["category"] == product.category.slug
        assert data["price"] == "10.00"
        assert data["weight_kg"] == 1.0
        assert data["preparation_time"] == "1 02:00:00"
        assert (data["rating"], data["review_count"]) == (4.33, 3)
        assert data["image"] is None
        assert data["created_at"].endswith("Z")

    @override_settings(TIME_ZONE="America/Chicago")
    def test_times_are_those_of_the_current_time_zone(self):
        product = make_product(created_at="2026-01-02T03:04:05Z")
        data = self.client.get(f"/api/products/{product.pk}/").json()
        assert data["created_at"] == "2026-01-01T21:04:05-06:00"

    def test_hidden_products_are_for_staff(self):
        hidden = make_product(is_active=False)
        url = f"/api/products/{hidden.pk}/"
        assert self.client.get(url).status_code == 404
        self.client.force_authenticate(make_staff())
        assert self.client.get(url).status_code == 200

    def test_pages(self):
        category = make_category()
        for number in range(21):
            make_product(name=f"Article {number:02}", category=category)

        first = self.client.get("/api/products/").json()
        second = self.client.get(first["next"]).json()

        assert (first["count"], len(first["results"]), first["previous"]) == (21, 20, None)
        assert [product["name"] for product in second["results"]] == ["Article 20"]
        assert second["previous"] == "http://testserver/api/products/"
        assert len(self.names("?page_size=3&page=2")) == 3

    def test_a_page_has_at_most_a_hundred_products(self):
        category = make_category()
        Product.objects.bulk_create(
            Product(sku=f"XYZ-{number:04}", name=str(number), price=1, category=category) for number in range(101)
        )
        assert len(self.names("?page_size=1000")) == 100

    def test_a_page_that_is_not_there(self):
        response = self.client.get("/api/products/?page=2")
        assert response.status_code == 404
        assert response.json() == {"detail": "Invalid page."}

    def test_filters(self):
        make_product(name="Tent", category=make_category("tents"), price=200, stock=0)
        make_product(name="Mug", category=make_category("mugs"), price=12)
        assert self.names("?category=tents") == ["Tent"]
        assert self.names("?min_price=12.01") == ["Tent"]
        assert self.names("?max_price=12") == ["Mug"]
        assert self.names("?in_stock=true") == ["Mug"]
        assert self.names("?in_stock=false") == ["Tent"]
        assert self.names("?updated_since=2100-01-01T00:00:00Z") == []

    def test_filters_that_make_no_sense(self):
        response = self.client.get("/api/products/?category=boats&min_price=cheap")
        assert response.status_code == 400
        assert response.json() == {
            "category": ["Select a valid choice. That choice is not one of the available choices."],
            "min_price": ["Enter a number."],
        }

    def test_search(self):
        make_product(name="Tent", sku="TNT-0001", description="For two.")
        make_product(name="Mug", description="For tea.")
        assert self.names("?search=tent") == ["Tent"]
        assert self.names("?search=for+TEA") == ["Mug"]
        assert self.names("?search=TNT-0001") == ["Tent"]
        assert self.names("?search=TNT") == []

    def test_ordering_ignores_fields_that_are_not_offered(self):
        make_product(name="Tent", price=200)
        make_product(name="Mug", price=12)
        assert self.names() == ["Mug", "Tent"]
        assert self.names("?ordering=-price") == ["Tent", "Mug"]
        assert self.names("?ordering=-stock") == ["Mug", "Tent"]

    def test_the_list_takes_two_queries(self):
        for _ in range(3):
            make_review(make_product())
        with self.assertNumQueries(2):
            self.client.get("/api/products/")


class WritingTests(APITestCase):
    def setUp(self):
        self.client.force_authenticate(make_staff())
        make_category("tents")
        self.data = {"sku": "TNT-0001", "name": "Tent", "category": "tents", "price": "149.95"}

    def refuse(self, errors, **changes):
        response = self.client.post("/api/products/", self.data | changes)
        assert response.status_code == 400
        assert response.json() == errors

    def test_staff_creates_and_learns_where(self):
        response = self.client.post("/api/products/", self.data | {"preparation_time": "P1DT2H"})
        assert response.status_code == 201
        assert response["Location"] == response.json()["url"]
        assert response.json()["preparation_time"] == "1 02:00:00"
        assert (response.json()["rating"], response.json()["review_count"]) == (None, 0)
        assert Product.objects.get().price == Decimal("149.95")

    def test_others_do_not(self):
        for user, status in ((None, 401), (make_user(), 403)):
            self.client.force_authenticate(user)
            assert self.client.post("/api/products/", self.data).status_code == status

    def test_each_field_is_validated(self):
        self.refuse({"price": ["Ensure that there are no more than 2 decimal places."]}, price="1.555")
        self.refuse({"price": ["Ensure this value is greater than or equal to 0."]}, price="-1")
        self.refuse({"sku": ["Enter three capital letters, a hyphen and four digits."]}, sku="tent")
        self.refuse({"category": ["Object with slug=boats does not exist."]}, category="boats")
        self.refuse({"name": ["This field may not be blank."]}, name=" ")
        self.refuse({"stock": ["A valid integer is required."]}, stock="many")
        self.refuse({"attributes": ["Expected an object whose values are strings."]}, attributes={"size": 1})

    def test_the_sku_is_unique(self):
        make_product(sku="TNT-0001")
        self.refuse({"sku": ["product with this SKU already exists."]})
        with pytest.raises(IntegrityError), transaction.atomic():
            make_product(sku="TNT-0001")

    def test_an_active_product_has_a_price(self):
        message = {"non_field_errors": ["An active product needs a price above zero."]}
        self.refuse(message, price="0")
        gift = make_product(price=0, is_active=False)
        response = self.client.patch(f"/api/products/{gift.pk}/", {"is_active": True})
        assert response.json() == message

    def test_the_database_refuses_a_negative_price(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_product(price=-1)

    def test_malformed_json(self):
        response = self.client.post("/api/products/", "{", content_type="application/json")
        assert response.status_code == 400
        assert "JSON parse error" in response.json()["detail"]

    def test_a_product_that_was_sold_stays(self):
        product = make_product()
        place_order(customer=make_customer(), lines=[{"product": product, "quantity": 1}])
        response = self.client.delete(f"/api/products/{product.pk}/")
        assert response.status_code == 409
        assert response.json() == {"detail": "It still has order lines."}

    def test_low_stock(self):
        few, none = make_product(stock=2), make_product(stock=0)
        make_product(stock=9)
        make_product(stock=0, is_active=False)
        found = self.client.get("/api/products/low_stock/?threshold=2").json()
        assert [product["id"] for product in found["results"]] == [none.pk, few.pk]
        response = self.client.get("/api/products/low_stock/?threshold=few")
        assert response.json() == {"threshold": ["A valid integer is required."]}
        self.client.force_authenticate(make_user())
        assert self.client.get("/api/products/low_stock/").status_code == 403

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from rest_framework.test import APITestCase

from legacy.catalog.models import Category
from legacy.tests.factories import make_category, make_product, make_staff, make_user


class ReadingTests(APITestCase):
    def test_the_list_is_plain_and_counts_active_products(self):
        camping = make_category("camping")
        tents = make_category("tents", parent=camping)
        make_product(category=tents)
        make_product(category=tents, is_active=False)

        response = self.client.get("/api/categories/")

        assert response.json() == [
            {"id": camping.pk, "name": "Camping", "slug": "camping", "parent": None, "product_count": 0},
            {"id": tents.pk, "name": "Tents", "slug": "tents", "parent": camping.pk, "product_count": 1},
        ]
        assert response["Allow"] == "GET, POST, HEAD, OPTIONS"

    def test_the_list_takes_one_query(self):
        for _ in range(3):
            make_product()
        with self.assertNumQueries(1):
            self.client.get("/api/categories/")

    def test_detail(self):
        tents = make_category("tents")
        response = self.client.get(f"/api/categories/{tents.pk}/")
        assert response.json() == {"id": tents.pk, "name": "Tents", "slug": "tents", "parent": None, "product_count": 0}

    def test_a_category_that_is_not_there(self):
        response = self.client.get("/api/categories/1000/")
        assert response.status_code == 404
        assert response.json() == {"detail": "No Category matches the given query."}


class WritingTests(APITestCase):
    def setUp(self):
        self.client.force_authenticate(make_staff())

    def test_staff_creates(self):
        response = self.client.post("/api/categories/", {"name": " Tents ", "slug": "tents"})
        assert response.status_code == 201
        assert response.json()["name"] == "Tents"
        assert response.json()["product_count"] == 0

    def test_others_do_not(self):
        for user, status in ((None, 401), (make_user(), 403)):
            with self.subTest(status=status):
                self.client.force_authenticate(user)
                response = self.client.post("/api/categories/", {"name": "Tents", "slug": "tents"})
                assert response.status_code == status
        assert not Category.objects.exists()

    def test_the_slug_is_unique_and_well_formed(self):
        make_category("tents")
        for slug, message in (
            ("tents", "category with this slug already exists."),
            (
                "two words",
                'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.',
            ),
        ):
            with self.subTest(slug=slug):
                response = self.client.post("/api/categories/", {"name": "Tents", "slug": slug})
                assert response.status_code == 400
                assert response.json() == {"slug": [message]}

    def test_a_category_does_not_stand_within_itself(self):
        camping = make_category("camping")
        tents = make_category("tents", parent=camping)
        for parent in (camping, tents):
            response = self.client.patch(f"/api/categories/{camping.pk}/", {"parent": parent.pk})
            assert response.status_code == 400
            assert response.json() == {"parent": ["A category can't stand within itself."]}

    def test_nor_does_the_database_let_it(self):
        tents = make_category("tents")
        with pytest.raises(IntegrityError), transaction.atomic():
            Category.objects.filter(pk=tents.pk).update(parent=F("id"))

    def test_only_an_empty_category_is_deleted(self):
        product = make_product()
        url = f"/api/categories/{product.category.pk}/"
        response = self.client.delete(url)
        assert response.status_code == 409
        assert response.json() == {"detail": "It still has products."}
        product.delete()
        assert self.client.delete(url).status_code == 204

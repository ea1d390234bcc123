from unittest import mock

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from rest_framework.exceptions import ValidationError
from rest_framework.test import APITestCase
from rest_framework.throttling import ScopedRateThrottle

from legacy.catalog import services
from legacy.catalog.models import Review
from legacy.tests.factories import make_product, make_review, make_staff, make_user


class ReviewTestCase(APITestCase):
    def setUp(self):
        cache.clear()
        self.addCleanup(cache.clear)
        self.user = make_user("alice")
        self.client.force_authenticate(self.user)
        self.product = make_product()
        self.data = {"product": self.product.pk, "rating": 5, "title": "Good"}


class ReadingTests(ReviewTestCase):
    def test_everybody_reads_with_limit_and_offset(self):
        self.client.force_authenticate(None)
        for rating in (3, 4, 5):
            make_review(self.product, rating=rating)
        page = self.client.get("/api/reviews/?limit=2").json()
        assert (page["count"], len(page["results"])) == (3, 2)
        assert page["next"] == "http://testserver/api/reviews/?limit=2&offset=2"
        assert len(self.client.get(page["next"]).json()["results"]) == 1

    def test_filters(self):
        mine = make_review(self.product, self.user, rating=5, title="Warm")
        make_review(make_product(), rating=1, title="Cold")
        for query in (f"product={self.product.pk}", "rating=5&rating=4", "author=alice", "search=warm"):
            with self.subTest(query=query):
                results = self.client.get(f"/api/reviews/?{query}").json()["results"]
                assert [review["id"] for review in results] == [mine.pk]
        assert self.client.get("/api/reviews/?rating=6").status_code == 400

    def test_ordering(self):
        for rating in (4, 2, 3):
            make_review(self.product, rating=rating)
        results = self.client.get("/api/reviews/?ordering=rating").json()["results"]
        assert [review["rating"] for review in results] == [2, 3, 4]


class WritingTests(ReviewTestCase):
    def test_the_author_is_who_asks(self):
        response = self.client.post("/api/reviews/", self.data)
        assert response.status_code == 201
        assert response.json()["author_name"] == "alice"
        assert "author" not in response.json()
        assert Review.objects.get().author == self.user

    def test_anonymous_does_not(self):
        self.client.force_authenticate(None)
        response = self.client.post("/api/reviews/", self.data)
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Token"

    def test_one_review_for_each_product(self):
        self.client.post("/api/reviews/", self.data)
        response = self.client.post("/api/reviews/", self.data)
        assert response.status_code == 400
        assert response.json() == {"non_field_errors": ["The fields product, author must make a unique set."]}

    def test_of_two_at_the_same_time_the_database_refuses_one(self):
        review = {"product": self.product, "author": self.user, "rating": 5, "title": "Good"}
        services.add_review(**review)
        with self.assertRaisesMessage(ValidationError, "You have reviewed this product already."):
            services.add_review(**review)
        assert Review.objects.count() == 1

    def test_from_one_star_to_five(self):
        for rating, bound in ((0, "greater than or equal to 1"), (6, "less than or equal to 5")):
            response = self.client.post("/api/reviews/", self.data | {"rating": rating})
            assert response.json() == {"rating": [f"Ensure this value is {bound}."]}
        with pytest.raises(IntegrityError), transaction.atomic():
            make_review(self.product, rating=6)

    def test_hidden_products_are_not_reviewed(self):
        hidden = make_product(is_active=False)
        response = self.client.post("/api/reviews/", self.data | {"product": hidden.pk})
        assert response.json() == {"product": [f'Invalid pk "{hidden.pk}" - object does not exist.']}

    def test_the_author_changes_it_but_not_its_product(self):
        review = make_review(self.product, self.user)
        url = f"/api/reviews/{review.pk}/"
        assert self.client.patch(url, {"rating": 1}).json()["rating"] == 1
        assert self.client.put(url, self.data).json()["title"] == "Good"
        response = self.client.patch(url, {"product": make_product().pk})
        assert response.json() == {"product": ["A review stays with its product."]}

    def test_others_do_not_change_it_and_staff_may_delete_it(self):
        url = f"/api/reviews/{make_review(self.product).pk}/"
        assert self.client.patch(url, {"rating": 1}).json() == {"detail": "Only its author may change a review."}
        assert self.client.delete(url).status_code == 403
        self.client.force_authenticate(make_staff())
        assert self.client.patch(url, {"rating": 1}).status_code == 403
        assert self.client.delete(url).status_code == 204


class ThrottleTests(ReviewTestCase):
    def test_only_new_reviews_are_counted(self):
        with mock.patch.object(ScopedRateThrottle, "THROTTLE_RATES", {"reviews": "1/hour"}):
            assert self.client.post("/api/reviews/", self.data).status_code == 201
            throttled = self.client.post("/api/reviews/", self.data)
            assert self.client.get("/api/reviews/").status_code == 200
        assert throttled.status_code == 429
        assert "Request was throttled. Expected available in" in throttled.json()["detail"]
        assert int(throttled["Retry-After"]) <= 3600

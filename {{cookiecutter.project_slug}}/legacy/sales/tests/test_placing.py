"""Placing an order: what it takes, what it refuses, and that it is all or nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.test import APITestCase, APITransactionTestCase

from legacy.errors import Conflict
from legacy.sales.models import Order, OrderLine
from legacy.sales.services import place_order
from legacy.tests.factories import make_customer, make_product, make_user


class PlacingTests(APITestCase):
    def setUp(self):
        self.customer = make_customer()
        self.client.force_authenticate(self.customer.user)
        self.tent = make_product(name="Tent", price="149.95", preparation_time=timedelta(days=2))
        self.mug = make_product(name="Mug", price="12.50", preparation_time=timedelta(hours=12))

    def place(self, *lines, **fields):
        lines = [{"product": product.pk, "quantity": quantity} for product, quantity in lines]
        return self.client.post("/api/orders/", {"lines": lines, **fields})

    def test_an_order(self):
        response = self.place((self.tent, 1), (self.mug, 2), note="Ring twice.")

        assert response.status_code == 201
        data = response.json()
        assert (data["total"], data["status"], data["note"]) == ("174.95", "placed", "Ring twice.")
        assert data["preparation_time"] == "2 00:00:00"
        assert data["lines"][1] == {
            "product": self.mug.pk,
            "product_name": "Mug",
            "unit_price": "12.50",
            "quantity": 2,
            "total": "25.00",
        }
        order = Order.objects.get(reference=data["reference"])
        assert order.customer == self.customer
        assert order.ready_at == order.placed_at + timedelta(days=2)
        self.mug.refresh_from_db()
        assert self.mug.stock == 3

    def test_it_keeps_the_prices_of_its_day(self):
        url = f"/api/orders/{self.place((self.mug, 1)).json()['id']}/"
        self.mug.price, self.mug.name = Decimal(20), "Cup"
        self.mug.save()
        line = self.client.get(url).json()["lines"][0]
        assert (line["unit_price"], line["product_name"]) == ("12.50", "Mug")

    def test_stock_that_does_not_suffice_refuses_all_of_it(self):
        response = self.place((self.mug, 1), (self.tent, 6))
        assert response.status_code == 400
        assert response.json() == {"lines": ["Only 5 of Tent left."]}
        assert not Order.objects.exists()
        self.mug.refresh_from_db()
        assert self.mug.stock == 5

    def test_a_failure_on_the_way_leaves_nothing_behind(self):
        lines = [{"product": self.mug, "quantity": 1}]
        with (
            mock.patch.object(OrderLine.objects, "bulk_create", side_effect=RuntimeError),
            pytest.raises(RuntimeError),
        ):
            place_order(customer=self.customer, lines=lines)
        assert not Order.objects.exists()
        self.mug.refresh_from_db()
        assert self.mug.stock == 5

    def test_a_product_that_is_taken_off_sale_meanwhile(self):
        lines = [{"product": self.mug, "quantity": 1}]
        type(self.mug).objects.filter(pk=self.mug.pk).update(is_active=False)
        with pytest.raises(Conflict, match="off sale"):
            place_order(customer=self.customer, lines=lines)

    def test_errors_are_told_line_by_line(self):
        hidden = make_product(is_active=False)
        response = self.place((self.mug, 1), (hidden, 1), (self.tent, 0))
        assert response.json() == {
            "lines": {
                "1": {"product": [f'Invalid pk "{hidden.pk}" - object does not exist.']},
                "2": {"quantity": ["Ensure this value is greater than or equal to 1."]},
            }
        }

    def test_lines_are_needed_and_each_product_once(self):
        assert self.client.post("/api/orders/", {}).json() == {"lines": ["This field is required."]}
        assert self.place().json() == {"lines": {"non_field_errors": ["This list may not be empty."]}}
        assert self.place((self.mug, 1), (self.mug, 2)).json() == {
            "lines": ["Each product may stand in one line only."]
        }

    def test_a_product_that_is_not_on_sale_yet(self):
        soon = make_product(available_from=timezone.now() + timedelta(days=1))
        response = self.place((soon, 1))
        assert response.json() == {"lines": {"0": {"product": ["This product is not on sale yet."]}}}

    def test_only_customers_order(self):
        self.client.force_authenticate(make_user())
        response = self.place((self.mug, 1))
        assert response.status_code == 403
        assert response.json() == {"detail": "Only customers can order. Fill in your address first."}

    def test_the_database_refuses_what_must_not_be(self):
        order = place_order(customer=self.customer, lines=[{"product": self.mug, "quantity": 1}])
        broken = (
            {"total": -1},
            {"status": Order.Status.PAID, "paid_at": None},
        )
        for change in broken:
            with self.subTest(change=change), pytest.raises(IntegrityError), transaction.atomic():
                Order.objects.filter(pk=order.pk).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            order.lines.update(quantity=0)
        with pytest.raises(IntegrityError), transaction.atomic():
            OrderLine.objects.create(order=order, product=self.mug, quantity=1, unit_price=1)


class RaceTests(APITransactionTestCase):
    def test_the_last_piece_is_sold_once(self):
        customer, product = make_customer(), make_product(stock=1)
        start = Barrier(2)

        def buy():
            try:
                start.wait(timeout=5)
                place_order(customer=customer, lines=[{"product": product, "quantity": 1}])
            except ValidationError:
                return "sold out"
            else:
                return "sold"
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as buyers:
            answers = [answer.result() for answer in [buyers.submit(buy), buyers.submit(buy)]]

        assert sorted(answers) == ["sold", "sold out"]
        product.refresh_from_db()
        assert (product.stock, Order.objects.count()) == (0, 1)

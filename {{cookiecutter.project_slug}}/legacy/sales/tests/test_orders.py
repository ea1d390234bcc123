"""Orders once they are placed: who sees them, how they move on, the list, the export and polling."""

import csv
from datetime import UTC, datetime, timedelta

from django.http import StreamingHttpResponse
from rest_framework.test import APITestCase

from legacy.sales.models import Order
from legacy.sales.services import pay_order, place_order
from legacy.tests.factories import make_customer, make_product, make_staff

BASE = datetime(2026, 5, 1, 12, tzinfo=UTC)


class OrderTestCase(APITestCase):
    def setUp(self):
        self.customer = make_customer("alice")
        self.product = make_product(name="Mug", price="12.50", stock=100)
        self.order = self.place()
        self.url = f"/api/orders/{self.order.pk}/"
        self.client.force_authenticate(self.customer.user)

    def place(self, customer=None, days=0, **fields):
        lines = [{"product": self.product, "quantity": 2}]
        order = place_order(customer=customer or self.customer, lines=lines)
        placed_at = BASE + timedelta(days=days)
        Order.objects.filter(pk=order.pk).update(placed_at=placed_at, **fields)
        order.refresh_from_db()
        return order


class VisibilityTests(OrderTestCase):
    def test_customers_see_their_own_and_staff_sees_all(self):
        other = self.place(make_customer())
        assert len(self.client.get("/api/orders/").json()["results"]) == 1
        assert self.client.get(f"/api/orders/{other.pk}/").status_code == 404
        assert self.client.post(f"/api/orders/{other.pk}/cancel/").status_code == 404
        self.client.force_authenticate(make_staff())
        assert len(self.client.get("/api/orders/").json()["results"]) == 2

    def test_anonymous_sees_none(self):
        self.client.force_authenticate(None)
        assert self.client.get("/api/orders/").status_code == 401

    def test_orders_are_not_edited(self):
        for method in (self.client.put, self.client.patch, self.client.delete):
            assert method(self.url, {"note": "x"}).status_code == 405


class ListTests(OrderTestCase):
    def ids(self, query=""):
        return [order["id"] for order in self.client.get(f"/api/orders/{query}").json()["results"]]

    def test_the_cursor_goes_through_all_and_back(self):
        orders = [self.order, *(self.place(days=day) for day in (1, 1, 1, 2))]
        newest_first = sorted(orders, key=lambda order: (order.placed_at, order.pk), reverse=True)
        seen, url = [], "/api/orders/?page_size=2"
        while url:
            page = self.client.get(url).json()
            seen += [order["id"] for order in page["results"]]
            url, previous = page["next"], page["previous"]
        assert seen == [order.pk for order in newest_first]
        assert [order["id"] for order in self.client.get(previous).json()["results"]] == seen[2:4]

    def test_a_broken_cursor(self):
        response = self.client.get("/api/orders/?cursor=broken")
        assert (response.status_code, response.json()) == (404, {"detail": "Invalid cursor"})

    def test_filters_search_and_ordering(self):
        paid = self.place(days=3, status="paid", paid_at=BASE, total=99, note="Ring twice.")
        for query in (
            "status=paid&status=shipped",
            "placed_after=2026-05-04T12:00:00Z",
            "min_total=90",
            "search=twice",
        ):
            with self.subTest(query=query):
                assert self.ids(f"?{query}") == [paid.pk]
        assert self.ids("?placed_before=2026-05-04T12:00:00Z") == [self.order.pk]
        assert self.ids("?ordering=total") == [self.order.pk, paid.pk]
        assert len(self.ids(f"?product={self.product.pk}&search=mug")) == 2

    def test_an_unknown_status(self):
        response = self.client.get("/api/orders/?status=lost")
        assert response.json() == {"status": ["Select a valid choice. lost is not one of the available choices."]}

    def test_the_number_of_queries_does_not_grow(self):
        for _ in range(3):
            self.place()
        with self.assertNumQueries(2):
            self.ids()


class LifeTests(OrderTestCase):
    def test_pay_then_ship(self):
        paid = self.client.post(f"{self.url}pay/", {"amount": "25.00"})
        assert (paid.status_code, paid.json()["status"]) == (200, "paid")
        assert paid.json()["paid_at"] is not None
        assert self.client.post(f"{self.url}ship/").status_code == 403
        self.client.force_authenticate(make_staff())
        assert self.client.post(f"{self.url}ship/").json()["status"] == "shipped"

    def test_the_amount_is_the_total(self):
        response = self.client.post(f"{self.url}pay/", {"amount": 24})
        assert response.json() == {"amount": ["The order's total is 25.00."]}

    def test_only_the_owner_pays(self):
        self.client.force_authenticate(make_staff())
        response = self.client.post(f"{self.url}pay/", {"amount": "25.00"})
        assert (response.status_code, response.json()) == (403, {"detail": "Only the customer can do this."})

    def test_nothing_is_paid_twice(self):
        pay_order(self.order, amount=self.order.total)
        response = self.client.post(f"{self.url}pay/", {"amount": "25.00"})
        assert (response.status_code, response.json()) == (409, {"detail": "The order is paid already."})

    def test_cancelling_puts_the_products_back(self):
        assert self.client.post(f"{self.url}cancel/").json()["status"] == "cancelled"
        assert self.client.post(f"{self.url}cancel/").status_code == 409
        self.product.refresh_from_db()
        assert self.product.stock == 100

    def test_shipped_orders_are_not_cancelled(self):
        Order.objects.update(status="shipped", paid_at=BASE)
        response = self.client.post(f"{self.url}cancel/")
        assert response.json() == {"detail": "The order is shipped already."}

    def test_the_admin_ships_what_is_paid_and_says_what_is_not(self):
        paid = self.place(status="paid", paid_at=BASE)
        self.client.force_login(make_staff(is_superuser=True))
        response = self.client.post(
            "/admin/sales/order/",
            {"action": "ship", "_selected_action": [paid.pk, self.order.pk]},
            format="multipart",
            follow=True,
        )
        self.assertContains(response, "The order is placed already.")
        self.assertContains(response, "1 orders are on their way.")


class PollingTests(OrderTestCase):
    def test_nothing_is_sent_again_until_the_order_changes(self):
        first = self.client.get(self.url)
        for headers in (
            {"HTTP_IF_NONE_MATCH": first["ETag"]},
            {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]},
        ):
            with self.subTest(headers=headers):
                again = self.client.get(self.url, **headers)
                assert (again.status_code, again.content) == (304, b"")
        pay_order(self.order, amount=self.order.total)
        changed = self.client.get(self.url, HTTP_IF_NONE_MATCH=first["ETag"])
        assert changed.status_code == 200
        assert changed["ETag"] != first["ETag"]

    def test_others_learn_nothing_from_it(self):
        etag = self.client.get(self.url)["ETag"]
        self.client.force_authenticate(make_customer().user)
        assert self.client.get(self.url, HTTP_IF_NONE_MATCH=etag).status_code == 404


class ExportTests(OrderTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_authenticate(make_staff())

    def rows(self, query="", **headers):
        response = self.client.get(f"/api/orders/export/{query}", **headers)
        return list(csv.reader(response.getvalue().decode().splitlines()))

    def test_it_is_streamed(self):
        with self.assertNumQueries(0):
            response = self.client.get("/api/orders/export/")
        assert isinstance(response, StreamingHttpResponse)
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == 'attachment; filename="orders.csv"'
        header, *rows = response.streaming_content
        assert header == b"reference,placed_at,status,customer,email,country,items,total\r\n"
        assert len(rows) == 1

    def test_a_row(self):
        user = self.customer.user
        user.first_name, user.email = "=1+1", "alice@example.com"
        user.save()
        _, row = self.rows(HTTP_ACCEPT="text/csv")
        assert row == [
            str(self.order.reference),
            "2026-05-01T12:00:00+00:00",
            "placed",
            "'=1+1",
            "alice@example.com",
            "IE",
            "2",
            "25.00",
        ]

    def test_it_is_filtered(self):
        assert len(self.rows("?status=paid")) == 1
        assert len(self.rows(f"?status=placed&product={self.product.pk}")) == 2

    def test_only_staff_exports(self):
        self.client.force_authenticate(self.customer.user)
        response = self.client.get("/api/orders/export/")
        assert response.status_code == 403
        assert response["Content-Type"] == "application/json"
        refused = self.client.get("/api/orders/export/", HTTP_ACCEPT="text/csv")
        assert refused.content == b"You do not have permission to perform this action."

from datetime import UTC, datetime, timedelta

from django.test import override_settings
from django.utils import timezone
from rest_framework.test import APITestCase

from legacy.sales.models import Order
from legacy.sales.services import place_order
from legacy.tests.factories import make_customer, make_product, make_staff, make_user

URL = "/api/reports/sales/"


class SalesReportTests(APITestCase):
    def setUp(self):
        self.customer = make_customer()
        self.mug = make_product(name="Mug", price="12.50", stock=100)
        self.client.force_authenticate(make_staff())

    def place(self, *when, quantity=1, **fields):
        order = place_order(customer=self.customer, lines=[{"product": self.mug, "quantity": quantity}])
        Order.objects.filter(pk=order.pk).update(placed_at=datetime(*when, tzinfo=UTC), **fields)

    def test_a_report(self):
        self.place(2026, 5, 1, 12, paid_at=datetime(2026, 5, 1, 12, 1, tzinfo=UTC))
        self.place(2026, 5, 1, 13, quantity=3)
        self.place(2026, 5, 31, 23, 59)
        self.place(2026, 6, 1)
        self.place(2026, 5, 2, status="cancelled")

        report = self.client.get(f"{URL}?start=2026-05-01&end=2026-05-31").json()

        assert report == {
            "start": "2026-05-01",
            "end": "2026-05-31",
            "orders": 3,
            "revenue": 62.5,
            "average_time_to_payment": "60.0",
            "periods": [
                {"period": "2026-05-01", "orders": 2, "revenue": 50.0},
                {"period": "2026-05-31", "orders": 1, "revenue": 12.5},
            ],
            "bestsellers": [{"product": self.mug.pk, "sku": self.mug.sku, "name": "Mug", "sold": 5}],
        }

    @override_settings(TIME_ZONE="America/Chicago")
    def test_days_and_months_are_those_of_the_time_zone(self):
        self.place(2026, 6, 1, 4, 59)
        by_day = self.client.get(f"{URL}?start=2026-05-31&end=2026-05-31").json()
        assert by_day["periods"][0]["period"] == "2026-05-31"
        by_month = self.client.get(f"{URL}?start=2026-05-01&end=2026-06-30&group=month").json()
        assert [period["period"] for period in by_month["periods"]] == ["2026-05-01"]

    def test_without_dates_it_covers_thirty_days(self):
        report = self.client.get(URL).json()
        today = timezone.localdate()
        assert report["end"] == str(today)
        assert report["start"] == str(today - timedelta(days=29))
        assert (report["orders"], report["revenue"], report["bestsellers"]) == (0, 0, [])

    def test_a_query_that_makes_no_sense(self):
        wrong = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."
        for query, errors in (
            ("start=soon&group=hour", {"start": [wrong], "group": ['"hour" is not a valid choice.']}),
            ("start=2026-05-02&end=2026-05-01", {"end": ["The end is before the start."]}),
            (
                "start=2025-01-01&end=2026-05-01",
                {"non_field_errors": ["A report covers 366 days at most."]},
            ),
        ):
            with self.subTest(query=query):
                response = self.client.get(f"{URL}?{query}")
                assert (response.status_code, response.json()) == (400, errors)

    def test_only_staff(self):
        for user, status in ((None, 401), (make_user(), 403)):
            self.client.force_authenticate(user)
            assert self.client.get(URL).status_code == status

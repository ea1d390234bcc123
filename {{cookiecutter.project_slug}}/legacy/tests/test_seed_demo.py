from io import StringIO

from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from rest_framework.authtoken.models import Token

from legacy.catalog.models import Category, Product, Review, StockAlert
from legacy.demo import seed as demo
from legacy.sales.models import Customer, Order, OrderLine
from legacy.tests.factories import make_category, make_user

MODELS = (StockAlert, Review, OrderLine, Order, Customer, Product)


def run(**options):
    output = StringIO()
    call_command("seed_demo", stdout=output, **options)
    return output.getvalue()


def content():
    """Return all rows of the demo data, without keys, which a second run on the same tables numbers anew."""
    return [
        list(model.objects.order_by("pk").values_list(*(field.name for field in model._meta.fields if is_own(field))))
        for model in MODELS
    ]


def is_own(field):
    return not (field.primary_key or field.is_relation)


class SeedTests(TestCase):
    def test_it_is_the_same_every_time(self):
        demo.seed()
        first = content()
        for model in MODELS:
            model.objects.all().delete()
        User.objects.all().delete()
        Category.objects.exclude(parent=None).delete()
        Category.objects.all().delete()
        demo.seed()
        assert content() == first

    def test_a_second_run_changes_nothing_and_says_so(self):
        first = run(force=True)
        rows = content()
        second = run(force=True)
        assert content() == rows
        assert "nothing was changed" in second
        assert first.splitlines()[1:] == second.splitlines()[1:]
        assert "1500 orders" in first

    def test_the_data_holds_together(self):
        demo.seed()
        for order in Order.objects.prefetch_related("lines")[:50]:
            assert order.total == sum(line.total for line in order.lines.all())
        alice = Customer.objects.get(user__username="alice")
        assert [order.status for order in alice.orders.all()[:2]] == ["placed", "paid"]
        assert not Order.objects.filter(placed_at__gt=demo.END).exists()

    def test_the_users_get_in(self):
        output = run(force=True)
        for name in ("admin", "alice"):
            key = Token.objects.get(user__username=name).key
            assert f"user {name}, password {name} (unless it is one of your own), token {key}" in output
            assert self.client.login(username=name, password=name)

    def test_users_who_exist_keep_their_password(self):
        make_user("admin")
        run(force=True)
        assert self.client.login(username="admin", password="secret")

    def test_it_refuses_a_shop_that_has_data(self):
        make_category()
        with self.assertRaisesMessage(CommandError, "The shop has data of its own."):
            run(force=True)

    @override_settings(DEBUG=False)
    def test_it_refuses_outside_development(self):
        with self.assertRaisesMessage(CommandError, "--force"):
            run()
        assert not User.objects.exists()

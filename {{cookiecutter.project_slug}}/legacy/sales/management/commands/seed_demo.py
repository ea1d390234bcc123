from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rest_framework.authtoken.models import Token

from legacy.catalog.models import Category, Product, Review, StockAlert
from legacy.demo.seed import is_seeded, seed
from legacy.sales.models import Customer, Order, OrderLine

MODELS = (Category, Product, Customer, Order, OrderLine, Review, StockAlert)


class Command(BaseCommand):
    help = "Fills an empty shop with a year of selling outdoor gear: the same every time."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="also with DEBUG off, well-known passwords or not")

    def handle(self, *args, **options):
        if not (settings.DEBUG or options["force"]):
            raise CommandError("DEBUG is off, and this makes users with well-known passwords. --force does it still.")
        if is_seeded():
            self.stdout.write("The demo data is there already; nothing was changed.")
        elif any(model.objects.exists() for model in MODELS):
            raise CommandError("The shop has data of its own. The demo needs an empty one.")
        else:
            seed()
            self.stdout.write(self.style.SUCCESS("The demo data is there."))
        for model in MODELS:
            self.stdout.write(f"  {model.objects.count():5} {model._meta.verbose_name_plural}")
        for token in Token.objects.filter(user__username__in=["admin", "alice"]).select_related("user"):
            name = token.user.username
            self.stdout.write(f"  user {name}, password {name} (unless it is one of your own), token {token.key}")

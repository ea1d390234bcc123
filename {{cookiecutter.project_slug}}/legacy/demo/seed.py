"""Writes the demo data, in one transaction: all of it or nothing."""

import random
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.text import slugify
from rest_framework.authtoken.models import Token

from legacy.catalog.models import Category, Product, Review, StockAlert
from legacy.demo.catalogue import COLOURS, SERIES, SHELVES, Shelf, price_of, stock_of
from legacy.demo.people import Person, make_person
from legacy.demo.reviews import write_review
from legacy.sales.models import Customer, Order, OrderLine

END = datetime(2026, 11, 1, 18, tzinfo=UTC)  # the demo year ends here, whatever today is
YEAR = timedelta(days=365)
CUSTOMERS, ORDERS = 300, 1500
ALICE = Person(
    username="alice",
    first_name="Alice",
    last_name="Winter",
    email="alice@example.com",
    phone="+353 86 1234567",
    street="12 Harbour Road",
    postal_code="H91 E2K3",
    city="Galway",
    country="IE",
    newsletter=True,
)
NOTES = ("", "", "", "Please ring twice.", "Leave it with the neighbours.", "It is a present: no invoice, please.")

Shelves = dict[int, Shelf]


def is_seeded() -> bool:
    """Tell whether the first demo product is there."""
    return Product.objects.filter(sku=f"{next(iter(SHELVES.values()))[0].prefix}-0001").exists()


@transaction.atomic
def seed() -> None:
    """Fill an empty shop, and let people buy there."""
    rng = random.Random(2026)  # noqa: S311 - the same every time is what it is for
    make_user("admin", email="admin@example.com", is_staff=True, is_superuser=True)
    customers = _make_customers(rng)
    products, shelves = _make_products(rng)
    orders = _make_orders(rng, customers)
    lines = _make_lines(rng, orders, products)
    _make_reviews(rng, lines, shelves)
    _make_stock_alerts(rng, products, customers)


def make_user(username: str, **fields: Any) -> User:
    """Return a user whose password is their name; one who exists keeps their own."""
    user, created = User.objects.get_or_create(username=username, defaults={"date_joined": END - YEAR, **fields})
    if created:
        user.set_password(username)
        user.save(update_fields=["password"])
    Token.objects.get_or_create(user=user, defaults={"key": f"demo-token-of-{username}"})
    return user


def _make_customers(rng: random.Random) -> list[Customer]:
    make_user("alice", email=ALICE.email, first_name=ALICE.first_name, last_name=ALICE.last_name)
    taken = set(User.objects.values_list("username", flat=True))
    people = {ALICE.username: ALICE}
    for _ in range(CUSTOMERS - 1):
        person = make_person(rng, taken)
        people[person.username] = person
    User.objects.bulk_create(
        User(
            username=person.username,
            first_name=person.first_name,
            last_name=person.last_name,
            email=person.email,
            password="!",  # noqa: S106 - no password matches it
            date_joined=END - YEAR,
        )
        for person in people.values()
        if person is not ALICE
    )
    users = {user.username: user for user in User.objects.filter(username__in=people)}
    return Customer.objects.bulk_create(
        Customer(
            user=users[username],
            phone=person.phone,
            street=person.street,
            postal_code=person.postal_code,
            city=person.city,
            country=person.country,
            newsletter=person.newsletter,
            created_at=END - YEAR,
        )
        for username, person in people.items()
    )


def _make_products(rng: random.Random) -> tuple[list[Product], Shelves]:
    """Store the shelves and what stands on them; return the products, and the shelf of each category."""
    products: list[Product] = []
    shelves_by_category: Shelves = {}
    for room, shelves in SHELVES.items():
        parent = Category.objects.create(name=room, slug=slugify(room))
        for shelf in shelves:
            category = Category.objects.create(name=shelf.name, slug=slugify(shelf.name), parent=parent)
            shelves_by_category[category.pk] = shelf
            products += _stock_shelf(rng, shelf, category)
    Product.objects.bulk_create(products)
    Product.objects.update(updated_at=F("created_at"))
    return products, shelves_by_category


def _stock_shelf(rng: random.Random, shelf: Shelf, category: Category) -> Iterable[Product]:
    """Yield each kind in each series, in two colours; what is hidden or not for sale yet is rare."""
    articles = [
        (kind, series, colour) for kind in shelf.kinds for series in SERIES for colour in rng.sample(COLOURS, 2)
    ]
    for number, (kind, series, colour) in enumerate(articles, start=1):
        weight = round(kind.weight_kg * (1.1 - series.price_factor / 10), 2)
        yield Product(
            category=category,
            sku=f"{shelf.prefix}-{number:04}",
            name=f"{series.name} {kind.name}, {colour}",
            description=f"The {kind.name} of our {series.name} series, made {series.purpose}.",
            price=price_of(kind, series),
            stock=stock_of(rng),
            weight_kg=weight,
            attributes={"colour": colour, "series": series.name},
            preparation_time=shelf.preparation,
            is_active=rng.random() > 0.03,
            created_at=END - YEAR - timedelta(days=rng.randint(1, 700), seconds=rng.randint(0, 40_000)),
        )


def _make_orders(rng: random.Random, customers: list[Customer]) -> list[Order]:
    """Store a year of orders, oldest first. Alice, the first customer, has a few, and the two newest."""
    times = sorted(END - timedelta(seconds=rng.randint(3600, int(YEAR.total_seconds()))) for _ in range(ORDERS))
    orders = []
    for number, placed_at in enumerate(times, start=1):
        newest = ORDERS - number
        customer = customers[0] if newest < 2 or number % 250 == 0 else rng.choice(customers)
        status = _status(rng, END - placed_at)
        if newest < 2:
            status = (Order.Status.PLACED, Order.Status.PAID)[newest]
        is_paid = status in {Order.Status.PAID, Order.Status.SHIPPED}
        orders.append(
            Order(
                reference=uuid.UUID(int=rng.getrandbits(128), version=4),
                customer=customer,
                status=status,
                note=rng.choice(NOTES),
                placed_at=placed_at,
                paid_at=placed_at + timedelta(seconds=rng.randint(30, 3000)) if is_paid else None,
            )
        )
    return orders


def _status(rng: random.Random, age: timedelta) -> Order.Status:
    """Return where an order of that age stands: after a week, all are shipped or cancelled."""
    if rng.random() < 0.06:
        return Order.Status.CANCELLED
    if age > timedelta(days=7):
        return Order.Status.SHIPPED
    return rng.choice((Order.Status.PLACED, Order.Status.PAID, Order.Status.SHIPPED))


def _make_lines(rng: random.Random, orders: list[Order], products: list[Product]) -> list[OrderLine]:
    """Fill the orders, and store both."""
    on_sale = [product for product in products if product.is_active]
    lines = []
    for order in orders:
        chosen = rng.sample(on_sale, rng.choice((1, 1, 1, 2, 2, 3, 4)))
        for product in chosen:
            quantity = rng.choice((1, 1, 1, 1, 2, 3))
            lines.append(
                OrderLine(
                    order=order,
                    product=product,
                    product_name=product.name,
                    unit_price=product.price,
                    quantity=quantity,
                )
            )
            order.total += quantity * product.price
        order.preparation_time = max(product.preparation_time for product in chosen)
    Order.objects.bulk_create(orders)
    Order.objects.update(updated_at=Coalesce("paid_at", "placed_at"))
    return OrderLine.objects.bulk_create(lines)


def _make_reviews(rng: random.Random, lines: list[OrderLine], shelves: Shelves) -> None:
    """Let about every second buyer review what was shipped, once, some weeks after."""
    reviews: dict[tuple[int, int], Review] = {}
    for line in lines:
        key = (line.product_id, line.order.customer.user_id)
        written_at = line.order.placed_at + timedelta(days=rng.randint(5, 40), seconds=rng.randint(0, 80_000))
        shipped = line.order.status == Order.Status.SHIPPED
        if shipped and written_at < END and key not in reviews and rng.random() < 0.5:
            rating, title, body = write_review(rng, shelves[line.product.category_id])
            reviews[key] = Review(
                product_id=key[0], author_id=key[1], rating=rating, title=title, body=body, created_at=written_at
            )
    Review.objects.bulk_create(sorted(reviews.values(), key=lambda review: review.created_at))
    Review.objects.update(updated_at=F("created_at"))


def _make_stock_alerts(rng: random.Random, products: list[Product], customers: list[Customer]) -> None:
    """Let a few customers wait for what is sold out."""
    StockAlert.objects.bulk_create(
        StockAlert(
            product=product,
            email=customer.user.email,
            created_at=END - timedelta(hours=rng.randint(1, 700)),
        )
        for product in products
        if product.is_active and product.stock == 0
        for customer in rng.sample(customers, rng.randint(0, 3))
    )

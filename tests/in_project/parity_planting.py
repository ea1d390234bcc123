"""The shop with one defect in its routes, and the rows that the requests of `parity_defects` are about."""

import importlib
import inspect
import sys
import time
import types
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import django
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_save
from fastapi import Depends, FastAPI
from parity_defect import Defect, Tamper
from rest_framework.authtoken.models import Token
from starlette.types import Message, Receive, Scope, Send

from asgi import app as shop
from bridge.dispatch import Strangler
from bridge.drf.errors import ValidationError
from bridge.errors import add_error_handlers
from bridge.lifespan import lifespan
from bridge.router import Router
from bridge.security import DjangoSecurity
from bridge.streams import BufferStreams
from legacy.catalog.models import Product, Review
from legacy.sales.models import Order
from legacy.sales.services import place_order
from legacy.tests import factories
from routes.dependencies import django_request
from strangler.exchanges.exchange import Answer

HAS_TASKS = django.VERSION >= (6, 0)


def planted(defect: Defect) -> Strangler:
    """Return the combined application with the defect in its routes."""
    module = importlib.import_module(f"routes.{defect.module}")
    source = inspect.getsource(module)
    if defect.old:
        assert source.count(defect.old) == 1, f"{defect.name}: {source.count(defect.old)} times in {module.__name__}"
        source = source.replace(defect.old, defect.new)
    twin = types.ModuleType("parity_twin")
    vars(twin).update(MORE)
    sys.modules["parity_twin"] = twin
    exec(compile(source, "parity_twin.py", "exec"), vars(twin))  # noqa: S102 - our own, with a defect
    api = FastAPI(lifespan=lifespan)
    api.add_middleware(BufferStreams)
    api.add_middleware(DjangoSecurity)
    add_error_handlers(api)
    router = Router(dependencies=[Depends(django_request)])
    router.include_router(twin.router)
    api.include_router(router)
    application = Strangler(api, shop.legacy)
    if defect.tamper is not None:
        application.api = Tampered(api, defect.tamper)  # type: ignore[assignment]
    return application


class Tampered:
    """A FastAPI application whose answers are changed on their way out."""

    def __init__(self, api: FastAPI, tamper: Tamper) -> None:
        self.api = api
        self.tamper = tamper

    def __getattr__(self, name: str) -> Any:
        return getattr(self.api, name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with all of it changed."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.api(scope, receive, keep if scope["type"] == "http" else send)
        if not messages:
            return
        headers = tuple((name.decode(), value.decode()) for name, value in messages[0]["headers"])
        body = b"".join(message.get("body", b"") for message in messages[1:])
        answer = self.tamper(Answer(messages[0]["status"], headers, body))
        raw = [(n.encode(), v.encode()) for n, v in answer.headers if n != "content-length"]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        await send({"type": "http.response.body", "body": answer.body})


def stocked() -> tuple[dict[str, int], dict[str, str]]:
    """Write rows; return their ids by name, and the tokens of those who ask."""
    people = {name: factories.make_user(name) for name in ("bob", "eager")}
    people["staff"] = factories.make_staff(username="staff")
    customer = factories.make_customer("ann")
    people["ann"] = customer.user
    pans, pots = (factories.make_category(slug) for slug in ("pans", "pots"))
    product = factories.make_product(
        sku="PAN-0001",
        name="Größe 20",
        category=pans,
        weight_kg=2.0,
        description="Of steel",
        price=Decimal("10.50"),
        image=factories.make_image(),
    )
    kettle = factories.make_product(sku="KET-0001", name="Kettle", category=pots, price=Decimal(30))
    unsold = factories.make_product(sku="SPO-0001", name="Spoon", category=pots, price=Decimal(2))
    factories.make_product(sku="OLD-0001", name="Old", category=pots, is_active=False)
    review = factories.make_review(kettle, people["ann"], title="Hot")
    factories.make_review(kettle, people["bob"], title="Warm")
    orders = [
        place_order(customer=customer, lines=[{"product": each, "quantity": 1} for each in (product, kettle)])
        for _ in range(2)
    ]
    cache.set(f"throttle_reviews_{people['eager'].pk}", [time.time()] * 20, 3600)
    ids = {"product": product.pk, "unsold": unsold.pk, "review": review.pk, "order": orders[0].pk}
    return ids, {name: Token.objects.create(user=user).key for name, user in people.items()}


@contextmanager
def announcing() -> Iterator[None]:
    """Let both halves send what the shop itself sends not, whenever a review is saved."""

    def receive(instance: Review, **_: Any) -> None:
        announce(instance)

    post_save.connect(receive, Review)
    try:
        yield
    finally:
        post_save.disconnect(receive, Review)
        cache.clear()


def announce(
    review: Review,
    *,
    to: str = "shop@example.com",
    subject: str = "A review",
    hook: str = "http://hook.example/",
    weight: int = 1,
) -> None:
    """Send a mail, call another service, queue a task, and have something to do after the commit."""
    mail.send_mail(subject, review.title, None, [to])
    transaction.on_commit(lambda: None)
    with suppress(OSError):
        urllib.request.urlopen(hook, data=b"{}")  # noqa: S310 - held back
    if HAS_TASKS:
        index.enqueue(review.pk, weight)


def announced(review: Review, **how: Any) -> Review:
    """Announce a review, and return it."""
    announce(review, **how)
    return review


def stale(order: Order) -> Order:
    """Give an order back the time of its last change that it had before."""
    Order.objects.filter(pk=order.pk).update(updated_at=order.placed_at)
    return order


def unlinked(product: Product) -> None:
    """Take a product's image away, and leave its file where it is."""
    product.image = ""
    product.save(update_fields=["image", "updated_at"])


def _index(pk: int, weight: int) -> None: ...


if HAS_TASKS:
    from django.tasks import task

    index = task(_index)

# What the defects call.
MORE = {
    "announced": announced,
    "stale": stale,
    "unlinked": unlinked,
    "TOKYO": ZoneInfo("Asia/Tokyo"),
    "ValidationError": ValidationError,
}

"""A service of two halves in which each path does one thing that a comparison must notice and undo."""

import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import send_mail
from django.core.wsgi import get_wsgi_application
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import include, path, re_path
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse

from bridge.dispatch import Strangler
from bridge.mount import LegacyMount
from bridge.router import Router
from bridge.threads import legacy_threads
from legacy.catalog.models import Category, Product
from routes.dependencies import django_request

Done = dict[str, Any]


def announce(text: str, *, to: str = "ann") -> None:
    """Send a mail, as what runs after a commit does."""
    send_mail(text, "", None, [f"{to}@example.com"])


def change_my_mind() -> None:
    raise ValueError


def mail() -> Done:
    send_mail("Subject", "Body", "shop@example.com", ["ann@example.com"], html_message="<p>Body</p>")
    return {"sent": 1}


def committed() -> Done:
    with transaction.atomic():
        Category.objects.create(name="new", slug="new")
        transaction.on_commit(partial(announce, "committed", to="bob"))
        sent_before = Category.objects.count()
    return {"count": sent_before}


def rolled_back() -> Done:
    try:
        with transaction.atomic():
            Category.objects.create(name="lost", slug="lost")
            transaction.on_commit(partial(announce, "lost"))
            change_my_mind()
    except ValueError:
        Category.objects.create(name="kept", slug="kept")
    return {"count": Category.objects.count()}


def nested() -> Done:
    with transaction.atomic():
        try:
            with transaction.atomic():
                Category.objects.create(name="lost", slug="lost")
                change_my_mind()
        except ValueError:
            Category.objects.create(name="kept", slug="kept")
    return {}


def durable() -> Done:
    with transaction.atomic(durable=True):
        Category.objects.create(name="durable", slug="durable")
    return {"in_transaction": connection.in_atomic_block}


def refused_by_the_database() -> Done:
    try:
        Category.objects.create(name="again", slug="taken")
    except IntegrityError:
        return {"categories": Category.objects.count()}
    return {}


def dangling() -> Done:
    try:
        with transaction.atomic():
            Category.objects.filter(slug="taken").update(parent_id=987654)
    except IntegrityError:
        return {"dangling": True}
    return {"dangling": False}


def many() -> Done:
    Category.objects.bulk_create([Category(name=f"n{number}", slug=f"n{number}") for number in range(3)])
    Product.objects.update(stock=F("stock") + 1)
    ann = User.objects.get(username="ann")
    ann.groups.set([Group.objects.get(name="staff")])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_category SET name = 'raw' WHERE slug = %s", ["taken"])
    Product.objects.filter(sku="OLD-0001").delete()
    return {}


def twice() -> Done:
    category = Category.objects.create(name="1", slug="twice")
    category.name = "2"
    category.save()
    gone = Category.objects.create(name="gone", slug="gone")
    gone.delete()
    return {}


def elsewhere() -> Done:
    Category.objects.create(name="here", slug="here")
    other = Category.objects.using("other")
    there = other.create(name="there", slug="there")
    try:
        other.create(name="there", slug="there")
    except IntegrityError:
        there.name = "changed"
        there.save()
    try:
        with transaction.atomic(using="other"):
            other.filter(slug="old").delete()
            other.create(name="orphan", slug="orphan", parent_id=987654)
    except IntegrityError:
        other.filter(slug="old").update(name="kept")
    with transaction.atomic(using="other"):
        transaction.on_commit(partial(announce, "elsewhere"), using="other")
    return {"there": other.count()}


def cached() -> Done:
    before = cache.get("visits", 0)
    cache.set("visits", before + 1, 60)
    cache.delete("old")
    cache.add("once", {"a": [1]})
    return {"visits": cache.incr("visits"), "old": cache.get("old"), "there": cache.get("there")}


def stored() -> Done:
    name = default_storage.save("a.txt", ContentFile(b"new"))
    default_storage.delete("old.txt")
    with default_storage.open(name) as file:
        content = file.read().decode()
    return {
        "name": name,
        "content": content,
        "old": default_storage.exists("old.txt"),
        "size": default_storage.size(name),
    }


def asked() -> Done:
    try:
        urllib.request.urlopen("http://127.0.0.1:9/pay?x=1", data=b"amount=1")
    except OSError as error:
        return {"error": type(error).__name__}
    return {}


def connected() -> Done:
    try:
        socket.create_connection(("192.0.2.1", 25), timeout=1)
    except OSError as error:
        return {"error": type(error).__name__}
    return {}


def failing() -> Done:
    Category.objects.create(name="before", slug="before")
    raise ZeroDivisionError("nothing is divided")


def failing_in_transaction() -> Done:
    with transaction.atomic():
        return failing()


def sleeping() -> Done:
    for _ in range(3000):
        time.sleep(0.01)
    return {}


def sleeping_in_the_database() -> Done:
    Category.objects.create(name="before", slug="before")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(30)")
    return {}


def activating() -> Done:
    before = {"language": translation.get_language(), "zone": timezone.get_current_timezone_name()}
    translation.activate("de")
    timezone.activate("Europe/Berlin")
    return before


def nothing() -> Done:
    return {}


ACTIONS: dict[str, Callable[[], Done]] = {
    action.__name__: action
    for action in (
        mail, committed, rolled_back, nested, durable, refused_by_the_database, dangling, many, twice, elsewhere,
        cached, stored, asked, connected, failing, failing_in_transaction, sleeping, sleeping_in_the_database,
        activating, nothing,
    )
}  # fmt: skip


@csrf_exempt
def view(request: HttpRequest, name: str) -> HttpResponse:
    return JsonResponse(ACTIONS[name]())


@csrf_exempt
def echo(request: HttpRequest) -> HttpResponse:
    who = request.user.get_username() if hasattr(request, "user") else ""
    headers = {name: value for name, value in sorted(request.headers.items()) if name != "Cookie"}
    query = request.META["QUERY_STRING"]
    return JsonResponse({"user": who, "headers": headers, "query": query, "body": request.body.decode()})


def lines(request: HttpRequest, pk: int = 0) -> StreamingHttpResponse:
    def each() -> Iterator[str]:
        for category in Category.objects.iterator(chunk_size=1):
            yield f"{category.slug}\n"
        Category.objects.create(name="streamed", slug="streamed")

    return StreamingHttpResponse(each(), content_type="text/plain")


urlpatterns = [
    path("do/<str:name>/", view),
    path("only/<str:name>/", view),
    path("echo/", echo),
    path("lines/", lines),
    path("", include([re_path(r"^expression/(?P<pk>\d+)/$", lines)])),
]

router = Router()


@router.post("/do/{name}/")
def do(name: str) -> JSONResponse:
    return JSONResponse(ACTIONS[name]())


@router.get("/lines/")
async def stream(request: Request) -> StreamingResponse:
    async def each() -> Any:
        async for category in Category.objects.aiterator(chunk_size=1):
            yield f"{category.slug}\n"
        await Category.objects.acreate(name="streamed", slug="streamed")

    return StreamingResponse(each(), media_type="text/plain; charset=utf-8")


@router.get("/hang/")
async def hang() -> None:
    """Block the event loop, as no route should."""
    sleeping()


api = FastAPI()
api.include_router(router, dependencies=[Depends(django_request)])
app = Strangler(api, LegacyMount(get_wsgi_application(), legacy_threads()))

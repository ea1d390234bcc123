"""Django middleware around routes."""

import contextvars
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import override_settings
from django.utils import timezone, translation
from django.utils.decorators import async_only_middleware
from django.utils.deprecation import MiddlewareMixin
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import StreamingResponse
from starlette.testclient import TestClient

from bridge.middleware import DjangoHttpRequest, around, project_middleware
from bridge.router import Router
from legacy.catalog.models import Category
from routes.dependencies import django_request

GetResponse = Callable[[HttpRequest], Any]
TENANT: contextvars.ContextVar[str] = contextvars.ContextVar("tenant", default="none")
LOCAL = threading.local()


class Sync:
    """Sets what a project's middleware sets, in the old way."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Run the rest of the chain."""
        if request.GET.get("early") == "redirect":
            return HttpResponseRedirect("/login/")
        if request.GET.get("early") == "403":
            raise PermissionDenied("early")
        if request.GET.get("early") == "500":
            raise ValueError("early")
        request.tenant = request.headers.get("X-Tenant", "")  # type: ignore[attr-defined]
        token = TENANT.set(request.tenant)  # type: ignore[attr-defined]
        LOCAL.tenant = request.tenant  # type: ignore[attr-defined]
        with timezone.override("Asia/Tokyo"), translation.override("de"):
            response = self.get_response(request)
        TENANT.reset(token)
        response["X-Seen"] = f"{response.status_code} {threading.current_thread().name}"
        response.set_cookie("tenant", request.tenant)  # type: ignore[attr-defined]
        return response

    def process_view(self, request: HttpRequest, view: Any, _args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Answer in place of the view."""
        return HttpResponse(f"view {view.__name__} {kwargs}") if "view" in request.GET else None

    def process_exception(self, request: HttpRequest, _exception: Exception) -> HttpResponse | None:
        """Mend an error."""
        return HttpResponse("mended", status=418) if "mend" in request.GET else None


@async_only_middleware
def tokyo(get_response: GetResponse) -> Callable[[HttpRequest], Awaitable[Any]]:
    """Is asynchronous around a route: it has never seen a thread."""

    async def middleware(request: HttpRequest) -> Any:
        token = TENANT.set("async")
        with timezone.override("Asia/Tokyo"), translation.override("de"):
            response = await get_response(request)
        TENANT.reset(token)
        response["X-Seen"] = f"{response.status_code} {threading.current_thread().name}"
        return response

    return middleware


class Mixin(MiddlewareMixin):
    """As Django's own: either way."""

    def process_request(self, request: HttpRequest) -> None:
        """Note that it was called."""
        request.started = True  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Change the response."""
        response["X-Mixin"] = str(request.started)  # type: ignore[attr-defined]
        if response.streaming:
            response.streaming_content = _upper(response.streaming_content)
        elif request.GET.get("change"):
            response.content = b"changed"
        return response


async def _upper(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        yield chunk.upper()


class Body:
    """Reads the body before the route does."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Run the rest of the chain."""
        length = len(request.body)
        response = self.get_response(request)
        response["X-Length"] = str(length)
        del response.cookies["b"]
        return response


done: list[int] = []


async def note() -> None:
    done.append(await Category.objects.acount())


def client(*middleware: str) -> TestClient:  # noqa: C901 - one route after another
    router = Router(prefix="/in", route_class=around(*middleware))

    @router.get("/async/{pk:int}")
    async def seen(pk: int, request: DjangoHttpRequest) -> list[Any]:
        return [
            pk,
            await Category.objects.acount(),
            getattr(request, "tenant", None),
            TENANT.get(),
            timezone.get_current_timezone_name(),
            translation.get_language(),
        ]

    @router.get("/def")
    def seen_in_def_route(request: DjangoHttpRequest) -> list[Any]:
        name = threading.current_thread().name
        return [
            Category.objects.count(),
            TENANT.get(),
            getattr(LOCAL, "tenant", None),
            translation.get_language(),
            name,
        ]

    @router.get("/missing")
    async def missing() -> None:
        raise HTTPException(404, "no")

    @router.get("/broken")
    async def broken() -> None:
        raise ValueError("broken")

    @router.get("/headers")
    async def headers(response: Response, tasks: BackgroundTasks) -> str:
        response.headers.append("Link", "<a>")
        response.headers.append("Link", "<b>")
        response.raw_headers.append((b"set-cookie", b"a=1; Path=/x; samesite=lax"))
        response.raw_headers.append((b"set-cookie", b"b=2"))
        tasks.add_task(note)
        return "ok"

    @router.delete("/empty", status_code=204)
    async def empty() -> None: ...

    @router.get("/stream")
    async def stream(tasks: BackgroundTasks) -> StreamingResponse:
        async def lines() -> AsyncIterator[bytes]:
            for number in range(3):
                yield f"row {number} {await Category.objects.acount()}\n".encode()

        tasks.add_task(note)
        return StreamingResponse(lines(), media_type="text/plain", background=tasks)

    @router.post("/body")
    async def body(request: Request, response: Response) -> int:
        response.set_cookie("b", "2")
        return len(await request.body())

    api = FastAPI()
    api.include_router(router, dependencies=[Depends(django_request)])
    return TestClient(api, raise_server_exceptions=False, follow_redirects=False)


SYNC = f"{__name__}.Sync"
ASYNC = f"{__name__}.tokyo"
MIXIN = f"{__name__}.Mixin"
BODY = f"{__name__}.Body"
CHAINS = [(SYNC,), (ASYNC,), (MIXIN,), (SYNC, ASYNC, MIXIN), (MIXIN, SYNC), (ASYNC, SYNC)]


@pytest.fixture
def two(service: TestClient) -> None:
    for slug in ("a", "b"):
        Category.objects.create(name=slug, slug=slug)


@pytest.mark.usefixtures("two")
def test_what_middleware_sets_is_seen_in_both_kinds_of_routes() -> None:
    http = client(SYNC)
    response = http.get("/in/async/5", headers={"X-Tenant": "acme"})
    assert response.json() == [5, 2, "acme", "acme", "Asia/Tokyo", "de"]
    assert response.headers["X-Seen"].startswith("200 routes-")
    assert response.cookies["tenant"] == "acme"
    response = http.get("/in/def", headers={"X-Tenant": "acme"})
    assert response.json()[:4] == [2, "acme", "acme", "de"]
    assert response.headers["X-Seen"] == f"200 {response.json()[4]}", "middleware and route have one thread"


@pytest.mark.usefixtures("two")
def test_asynchronous_middleware_takes_no_thread() -> None:
    response = client(ASYNC).get("/in/async/5")
    assert response.json() == [5, 2, None, "async", "Asia/Tokyo", "de"]
    assert "routes-" not in response.headers["X-Seen"]


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("chain", CHAINS)
def test_headers_cookies_and_status_pass_through(chain: tuple[str, ...]) -> None:
    http = client(*chain)
    done.clear()
    response = http.get("/in/headers")
    assert response.headers.get_list("link") == ["<a>", "<b>"]
    assert response.headers.get_list("set-cookie")[:2] == ["a=1; Path=/x; samesite=lax", "b=2"]
    assert (response.json(), response.headers["Content-Length"], done) == ("ok", "4", [2])
    response = http.delete("/in/empty")
    assert (response.status_code, response.content) == (204, b"")
    response = http.get("/in/missing")
    assert (response.status_code, response.json()) == (404, {"detail": "no"})
    if chain[0] != MIXIN:
        assert response.headers["X-Seen"].startswith("404")


@pytest.mark.parametrize("mark", ["shared", pytest.param("own", marks=pytest.mark.django_db(transaction=True))])
@pytest.mark.parametrize("chain", CHAINS)
def test_streams_pass_and_background_tasks_run(
    chain: tuple[str, ...], mark: str, request: pytest.FixtureRequest
) -> None:
    if mark == "shared":
        request.getfixturevalue("service")
    Category.objects.create(name="a", slug="a")
    done.clear()
    http = client(*chain)
    for _ in range(12):  # more than there are threads: they are given back
        text = http.get("/in/stream").text
    expected = "row 0 1\nrow 1 1\nrow 2 1\n"
    assert text == (expected.upper() if MIXIN in chain else expected)
    assert done == [1] * 12


@pytest.mark.usefixtures("two")
def test_middleware_may_answer_early_or_raise() -> None:
    http = client(SYNC)
    response = http.get("/in/async/5?early=redirect")
    assert (response.status_code, response.headers["Location"]) == (302, "/login/")
    assert http.get("/in/async/5?early=403").status_code == 403
    assert http.get("/in/async/5?early=500").status_code == 500
    assert http.get("/in/async/5?view=1").text == "view seen {'pk': 5}"


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("chain", CHAINS)
def test_errors_of_routes(chain: tuple[str, ...]) -> None:
    http = client(*chain)
    response = http.get("/in/broken")
    assert (response.status_code, response.text) == (500, "Internal Server Error")
    if chain[0] != MIXIN:
        assert response.headers["X-Seen"].startswith("500")
    if SYNC in chain:
        response = http.get("/in/broken?mend=1")
        assert (response.status_code, response.text) == (418, "mended")


@pytest.mark.usefixtures("two")
def test_a_changed_body_has_its_length_and_a_read_one_is_there_for_the_route() -> None:
    response = client(MIXIN).get("/in/headers?change=1")
    assert (response.text, response.headers["Content-Length"]) == ("changed", "7")
    response = client(SYNC, BODY).post("/in/body", content=b"x" * 200_000)
    assert (response.json(), response.headers["X-Length"]) == (200_000, "200000")
    assert [cookie.split("=")[0] for cookie in response.headers.get_list("set-cookie")] == ["tenant"]


@pytest.mark.usefixtures("two")
def test_the_whole_chain_of_the_settings() -> None:
    chain = project_middleware(exclude=["whitenoise.middleware.WhiteNoiseMiddleware"])
    with override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
        response = client(*chain).get("/in/async/1")
    assert (response.status_code, response.headers["X-Frame-Options"]) == (200, "DENY")
    with pytest.raises(ImproperlyConfigured, match=r"no\.such"):
        project_middleware(exclude=["no.such"])

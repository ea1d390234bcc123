"""Several objects at once are taken, refused and printed as by a serializer with `many=True`."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from django.http import QueryDict
from django.test import override_settings
from django.utils import timezone, translation
from drf_schema_probes import CATEGORIES, ORDERS, PRODUCTS, REVIEWS, codes, exact, open_shop
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from starlette.testclient import TestClient

from bridge.drf.body import Incoming
from bridge.drf.policy import AllowAny, Policy
from bridge.drf.router import PortedRouter
from bridge.drf.schemas import Nested, Schema
from bridge.testing import share_connections
from legacy.catalog.models import Category, Product
from legacy.catalog.serializers import CategorySerializer
from routes.categories import CategorySchema
from routes.products import ProductSchema

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")

FEW = hypothesis_settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LENGTHS: list[dict[str, Any]] = [
    {},
    {"allow_empty": False},
    {"max_length": 1},
    {"min_length": 2},
    {"min_length": 1, "max_length": 2, "allow_empty": False},
    {"max_length": 0},
]
GOOD = {"name": "Pans", "slug": "pans"}
DATA: list[Any] = [
    None, {}, "", "text", 5, True, {"0": GOOD}, (GOOD,), [], [GOOD], [GOOD, {**GOOD, "slug": "pots"}], [GOOD, GOOD],
    [None], [GOOD, None], [[]], ["x", GOOD, {}], [{}], [{"name": ""}, GOOD, {"slug": "tools"}], [GOOD, GOOD, GOOD],
    QueryDict(""), QueryDict("name=a"), QueryDict("[0]name=Pans&[0]slug=pans&[1]name=Pots"), QueryDict("[0]=x"),
]  # fmt: skip


@pytest.fixture
def shop(db: None) -> Iterator[Request]:
    with open_shop() as request:
        yield request


def of_drf(serializer: Any) -> Any:
    if serializer.is_valid():
        return "valid", exact([dict(one) for one in serializer.validated_data])
    return "refused", exact(json.loads(json.dumps(serializer.errors))), exact(codes(serializer))


def of_ours(schema: type[Schema], data: Any, **options: Any) -> Any:
    try:
        return "valid", exact([one.changes() for one in schema.parse_list(data, **options)])
    except ValidationError as error:
        return "refused", exact(json.loads(json.dumps(error.detail))), exact(error.get_codes())


def same(pair: tuple[Any, type[Schema]], data: Any, request: Request, **lengths: Any) -> None:
    serializer, schema = pair
    for partial in (False, True):
        options = {"partial": partial, "context": {"request": request}, **lengths}
        assert of_ours(schema, data, **options) == of_drf(serializer(data=data, many=True, **options)), data


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("as_dict", [True, False])
def test_lists(shop: Request, as_dict: bool, language: str, settings: Any) -> None:
    whole = {**settings.REST_FRAMEWORK, "LIST_SERIALIZER_ERRORS_AS_DICT": as_dict}
    with override_settings(REST_FRAMEWORK=whole), translation.override(language):
        for data in DATA:
            for lengths in LENGTHS:
                same(CATEGORIES, data, shop, **lengths)


ITEMS = st.one_of(
    st.none(),
    st.text(max_size=3),
    st.dictionaries(
        st.sampled_from(["name", "slug", "parent", "sku", "price", "category", "lines", "product", "rating"]),
        st.one_of(st.none(), st.integers(-1, 9), st.text(max_size=3), st.just("tools"), st.just([])),
    ),
)


@pytest.mark.parametrize("pair", [CATEGORIES, PRODUCTS, REVIEWS, ORDERS], ids=lambda pair: pair[1].__name__)
def test_whatever_comes(shop: Request, pair: Any) -> None:
    @FEW
    @given(st.lists(ITEMS, max_size=4))
    def compare(data: Any) -> None:
        same(pair, data, shop)

    compare()


Few = Annotated[list[CategorySchema], Nested(allow_empty=False, max_length=2)]


@pytest.fixture
def client(shop: Request) -> Iterator[TestClient]:
    api = FastAPI()
    router = PortedRouter(prefix="/lists", policy=Policy(permissions=[AllowAny]))

    @router.post("/any/", status_code=201)
    def create_any(body: Incoming[list[CategorySchema]]) -> list[CategorySchema]:
        return [CategorySchema.read(Category(**one.changes())) for one in body.validated()]

    @router.post("/few/", status_code=201)
    def create_few(body: Incoming[Few]) -> list[CategorySchema]:
        return [CategorySchema.read(Category(**one.changes())) for one in body.validated()]

    @router.get("/")
    def products() -> list[ProductSchema]:
        with timezone.override("Europe/Paris"):
            return [ProductSchema.read(one) for one in Product.objects.select_related("category").order_by("id")]

    api.include_router(router)
    with share_connections():
        yield TestClient(api, headers={"Host": "testserver"})


def test_lists_in_a_route(client: TestClient) -> None:
    for path, lengths in {"/any/": {}, "/few/": LENGTHS[1] | {"max_length": 2}}.items():
        for data in DATA:
            if isinstance(data, QueryDict | tuple) or data is None:
                continue
            serializer = CategorySerializer(data=data, many=True, **lengths)
            valid = serializer.is_valid()
            shown = (
                CategorySerializer([Category(**one) for one in serializer.validated_data], many=True).data
                if valid
                else serializer.errors
            )
            response = client.post(f"/lists{path}", json=data)
            assert (response.status_code, response.content) == (201 if valid else 400, JSONRenderer().render(shown))


def test_nobody_changes_several_at_once() -> None:
    several = Nested()
    several.learn(list[CategorySchema])
    with pytest.raises(TypeError, match="several"):
        several.parse([GOOD], instance=Category())


def test_lists_are_printed(client: TestClient, shop: Request) -> None:
    with timezone.override("Europe/Paris"):
        rows = Product.objects.order_by("id")
        expected = JSONRenderer().render(PRODUCTS[0](rows, many=True, context={"request": shop}).data)
    assert client.get("/lists/").content == expected


def test_openapi(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    bodies = [paths[path]["post"]["requestBody"] for path in ("/lists/any/", "/lists/few/")]
    kinds = [body["content"]["application/json"]["schema"] for body in bodies]
    items = {"title": "", "type": "array", "items": {"$ref": "#/components/schemas/CategorySchema-Input"}}
    assert [{**kind, "title": ""} for kind in kinds] == [items, {**items, "minItems": 1, "maxItems": 2}]

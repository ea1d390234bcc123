"""Schemas read forms as serializers do, and whatever else comes."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from django.http import QueryDict
from drf_schema_probes import open_shop, same
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework import serializers
from rest_framework.request import Request

from bridge.drf.fields import (
    BooleanField,
    CharField,
    IntegerField,
    JSONField,
    ListField,
    MultipleChoiceField,
)
from bridge.drf.schemas import Nested, Schema
from legacy.sales.serializers import (
    ProfileSerializer,
)
from routes.profile import CustomerSchema

FEW = hypothesis_settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def shop(db: None) -> Iterator[Request]:
    with open_shop() as request:
        yield request


class Everything(Schema):
    """All kinds of fields, for forms."""

    text: Annotated[str, CharField()]
    blank: Annotated[str, CharField(allow_blank=True)] = ""
    nothing: Annotated[str | None, CharField(allow_null=True)] = None
    number: Annotated[int | None, IntegerField(allow_null=True)] = None
    optional: Annotated[int, IntegerField()] = 0
    flag: Annotated[bool, BooleanField()]
    maybe: Annotated[bool | None, BooleanField(allow_null=True)]
    default: Annotated[bool, BooleanField(default=True)]
    tags: Annotated[list[int], ListField(child=IntegerField())] = []  # noqa: RUF012 - Pydantic copies it
    some: Annotated[list[str], MultipleChoiceField(choices=["a", "b"])]
    data: Annotated[Any, JSONField()] = None
    lines: Annotated[list[CustomerSchema], Nested()] = []  # noqa: RUF012 - Pydantic copies it
    address: Annotated[CustomerSchema | None, Nested(allow_null=True)] = None
    moved: Annotated[int, IntegerField(source="other", default=3)]
    deep: Annotated[int, IntegerField(source="a.b")] = 0


class EverythingSerializer(serializers.Serializer):
    """The same in DRF."""

    text = serializers.CharField()
    blank = serializers.CharField(allow_blank=True, required=False)
    nothing = serializers.CharField(allow_null=True, required=False)
    number = serializers.IntegerField(allow_null=True, required=False)
    optional = serializers.IntegerField(required=False)
    flag = serializers.BooleanField()
    maybe = serializers.BooleanField(allow_null=True)
    default = serializers.BooleanField(default=True)
    tags = serializers.ListField(child=serializers.IntegerField(), required=False)
    some = serializers.MultipleChoiceField(choices=["a", "b"])
    data = serializers.JSONField(required=False)
    lines = ProfileSerializer().fields["customer"].__class__(many=True, required=False)
    address = ProfileSerializer().fields["customer"].__class__(required=False, allow_null=True)
    moved = serializers.IntegerField(source="other", default=3)
    deep = serializers.IntegerField(source="a.b", required=False)


EVERYTHING = (EverythingSerializer, Everything)
FORMS = [
    "", "text=x", "text=", "text=+&blank=&nothing=&number=&optional=", "text=x&number=5&optional=7&flag=on&maybe=",
    "text=x&flag=false&maybe=null&default=off&some=a&some=b&some=a", "text=x&some=c&tags=1&tags=2&tags=x",
    "text=x&tags[0]=4&tags[2]=6&tags[1]=5", "text=x&tags=", 'text=x&data={"a":1}', "text=x&data=&moved=&deep=4",
    "text=x&data=oops&moved=8", "text=x&lines[0]street=A&lines[0]city=B&lines[1]street=C",
    "text=x&lines[0]street=A&lines[0]city=B&lines[0]postal_code=1&lines[0]country=DE&lines[0]newsletter=on",
    "text=x&address.street=A&address.country=XX", "text=x&address.street=A&address.city=B&address.postal_code=C"
    "&address.country=FR", "text=a&text=b", "text=x&address=", "text=x&lines=",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_forms(shop: Request, form: str) -> None:
    same(EVERYTHING, QueryDict(form), shop, object())


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 9), st.text(max_size=4), st.just([]), st.just({}), st.just(["a"]),
    st.lists(st.dictionaries(st.sampled_from(["street", "city", "country"]), st.sampled_from(["", "DE", None, 5]))),
    st.dictionaries(st.sampled_from(["street", "city", "postal_code", "country"]), st.just("DE")),
)  # fmt: skip


def test_whatever_comes(shop: Request) -> None:
    @FEW
    @given(st.dictionaries(st.sampled_from(list(Everything.model_fields)), VALUES))
    def compare(data: Any) -> None:
        same(EVERYTHING, data, shop, object())

    compare()

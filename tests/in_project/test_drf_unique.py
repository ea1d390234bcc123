"""Constraints on several fields are checked as ModelSerializer's validators check them."""

import datetime as dt
from typing import Annotated, Any

import pytest
from django.db import connection, models
from django.utils import translation
from drf_schema_probes import of_drf, of_ours
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework import serializers

from bridge.drf.fields import CharField, DateField, DateTimeField, IntegerField
from bridge.drf.schemas import Schema, Unique, UniqueForDate, UniqueForMonth, UniqueForYear, UniqueTogether

OPEN = models.Q(state="open")
CODED = models.Q(code__gt="")
SOME = hypothesis_settings(max_examples=90, deadline=None, derandomize=True)


class Talk(models.Model):
    """Unique for a date, a month and a year."""

    title = models.CharField(max_length=9, unique_for_date="day")
    room = models.CharField(max_length=9, unique_for_month="day")
    speaker = models.CharField(max_length=9, unique_for_year="starts")
    day = models.DateField()
    starts = models.DateTimeField()

    class Meta:
        """Not among the migrations."""

        app_label = "catalog"

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Seat(models.Model):
    """Unique under conditions."""

    row = models.IntegerField()
    number = models.IntegerField(null=True)
    state = models.CharField(max_length=9, default="open")
    guest = models.CharField(max_length=9, null=True)
    code = models.CharField(max_length=9, blank=True)

    class Meta:
        """Not among the migrations."""

        app_label = "catalog"
        constraints = (
            models.UniqueConstraint(fields=["row", "number"], condition=OPEN, name="seat"),
            models.UniqueConstraint(
                fields=["row", "guest"],
                nulls_distinct=False,
                violation_error_message="{field_names}: one row each.",
                violation_error_code="twice",
                name="guest",
            ),
            models.UniqueConstraint(fields=["code"], condition=CODED, name="code"),
        )

    def __str__(self) -> str:
        """Return the place."""
        return f"{self.row}/{self.number}"


class TalkSerializer(serializers.ModelSerializer):
    """As DRF makes it."""

    class Meta:
        """All fields."""

        model = Talk
        fields = ("title", "room", "speaker", "day", "starts")


class TalkSchema(Schema):
    """The same."""

    validators = (
        UniqueForDate(Talk.objects, "title", "day"),
        UniqueForMonth(Talk.objects, "room", "day"),
        UniqueForYear(Talk.objects, "speaker", "starts"),
    )
    title: Annotated[str, CharField(max_length=9)]
    room: Annotated[str, CharField(max_length=9)]
    speaker: Annotated[str, CharField(max_length=9)]
    day: Annotated[dt.date, DateField()]
    starts: Annotated[dt.datetime, DateTimeField()]


class SeatSerializer(serializers.ModelSerializer):
    """As DRF makes it."""

    class Meta:
        """All fields."""

        model = Seat
        fields = ("row", "number", "state", "guest", "code")


LIMITS = {"min_value": -(2**31), "max_value": 2**31 - 1}


class SeatSchema(Schema):
    """The same."""

    validators = (
        UniqueTogether(Seat.objects, ["row", "number"], condition=OPEN, condition_fields=["state"]),
        UniqueTogether(
            Seat.objects, ["row", "guest"], message="{field_names}: one row each.", code="twice", nulls_distinct=False
        ),
    )
    row: Annotated[int, IntegerField(**LIMITS)]
    number: Annotated[int | None, IntegerField(allow_null=True, default=None, **LIMITS)]
    state: Annotated[str, CharField(max_length=9, default="open")]
    guest: Annotated[str | None, CharField(max_length=9, allow_null=True, default=None)]
    code: Annotated[str, CharField(max_length=9, allow_blank=True, validators=[Unique(Seat.objects.filter(CODED))])] = (
        ""
    )


@pytest.fixture(autouse=True)
def _tables(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched, connection.schema_editor() as editor:
        patched.setattr(Seat._meta, "constraints", [])  # there are rows older than they
        editor.create_model(Talk)
        editor.create_model(Seat)
    when = dt.datetime(2024, 3, 5, 12, tzinfo=dt.UTC)
    Talk.objects.create(title="a", room="r", speaker="s", day=when.date(), starts=when)
    Talk.objects.create(title="b", room="q", speaker="t", day=dt.date(2025, 4, 5), starts=when.replace(year=2025))
    for row, number, state, guest, code in [
        (1, 1, "open", "ann", "x"), (1, 2, "done", "bob", ""), (1, None, "open", None, ""), (2, 1, "open", None, "y"),
        (1, 1, "open", "ann", "x"),
    ]:  # fmt: skip
        Seat.objects.create(row=row, number=number, state=state, guest=guest, code=code)


def same(serializer: Any, schema: type[Schema], data: Any, instance: Any) -> str:
    """Compare both for a new row, and for a changed one as a whole or in part; return what DRF thinks of a new one."""
    for row, partial in [(instance, False), (instance, True), (None, True), (None, False)]:
        expected = of_drf(serializer(row, data=data, partial=partial))
        assert of_ours(schema, data, instance=row, partial=partial) == expected, (data, row, partial)
    return str(expected[0])


def some(values: dict[str, list[Any]]) -> Any:
    """Return a strategy for data with some of the values; ... is left out."""
    whole = st.fixed_dictionaries({name: st.sampled_from(one) for name, one in values.items()})
    return whole.map(lambda data: {name: value for name, value in data.items() if value is not ...})


TALKS = some(
    {
        "title": ["a", "b", ..., ""],
        "room": ["r", "new"],
        "speaker": ["s", "t", ...],
        "day": ["2024-03-05", "2025-03-06", "2024-04-05", ..., "soon"],
        "starts": ["2024-12-31T23:30:00Z", "2023-01-01T00:00:00Z", ...],
    }
)
SEATS = some(
    {
        "row": [1, 2, ...],
        "number": [1, 2, None, ...],
        "state": ["open", "done", ..., ""],
        "guest": ["ann", "bob", None, ...],
        "code": ["x", "", ...],
    }
)


@pytest.mark.parametrize("language", ["en", "de"])
def test_unique_for_a_time(language: str) -> None:
    instance = Talk.objects.get(title="a")
    outcomes = set()

    @SOME
    @given(TALKS)
    def compare(data: Any) -> None:
        outcomes.add(same(TalkSerializer, TalkSchema, data, instance))

    with translation.override(language):
        compare()
    assert outcomes == {"valid", "refused"}


@pytest.mark.parametrize("language", ["en", "de"])
def test_unique_under_a_condition(language: str) -> None:
    outcomes = set()

    @SOME
    @given(SEATS, st.sampled_from(list(Seat.objects.all())))
    def compare(data: Any, instance: Seat) -> None:
        outcomes.add(same(SeatSerializer, SeatSchema, data, instance))

    with translation.override(language):
        compare()
    assert outcomes == {"valid", "refused"}


def test_what_no_column_takes() -> None:
    for data in ({"row": 1, "number": 1, "guest": "a\x00"}, {"row": 2**31, "number": 1}):
        same(SeatSerializer, SeatSchema, data, Seat.objects.first())
    far = UniqueTogether(Seat.objects, ["row", "number"], condition=models.Q(nothing=1), condition_fields=["state"])
    schema = type("Far", (SeatSchema,), {"validators": (far,), "__annotations__": {}})
    assert schema.parse({"row": 1, "number": 1}).changes()["row"] == 1  # as DRF: a condition that fails is not met

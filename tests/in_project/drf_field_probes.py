"""The same value for a field of Django REST Framework's and for ours, and what comes of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pydantic
from django.conf import settings as django_settings
from django.test import override_settings
from django.utils import timezone, translation
from drf_field_pairs import Make
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from bridge.drf import fields
from bridge.drf.fields.details import pydantic_detail
from bridge.drf.rendering import to_json

ELSEWHERE = ZoneInfo("Asia/Kathmandu")


# A value that makes DRF fail with ValueError (500) is refused here (400). `str` refuses the huge numbers below.
DRF_FAILS = {"ValueError"}

FAILS = "fails"
Outcome = tuple[Any, ...]


def exact(value: Any) -> Any:
    """Return type and text of a value and of all that is in it."""
    if isinstance(value, dict):
        return "dict", [(exact(key), exact(one)) for key, one in value.items()]
    if isinstance(value, list):
        return "list", [exact(one) for one in value]
    return type(value).__name__, str(value), getattr(value, "code", None)


def of_drf(field: Any, value: Any) -> Outcome:
    try:
        valid = field.run_validation(value)
    except serializers.ValidationError as error:
        return "refused", exact(error.detail)
    except Exception as error:  # noqa: BLE001 - a failure is compared, too
        return "failed", type(error).__name__
    return "valid", exact(valid), printed(lambda: JSONRenderer().render(shown(field, valid)))


def shown(field: Any, value: Any) -> Any:
    """Return what a serializer prints of a valid value."""
    return None if value is None else field.to_representation(value)


def of_ours(adapter: pydantic.TypeAdapter[Any], value: Any) -> Outcome:
    try:
        valid = adapter.validate_python(value)
    except pydantic.ValidationError as error:
        return "refused", exact(pydantic_detail(error))
    except Exception as error:  # noqa: BLE001 - a failure is compared, too
        return "failed", type(error).__name__
    return "valid", exact(valid), printed(lambda: to_json(adapter.dump_python(valid, mode="json")))


def read(field: Any, value: Any) -> Any:
    """Return what a schema that was read from an object prints of a value, in another zone and language by then."""

    def render() -> bytes:
        held = None if value is None else field.present(value)
        with timezone.override(ELSEWHERE), translation.override("fa"):
            return to_json(adapter_of(field).dump_python(held, mode="json"))

    return printed(render)


def printed(render: Callable[[], bytes]) -> Any:
    """Return what is printed of None, too: DRF's serializers print null then; or FAILS."""
    try:
        return render() or b"null"
    except Exception:  # noqa: BLE001 - Pydantic has an exception of its own around ours
        return FAILS


def adapter_of(field: Any) -> pydantic.TypeAdapter[Any]:
    return pydantic.TypeAdapter(Annotated[Any, field])


def compare(make: Make, values: Any) -> int:
    """Compare both on each value, and return how many there were."""
    theirs, ours = make(serializers), adapter_of(make(fields))
    for value in values:
        expected, got = of_drf(theirs, value), of_ours(ours, value)
        if expected[0] == "failed" and expected[1] in DRF_FAILS:
            assert got[0] in {"failed", "refused"}, value
            continue
        assert got == expected, value
    return len(values)


@contextmanager
def rest_framework(**changes: Any) -> Iterator[None]:
    """Change settings of DRF."""
    with override_settings(REST_FRAMEWORK={**django_settings.REST_FRAMEWORK, **changes}):
        yield

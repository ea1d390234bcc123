"""Queries and calls of other services while a module is imported."""

import pytest

from tests.adoption.sources import found, ids


@pytest.mark.parametrize(
    "line",
    [
        "DEFAULT = Shop.objects.first()",
        "DEFAULT = Shop.objects.filter(a=1).exclude(b=2).get()",
        "NAMES = list(Shop.objects.values_list('name'))",
        "NAMES = [shop.name for shop in Shop.objects.all()]",
        "for shop in Shop.objects.all(): print(shop)",
        "class Form(forms.Form):\n    shop = forms.ChoiceField(choices=[(s.pk, s.name) for s in Shop.objects.all()])",
        "def price(shop=Shop.objects.first()): pass",
        "from django.db import connection\ncursor = connection.cursor()",
        "KIND = ContentType.objects.get_for_model(Shop)",
        "def shops():\n    return list(Shop.objects.all())\nclass Form:\n    choices = shops()",
    ],
)
def test_a_query(line: str) -> None:
    assert ids(line) == ["W061"]


@pytest.mark.parametrize(
    "line",
    [
        "class View:\n    queryset = Shop.objects.filter(open=True).order_by('name')",
        "def view(): return Shop.objects.first()",
        "class Form:\n    choices = lambda: list(Shop.objects.all())",
        "OBJECTS = {}.get('a')",
        "def shops():\n    return list(Shop.objects.all())\nclass Form:\n    choices = shops",
        "router.register('shops', View, first(View.queryset))",
    ],
)
def test_no_query(line: str) -> None:
    assert found(line) == []


def test_the_network() -> None:
    assert ids("import requests\nKEYS = requests.get('https://keys.example', timeout=3).json()\n") == ["W062"]
    assert found("import requests\nsession = requests.Session()\n") == []

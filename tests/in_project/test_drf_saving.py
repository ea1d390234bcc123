"""What a schema has validated is stored as a ModelSerializer would."""

import pytest
from django.contrib.auth.models import Group, User

from bridge.drf.schemas.saving import create, update

pytestmark = pytest.mark.django_db


def test_a_row_and_what_is_beside_it_are_created() -> None:
    buyers, sellers = Group.objects.create(name="buyers"), Group.objects.create(name="sellers")
    user = create(User, {"username": "ann", "first_name": "Ann", "groups": [buyers, sellers]})
    stored = User.objects.get(username="ann")
    assert (stored.pk, stored.first_name, set(stored.groups.all())) == (user.pk, "Ann", {buyers, sellers})


def test_a_change_leaves_the_rest_alone() -> None:
    buyers, sellers = Group.objects.create(name="buyers"), Group.objects.create(name="sellers")
    user = create(User, {"username": "ann", "first_name": "Ann", "groups": [buyers]})
    assert update(user, {"first_name": "Anna"}) is user
    assert update(user, {"groups": [sellers]}) is user
    stored = User.objects.get(username="ann")
    assert (stored.first_name, list(stored.groups.all())) == ("Anna", [sellers])

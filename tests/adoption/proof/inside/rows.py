# mypy: ignore-errors
"""Puts a superuser and some rows into a migrated database; tells who can be asked as whom, by headers."""

import random
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import ForeignKey
from django.test import Client
from model_bakery import baker

EACH = 2  # rows of a model


def tell() -> dict:
    """Return the headers of who is logged in, by how, and how many rows could be made of how many models."""
    random.seed(1)
    user = make_superuser()
    made, failed = make_rows(user)
    ways = {}
    for name, way in {"session": session, "token": token, "jwt": jwt, "drf-jwt": drf_jwt}.items():
        try:
            if headers := way(user):
                ways[name] = headers
        except Exception as error:
            failed[name] = repr(error)
    return {"who": ways, "rows": made, "failed": failed}


def make_superuser():
    """Return a new superuser, of whatever user model."""
    model = get_user_model()
    flags = ("is_superuser", "is_staff", "is_active", "is_admin", "is_verified")
    known = {field.name for field in model._meta.get_fields()}
    values = dict.fromkeys((name for name in flags if name in known), True)
    for name in (model.USERNAME_FIELD, *model.REQUIRED_FIELDS):
        if "email" in name:
            values[name] = "root@example.com"
        elif name == model.USERNAME_FIELD:
            values[name] = "root"
    try:
        with transaction.atomic():
            user = baker.make(model, **values)
    except Exception:  # made of a signal, or a save() of theirs: their manager knows how
        texts = {name: value for name, value in values.items() if value is not True}
        user = model._default_manager.create_superuser(password="root", **texts)
    user.set_password("root")
    user.save()
    return user


def make_rows(user):
    """Make rows of every model that has few."""
    made, failed = {}, {}
    for model in apps.get_models():
        options = model._meta
        if options.proxy or not options.managed or options.app_config.name.startswith("django.contrib."):
            continue
        for _ in range(EACH):
            try:
                with transaction.atomic():
                    if isinstance(user, model) or model._default_manager.count() >= EACH:
                        break
                    baker.make(model, **relations(model, user))
                    made[options.label] = made.get(options.label, 0) + 1
            except Exception as error:
                failed[options.label] = repr(error)[:200]
    return made, failed


def relations(model, user):
    """Return what a new row refers to: the superuser, and rows that exist already."""
    found = {}
    for field in model._meta.concrete_fields:
        if type(field).__name__ == "OneToOneField" or not isinstance(field, ForeignKey):
            continue
        row = user if isinstance(user, field.related_model) else field.related_model._default_manager.first()
        if row is not None:
            found[field.name] = row
    return found


def session(user):
    """Log in as the login page does."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return {"Cookie": f"{cookie.key}={cookie.value}"}


def token(user):
    """Make a token of DRF's own."""
    if not apps.is_installed("rest_framework.authtoken"):
        return None
    from rest_framework.authtoken.models import Token

    key = Token.objects.get_or_create(user=user)[0].key
    return {"Authorization": f"Token {key}"}


def jwt(user):
    """Make a token of Simple JWT."""
    if not find_spec("rest_framework_simplejwt"):
        return None
    from rest_framework_simplejwt.settings import api_settings
    from rest_framework_simplejwt.tokens import AccessToken

    return {"Authorization": f"{api_settings.AUTH_HEADER_TYPES[0]} {AccessToken.for_user(user)}"}


def drf_jwt(user):
    """Make a token of drf-jwt."""
    if not find_spec("rest_framework_jwt"):
        return None
    from rest_framework_jwt.authentication import JSONWebTokenAuthentication
    from rest_framework_jwt.settings import api_settings

    payload = JSONWebTokenAuthentication.jwt_create_payload(user)
    token = JSONWebTokenAuthentication.jwt_encode_payload(payload)
    return {"Authorization": f"{api_settings.JWT_AUTH_HEADER_PREFIX} {token}"}

# mypy: ignore-errors
"""Adds what the demo data lacks: a user who may not log in, and sessions whose keys the tests know."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

from legacy.demo.seed import make_user

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


def open_session(key: str, username: str) -> None:
    """Store a session of that key, as a login does."""
    user = User.objects.get(username=username)
    session = SessionStore(session_key=key)
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save(must_create=True)


make_user("gone", email="gone@example.com", is_active=False)
make_user("bob", email="bob@example.com")  # has no address, so can't order
for name in ("admin", "alice", "bob"):
    open_session(f"sessionof{name}", name)
open_session("sessionthatexpired", "alice")
Session.objects.filter(pk="sessionthatexpired").update(expire_date=timezone.now() - timedelta(days=1))

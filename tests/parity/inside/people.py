# mypy: ignore-errors
"""Adds what the demo data lacks: a user who may not log in, and sessions whose keys the tests know."""

from datetime import timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

from legacy.demo.seed import make_user


def open_session(key: str, username: str, days: int = 14) -> None:
    """Store what a login stores, under that key; a SessionStore would choose another, as there is none of that key."""
    user = User.objects.get(username=username)
    content = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    Session.objects.save(key, content, timezone.now() + timedelta(days=days))


make_user("gone", email="gone@example.com", is_active=False)
make_user("bob", email="bob@example.com")  # has no address, so can't order
for name in ("admin", "alice", "bob"):
    open_session(f"sessionof{name}", name)
open_session("sessionthatexpired", "alice", days=-1)

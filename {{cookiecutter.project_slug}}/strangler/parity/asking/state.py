"""What a side may change in the process itself, or what would notice that it is a comparison."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from typing import Any
from unittest import mock

from django.apps import apps
from django.http import HttpRequest

from strangler.parity.asking.conditions import Conditions
from strangler.parity.asking.effects.held import patched


@contextmanager
def keep_process(conditions: Conditions) -> Iterator[None]:
    """Give one side the conditions of its request, and take back what it leaves in the process."""
    with ExitStack() as stack:
        stack.enter_context(quiet_logs())
        stack.enter_context(uncounted_mocks())
        stack.enter_context(kept_registers())
        if not conditions.csrf:
            stack.enter_context(patched(HttpRequest, "_dont_enforce_csrf_checks", True))
        if conditions.user is not None or conditions.token is not None:
            # As `rest_framework.test.force_authenticate` does with one request.
            stack.enter_context(patched(HttpRequest, "_force_auth_user", deepcopy(conditions.user)))
            stack.enter_context(patched(HttpRequest, "_force_auth_token", deepcopy(conditions.token)))
        yield


@contextmanager
def quiet_logs() -> Iterator[None]:
    """Keep out of the logs, and of what reads them, such as Sentry, or a mail to the admins."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


@contextmanager
def uncounted_mocks() -> Iterator[None]:
    """Let a test's mocks count its own calls only."""

    def count_nothing(*_: Any, **__: Any) -> None: ...

    owner = mock.CallableMixin
    names = [name for name in ("_increment_mock_call",) if hasattr(owner, name)]
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(patched(owner, name, count_nothing))
        yield


@contextmanager
def kept_registers() -> Iterator[None]:
    """Put back what Django keeps of rows in the process: those that a side adds will be gone."""
    with ExitStack() as stack:
        if apps.is_installed("django.contrib.contenttypes"):
            from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415 - only where it is installed

            manager: Any = ContentType.objects
            stack.callback(setattr, manager, "_cache", {using: dict(types) for using, types in manager._cache.items()})
        if apps.is_installed("django.contrib.sites"):
            from django.contrib.sites import models  # noqa: PLC0415 - only where it is installed

            stack.callback(_refill, models.SITE_CACHE, dict(models.SITE_CACHE))
        yield


def _refill(register: dict[Any, Any], content: dict[Any, Any]) -> None:
    register.clear()
    register.update(content)

"""Holds mail back, whatever backend would send it."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils.module_loading import import_string

from strangler.parity.asking.effects.held import Held, overrides, patched

# Django's own are imported beforehand, for one may be asked for by its name.
BACKENDS = [f"django.core.mail.backends.{name}.EmailBackend" for name in ("smtp", "console", "filebased", "locmem")]


@contextmanager
def hold_mail(held: Held) -> Iterator[None]:
    """Note messages in the place of sending them."""

    def send_messages(_backend: Any, messages: Iterable[EmailMessage]) -> int:
        sent = [message for message in messages or () if message.recipients()]
        for message in sent:
            message.message()  # refuses what can't be sent, as all backends do
            held.note("mail", str(message.subject), **details_of(message))
        return len(sent)

    for path in [*BACKENDS, *configured()]:
        with suppress(ImportError):  # which the side will see for itself
            import_string(path)
    with ExitStack() as stack:
        for cls, _ in list(overrides(BaseEmailBackend, "send_messages")):
            stack.enter_context(patched(cls, "send_messages", send_messages))
        yield


def configured() -> list[str]:
    """Return the backends in the settings, which are several from Django 6.1 on."""
    mailers = getattr(settings, "MAILERS", None)
    if mailers:
        return [mailer["BACKEND"] for mailer in mailers.values() if "BACKEND" in mailer]
    return [settings.EMAIL_BACKEND] if hasattr(settings, "EMAIL_BACKEND") else []


def details_of(message: EmailMessage) -> dict[str, Any]:
    """Return what of a message a recipient would notice."""
    return {
        "from": message.from_email,
        "to": message.to,
        "cc": message.cc,
        "bcc": message.bcc,
        "reply_to": message.reply_to,
        "body": str(message.body),
        "headers": message.extra_headers,
        "alternatives": [list(alternative) for alternative in getattr(message, "alternatives", ())],
        "attachments": [list(each) if isinstance(each, tuple) else str(each) for each in message.attachments],
    }

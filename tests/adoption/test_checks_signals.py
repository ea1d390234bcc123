"""Receivers of signals."""

from tests.adoption.sources import found

REQUESTS = """
    import requests
    from django.core.mail import send_mail
    from django.core.signals import request_finished, request_started
    from django.db.models.signals import post_save
    from django.dispatch import receiver
"""


def test_receivers_of_the_request_cycle() -> None:
    source = (
        REQUESTS
        + """
    @receiver([request_started, request_finished])
    def note(sender, **kwargs):
        pass

    request_finished.connect(note)
    """
    )
    assert found(source) == [
        "W031:8 request_finished: note",
        "W031:8 request_started: note",
        "W031:12 request_finished: note",
    ]


def test_receivers_of_logins_and_connections() -> None:
    source = """
        from django.contrib.auth.signals import user_logged_in
        from django.db.backends.signals import connection_created

        user_logged_in.connect(count)
        connection_created.connect(prepare)
    """
    assert [line[:4] for line in found(source)] == ["I032", "W034"]


def test_network_while_saving() -> None:
    source = (
        REQUESTS
        + """
    @receiver(post_save)
    def index(sender, instance, **kwargs):
        requests.post("https://search.example", json={}, timeout=3)

    def tell(instance):
        send_mail("New", "", None, [])

    @receiver(post_save)
    def mail(sender, instance, **kwargs):
        tell(instance)
    """
    )
    assert found(source) == ["W033:8 post_save: index calls requests.post", "W033:15 post_save: mail calls send_mail"]


def test_receivers_that_do_nothing_slow() -> None:
    source = (
        REQUESTS
        + """
    @receiver(post_save)
    def count(sender, instance, **kwargs):
        instance.shop.count()

    request = object()
    request.connect(count)
    """
    )
    assert found(source) == []

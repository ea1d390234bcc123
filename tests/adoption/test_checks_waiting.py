"""What holds a thread for long."""

from tests.adoption.sources import found, ids

STREAM = """
    from django.http import StreamingHttpResponse

    def events():
        while {test}:
            yield "a"

    def view(request):
        return StreamingHttpResponse(events())
"""


def test_sleeping() -> None:
    source = "from time import sleep\ndef view(request):\n    sleep({})\n"
    assert ids(source.format(3)) == ["W101"]
    assert ids(source.format("seconds")) == ["W101"]
    assert found(source.format(0)) == found(source.format(0.01)) == []
    assert found(source.format(3), "legacy/shop/tasks.py") == []


def test_streams() -> None:
    assert ids(STREAM.format(test="True")) == ["W102"]
    assert ids(STREAM.format(test="rows")) == ["I103"]


def test_calls_without_a_limit() -> None:
    source = "import requests\nfrom urllib.request import urlopen\ndef view(request):\n    {}\n"
    assert ids(source.format("requests.get('https://a.example')")) == ["W104"]
    assert ids(source.format("urlopen('https://a.example')")) == ["W104"]
    assert found(source.format("requests.get('https://a.example', timeout=3)")) == []
    assert found(source.format("requests.get('https://a.example', **options)")) == []
    assert found(source.format("session.get('https://a.example')")) == []

"""What only one application server has."""

from tests.adoption.sources import found, ids


def test_modules_of_a_server() -> None:
    assert found("import uwsgi\n") == ["E091:1 import uwsgi"]
    assert found("from uwsgidecorators import timer\n") == ["E091:1 import uwsgidecorators"]
    assert ids("try:\n    import uwsgi\nexcept ImportError:\n    uwsgi = None\n") == ["I092"]
    assert found("from .uwsgi import a\n") == []


def test_gunicorns_hooks() -> None:
    source = "workers = 3\ntimeout = 30\ndef post_fork(server, worker):\n    pass\n"
    assert found(source, "legacy/gunicorn.conf.py") == ["I093:2 timeout", "I093:3 post_fork"]
    assert found(source) == []


def test_keys_of_the_environ() -> None:
    assert ids("def view(request):\n    request.META['REQUEST_URI']\n") == ["W094"]
    assert ids("def view(request):\n    request.environ.get('uwsgi.version')\n") == ["W094"]
    assert ids("def view(request):\n    'gunicorn.socket' in request.META\n") == ["W094"]
    assert found("import os\nos.environ.get('REMOTE_USER')\nNAMES = {'REQUEST_URI': 1}\n") == []
    assert found("def view(request):\n    request.META['REMOTE_ADDR']\n") == []


def test_files_that_the_proxy_sends() -> None:
    assert ids("def view(request):\n    response['X-Accel-Redirect'] = '/a'\n") == ["I095"]

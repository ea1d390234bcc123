"""Code that takes the process for its own while it answers a request."""

import pytest

from tests.adoption.sources import found, ids

VIEW = """
    import _thread, contextlib, locale, logging, multiprocessing, os, random, signal, socket, sys, threading, warnings
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    from django.conf import settings

    def export(request):
        {line}
"""


@pytest.mark.parametrize(
    ("line", "id_"),
    [
        ("signal.signal(signal.SIGALRM, stop)", "W041"),
        ("signal.alarm(30)", "W041"),
        ("os.chdir('/tmp')", "W042"),
        ("os.umask(0)", "W042"),
        ("locale.setlocale(locale.LC_ALL, 'de_DE')", "W042"),
        ("os.environ['LANG'] = 'de'", "W042"),
        ("del os.environ['LANG']", "W042"),
        ("os.environ.update(LANG='de')", "W042"),
        ("socket.setdefaulttimeout(3)", "W042"),
        ("sys.stdout = buffer", "W042"),
        ("settings.DEBUG = True", "W042"),
        ("with contextlib.redirect_stdout(buffer): pass", "W042"),
        ("with warnings.catch_warnings(): pass", "W042"),
        ("os.fork()", "W043"),
        ("sys.exit(1)", "W043"),
        ("os._exit(1)", "W043"),
        ("multiprocessing.Process(target=export).start()", "W044"),
        ("ProcessPoolExecutor()", "W044"),
        ("threading.Thread(target=export).start()", "W045"),
        ("ThreadPoolExecutor()", "W045"),
    ],
)
def test_in_a_view(line: str, id_: str) -> None:
    assert ids(VIEW.format(line=line)) == [id_]
    assert found(VIEW.format(line=line))[0].endswith("in export")


@pytest.mark.parametrize(
    "line",
    [
        "os.environ.get('LANG')",
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')",
        "settings = {}; settings['a'] = 1",
        "shop.settings.DEBUG = True",
        "random.random()",
        "subprocess.run(['ls'])",
        "self.exit()",
    ],
)
def test_what_looks_like_it(line: str) -> None:
    assert found(VIEW.format(line=line)) == []


def test_a_name_that_is_a_variable() -> None:
    assert found("from django.conf import settings\ndef save(settings):\n    settings.a = 1\n") == []


def test_tasks_settings_and_scripts_are_not_requests() -> None:
    task = """
        import os
        from celery import Task, shared_task

        @shared_task(bind=True)
        def export(self):
            os.chdir("/tmp")

        class Export(Task):
            def run(self):
                os.chdir("/tmp")
    """
    assert found(task) == []
    line = "import os\ndef f():\n    os.chdir('/tmp')\n"
    assert ids(line) == ["W042"]
    assert found(line, "legacy/shop/tasks.py") == []
    assert found(line, "legacy/shop/settings/base.py") == []
    assert found(line + "if __name__ == '__main__':\n    f()\n") == []
    assert found("import os\nclass Shop:\n    def ready(self):\n        os.chdir('/tmp')\n") == []


def test_a_view_called_register_is_a_request() -> None:
    assert ids("import os\ndef register(request):\n    os.chdir('/tmp')\n") == ["W042"]


def test_threads_that_close_their_connections() -> None:
    source = """
        import threading
        from django.db import connections

        class Sender(threading.Thread):
            def run(self):
                connections.close_all()
    """
    assert ids(source) == ["I046"]


def test_what_is_set_and_put_back_is_told_once() -> None:
    assert found("import os\ndef f():\n    old = os.umask(0)\n    os.umask(old)\n") == ["W042:3 os.umask(0) in f"]


def test_code_of_threads_and_processes_is_no_request() -> None:
    source = """
        import time
        from multiprocessing import Manager
        from shop.workers import QueueThread

        class Covers(QueueThread):
            def run(self):
                time.sleep(3)
                Manager()
    """
    assert found(source) == []

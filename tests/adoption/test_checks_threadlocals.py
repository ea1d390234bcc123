"""Thread-locals and context variables that hold something of the request."""

from tests.adoption.sources import found, ids

MIDDLEWARE = """
    import threading

    _local = threading.local()

    class CurrentUser:
        def __init__(self, get_response):
            self.get_response = get_response

        def __call__(self, request):
            _local.user = request.user
            {after}
"""


def test_a_user_that_stays_in_a_thread_local() -> None:
    lines = found(MIDDLEWARE.format(after="return self.get_response(request)"))

    assert "W011:11 _local.user, set in CurrentUser.__call__" in lines
    assert "W012:4 _local" in lines


def test_a_user_that_is_cleared() -> None:
    for clearing in ("del _local.user", "_local.user = None", "delattr(_local, 'user')", "_local.__dict__.clear()"):
        lines = ids(MIDDLEWARE.format(after=f"response = self.get_response(request); {clearing}; return response"))

        assert "W011" in lines, clearing
        assert "W012" not in lines, clearing


def test_a_value_that_is_put_back_is_cleared() -> None:
    source = """
        import threading

        state = threading.local()

        def as_user(user, call):
            before = state.user
            state.user = user
            try:
                return call()
            finally:
                state.user = before
    """
    assert ids(source) == ["W011"]


def test_names_of_imports_and_subclasses() -> None:
    source = """
        from threading import local as l

        class Storage(l):
            pass

        storage = Storage()

        def remember(request):
            setattr(storage, "language", request.LANGUAGE_CODE)
    """
    assert found(source) == ["W012:7 storage", "W011:10 storage.language, set in remember"]


def test_a_thread_local_of_another_module() -> None:
    source = """
        from shop.state import _thread_locals

        def process_request(request):
            _thread_locals.request = request
    """
    assert found(source) == ["W011:5 _thread_locals.request, set in process_request"]


def test_context_variables_are_each_requests_own() -> None:
    source = """
        from contextvars import ContextVar
        from asgiref.local import Local

        tenant = ContextVar("tenant")
        state = Local()
        depth = ContextVar("depth")

        def enter(request):
            tenant.set(request.tenant)
            state.user = request.user
    """
    assert [line[:4] for line in found(source)] == ["W011", "W011"]  # nothing of W012, and nothing of depth
    assert "W012" in ids(source.replace("Local()", "Local(thread_critical=True)"))


def test_a_variable_that_other_modules_set() -> None:
    source = """
        from contextvars import ContextVar

        current_request = ContextVar("current_request")
    """
    assert found(source) == ["W011:4 current_request, set in other modules"]


def test_a_client_for_each_thread_is_no_request() -> None:
    source = """
        import threading

        pool = threading.local()

        def client():
            pool.connection = connect()
            return pool.connection
    """
    assert found(source) == ["I013:4 pool"]


def test_other_things_that_are_called_local() -> None:
    assert found("local = {}\nlocal.user = 3\n") == []

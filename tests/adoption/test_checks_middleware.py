"""What middleware does that ported routes would miss."""

import pytest

from tests.adoption.sources import found

CLASS = """
    from django.utils import timezone, translation
    from shop.models import Visit

    class Around:
        def __init__(self, get_response):
            self.get_response = get_response

        def __call__(self, request):
            {before}
            response = self.get_response(request)
            {after}
            return response
"""


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ("request.tenant = request.headers.get('X-Tenant')", "", "reads X-Tenant; sets request.tenant"),
        ("setattr(request, 'tenant', 1)", "", "sets request.tenant"),
        ("tenant = request.META['HTTP_X_TENANT']; request.tenant = tenant", "", "reads X-Tenant; sets request.tenant"),
        ("Visit.objects.create(path=request.path)", "", "writes Visit"),
        ("", "response['Server-Timing'] = '1'", "sets the header Server-Timing"),
        ("", "response.set_cookie('seen', '1')", "sets cookies"),
        ("", "response.status_code = 200", "changes response.status_code"),
        ("timezone.activate('Europe/Berlin')", "", "activates a time zone"),
        ("translation.activate('de')", "", "activates a language"),
        ("request.session['seen'] = 1", "", "writes the session: seen"),
        ("raise PermissionDenied()", "", "may raise PermissionDenied"),
        ("return HttpResponseForbidden()", "", "may answer itself"),
    ],
)
def test_effects(before: str, after: str, effect: str) -> None:
    (line,) = found(CLASS.format(before=before or "pass", after=after or "pass"))

    assert line == f"W021:5 Around (sync only) {effect}"


def test_middleware_that_does_nothing_is_no_finding() -> None:
    assert found(CLASS.format(before="path = request.path", after="pass")) == []
    assert found(CLASS.format(before="agent = request.headers.get('User-Agent')", after="pass")) == []


def test_what_the_beginning_does_is_no_effect() -> None:
    source = CLASS.format(before="pass", after="pass").replace(
        "self.get_response = get_response", "raise MiddlewareNotUsed()"
    )
    assert found(source) == []


def test_capabilities() -> None:
    source = """
        class {name}({base}):
            {flag}
            def process_request(self, request):
                request.seen = True
    """
    mixin = {"name": "SeenMiddleware", "base": "MiddlewareMixin"}
    assert "(hooks on a thread)" in found(source.format(**mixin, flag=""))[0]
    assert "(sync and async)" in found(source.format(**mixin, flag="async_capable = True"))[0]
    both = "async_capable = True; sync_capable = False"
    assert "(async only)" in found(source.format(**mixin, flag=both))[0]


def test_functions() -> None:
    source = """
        def seen(get_response):
            def middleware(request):
                request.seen = True
                return get_response(request)
            return middleware
    """
    assert found(source) == ["W021:2 seen (sync only) sets request.seen"]
    decorated = source.replace("def seen", "@sync_and_async_middleware\n        def seen")
    assert "(sync and async)" in found(decorated)[0]


def test_callables_that_are_no_middleware() -> None:
    source = """
        class Feed:
            def __call__(self, request, *args):
                request.feed = self

        class Consumer:
            def __call__(self, scope, receive, send):
                scope.user = 1
    """
    assert found(source) == []


def test_what_functions_of_its_module_do() -> None:
    source = """
        from contextlib import contextmanager
        from history.models import Records

        @contextmanager
        def remembered(request):
            Records.context.request = request
            yield
            del Records.context.request

        def history(get_response):
            def middleware(request):
                with remembered(request):
                    return get_response(request)
            return middleware
    """
    assert found(source) == ["W021:11 history (sync only) keeps something in Records.context.request"]

"""What people see in a browser: the admin, logins, the browsable API, static files, uploads, error pages."""

from collections.abc import Iterator

from tests.parity.case import CSRF, Case, as_form, as_json, as_multipart, ask

ADMIN = [
    "/admin/",
    "/admin",
    "/admin/login/",
    "/admin/login/?next=/admin/",
    "/admin/logout/",
    "/admin/password_change/",
    "/admin/jsi18n/",
    "/admin/catalog/",
    "/admin/catalog/product/",
    "/admin/catalog/product/?q=tent",
    "/admin/catalog/product/?p=2",
    "/admin/catalog/product/?o=-5",
    "/admin/catalog/product/?is_active__exact=0",
    "/admin/catalog/product/?nonsense=1",
    "/admin/catalog/product/7/change/",
    "/admin/catalog/product/999999/change/",
    "/admin/catalog/product/7/history/",
    "/admin/catalog/product/7/delete/",
    "/admin/catalog/product/add/",
    "/admin/catalog/category/?all=",
    "/admin/catalog/review/?created_at__year=2026",
    "/admin/catalog/review/",
    "/admin/sales/order/",
    "/admin/sales/order/1500/change/",
    "/admin/sales/order/add/",
    "/admin/sales/customer/",
    "/admin/auth/user/",
    "/admin/auth/user/1/change/",
    "/admin/authtoken/tokenproxy/",
    "/admin/nothing/",
    "/admin/r/1/1/",
    "/admin/autocomplete/?app_label=catalog&model_name=product&field_name=category&term=te",
    "/admin/catalog/product/%FF/",
]
BROWSABLE = [
    "/api/",
    "/api/products/",
    "/api/products/?page=2",
    "/api/products/7/",
    "/api/products/7/?format=json",
    "/api/reviews/",
    "/api/orders/",
    "/api/orders/1500/",
    "/api/me/",
    "/api/categories/",
    "/api/categories/1/",
    "/api/products/999999/",
    "/api/reports/sales/?start=2026-10-01&end=2026-10-02",
    "/api/products/low_stock/",
    "/api/products/?search=%3Cscript%3E",
]
STATIC = [
    "/static/admin/css/base.css",
    "/static/admin/js/core.js",
    "/static/admin/img/icon-yes.svg",
    "/static/nothing.css",
    "/static/",
    "/static/admin/",
    "/static/../settings.py",
    "/static/%2e%2e/settings.py",
    "/static/admin/css/base.css?x=1",
    "/static//admin/css/base.css",
    "/static/admin/css/base%2Ecss",
    "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css",
    "/static/rest_framework/css/default.css",
    "/static/staticfiles.json",
    "/static/%FF",
    "/static/a%00b",
    "/static/rest_framework/fonts/glyphicons-halflings-regular.woff2",
]
MEDIA = (
    "/media/old.txt /media/old%20page.html /media/old.bin /media/nothing /media/ /media/../settings.py /media//old.txt"
)
MISSING = [
    "/",
    "/nothing",
    "/nothing/",
    "/api",
    "/api/products",
    "/api/products/7",
    "/api/products/abc/",
    "/api/categories/abc/",
    "/api/categories/-1/",
    "/api/categories/1.0/",
    "/favicon.ico",
    "/api//products/",
    "//api/products/",
    "/api/products//",
    "/api/products/7%2F",
    "/api/%2e%2e/",
    "/api/products/%0A",
    "/api/categories/1/%0A",
    "/api/categories/%0A",
    "/api/products/%FF/",
    "/%FF",
    "/%00",
    "/api/products/%D9%A7/",
    "/api/%E2%82%AC/",
    "/api/products/7/?format=xml",
    "/api/./products/",
    "/api/products;a=b/",
    "/%3Cscript%3E",
    "/api/products/7/%20",
    "/api-auth/login/",
    "/api-auth/logout/",
    "/api-auth/",
    "/%25",
    "/%zz",
    "/a%2",
    "/api/products%3Fpage=1",
    "/api/products/+/",
]
FILE_HEADERS: tuple[tuple[tuple[str, str], ...], ...] = (
    (),
    (("Accept-Encoding", "gzip"),),
    (("Accept-Encoding", "br, gzip;q=0.1, *;q=0"),),
    (("Range", "bytes=0-9"),),
    (("Range", "bytes=10-"),),
    (("Range", "bytes=-10"),),
    (("Range", "bytes=9-0"),),
    (("Range", "bytes=999999999-"),),
    (("Range", "bytes=0-1,3-4"),),
    (("Range", "lines=1-2"),),
    (("Range", "bytes=0-9"), ("Accept-Encoding", "gzip")),
    (("If-Modified-Since", "Thu, 01 Jan 2037 00:00:00 GMT"),),
    (("If-Modified-Since", "Thu, 01 Jan 2015 00:00:00 GMT"),),
    (("If-None-Match", '"nonsense"'),),
)


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for path in ADMIN:
        for who in ("nobody", "session of admin", "session with CSRF", "expired session"):
            yield ask("GET", path, who=who, name="admin")
    yield from admin_forms()
    yield from login()
    for path in BROWSABLE:
        for who in ("nobody", "session of admin", "session with CSRF", "admin"):
            yield ask("GET", path, who=who, accept="text/html,*/*;q=0.8", name="browsable")
    yield from files()
    yield from missing()


def login() -> Iterator[Case]:
    """Log in as a browser does, with the cookies that each server gave, and out again."""
    for path, where in (("/admin/login/", "/admin/"), ("/api-auth/login/", "/api/me/")):
        yield ask("GET", path, keeps_cookies=True, name="login form")
        for password in ("wrong", "admin"):
            fields = {"username": "admin", "password": password, "next": where, "csrfmiddlewaretoken": "TOKEN"}
            form = as_form(fields)
            body = type(form)(form.content.replace(b"TOKEN", b"{csrf}"), form.content_type)
            yield ask("POST", path, body, keeps_cookies=True, name=f"login with password {password}")
        yield ask("GET", where, accept="text/html", keeps_cookies=True, name="logged in")
        token = ("X-CSRFToken", "{csrf}")
        profile = as_json({"first_name": "Ada"})
        yield ask("PATCH", "/api/me/", profile, headers=[token], keeps_cookies=True, name="write with a session")
        yield ask("PATCH", "/api/me/", profile, keeps_cookies=True, name="write with a session, no CSRF")
        yield ask("POST", path.replace("login", "logout"), as_json({}), headers=[token], keeps_cookies=True, name="out")
        yield ask("GET", where, keeps_cookies=True, name="logged out")
    for origin in ("http://shop.example", "https://shop.example", "http://evil.example", "null"):
        headers = [("Origin", origin)]
        yield ask("PATCH", "/api/me/", as_json({}), who="session with CSRF", headers=headers, name=f"origin {origin}")
    secure = [("X-Forwarded-Proto", "https")]
    for referer in ("https://shop.example/", "https://evil.example/", "nonsense"):
        headers = [*secure, ("Referer", referer)]
        yield ask("PATCH", "/api/me/", as_json({}), who="session with CSRF", headers=headers, name=f"referer {referer}")
    yield ask("PATCH", "/api/me/", as_json({}), who="session with CSRF", headers=secure, name="no referer")


def admin_forms() -> Iterator[Case]:
    """Change things in the admin."""
    token = {"csrfmiddlewaretoken": CSRF}
    category = {**token, "name": "Admin's shelf", "slug": "admins-shelf", "parent": ""}
    action = {**token, "action": "deactivate", "_selected_action": ["5", "6"]}
    for path, fields in (
        ("/admin/catalog/category/add/", category),
        ("/admin/catalog/category/add/", {**category, "slug": "no slug"}),
        ("/admin/catalog/category/add/", {**category, "csrfmiddlewaretoken": "e" * 32}),
        ("/admin/catalog/product/", action),
        ("/admin/catalog/product/999999/delete/", {**token, "post": "yes"}),
        ("/admin/sales/order/", {**token, "action": "ship", "_selected_action": ["1", "1499"]}),
        ("/admin/catalog/stockalert/add/", {**token, "email": "x@example.com", "product": "7"}),
    ):
        for who in ("session of admin", "session with CSRF", "nobody"):
            yield ask("POST", path, as_form(fields), who=who, name="admin form")
    multipart = as_multipart({"csrfmiddlewaretoken": CSRF, "name": "Ü", "slug": "ue"})
    yield ask("POST", "/admin/catalog/category/add/", multipart, who="session of admin", name="admin form with files")
    yield ask("GET", "/admin/catalog/category/", who="session of admin", name="after the forms")


def files() -> Iterator[Case]:
    """Fetch files, whole and in parts."""
    for path in (*STATIC, *MEDIA.split()):
        for method in ("GET", "HEAD"):
            yield ask(method, path, name="file")
    for path in (STATIC[0], "/media/old.txt", "/static/admin/js/vendor/jquery/jquery.js"):
        for headers in FILE_HEADERS:
            for method in ("GET", "HEAD"):
                yield ask(method, path, headers=headers, name=f"file, {headers}")
    for method in ("POST", "PUT", "OPTIONS", "DELETE"):
        yield ask(method, STATIC[0], name="file")


def missing() -> Iterator[Case]:
    """Ask for what is not there, or not quite there."""
    for path in MISSING:
        for accept in ("text/html", "application/json"):
            yield ask("GET", path, accept=accept, name="missing")
    for method in ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"):
        for path in ("/api/products", "/nothing", "/api/products/7"):
            yield ask(method, path, as_json({}) if method[0] == "P" else None, who="admin", name="no slash at the end")
    broken = as_json({"attributes": {"a": "\0"}})  # which PostgreSQL can't store
    for accept in ("text/html", "application/json"):
        yield ask("PATCH", "/api/products/9/", broken, who="admin", accept=accept, name="error page")
    for host in ("evil.example", "shop.example:8000", "SHOP.example", "shop.example.", "", "127.0.0.1", "a_b", "[::1]"):
        for path in ("/api/products/?page_size=1", "/nothing", "/api/products"):
            yield ask("GET", path, host=host, name=f"host {host!r}")

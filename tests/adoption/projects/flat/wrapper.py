import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django_application = get_wsgi_application()


def application(environ, start_response):
    """Add a header around Django, as wrappers such as WhiteNoise do."""

    def start(status, headers, exc_info=None):
        return start_response(status, [*headers, ("X-Wrapped", "yes")], exc_info)

    return django_application(environ, start)

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.utils.decorators import sync_and_async_middleware
from django.utils.deprecation import MiddlewareMixin


def function(get_response):
    def middleware(request):
        request.seen = ["function"]
        response = get_response(request)
        response["X-Seen"] = ",".join(request.seen)
        return response

    return middleware


class OldStyle(MiddlewareMixin):
    def process_request(self, request):
        request.seen.append("old style")

    def process_exception(self, request, exception):
        request.seen.append("exception")


class Plain:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.seen.append("class")
        return self.get_response(request)


@sync_and_async_middleware
def either(get_response):
    if iscoroutinefunction(get_response):

        async def middleware(request):
            request.seen.append("either")
            return await get_response(request)

    else:

        def middleware(request):
            request.seen.append("either")
            return get_response(request)

    return middleware


class OnlyAsync:
    sync_capable = False
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request):
        request.seen.append("async")
        return await self.get_response(request)

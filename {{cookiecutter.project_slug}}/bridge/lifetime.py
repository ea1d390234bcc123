"""When a dependency's work ends: before the response is sent, or when all of the request is over.

For its dependencies with `yield` FastAPI keeps a stack for each in the ASGI scope (`request_response` in its routing).
"""

from contextlib import AsyncExitStack

from fastapi.requests import HTTPConnection


def before_response(connection: HTTPConnection) -> AsyncExitStack:
    """Return the stack that ends with the endpoint, before the first byte of the response is sent."""
    stack: AsyncExitStack = connection.scope["fastapi_function_astack"]
    return stack


def after_response(connection: HTTPConnection) -> AsyncExitStack:
    """Return the stack that ends when the response is sent and its background tasks are done."""
    stack: AsyncExitStack = connection.scope["fastapi_inner_astack"]
    return stack

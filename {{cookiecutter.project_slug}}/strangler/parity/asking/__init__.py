"""Asks both halves the same request, and undoes all that they did about it.

    from strangler.parity.asking.sides import Sides

    with Sides() as sides:
        comparison = sides.ask(Request("GET", "/api/products/"))

A comparison is three requests, in this process, over ASGI, each seeing the same rows: the legacy half, the combined
application, and the legacy half once more. The first request to each route is asked once in vain, so that what is
imported or cached at the first time is in none of the three.
"""

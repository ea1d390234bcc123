"""Asks both halves the same request, and undoes all that they did about it.

    from strangler.parity.asking.sides import Sides

    with Sides() as sides:
        comparison = sides.ask(Request("GET", "/api/products/"))

A comparison is three requests, in this process, over ASGI, each seeing the same rows: the legacy half, the combined
application, and the legacy half once more, so that what was asked in between can't be blamed on the time that went by.
The first request to each route is asked once in vain: what is imported or cached at the first time is in none.

What it costs, with the shop's demo data on two cores: 19 ms for a 404, 25 ms for one product, 48 ms for a page of
twenty, 37 ms for a new row by somebody who is logged in, 86 ms for an order of three tables. Four to five milliseconds
of that are the comparison's own where nothing is written, ten to twenty where something is: 800 mixed ones took 35
seconds, so 5,000 take three to four minutes.

A request passes through these modules, in this order:

- `ground`: a transaction, or a savepoint in the one that is open, on each database; `login`: a session in it.
- `virtual`: a savepoint, within which Django finds a connection without a transaction, as in production; `rows`: what
  is written there; `effects`: what would leave the process; `state`: what would stay in it.
- `messages`: the request in ASGI's words; `serving`: the event loop, and the time that a side has.
"""

"""Connections that are shared may be shared once more: both blocks end as they began."""

from contextlib import nullcontext

import pytest
from django.core.signals import request_started
from django.db import close_old_connections, connections
from starlette.testclient import TestClient

from bridge.queries.run import Place
from bridge.testing import share_connections
from bridge.threads import Threads


@pytest.mark.django_db
def test_sharing_within_sharing(service: TestClient) -> None:
    turn = Threads.turn
    with share_connections():
        assert Threads.turn is not turn
        assert service.get("/api/categories/").status_code == 200
    assert (Threads.turn, Place.on_threads) == (turn, True)
    assert service.get("/api/categories/").status_code == 200
    assert "set_rollback" in vars(connections["default"])


@pytest.mark.django_db
def test_nothing_is_left() -> None:
    with share_connections(), share_connections():
        pass
    assert isinstance(Threads.turn, nullcontext)
    assert not Place.on_threads
    assert "set_rollback" not in vars(connections["default"])
    assert request_started.disconnect(close_old_connections)
    request_started.connect(close_old_connections)
    assert len([each for each in request_started.receivers if each[0][0] == id(close_old_connections)]) == 1

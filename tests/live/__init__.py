"""Tests of a running server, on a real PostgreSQL, with real HTTP."""

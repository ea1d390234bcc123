"""Writes a FastAPI router, schemas and a parity test for legacy endpoints."""

"""The legacy service: a shop on Django REST Framework. It knows nothing of FastAPI."""

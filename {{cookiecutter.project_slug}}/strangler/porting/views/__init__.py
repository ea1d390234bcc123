"""From the views of the legacy half to the source of FastAPI routes: wrapped, hybrid or native."""

"""Endpoints of the third grade: no serializer and no view of DRF's is left in them."""

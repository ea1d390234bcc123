"""Converters from DRF's fields to ours, and for fields of well-known packages."""

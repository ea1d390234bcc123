"""Writes what depends on the adopted project: its requirements, its environment, its containers, and the report."""

"""Peers side by side on the same work: `make bench`."""

"""Writes the parity test of a ported module: requests that both halves are sent, one a line."""

"""Commands of an adopted project."""

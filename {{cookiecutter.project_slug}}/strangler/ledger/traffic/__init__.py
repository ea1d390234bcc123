"""Which endpoints are called, from access logs."""

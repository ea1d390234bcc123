"""The migration toolkit: what endpoints there are, how to port one, and whether the port answers the same."""

"""What parity has found, for people in a terminal or a browser, for CI, and for programs."""

"""Which rows a side has written, read before they are rolled back."""

"""What of a document has changed for its clients, and what of that breaks them."""

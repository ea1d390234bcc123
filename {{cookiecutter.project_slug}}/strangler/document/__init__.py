"""One OpenAPI document for both halves: where it comes from, how it is merged, served, and compared."""

"""The requests that are sent to both, as data: one module for each kind of question."""

"""The project that was brought into `legacy/`: how it was read, what is laid over it, and what needs a person."""

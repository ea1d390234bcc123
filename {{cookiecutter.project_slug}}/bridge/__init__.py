"""What makes Django usable from FastAPI, and the two halves one service. One module per concern."""

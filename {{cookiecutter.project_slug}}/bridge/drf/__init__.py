"""What a ported FastAPI route needs to answer as its Django REST Framework view did."""

"""The promise put to the test: the same requests to the service under gunicorn and to its half of the application."""

"""Takes legacy code away that nothing reaches any more, once its endpoints are wholly native."""

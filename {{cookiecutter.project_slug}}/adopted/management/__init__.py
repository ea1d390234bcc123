"""Django commands of the adoption."""

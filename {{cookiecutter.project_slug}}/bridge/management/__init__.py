"""Django commands of the bridge."""

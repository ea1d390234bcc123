"""What runs in the generated project's environment."""

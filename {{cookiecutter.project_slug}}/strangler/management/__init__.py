"""The commands of the toolkit."""

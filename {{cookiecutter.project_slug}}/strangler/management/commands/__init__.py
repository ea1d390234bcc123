"""The commands of the toolkit, one module each."""

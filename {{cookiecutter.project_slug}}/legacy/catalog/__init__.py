"""What the shop sells, and what customers say about it."""

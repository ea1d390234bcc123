"""Who buys from the shop, and what they ordered."""

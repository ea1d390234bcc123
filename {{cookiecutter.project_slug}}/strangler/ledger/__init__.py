"""The ledger: every endpoint of the legacy half, what it does, and how far it is on its way."""

"""The ledger as tables, for people and for programs."""

"""Requests, and the answers to them: recorded, imported, or made up."""

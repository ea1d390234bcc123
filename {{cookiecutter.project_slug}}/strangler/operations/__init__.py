"""What the legacy half answers, and who answers it now."""

"""What the peers share: Django's settings, the views in DRF, schemas."""

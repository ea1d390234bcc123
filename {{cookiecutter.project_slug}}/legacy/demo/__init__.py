"""The demo data of `manage.py seed_demo`: made up by rules, and the same every time."""

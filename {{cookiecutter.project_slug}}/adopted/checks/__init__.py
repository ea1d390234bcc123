"""What the adopted project's code takes for granted of its server: `manage.py check --tag adoption`.

One module per family, each with its kinds of findings and a function `find`. They read and import nothing; only
`loaded.py` and `messages.py` look at what Django has loaded.
"""

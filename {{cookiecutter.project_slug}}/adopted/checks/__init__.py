"""What the adopted project's code assumes about its server, and what to do about it: `manage.py check --tag adoption`.

One module per family, each with its kinds of findings and a function `find`. All of them read only; but for `loaded.py`,
`messages.py` and `run.py`, they need no Django.
"""

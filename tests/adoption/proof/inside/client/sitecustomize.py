# mypy: ignore-errors
"""Changes Django's test client as the environment says: Python imports this module by itself if it finds it.

With PROOF_RECORD, requests are recorded; with PROOF_THROUGH, they go through the combined application.
"""

import importlib.abc
import importlib.util
import os
import sys

MODULE = "django.test.client"
CHANGES = {"PROOF_RECORD": "proof_recording", "PROOF_THROUGH": "proof_through"}


class Finder(importlib.abc.MetaPathFinder):
    """Lets the test client be changed as soon as it is imported, and imports no Django before."""

    def find_spec(self, name, path, target=None):
        """Find the test client as usual, once; everything else is found by others."""
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            for variable in CHANGES.keys() & os.environ.keys():
                importlib.import_module(CHANGES[variable]).change(module.ClientHandler)

        spec.loader.exec_module = exec_module
        return spec


if CHANGES.keys() & os.environ.keys():
    sys.meta_path.insert(0, Finder())

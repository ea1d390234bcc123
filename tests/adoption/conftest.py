"""Makes the template's package `adopted` importable, as it is in a generated project."""

import sys

from tests.template import PROJECT, ROOT

sys.path.insert(0, str(ROOT / PROJECT))

"""Lists of a resource as Django REST Framework answers them: filtered, searched, in order, by pages."""

"""Their settings, with ours laid over them. `manage.py adopted` prints what differs, and why.

To change a setting of theirs, change it where it is, in `legacy/`. What is for this side alone is set here, with its
reason: `overlay.set(("EMAIL_TIMEOUT",), 10, "a request must not wait for a mail server")`.
"""

from adopted.databases import pool_connections
from adopted.folders import keep_folders
from adopted.overlay import Overlay
from adopted.prepare import prepare
from adopted.server import add_application, add_apps, add_middleware, add_options
from adopted.theirs import load

start = prepare()  # again, for programs that begin here
overlay = Overlay(load(start.settings, start.root))

add_options(overlay, start.project)
add_apps(overlay)
add_middleware(overlay)
add_application(overlay, start.application)
keep_folders(overlay, start.root)
pool_connections(overlay)

globals().update(overlay.settings)

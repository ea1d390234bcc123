"""Tells which calls wait for another service."""

import ast
import re

from adopted.checks.module import Module

VERBS = r"(get|post|put|patch|delete|head|options|request)"
CALLS = re.compile(
    rf"(requests|httpx)\.{VERBS}|requests\.api\.{VERBS}|urllib\.request\.(urlopen|urlretrieve)|"
    r"django\.core\.mail\.(send_mail|send_mass_mail|mail_admins|mail_managers)|smtplib\.SMTP(_SSL)?|"
    r"socket\.create_connection|ftplib\.FTP|paramiko\.SSHClient"
)


def network_call(module: Module, call: ast.Call) -> bool:
    """Return whether a call waits for another service, as far as its name tells."""
    return CALLS.fullmatch(module.resolve(call.func)) is not None

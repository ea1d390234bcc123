"""`manage.py openapi`: the document of both halves, and what of it has changed for clients."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from strangler.command import ToolkitCommand
from strangler.document.building import NOTE, Half, build
from strangler.document.comparing.base import read_base
from strangler.document.comparing.change import Change
from strangler.document.comparing.operations import compare
from strangler.document.comparing.report import as_json, as_markdown, as_text, count, summary
from strangler.document.grading import key_of
from strangler.document.walking import Json, operations
from strangler.errors import ToolkitError

LEGACY = "legacy"  # as a base: what the legacy half's own document says of what the routes answer
REPORTS = {"json": as_json, "markdown": as_markdown}
DOCUMENTS = ("json", "yaml")


class Command(ToolkitCommand):
    """Writes the OpenAPI document, or compares it with an older one."""

    help = "Write the OpenAPI document of both halves; with --check, say what breaks clients of an older one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--output", metavar="FILE", help="write there, not to the terminal")
        parser.add_argument("--half", choices=list(Half), default=Half.BOTH, help="what is described (both)")
        parser.add_argument("--format", choices=[*DOCUMENTS, "markdown"], help="of the document, or of the report")
        parser.add_argument(
            "--check",
            metavar="BASE",
            help="compare with a file, a git ref (main, HEAD~1:openapi.json), or `legacy`: what the legacy half's own "
            "document says of the operations that routes answer now",
        )

    def work(self, **options: Any) -> None:
        """Write or compare.

        Raises:
            ToolkitError: it can't be done.
        """
        if options["check"] is None:
            self._write(Half(options["half"]), options["format"], options["output"])
        else:
            self._check(Half(options["half"]), options["check"], options["format"], options["output"])

    def _write(self, half: Half, form: str | None, output: str | None) -> None:
        if form == "markdown":
            raise ToolkitError("--format markdown is for the report of --check; a document is json or yaml.")
        document = build(half)
        if NOTE in document:
            self.stderr.write(document[NOTE])
        in_yaml = form == "yaml" or (form is None and str(output).endswith((".yaml", ".yml")))
        self._put(as_yaml(document) if in_yaml else json.dumps(document, indent=2, ensure_ascii=False), output)

    def _check(self, half: Half, base: str, form: str | None, output: str | None) -> None:
        if form == "yaml":
            raise ToolkitError("--format yaml is for a document; a report of --check is json or markdown.")
        changes = self._against_legacy() if base == LEGACY else compare(read_base(base, half, Path.cwd()), build(half))
        self._put(REPORTS.get(form or "", as_text)(changes), output)
        if count(changes):
            self.found(summary(changes))

    def _against_legacy(self) -> list[Change]:
        old, new = build(Half.LEGACY), build(Half.ROUTES)
        if NOTE in old:
            raise ToolkitError(old[NOTE])
        routed = {key_of(method, path) for path, method, _ in operations(new)}
        return compare(old, new, only=routed)

    def _put(self, text: str, output: str | None) -> None:
        if output is None:
            self.stdout.write(text)
            return
        try:
            Path(output).write_text(f"{text}\n", encoding="utf-8")
        except OSError as error:
            raise ToolkitError(f"{output} can't be written: {error.strerror}") from error


def as_yaml(document: Json) -> str:
    """Return the document as YAML.

    Raises:
        ToolkitError: PyYAML is not installed.
    """
    try:
        import yaml  # noqa: PLC0415 - not everybody has it
    except ImportError:
        raise ToolkitError("For YAML, install PyYAML.") from None
    text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)
    return text.rstrip("\n")

"""What parity has found, as JUnit's XML, which CI services show: a test case for each operation."""

import re
import xml.etree.ElementTree as ET

from strangler.parity.judging.session import Results
from strangler.parity.judging.tally import Tally
from strangler.parity.judging.verdicts import verdict_of
from strangler.parity.reports.curl import curl

FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


def as_junit(results: Results) -> str:
    """Return the results as an XML document."""
    failures = sum(bool(tally.unresolved) for tally in results.shown)
    skipped = len(results.uncovered)
    counts = {
        "tests": str(len(results.shown) + len(results.uncovered)),
        "failures": str(failures),
        "errors": "0",
        "skipped": str(skipped),
        "time": f"{results.seconds:.3f}",
    }
    root = ET.Element("testsuites", {"name": "parity", **counts})
    suite = ET.SubElement(
        root, "testsuite", {"name": "parity", **counts, "timestamp": results.at.isoformat("T", "seconds")}
    )
    for tally in results.shown:
        _case(suite, tally)
    for key in results.uncovered:
        case = ET.SubElement(suite, "testcase", {"classname": "parity", "name": key, "time": "0"})
        ET.SubElement(case, "skipped", {"message": "no request was for this route"})
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(suite: ET.Element, tally: Tally) -> None:
    case = ET.SubElement(suite, "testcase", {"classname": "parity", "name": tally.key, "time": "0"})
    verdict = verdict_of(tally)
    if tally.unresolved:
        lines = [line for group in tally.groups for line in _lines(group.count, group.samples)]
        failure = ET.SubElement(case, "failure", {"message": verdict.reasons[0], "type": "parity"})
        failure.text = _clean("\n".join(lines))
    requests = f"{tally.requests} request{'s' * (tally.requests != 1)}"
    ET.SubElement(case, "system-out").text = _clean(f"{requests}, {len(tally.shapes)} shapes: {verdict.sentence}")


def _lines(count: int, samples: list) -> list[str]:  # type: ignore[type-arg]
    request, difference = samples[0]
    return [f"{count} x {difference}", curl(request), ""]


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)

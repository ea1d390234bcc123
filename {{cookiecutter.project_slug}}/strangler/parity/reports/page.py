"""What parity has found, as one HTML page that needs nothing else: no script, no font, no network."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from html import escape
from pathlib import Path

from strangler.parity.judging.accepting import example_of
from strangler.parity.judging.session import Results
from strangler.parity.judging.tally import Group, Tally
from strangler.parity.judging.verdicts import Verdict, verdict_of
from strangler.parity.reports.curl import curl

STYLE = Path(__file__).with_name("page.css")
COLOURS = {"same": "good", "different": "bad", "untested": "warn"}
QUARTER = timedelta(days=90)  # until then a difference is accepted by the example


def as_page(results: Results) -> str:
    """Return the results as a page of HTML."""
    parts = [_head(results), _overview(results)]
    if different := [tally for tally in results.tallies if tally.groups]:
        parts.append("<h2>Unresolved</h2>")
        parts += [_operation(tally, tally.groups, results) for tally in different]
    if accepted := [tally for tally in results.tallies if tally.accepted_groups]:
        parts.append("<h2>Accepted</h2>")
        parts += [_operation(tally, tally.accepted_groups, results) for tally in accepted]
    parts += [
        _list("Accepted once, and expired", map(str, results.expired)),
        _list("Accepted, and not met: these entries can go", map(str, results.unused)),
        _list("Ported, and not compared", results.uncovered),
        _list("Only worth knowing", _known(results)),
        _list("Masked, for the legacy half differs from itself there", results.masks()),
    ]
    style = STYLE.read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Parity: {results.unresolved} unresolved</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body>\n</html>\n"
    )


def _head(results: Results) -> str:
    counts = (results.preserved, results.accepted, results.unresolved)
    total = max(1, sum(counts))
    names = (("good", "preserved"), ("warn", "accepted"), ("bad", "unresolved"))
    numbers = "".join(
        f'<div><strong class="{colour}-text">{count:,}</strong>{name}</div>'
        for count, (colour, name) in zip(counts, names, strict=True)
    )
    bar = "".join(
        f'<i class="{colour}" style="width:{100 * count / total:.2f}%"></i>'
        for count, (colour, _) in zip(counts, names, strict=True)
        if count
    )
    safe = sum(verdict_of(tally).safe for tally in results.tallies)
    source = f" from {escape(results.source)}" if results.source else ""
    remarks = "".join(f'<p class="soft">{escape(remark)}</p>\n' for remark in results.remarks)
    return (
        "<h1>Do the routes answer as the legacy half does?</h1>\n"
        f'<p class="soft">{results.requests:,} requests{source} to {len(results.shown)} operations, '
        f"{results.at:%d %B %Y, %H:%M} UTC, in {results.seconds:.1f} s</p>\n{remarks}"
        f'<div class="numbers">{numbers}<div><strong>{safe}</strong>safe to switch</div></div>\n'
        f'<div class="bar">{bar}</div>'
    )


def _overview(results: Results) -> str:
    if not results.shown:
        return '<p class="soft">Nothing was compared.</p>'
    rows = "\n".join(_row(tally) for tally in results.shown)
    elsewhere = f'\n<p class="soft">{escape(results.elsewhere)}</p>' if results.elsewhere else ""
    return (
        '<h2>Operations</h2>\n<div class="wide"><table>\n<thead><tr><th>Operation</th><th class="number">Requests</th>'
        '<th class="number optional">Shapes</th><th class="optional">Statuses</th><th class="number optional">SQL</th>'
        '<th class="number optional">Time</th><th>Verdict</th></tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table></div>{elsewhere}"
    )


def _row(tally: Tally) -> str:
    verdict = verdict_of(tally)
    method, _, path = tally.key.partition(" ")
    name = f'<span class="path"><span class="method">{escape(method)}</span>{escape(path)}</span>'
    if tally.groups:
        name = f'<a href="#{_anchor(tally)}">{name}</a>'
    statuses = " ".join(map(str, sorted(tally.statuses)))
    return (
        f'<tr><td>{name}</td><td class="number">{tally.requests:,}</td>'
        f'<td class="number optional">{len(tally.shapes)}</td><td class="soft optional">{statuses}</td>'
        f'<td class="number optional">{_ratio(tally.query_ratio)}</td>'
        f'<td class="number optional">{_ratio(tally.time_ratio)}</td>'
        f'<td>{_pill(verdict)}<br><small class="soft">{escape(verdict.sentence)}</small></td></tr>'
    )


def _pill(verdict: Verdict) -> str:
    return f'<span class="pill {COLOURS[verdict.word]}">{"safe" if verdict.safe else verdict.word}</span>'


def _operation(tally: Tally, groups: Sequence[Group], results: Results) -> str:
    shown = "\n".join(_difference(tally, group, results) for group in groups)
    head = f'<h3 class="path">{escape(tally.key)}</h3>'
    return f'<section class="operation" id="{_anchor(tally, groups)}">\n{head}\n{shown}\n</section>'


def _difference(tally: Tally, group: Group, results: Results) -> str:
    request, difference = group.samples[0]
    sides = (
        f"<dl class='sides'><dt>legacy</dt><dd><code>{escape(difference.legacy or 'nothing')}</code></dd>"
        f"<dt>route</dt><dd><code>{escape(difference.routes or 'nothing')}</code></dd></dl>"
        if difference.legacy or difference.routes
        else ""
    )
    note = f"<pre>{_coloured(difference.note)}</pre>" if difference.note else ""
    reason = end = ""
    if group.accepted is not None:
        reason = f"<p>{escape(group.accepted.reason)} <span class='soft'>Until {group.accepted.expires}.</span></p>"
    else:
        example = example_of(tally.key, difference, results.at.date() + QUARTER)
        end = f"<details><summary>Accept it</summary><pre>{escape(example)}</pre></details>"
    lines = "\n".join(curl(sample) for sample, _ in group.samples)
    source = f' <span class="soft">{escape(request.source)}</span>' if request.source else ""
    colour = "warn" if group.accepted else "bad"
    return (
        f'<div class="difference {colour}">\n<header><span class="path">{escape(group.pattern)}</span>'
        f'<span class="pill {colour}">{group.kind.value}</span>'
        f'<span class="soft">{group.count:,} time{"s" * (group.count != 1)}</span>{source}</header>\n'
        f"{sides}{note}{reason}"
        f"<details><summary>Reproduce it</summary><pre>{escape(lines)}</pre></details>{end}\n</div>"
    )


def _coloured(note: str) -> str:
    classes = {"+": "plus", "-": "minus"}
    return "\n".join(
        f'<span class="{classes[line[0]]}">{escape(line)}</span>' if line[:1] in classes else escape(line)
        for line in note.splitlines()
    )


def _list(title: str, lines: Iterable[str]) -> str:
    items = "\n".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{escape(title)}</h2>\n<ul>\n{items}\n</ul>" if items else ""


def _known(results: Results) -> list[str]:
    return [
        f"{tally.key}: {group.pattern}, {group.kind}, {group.count} times: legacy {found.legacy or 'nothing'}, "
        f"route {found.routes or 'nothing'}"
        for tally in results.tallies
        for group in tally.information.values()
        for _, found in group.samples[:1]
    ]


def _anchor(tally: Tally, groups: Sequence[Group] = ()) -> str:
    accepted = bool(groups) and groups[0].accepted is not None
    return escape(f"{'accepted-' if accepted else ''}{tally.key}".replace(" ", "-"), quote=True)


def _ratio(ratio: float | None) -> str:
    return "-" if ratio is None else f"&times;{ratio:.2f}"

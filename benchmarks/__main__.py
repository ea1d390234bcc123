"""`python -m benchmarks`: prepare, compare, measure, report."""

import resource
import signal
import sys
from datetime import UTC, datetime
from typing import Any

from benchmarks import dispatch_cost, report
from benchmarks.agree import ask, read, refuse_disagreement, with_primary_keys
from benchmarks.facts import machine, versions
from benchmarks.options import Options, parse
from benchmarks.peers import PEERS, Peer
from benchmarks.profiling import profile
from benchmarks.project import Project, prepared
from benchmarks.results import Results
from benchmarks.run import Run
from benchmarks.servers import FIRST, BenchError, serving, upstream
from benchmarks.tables import REFERENCE
from benchmarks.works import WORKS, Work

OPEN_FILES = 16_384  # a connection is one, and a thousand of them are relayed


def main() -> None:
    """Do what the command line asks for; one line says what can't be done."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended"))  # or the servers would be left behind
    try:
        benchmark(parse())
    except BenchError as error:
        sys.exit(str(error))


def benchmark(options: Options) -> None:
    """Measure everything and write the report."""
    allow_open_files()
    peers, works = chosen(options)
    results = Results({"rounds": options.rounds, "seconds": options.seconds, "connections": options.connections})
    results.settings["date"] = datetime.now(UTC).date().isoformat()
    print("Preparing the project, its environment and its database", flush=True)
    with prepared(options.build, options.database) as project, upstream(project) as url:
        environment = {"UPSTREAM_URL": url}
        results.machine, results.versions = machine(), versions(project)
        peers, results.left_out = that_are_there(project, peers)
        print("Comparing the answers", flush=True)
        works = with_primary_keys(works, first_rows(project, environment))
        if options.profile:
            write_profile(project, options, peers, works, environment)
            return
        refuse_disagreement(project, peers, works, environment)
        run = Run(project, options, peers, works, environment, results)
        for number in range(1, options.rounds + 1):
            run.round(number)
            results.save(options.build / "results.json")  # what there is, should the rest fail
        if not options.works:
            results.dispatch = dispatch_cost.measure(project)
    report.write(results, options.output)
    print(f"The report is in {options.output}")


def write_profile(
    project: Project, options: Options, peers: list[Peer], works: list[Work], environment: dict[str, str]
) -> None:
    """Write where the time of a request goes: of `list` by queries, or of the first that was asked for."""
    peer = next((peer for peer in peers if peer.name == REFERENCE), peers[0])
    work = next((work for work in works if work.name == FIRST), works[0])
    page = options.output / "profile.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(profile(project, options, peer, work, environment), encoding="utf-8")
    print(f"The profile is {page}")


def chosen(options: Options) -> tuple[list[Peer], list[Work]]:
    """Return the peers and the works that were asked for.

    Raises:
        BenchError: there is none of such a name.
    """
    known = {peer.name for peer in PEERS} | set(WORKS)
    if unknown := (options.peers | options.works) - known:
        raise BenchError(f"No such peer or work: {', '.join(sorted(unknown))}. There are {', '.join(sorted(known))}")
    peers = [peer for peer in PEERS if not options.peers or peer.name in options.peers]
    return peers, [work for work in WORKS.values() if not options.works or work.name in options.works]


def that_are_there(project: Project, peers: list[Peer]) -> tuple[list[Peer], dict[str, str]]:
    """Return the peers whose package can be imported, and why the others are left out."""
    left_out = {}
    for peer in peers:
        if peer.needs:
            code = f"try: import {peer.needs}\nexcept ImportError as error: print(error)"
            if reason := project.run("-c", code, **peer.environment).strip():
                left_out[peer.name] = reason.splitlines()[-1]
    return [peer for peer in peers if peer.name not in left_out], left_out


def first_rows(project: Project, environment: dict[str, str]) -> Any:
    """Return the rows of `list`, as the first peer answers it."""
    work = WORKS[FIRST]
    peer = next(peer for peer in PEERS if work.name in peer.works)
    with serving(project, peer, environment=environment) as server:
        status, body = ask(server, peer, work, dict(work.headers), 0)
        rows = read(body, server, work, 0)
        if status != work.expect_status or not rows:
            raise BenchError(f"{peer.name} answers {work.name} with {status} and no rows: see {server.log}")
    return rows


def allow_open_files() -> None:
    """Let this process and all that it starts have many connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


if __name__ == "__main__":
    main()

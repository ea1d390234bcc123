"""What a server's processes use, from Linux's /proc. Where there is none, everything is nothing."""

import os
from pathlib import Path

PROC = Path("/proc")


def tree(pid: int) -> list[int]:
    """Return a process and all that it started, directly or not."""
    found = [pid]
    for parent in found:  # grows while it is read
        for task in _names(PROC / str(parent) / "task"):
            found += [int(child) for child in _read(PROC / str(parent) / "task" / task / "children").split()]
    return found


def cpu_seconds(pids: list[int]) -> float:
    """Return the processor time that processes have used, in user mode and in the kernel."""
    return sum(_cpu_ticks(pid) for pid in pids) / os.sysconf("SC_CLK_TCK")


def thread_count(pids: list[int]) -> int:
    """Return how many threads processes have together."""
    return sum(len(_names(PROC / str(pid) / "task")) for pid in pids)


def memory_bytes(pid: int) -> int:
    """Return a process's memory; what it shares with others counts by its share (PSS)."""
    for line in _read(PROC / str(pid) / "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _cpu_ticks(pid: int) -> int:
    # The second field, the program's name in parentheses, may hold anything: proc_pid_stat(5).
    fields = _read(PROC / str(pid) / "stat").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12]) if fields else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has ended meanwhile
        return ""


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []

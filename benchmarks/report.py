"""stub"""
from pathlib import Path
from benchmarks.results import Results


def write(results: Results, output: Path) -> None:
    """stub"""
    results.save(output / "results.json")

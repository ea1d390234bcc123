"""The two kinds of picture: horizontal bars with their spread, and curves over a logarithmic axis."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.svg import COLOURS, Drawing

WIDTH = 760
TOP = 34  # room for the title
NAMES = 120  # room for the names of bars
VALUES = 70  # room for the number beside a bar
ROW = 24
BAR = 14
LEFT, RIGHT, BOTTOM = 62, 130, 44  # room around curves
CURVES = 260  # height of the field
LABEL = 15  # between two names at the ends of curves
TICKS = 5


@dataclass(frozen=True)
class Bar:
    """A value with its spread.

    Args:
        name: of what has it.
        value: the median.
        low: the least.
        high: the most.
        ours: whether it is one of those that the picture is about.
    """

    name: str
    value: float
    low: float
    high: float
    ours: bool


Points = Sequence[tuple[float, float]]


def bars(title: str, rows: Sequence[Bar]) -> Drawing:
    """Draw a bar for each row, with a thin line from the least to the most."""
    drawing = Drawing(WIDTH, TOP + ROW * len(rows) + 4, title)
    longest = max((row.high for row in rows), default=0) or 1
    scale = (WIDTH - NAMES - VALUES) / longest
    for number, row in enumerate(rows):
        y = TOP + ROW * number
        middle = y + BAR / 2
        drawing.text(NAMES - 10, middle + 4, row.name, anchor="end")
        drawing.bar(NAMES, y, row.value * scale, BAR, "bar c0" if row.ours else "plain")
        drawing.line(NAMES + row.low * scale, middle, NAMES + row.high * scale, middle, "thin")
        drawing.text(NAMES + row.high * scale + 8, middle + 4, f"{row.value:,.0f}")
    return drawing


def curves(title: str, series: Mapping[str, Points], x_name: str, *, logarithmic: bool = False) -> Drawing:
    """Draw a curve for each series; what is across is logarithmic, what is upward if asked.

    Args:
        title: what is upward, and its unit.
        series: points by the name of what they belong to.
        x_name: what is across.
        logarithmic: whether equal steps upward are equal ratios.
    """
    drawing = Drawing(WIDTH, TOP + CURVES + BOTTOM, title)
    points = [point for some in series.values() for point in some]
    across = sorted({x for x, _ in points})
    heights = ticks([y for _, y in points], logarithmic=logarithmic)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x, y = point
        along = share(x, across[0], across[-1], logarithmic=True)
        up = share(y, heights[0], heights[-1], logarithmic=logarithmic)
        return LEFT + along * (WIDTH - LEFT - RIGHT), TOP + (1 - up) * CURVES

    for height in heights:
        _, y = place((across[0], height))
        drawing.line(LEFT, y, WIDTH - RIGHT, y, "grid")
        drawing.text(LEFT - 8, y + 4, f"{height:,g}", "faint", "end")
    for value in across:
        x, _ = place((value, heights[0]))
        drawing.text(x, TOP + CURVES + 18, f"{value:,g}", "faint", "middle")
    drawing.text((LEFT + WIDTH - RIGHT) / 2, TOP + CURVES + 38, x_name, "faint", "middle")
    ends = {name: place(some[-1])[1] for name, some in series.items()}
    labels = apart(ends)
    for number, (name, some) in enumerate(series.items()):
        colour = f"c{number % COLOURS}"
        drawing.curve([place(point) for point in some], colour)
        drawing.text(WIDTH - RIGHT + 10, labels[name] + 4, name, f"name {colour}")
    return drawing


def share(value: float, low: float, high: float, *, logarithmic: bool) -> float:
    """Return how far a value is on the way from low to high, from 0 to 1."""
    if logarithmic:
        value, low, high = math.log(value), math.log(low), math.log(high)
    return (value - low) / (high - low) if high > low else 0.0


def ticks(values: Sequence[float], *, logarithmic: bool) -> list[float]:
    """Return round numbers that enclose the values: powers of ten, or equal steps from 0."""
    high = max(values) or 1
    if logarithmic:
        low = min(value for value in values if value > 0)
        return [10.0**power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]
    rough = high / TICKS
    power = 10 ** math.floor(math.log10(rough))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough)
    return [number * step for number in range(math.ceil(high / step) + 1)]


def apart(places: Mapping[str, float]) -> dict[str, float]:
    """Move names apart that would be written upon one another, upward from the lowest."""
    moved: dict[str, float] = {}
    free = math.inf
    for name, y in sorted(places.items(), key=lambda pair: -pair[1]):
        moved[name] = min(y, free)
        free = moved[name] - LABEL
    return moved

"""Draws a picture as SVG, readable on a light page and on a dark one."""

from html import escape
from pathlib import Path

# A picture in a page can't take the page's colours, but it knows whether the reader prefers dark ones.
STYLE = """
  svg { color: #24292f; font: 13px system-ui, sans-serif; }
  text { fill: currentColor; }
  .faint { opacity: .65; font-size: 12px; }
  .title { font-weight: 600; }
  .grid { stroke: currentColor; opacity: .15; }
  .thin { stroke: currentColor; opacity: .6; }
  .plain { fill: #8c959f; }
  .c0 { --c: #0969da; } .c1 { --c: #bc4c00; } .c2 { --c: #1a7f37; } .c3 { --c: #8250df; } .c4 { --c: #bf3989; }
  .bar, .dot, text.name { fill: var(--c); } .curve { stroke: var(--c); fill: none; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    svg { color: #e6edf3; }
    .c0 { --c: #58a6ff; } .c1 { --c: #f0883e; } .c2 { --c: #3fb950; } .c3 { --c: #bc8cff; } .c4 { --c: #f778ba; }
  }
"""
COLOURS = 5


class Drawing:
    """A picture to be drawn on; lengths are pixels from the top left corner.

    Args:
        width: of the picture.
        height: of the picture.
        title: written above, and read to those who can't see it.
    """

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width = width
        self.height = height
        self.title = title
        self.parts: list[str] = []
        self.text(0, 14, title, "title")

    def text(self, x: float, y: float, text: str, style: str = "", anchor: str = "start") -> None:
        """Write a text from, around or up to (start, middle, end) a point on its base line."""
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" class="{style}" text-anchor="{anchor}">{escape(text)}</text>')

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        """Draw a line."""
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"/>')

    def bar(self, x: float, y: float, width: float, height: float, style: str) -> None:
        """Draw a filled rectangle."""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2" class="{style}"/>'
        )

    def curve(self, points: list[tuple[float, float]], style: str) -> None:
        """Draw a line through points, with a dot on each."""
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{places}" class="curve {style}"/>')
        self.parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" class="dot {style}"/>' for x, y in points]

    def save(self, path: Path) -> None:
        """Write the picture to a file."""
        size = f'viewBox="0 0 {self.width:g} {self.height:g}" width="{self.width:g}" height="{self.height:g}"'
        opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(self.title)}">'
        lines = [opening, f"<style>{STYLE}</style>", *self.parts, "</svg>"]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

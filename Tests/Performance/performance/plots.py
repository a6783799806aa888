"""Plots as SVG, without a library: horizontal bars in panels, and lines over a logarithmic size."""
import math
from dataclasses import dataclass
from html import escape
from pathlib import Path

INK, FAINT, PAPER = "#24292f", "#d0d7de", "#ffffff"
COLOURS = {"Trellis": "#0969da", "before": "#8c959f", "nginx": "#57606a", "peer": "#bf8700"}
LINES = ["#0969da", "#bf3989", "#1a7f37", "#bf8700", "#8250df", "#cf222e", "#57606a"]


def colour(label: str) -> str:
    for prefix in ("Trellis", "before", "nginx"):
        if label.startswith(prefix):
            return COLOURS[prefix]
    return COLOURS["peer"]


def text(x: float, y: float, words: str, anchor: str = "start", size: int = 12, weight: str = "normal") -> str:
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
            f'fill="{INK}">{escape(words)}</text>')


def document(width: int, height: int, parts: list[str]) -> str:
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            f'font-family="system-ui, sans-serif"><rect width="{width}" height="{height}" fill="{PAPER}"/>\n' + "\n".join(parts) + "\n</svg>\n")


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


@dataclass
class Panel:
    title: str
    bars: list[tuple[str, float]]


def bars(file: Path, panels: list[Panel], unit: str) -> None:
    """Each panel has a scale of its own, from zero to its longest bar."""
    width, left, row = 820, 230, 22
    parts, y = [], 10.0
    for panel in panels:
        y += 22
        parts.append(text(10, y, panel.title, size=13, weight="600"))
        longest = max(value for _, value in panel.bars) or 1
        for label, value in panel.bars:
            y += row
            length = (width - left - 130) * value / longest
            parts.append(text(left - 8, y, label, "end"))
            parts.append(f'<rect x="{left}" y="{y - 13:.1f}" width="{max(length, 1):.1f}" height="16" fill="{colour(label)}"/>')
            parts.append(text(left + length + 6, y, f"{number(value)} {unit}"))
        y += 12
    file.write_text(document(width, int(y + 14), parts))


def growth(file: Path, series: list[tuple[str, list[tuple[float, float]]]], bound: float) -> None:
    """One panel for each series: x is the size, logarithmic; y is the cost of a unit over the cheapest one."""
    columns, cell_width, cell_height = 2, 410, 230
    rows = math.ceil(len(series) / columns)
    parts = []
    for index, (title, points) in enumerate(series):
        left, top = index % columns * cell_width + 50, index // columns * cell_height + 40
        width, height = cell_width - 80, cell_height - 85
        cheapest = min(cost for _, cost in points)
        largest = max(2.0, max(cost / cheapest for _, cost in points))
        low, high = math.log10(points[0][0]), math.log10(max(points[-1][0], points[0][0] * 1.01))

        def place(size: float, ratio: float) -> tuple[float, float]:
            return (left + (math.log10(size) - low) / (high - low) * width,
                    top + height - math.log(max(ratio, 1)) / math.log(largest) * height)

        parts.append(text(left - 40, top - 14, title, size=12, weight="600"))
        parts.append(f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="none" stroke="{FAINT}"/>')
        y = place(points[0][0], bound)[1]
        parts.append(f'<line x1="{left}" x2="{left + width}" y1="{y:.1f}" y2="{y:.1f}" stroke="{FAINT}" stroke-dasharray="4 3"/>')
        for ratio in (1.0, largest):
            parts.append(text(left - 6, place(points[0][0], ratio)[1] + 4, f"{ratio:.1f}×", "end", 11))
        places = [place(size, cost / cheapest) for size, cost in points]
        parts.append(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}" fill="none" stroke="{LINES[index % len(LINES)]}" stroke-width="2"/>')
        for (x, y), (size, _) in zip(places, points):
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{LINES[index % len(LINES)]}"/>')
            parts.append(text(x, top + height + 16, number(size), "middle", 11))
    file.write_text(document(columns * cell_width, rows * cell_height + 10, parts))


def stages(file: Path, cases: list[tuple[str, dict[str, float]]], order: list[str]) -> None:
    """One stacked bar for each case; the unit is thousands of instructions."""
    width, left, row = 820, 230, 30
    palette = ["#0969da", "#54aeff", "#1a7f37", "#4ac26b", "#bf8700", "#eac54f", "#cf222e", "#ff8182", "#8250df", "#c297ff", "#8c959f"]
    longest = max(sum(costs.values()) for _, costs in cases) or 1
    parts, y = [], 16.0
    for label, costs in cases:
        parts.append(text(left - 8, y + 14, label, "end"))
        x = float(left)
        for stage, fill in zip(order, palette):
            length = (width - left - 100) * costs.get(stage, 0) / longest
            parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{length:.1f}" height="20" fill="{fill}"/>')
            x += length
        parts.append(text(x + 6, y + 14, f"{sum(costs.values()) / 1000:,.0f} k"))
        y += row
    for index, (stage, fill) in enumerate(zip(order, palette)):
        column, line = index % 4, index // 4
        parts.append(f'<rect x="{10 + column * 200}" y="{y + 8 + line * 20:.1f}" width="12" height="12" fill="{fill}"/>')
        parts.append(text(28 + column * 200, y + 18 + line * 20, stage, size=11))
    file.write_text(document(width, int(y + 20 + math.ceil(len(order) / 4) * 20), parts))

"""Growth curves as SVG, written by hand: one file, no fonts of its own, readable on light and dark pages."""
import math

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 56, 50
COLOURS = ("#2f6fde", "#8a8f98")
STYLE = ("<style>text{font:13px system-ui,sans-serif;fill:#24292f}.title{font-size:15px;font-weight:600}"
         ".grid{stroke:#d0d7de}@media(prefers-color-scheme:dark){text{fill:#d0d7de}.grid{stroke:#444c56}}</style>")


def short(value):
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:.3g}"


def ticks(most):
    """Four or five round numbers from 0 to at least `most`."""
    step = 10 ** math.floor(math.log10(most))
    step = next(step * part for part in (0.2, 0.25, 0.5, 1, 2) if most / (step * part) <= 5)
    return [step * i for i in range(math.ceil(most / step) + 1)]


def svg(title, across, up, series, scale=math.log10):
    """`series`: [(name, [(x, y) …]) …]; x is drawn by its `scale`, y from 0."""
    points = [point for _, each in series for point in each]
    marks = ticks(max(y for _, y in points))
    low, high = (scale(edge(x for x, _ in points)) for edge in (min, max))

    def at(x, y):
        along = (scale(x) - low) / ((high - low) or 1)
        return LEFT + along * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - y / marks[-1] * (HEIGHT - TOP - BOTTOM)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">', STYLE,
             f'<text class="title" x="{LEFT}" y="22">{title}</text>']
    for mark in marks:
        y = at(points[0][0], mark)[1]
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
                     f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{short(mark)}</text>')
    told = -math.inf
    for x in sorted({x for x, _ in points}):
        if at(x, 0)[0] - told < 32:  # would lie upon the one before
            continue
        told = at(x, 0)[0]
        parts.append(f'<text x="{at(x, 0)[0]:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{short(x)}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{across}</text>'
                 f'<text x="{LEFT}" y="42">{up}</text>')
    for number, (name, each) in enumerate(series):
        colour = COLOURS[number]
        drawn = [at(*point) for point in each]
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="'
                     + " ".join(f"{x:.1f},{y:.1f}" for x, y in drawn) + '"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in drawn]
        if len(series) > 1:
            parts.append(f'<text x="{WIDTH - RIGHT}" y="{22 + 18 * number}" text-anchor="end" style="fill:{colour}">{name}</text>')
    return "\n".join(parts) + "\n</svg>\n"

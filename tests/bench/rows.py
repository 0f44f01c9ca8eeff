"""What a comparison ends in: rows with what must be reached beside what was."""
import dataclasses


@dataclasses.dataclass
class Row:
    load: str
    figure: str    # with its unit
    ours: float
    floor: float   # what it is compared with, None where the bound is a number
    most: float    # of `ours`, or of `ours / floor` where there is a floor
    of: str = "x floor"   # how the bound is told

    @property
    def ratio(self):
        return None if self.floor is None else self.ours / self.floor

    @property
    def reached(self):
        return (self.ours if self.floor is None else self.ratio) <= self.most

    def cells(self):
        bound = f"{number(self.most)}" if self.floor is None else f"{number(self.most)} {self.of}"
        return [self.load, self.figure, number(self.floor), number(self.ours), number(self.ratio), bound,
                "yes" if self.reached else "NO"]


HEAD = ["Load", "Figure", "Floor", "workchat", "Ratio", "At most", "Reached"]


def number(value):
    if value is None:
        return ""
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def table(rows):
    """As Markdown, so that it can be put into docs/performance.md as it is."""
    lines = [HEAD] + [row.cells() for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines)

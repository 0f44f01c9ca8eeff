"""What a comparison ends in: rows with what must be reached beside what was."""
import dataclasses


@dataclasses.dataclass
class Row:
    load: str
    figure: str    # with its unit
    ours: float
    floor: float   # what it is compared with, or None
    most: float    # of what `of` says; None: it is only told
    of: str = "x floor"   # "": of `ours` itself; "above floor": of the difference; else: of the ratio

    @property
    def ratio(self):
        return None if self.floor is None else self.ours / self.floor

    @property
    def above(self):
        return self.ours - self.floor

    @property
    def reached(self):
        if self.most is None:
            return True
        if not self.of:
            return self.ours <= self.most
        return (self.above if self.of == "above floor" else self.ratio) <= self.most

    def cells(self):
        beside = f"{number(self.above)} above" if self.of == "above floor" else number(self.ratio)
        judged = ["", ""] if self.most is None else [f"{number(self.most)} {self.of}".strip(), "yes" if self.reached else "NO"]
        return [self.load, self.figure, number(self.floor), number(self.ours), beside, *judged]


def plain(load, figure, ours, most):
    """A row that is compared with a number."""
    return Row(load, figure, ours, None, most, "")


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

"""What must not grow: each curve is one load at several sizes, drawn, and told as a row."""
import contextlib
import math

from generator import median
from loads import pair
from plot import svg
from rows import Row, plain
from servers import workchat
from tls_crowd import rss

FLAT = 1.2
STORED = (1000, 10_000, 100_000, 1_000_000, 10_000_000)  # messages
LISTENERS = ("--rooms", 10, "--members", 5, "--senders", 10, "--messages", 20000)  # the same few, whatever is stored


def rise(curve):
    """The most that a size costs beside a smaller one; that it becomes cheaper is no fault."""
    costs = [cost for _, cost in curve]
    return max(costs[i] / min(costs[:i]) for i in range(1, len(costs)))


def slope(curve):
    """What each more takes, between the largest two sizes."""
    (few, less), (many, more) = curve[-2:]
    return (more - less) / (many - few)


def in_turn(gen, sizes, run):
    """For each size what its runs told. The sizes take turns: what the hour does to the machine, it does to all of them."""
    told = {size: [] for size in sizes}
    for _ in range(gen.runs):
        for size in sizes:
            told[size].append(run(size))
    return told


def points(told, figure):
    return [(size, median(reports, figure)) for size, reports in told.items()]


def members(gen):
    sizes, figure = (100, 300, 1000, 3000, 10000), "server_cpu_us_per_delivery"

    def both(size):
        messages = max(400, 4_000_000 // size)
        bare, ours = pair(gen, "--members", size, "--in-flight", 32, "--messages", messages, "--warm-up", 100)
        return {"floor": bare[figure], "workchat": ours[figure]}
    told = in_turn(gen, sizes, both)
    theirs, ours = points(told, "floor"), points(told, "workchat")
    row = Row("one room, from 100 to 10,000 members", "CPU per delivery, rise", rise(ours), rise(theirs), FLAT, "")
    return row, "Cost of a delivery", "members of the room", "server CPU, us", [("workchat", ours), ("floor", theirs)]


@contextlib.contextmanager
def filled(gen, rooms, messages):
    with gen.place.folder() as folder:
        gen.ask("fill", "--data", folder / "chat", "--users", min(rooms, 100), "--rooms", rooms, "--messages", messages,
                "--members", 1 if messages else 0)
        yield folder / "chat"


def beside(gen, stored):
    """What a message costs where so much is stored, and the RSS of the server before anybody comes. `stored`: of each
    size the rooms and messages, before the run, which adds its own to a copy."""
    with contextlib.ExitStack() as stack:
        folders = {size: stack.enter_context(filled(gen, *amount)) for size, amount in stored.items()}

        def run(size):
            with gen.place.copy(folders[size]) as folder, workchat(gen.place, folder=folder) as server:
                resident = rss(server)
                return {**gen.ask("fanout", *LISTENERS, server=server), "rss_before": resident}
        return in_turn(gen, stored, run)


def rooms(gen):
    told = beside(gen, {size: (size, 0) for size in (10, 100, 1000, 10000, 100000)})
    costs, memory = points(told, "server_cpu_us_per_message"), points(told, "rss_before")
    yield (plain("beside 10 to 100,000 rooms", "CPU per message, rise", rise(costs), FLAT),
           "Cost of a message", "rooms in the server", "server CPU, us", [("workchat", costs)])
    yield (plain("each more empty room", "RSS, bytes", slope(memory), 512),
           "Memory and rooms", "rooms in the server", "RSS, bytes", [("workchat", memory)])


def stored(gen):
    sizes = [size for size in STORED if size <= gen.most_stored]
    costs = points(beside(gen, {size: (10, size) for size in sizes}), "server_cpu_us_per_message")
    row = plain(f"beside 1,000 to {sizes[-1]:,} stored messages", "CPU per message, rise", rise(costs), FLAT)
    return row, "Cost of a message", "stored messages", "server CPU, us", [("workchat", costs)]


def idle(gen, rooms, members):
    with workchat(gen.place) as server:
        return gen.ask("idle", "--rooms", rooms, "--members", members, server=server)


def connections(gen):
    told = in_turn(gen, (100, 1000, 10000), lambda size: idle(gen, size // 10, 10))
    memory, costs = points(told, "server_rss_bytes"), points(told, "server_cpu_us_per_connection")
    yield (plain("from 1,000 to 10,000 connections", "RSS of each more, bytes", slope(memory), 3072),
           "Memory and connections", "connections", "RSS, bytes", [("workchat", memory)])
    yield (plain("from 100 to 10,000 connections", "CPU to connect, rise", rise(costs), FLAT),
           "Cost of coming in", "connections", "server CPU, us", [("workchat", costs)])


def entering(gen):
    told = in_turn(gen, (125, 250, 500, 1000, 2000), lambda size: idle(gen, 1, size))
    costs = points(told, "server_cpu_us_per_connection")
    row = plain("2,000 enter one room", "CPU of each, rise", rise(costs), FLAT)
    return row, "Cost of entering one room", "who enter it", "server CPU of each, us", [("workchat", costs)]


def growth(gen):
    yield members(gen)
    yield from rooms(gen)
    yield stored(gen)
    yield from connections(gen)
    yield entering(gen)


def draw(curves, plots):
    """The curves' rows; each is drawn as soon as it is known."""
    plots.mkdir(parents=True, exist_ok=True)
    rows = []
    for row, title, across, up, series in curves:
        name = f"{title} {across}".lower().replace(" ", "-")
        scale = float if "bytes" in up else math.log10  # memory is to be a straight line
        (plots / f"{name}.svg").write_text(svg(title, across, up, series, scale), encoding="utf-8")
        rows.append(row)
    return rows

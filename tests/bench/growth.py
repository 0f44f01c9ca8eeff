"""What must not grow: each curve is one load at several sizes, drawn, and told as a row."""
import contextlib
import math

from generator import median
from loads import alternate
from plot import svg
from rows import Row, plain
from servers import workchat
from tls_crowd import rss

FLAT = 1.2
LISTENERS = ("--rooms", 10, "--members", 5, "--senders", 10, "--messages", 20000)  # the same few, whatever is stored


def rise(points):
    """The most that a size costs beside a smaller one; that it becomes cheaper is no fault."""
    costs = [cost for _, cost in points]
    return max(costs[i] / min(costs[:i]) for i in range(1, len(costs)))


def slope(points):
    """What each more takes, between the largest two sizes."""
    (few, less), (many, more) = points[-2:]
    return (more - less) / (many - few)


def members(gen):
    theirs, ours = [], []
    for size in (100, 300, 1000, 3000, 10000):
        messages = max(400, 4_000_000 // size)
        floors, workchats = alternate(gen, "--members", size, "--in-flight", 32, "--messages", messages, "--warm-up", 100)
        theirs.append((size, median(floors, "server_cpu_us_per_delivery")))
        ours.append((size, median(workchats, "server_cpu_us_per_delivery")))
    row = Row("one room, from 100 to 10,000 members", "CPU per delivery, rise", rise(ours), rise(theirs), FLAT, "")
    return row, "Cost of a delivery", "members of the room", "server CPU, us", [("workchat", ours), ("floor", theirs)]


@contextlib.contextmanager
def filled(gen, rooms, messages):
    with gen.place.folder() as folder:
        gen.ask("fill", "--data", folder / "chat", "--users", min(rooms, 100), "--rooms", rooms, "--messages", messages,
                "--members", 1 if messages else 0)
        yield folder / "chat"


def cost_of_message(gen, rooms, messages):
    """(CPU of a message beside so much, RSS of the server before anybody comes)"""
    costs, memory = [], 0
    with filled(gen, rooms, messages) as folder:
        for _ in range(gen.runs):
            with workchat(gen.place, folder=folder) as server:
                memory = rss(server)
                costs.append(gen.ask("fanout", *LISTENERS, server=server))
    return median(costs, "server_cpu_us_per_message"), memory


def rooms(gen):
    sizes = (10, 100, 1000, 10000, 100000)
    found = [cost_of_message(gen, size, 0) for size in sizes]
    costs = [(size, cost) for size, (cost, _) in zip(sizes, found)]
    memory = [(size, resident) for size, (_, resident) in zip(sizes, found)]
    yield (plain("beside 10 to 100,000 rooms", "CPU per message, rise", rise(costs), FLAT),
           "Cost of a message", "rooms in the server", "server CPU, us", [("workchat", costs)])
    yield (plain("each more empty room", "RSS, bytes", slope(memory), 512),
           "Memory and rooms", "rooms in the server", "RSS, bytes", [("workchat", memory)])


def stored(gen):
    sizes = [size for size in (1000, 10_000, 100_000, 1_000_000, 10_000_000) if size <= gen.most_stored]
    costs = [(size, cost_of_message(gen, 10, size)[0]) for size in sizes]
    row = plain(f"beside 1,000 to {sizes[-1]:,} stored messages", "CPU per message, rise", rise(costs), FLAT)
    return row, "Cost of a message", "stored messages", "server CPU, us", [("workchat", costs)]


def connections(gen):
    memory, costs = [], []
    for size in (100, 1000, 10000):
        runs = []
        for _ in range(gen.runs):
            with workchat(gen.place) as server:
                runs.append(gen.ask("idle", "--rooms", size // 10, "--members", 10, server=server))
        memory.append((size, median(runs, "server_rss_bytes")))
        costs.append((size, median(runs, "server_cpu_us_per_connection")))
    yield (plain("from 1,000 to 10,000 connections", "RSS of each more, bytes", slope(memory), 3072),
           "Memory and connections", "connections", "RSS, bytes", [("workchat", memory)])
    yield (plain("from 100 to 10,000 connections", "CPU to connect, rise", rise(costs), FLAT),
           "Cost of coming in", "connections", "server CPU, us", [("workchat", costs)])


def entering(gen):
    costs = []
    for size in (125, 250, 500, 1000, 2000):
        runs = []
        for _ in range(gen.runs):
            with workchat(gen.place) as server:
                runs.append(gen.ask("idle", "--rooms", 1, "--members", size, server=server))
        costs.append((size, median(runs, "server_cpu_us_per_connection")))
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

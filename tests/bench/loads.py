"""The loads, and what each must reach. Each is a function of a Generator that gives rows; floor and workchat take turns."""
from generator import median
from local_loads import durable, local, start
from rows import Row, plain
from servers import floor, nginx, workchat
from tls_crowd import connect_over_tls

KIB = 1 << 10


def pair(gen, *options):
    """(floor's, ours): the same fan-out, one after the other."""
    with floor(gen.place) as server:
        theirs = gen.ask("fanout", "--floor", *options, server=server)
    with workchat(gen.place) as server:
        return theirs, gen.ask("fanout", *options, server=server)


def alternate(gen, *options):
    """(floor's, ours): as often as is asked."""
    theirs, ours = zip(*(pair(gen, *options) for _ in range(gen.runs)))
    return theirs, ours


def delivery_row(load, theirs, ours, most, beside=0):
    figure = "server_cpu_us_per_delivery"
    return Row(load, "server CPU per delivery, us", median(ours, figure), median(theirs, figure) + beside, most)


def one_room(gen, load, most, *options):
    """Beside the floor, and beside one that sends as we do: the bound is the first one's."""
    runs = []
    for _ in range(gen.runs):
        with floor(gen.place, "ring") as server:
            runs.append((gen.ask("fanout", "--floor", *options, server=server), *pair(gen, *options)))
    ring, theirs, ours = zip(*runs)
    return [delivery_row(load, theirs, ours, most),
            delivery_row("the same, beside a floor that sends as the server does", ring, ours, None)]


def w1(gen):
    return one_room(gen, "W1: 1 room of 500, 32 in flight", 1.4, "--members", 500, "--in-flight", 32, "--messages", 20000)


def w2(gen):
    return one_room(gen, "W2: 1 room of 5,000, 8 in flight", 1.5, "--members", 5000, "--in-flight", 8, "--messages", 2000,
                    "--warm-up", 100)


def w3(gen):
    """Beside moving the bytes, each message is stored once, which bare SQLite does in batches of the same size."""
    rooms, members = 1000, 5
    theirs, ours = alternate(gen, "--rooms", rooms, "--members", members, "--senders", 200, "--messages", 20000)
    batch = max(1, round(median(ours, "messages_per_commit")))
    stored = [gen.alone("floor_sqlite", "--rooms", rooms, "--messages", 50000, "--batch", batch) for _ in range(gen.runs)]
    beside = median(stored, "cpu_us_per_message") / members
    row = delivery_row(f"W3: 1,000 rooms of 5, 200 senders; {batch} a commit", theirs, ours, 1.25, beside)
    row.of = "x (floor + SQLite)"
    return [row]


def w4(gen):
    shape = ("--members", 200, "--rate", 50, "--messages", 500, "--warm-up", 50)

    def one_of_each():
        both = pair(gen, *shape)
        with workchat(gen.place, "--durability", "off") as server:
            off = gen.ask("fanout", *shape, server=server)
        return *both, off, gen.alone("floor_log", "--rate", 50, "--messages", 500, "--batch", 1)
    theirs, full, off, synced = zip(*(one_of_each() for _ in range(gen.runs)))
    quantiles = ("p50", "p99")

    def ms(reports, quantile, figure="latency_us"):
        return median(reports, figure, quantile) / 1000
    rows = [Row(f"W4: 1 room of 200, 50 messages/s, {durability}", f"{quantile}, ms", ms(ours, quantile),
                ms(theirs, quantile), most_ms, "above floor")
            for durability, ours, most_ms in (("full", full, 1.5), ("off", off, 0.3)) for quantile in quantiles]
    return rows + [Row("the same, full, beside the floor's figure plus a plain log's", f"{quantile}, ms", ms(full, quantile),
                       ms(theirs, quantile) + ms(synced, quantile, "batch_us"), None) for quantile in quantiles]


def w5(gen):
    theirs, ours, tls = [], [], []
    crowd, cpu = ("--rooms", 1000, "--members", 10), "server_cpu_us_per_connection"
    for _ in range(gen.runs):
        with floor(gen.place) as server:
            theirs.append(gen.ask("idle", "--floor", *crowd, server=server))
        with workchat(gen.place) as server:
            ours.append(gen.ask("idle", *crowd, server=server))
        tls.append(connect_over_tls(gen, 1000))
    load = "W5: 10,000 connections in 1,000 rooms, idle"
    return [
        plain(load, "RSS of each, all told, bytes", median(ours, "rss_bytes_per_connection"), 3 * KIB),
        Row(load, "server CPU to connect and join, us", median(ours, cpu), median(theirs, cpu), 60, ""),
        plain("W5: 1,000 over TLS", "RSS of each, all told, bytes", median(tls, "rss_bytes_per_connection"), 25 * KIB),
    ]


def w6(gen):
    theirs, ours = alternate(gen, "--members", 500, "--senders", 50, "--rate", 1500, "--messages", 15000)
    ms = [median(reports, "latency_us", "p99") / 1000 for reports in (ours, theirs)]
    return [Row("W6: 1 room of 500, 50 senders, 1,500 messages/s", "p99, ms", *ms, 1.5)]


def page(gen):
    read, echo, ours = [], [], []
    with gen.place.folder() as folder:
        gen.ask("fill", "--data", folder / "chat", "--rooms", 1, "--messages", 1_000_000)
        for _ in range(gen.runs):
            read.append(gen.alone("floor_sqlite", "--rooms", 1, "--messages", 1_000_000, "--batch", 1000, "--durability",
                                  "off", "--pages", 5000))
            with floor(gen.place) as server:
                echo.append(gen.ask("fanout", "--floor", "--members", 1, "--messages", 5000, server=server))
            with workchat(gen.place, folder=folder / "chat") as server:
                ours.append(gen.ask("page", server=server))
    least = median(read, "page_us", "p99") + median(echo, "latency_us", "p99")
    rows = []
    for door, figure in (("REST", "rest_us"), ("WebSocket", "websocket_us")):
        p99 = median(ours, figure, "p99")
        load = f"newest 50 of 1,000,000, {door}"
        rows.append(plain(load, "p99, us", p99, 1000))
        rows.append(Row(load, "p99, us", p99, least, 4, "x (SQLite + round trip)"))
    return rows


def storm(gen):
    ours = []
    for _ in range(gen.runs):
        with workchat(gen.place) as server:
            ours.append(gen.ask("storm", "--rooms", 50, "--members", 100, "--behind", 100, server=server))
    load = "storm: 5,000 cut at once, each 100 behind"
    return [plain(load, "until all are resumed, s", median(ours, "seconds"), 3),
            plain(load, "p99 of the others, ms", median(ours, "others_latency_us", "p99") / 1000, 50)]


def rest(gen):
    theirs, ours = [], []
    for _ in range(gen.runs):
        with workchat(gen.place) as server:
            ours.append(gen.ask("rest", server=server))
        with nginx(gen.place, ours[-1]["answer_bytes"]) as server:
            theirs.append(gen.ask("rest", "--path", "/file", server=server))
    figure = "server_cpu_us_per_request"
    # 0.7 x nginx's requests for the same CPU
    return [Row("GET /rooms/{room}, 64 connections", "server CPU per request, us", median(ours, figure),
                median(theirs, figure), round(1 / 0.7, 2), "x nginx")]


LOADS = {each.__name__: each for each in (w1, w2, w3, w4, w5, w6, page, storm, rest, durable, local, start)}

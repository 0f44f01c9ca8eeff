"""What must not grow, measured in one process: there the cost of a message is not hidden under that of its delivery."""
from growth import FLAT, STORED, in_turn, points, rise
from rows import Row, plain

POSTS = ("--driver", "host", "--durability", "off", "--in-flight", 64, "--messages", 50_000)
FLOOR = ("--durability", "off", "--batch", 64, "--messages", 50_000)


def cost(gen, *options):
    return gen.in_process("post", *POSTS, *options)["cpu_us_per_message"]


def floor(gen, *options):
    return gen.alone("floor_sqlite", *FLOOR, *options)["cpu_us_per_message"]


def rooms_in_process(gen):
    told = in_turn(gen, (10, 100, 1000, 10_000, 100_000), lambda size: {
        "few": cost(gen, "--rooms", size, "--active", 10),
        "all": cost(gen, "--rooms", size),
        "bare": floor(gen, "--rooms", size),
    })
    few, all_of_them, bare = (points(told, which) for which in ("few", "all", "bare"))
    yield (plain("in process, 10 of 10 to 100,000 rooms spoken in", "CPU per message, rise", rise(few), FLAT),
           "Cost of a message in 10 rooms", "rooms in the engine", "CPU, us", [("workchat", few)])
    yield (Row("in process, spoken in all of 10 to 100,000 rooms", "CPU per message, rise", rise(all_of_them),
               rise(bare), FLAT, "x SQLite's"),
           "Cost of a message", "rooms spoken in", "CPU, us", [("workchat", all_of_them), ("bare SQLite", bare)])


def stored_in_process(gen):
    sizes = [size for size in STORED if size <= gen.most_stored]
    told = in_turn(gen, sizes, lambda size: {
        "workchat": cost(gen, "--rooms", 10, "--stored", size),
        "bare": floor(gen, "--rooms", 10, "--stored", size),
    })
    ours, bare = points(told, "workchat"), points(told, "bare")
    yield (plain(f"in process, beside 1,000 to {sizes[-1]:,} stored messages", "CPU per message, rise", rise(ours), FLAT),
           "Cost of a message", "messages stored", "CPU, us", [("workchat", ours), ("bare SQLite", bare)])


def memory(gen):
    sizes = (1000, 10_000, 100_000)
    found = [(size, gen.in_process("memory", "--count", size)) for size in sizes]
    for what, figure in (("room", "empty_room_bytes"), ("account", "account_bytes")):
        held = [(size, report[figure] * size) for size, report in found]
        each = [(size, report[figure]) for size, report in found]
        yield (plain(f"an engine with 1,000 to 100,000 {what}s", "bytes of each, rise", rise(each), FLAT),
               "Memory in the process", f"{what}s", "bytes", [(f"{what}s", held)])


def local_growth(gen):
    yield from rooms_in_process(gen)
    yield from stored_in_process(gen)
    yield from memory(gen)

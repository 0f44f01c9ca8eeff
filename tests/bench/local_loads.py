"""The loads without a network, in one process, and what each must reach."""
from generator import median
from rows import Row, plain

MIB = 1 << 20


def stored(gen, load, share, in_flight, messages, driver):
    """At least this share of the messages a second that bare SQLite stores in batches of the same size; a plain log
    of as many synced appends is told beside it."""
    ours, theirs, plain_log = [], [], []
    for _ in range(gen.runs):
        ours.append(gen.in_process("post", "--driver", driver, "--messages", messages, "--in-flight", in_flight))
        batch = max(1, round(ours[-1]["batch"]))
        theirs.append(gen.alone("floor_sqlite", "--rooms", 1, "--messages", messages, "--batch", batch))
        plain_log.append(gen.alone("floor_log", "--messages", messages, "--batch", batch))
    # at least so many a second: at most so much time for each
    time, sqlite, log = (1e6 / median(reports, "messages_per_s") for reports in (ours, theirs, plain_log))
    return [Row(f"{load}; {batch} a commit", "us a message", time, sqlite, round(1 / share, 2), "x SQLite"),
            Row("the same, beside a plain log", "us a message", time, log, None)]


def durable(gen):
    return [*stored(gen, "durable messages in process, one by one, the host drives", 0.8, 1, 5_000, "host"),
            *stored(gen, "durable messages in process, one by one", 0.8, 1, 5_000, "thread"),
            *stored(gen, "durable messages in process, 64 at once", 0.7, 64, 50_000, "thread"),
            *stored(gen, "durable messages in process, 512 at once", 0.7, 512, 100_000, "thread")]


def local(gen):
    host = [gen.in_process("latency", "--driver", "host") for _ in range(gen.runs)]
    one_core = [gen.in_process("latency", "--one-core") for _ in range(gen.runs)]
    memory = gen.in_process("memory")  # the same in every run
    return [
        plain("post to event, the host drives", "p50, us", median(host, "latency_us", "p50"), 10),
        plain("post to event, both on one core", "p50, us", median(one_core, "latency_us", "p50"), 10),
        plain("an engine", "bytes", memory["engine_bytes"], MIB),
        plain("an empty room", "bytes", memory["empty_room_bytes"], 512),
        plain("an idle session in the process", "bytes", memory["idle_session_bytes"], 512),
    ]


def start(gen):
    report = gen.in_process("start", "--runs", gen.runs)
    return [plain("start with 1,000,000 messages in 10,000 rooms", "until it listens, ms",
                report["listening_us"]["p50"] / 1000, 100)]

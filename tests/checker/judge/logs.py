"""The logs as they stand at the end: dense, and never back in time."""
from .trace import Violation

# Where two tellings of one entry both have such a field, it must be the same.
TOLD = ("type", "ts", "user", "text", "client_id", "target", "change", "emoji", "on", "reply_to")


class Log:
    def __init__(self, room, epoch):
        self.room = room
        self.epoch = epoch
        self.floor = 1
        self.head = 0
        self.known = False    # a `log` line tells the whole of it
        self.deleted = False  # the room is gone, and nobody can read it any more
        self.entries = {}

    def __str__(self):
        return f"{self.room} ({self.epoch})"


class Logs:
    def __init__(self, trace):
        self._logs = {}
        self._rooms = {}
        for line in trace.by_kind["log"]:
            log = self.of(line["room"], line["epoch"])
            log.known, log.floor, log.head = True, line["floor"], line["head"]
        for line in trace.by_kind["deleted"]:
            self.of(line["room"], line["epoch"]).deleted = True
        self._fill(trace)
        for log in self._logs.values():
            judge_density(trace, log)

    def of(self, room, epoch):
        key = (room, epoch)
        if key not in self._logs:
            self._logs[key] = Log(room, epoch)
            self._rooms.setdefault(room, []).append(self._logs[key])
        return self._logs[key]

    def of_room(self, room):
        return self._rooms.get(room, [])

    def __iter__(self):
        return iter(self._logs.values())

    def _fill(self, trace):
        last = {}
        for line in trace.by_kind["history"]:
            log, seq = self.of(line["room"], line["epoch"]), line["seq"]
            if not log.known:
                trace.blame("form", line, f"history of {log} without its log line")
                log.known, log.floor, log.head = True, seq, seq
            if seq in log.entries:
                trace.blame("dense", line, f"{log} has two entries with the seq {seq}")
                continue
            log.entries[seq] = line
            before = last.get(log)
            if before and seq > before["seq"] and line["ts"] < before["ts"]:
                trace.blame("clock", line, f"{log}: ts falls from {before['ts']} at seq {before['seq']} "
                                           f"to {line['ts']} at seq {seq}")
            last[log] = line


def judge_density(trace, log):
    if not log.known:
        return
    for seq in range(log.floor, log.head + 1):
        if seq not in log.entries:
            trace.violations.append(Violation("dense", 0, f"{log} has no entry with the seq {seq}"))
    for seq, line in log.entries.items():
        if not log.floor <= seq <= log.head:
            trace.blame("dense", line, f"{log} has the seq {seq}, outside {log.floor} to {log.head}")


def difference(one, other):
    """The first field in which two tellings of an entry differ; None: they tell the same."""
    hidden = one.get("deleted") or other.get("deleted")
    for name in TOLD:
        if name == "text" and hidden:
            continue
        if name in one and name in other and one[name] != other[name]:
            return name
    return None

"""What each client saw: of rooms it listens in only, each time an unbroken piece of the one log."""
from .logs import difference

OUT = ("left", "kicked", "banned")


class View:
    """One client's listening in one room, over all its connections."""

    def __init__(self):
        self.log = None
        self.next = 1           # the seq that must come next
        self.listening = False
        self.head = 0           # the log reached so far when it joined: up to here it only catches up
        self.out = None         # how its membership ended while it listened


def judge_views(trace, logs):
    views = Views(trace, logs)
    steps = {"connected": views.end_all, "cut": views.end_all, "joined": views.join, "resumed": views.resume,
             "received": views.receive, "paged": views.page, "left": views.leave, "caught_up": views.catch_up}
    for line in trace.events:
        step = steps.get(line["kind"])
        if step:
            step(line)


class Views:
    def __init__(self, trace, logs):
        self._trace = trace
        self._logs = logs
        self._views = {}  # client -> room -> View

    def _view(self, line):
        return self._views.setdefault(line["client"], {}).setdefault(line["room"], View())

    def end_all(self, line):
        for view in self._views.get(line["client"], {}).values():
            view.listening = False

    def leave(self, line):
        self._view(line).listening = False

    def join(self, line):
        view = self._view(line)
        view.log = self._logs.of(line["room"], line["epoch"])
        view.next = line["from"] + 1
        view.listening, view.out = True, None
        view.head = line.get("head", 0)

    def resume(self, line):
        view = self._view(line)
        who = f"{line['client']} in {line['room']}"
        if view.log is None:
            self._trace.blame("resume", line, f"{who} never had anything to resume")
        elif view.log.epoch != line["epoch"]:
            self._trace.blame("resume", line, f"{who} is called recovered, but had the epoch "
                                              f"{view.log.epoch} and now has {line['epoch']}")
        elif view.next != line["from"] + 1:
            self._trace.blame("resume", line, f"{who} had everything to seq {view.next - 1}, "
                                              f"and is recovered from seq {line['from']}")
        self.join(line)

    def receive(self, line):
        view, seq = self._view(line), line["seq"]
        if not view.listening:
            return self._blame_unasked(line, view)
        if seq != view.next:
            rule, how = ("gap", "skips from") if seq > view.next else ("double", "goes back from")
            self._trace.blame(rule, line, f"{line['client']} in {line['room']} {how} seq "
                                          f"{view.next - 1} to {seq}")
        view.next = line.get("to", seq) + 1
        self._compare(line, view.log)
        user = self._trace.users[line["client"]]
        out = line["type"] == "member" and line.get("target") == user and line.get("change") in OUT
        if out and seq > view.head:  # an older one was followed by the join
            view.listening, view.out = False, line["change"]
        return None

    def _blame_unasked(self, line, view):
        what = f"{line['client']} received seq {line['seq']} of {line['room']}"
        if view.out:
            self._trace.blame("after_kick", line, f"{what} after it was out of it ({view.out})")
        else:
            self._trace.blame("stranger", line, f"{what}, where it does not listen")

    def page(self, line):
        self._compare(line, self._logs.of(line["room"], line["epoch"]))

    def _compare(self, line, log):
        """One order for all: the log's, or where nobody can read it any more, that of who saw it first."""
        for seq in range(line["seq"], line.get("to", line["seq"]) + 1):
            if log.known and seq > log.head:
                return self._trace.blame("phantom", line, f"{line['client']} saw seq {seq} of {log}, "
                                                          f"which ends at {log.head}")
            if line.get("type") == "nop":
                self._judge_nop(line, log.entries.get(seq))
                continue
            entry = log.entries.setdefault(seq, line)
            self._judge_audience(line, entry)
            field = None if entry["type"] == "nop" else difference(entry, line)
            if field and not (field == "text" and line.get("edited")):
                self._trace.blame("differs", line, f"{line['client']} saw seq {seq} of {log} with the "
                                                   f"{field} {line[field]!r}, not {entry[field]!r}")
        return None

    def _judge_audience(self, line, entry):
        audience = entry.get("audience")
        if audience and audience != self._trace.users[line["client"]]:
            self._trace.blame("hidden", line, f"{line['client']} saw seq {line['seq']} of {line['room']}, "
                                              f"which is for {audience} only")

    def _judge_nop(self, line, entry):
        if entry is None or entry["type"] == "nop":
            return
        user = self._trace.users[line["client"]]
        if entry.get("audience", user) == user:
            self._trace.blame("hidden", line, f"{line['client']} was not shown seq {entry['seq']} of "
                                              f"{line['room']}, which it may see")

    def catch_up(self, line):
        view = self._view(line)
        who = f"{line['client']} in {line['room']}"
        if not view.listening:
            self._trace.blame("tail", line, f"{who} does not listen")
        elif view.log.known and view.next <= view.log.head:
            self._trace.blame("tail", line, f"{who} saw all there was to come, but ends at seq "
                                            f"{view.next - 1}, and the log at {view.log.head}")

"""Reads a trace: one flat JSON object a line, of a known kind and with the fields of that kind."""
import json
from typing import NamedTuple

REF = (int, str)

# What each kind must say. More is allowed; the optional fields that a rule reads stand in README.md.
FIELDS = {
    "connected": {"client": str, "user": str},
    "cut": {"client": str},
    "sent": {"client": str, "ref": REF, "room": str, "text": str},
    "acknowledged": {"client": str, "ref": REF, "room": str, "seq": int, "ts": int},
    "refused": {"client": str, "ref": REF},
    "joined": {"client": str, "room": str, "epoch": str, "from": int},
    "resumed": {"client": str, "room": str, "epoch": str, "from": int},
    "received": {"client": str, "room": str, "seq": int, "type": str},
    "paged": {"client": str, "room": str, "epoch": str, "seq": int},
    "left": {"client": str, "room": str},
    "caught_up": {"client": str, "room": str},
    "log": {"room": str, "epoch": str, "floor": int, "head": int},
    "history": {"room": str, "epoch": str, "seq": int, "ts": int, "type": str},
    "deleted": {"room": str, "epoch": str},
}


class Violation(NamedTuple):
    rule: str
    line: int
    text: str

    def __str__(self):
        return f"{self.rule}: line {self.line}: {self.text}"


class Trace:
    """The lines of a trace by kind, in their order; each knows its number as `n`."""

    def __init__(self):
        self.events = []
        self.by_kind = {kind: [] for kind in FIELDS}
        self.users = {}  # of each client
        self.violations = []

    def blame(self, rule, line, text):
        self.violations.append(Violation(rule, line["n"], text))


def fault_of(line):
    """What is wrong with the form of a line; None for a good one."""
    if not isinstance(line, dict):
        return "is not an object"
    fields = FIELDS.get(line.get("kind"))
    if fields is None:
        return f"has no known kind: {line.get('kind')!r}"
    if type(line.get("t")) is not int:
        return "has no whole number t"
    for name, kind in fields.items():
        if not isinstance(line.get(name), kind) or isinstance(line.get(name), bool):
            return f"of kind {line['kind']} needs a proper {name}"
    return None


def read_trace(lines):
    trace = Trace()
    for number, text in enumerate(lines, 1):
        try:
            line = json.loads(text)
            fault = fault_of(line)
        except ValueError:
            fault = "is not JSON"
        if fault:
            trace.violations.append(Violation("form", number, fault))
            continue
        line["n"] = number
        trace.events.append(line)
        trace.by_kind[line["kind"]].append(line)
        if line["kind"] == "connected":
            trace.users[line["client"]] = line["user"]
        elif "client" in line and line["client"] not in trace.users:
            trace.blame("form", line, f"{line['client']} was never connected")
            trace.users[line["client"]] = ""
    return trace

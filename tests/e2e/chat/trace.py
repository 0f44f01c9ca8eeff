"""Writes what a client lived, for the judge (tests/checker/README.md), and asks him."""
import json
import subprocess
import sys
import time

from .server import ROOT

CHECK = ROOT / "tests" / "checker" / "check.py"
TOLD = ("seq", "ts", "type", "text", "client_id", "change", "emoji", "on", "to", "deleted", "reply_to")


class TraceWriter:
    def __init__(self, path):
        self._file = open(path, "w", encoding="utf-8")

    def write(self, kind, **fields):
        self._file.write(json.dumps({"t": int(time.time() * 1000), "kind": kind, **fields}) + "\n")

    def close(self):
        self._file.close()


def told(frame):
    """The fields of an entry as the judge wants them: flat, users by their ids."""
    fields = {name: frame[name] for name in TOLD if name in frame}
    fields["edited"] = "edited_at" in frame
    for name in ("user", "target"):
        if name in frame:
            fields[name] = frame[name]["id"] if isinstance(frame[name], dict) else frame[name]
    return fields


def write_log(path, person, room):
    """The whole log of a room, as it stands in the end."""
    trace = TraceWriter(path)
    page = person.get(f"/rooms/{room}/events?after=0").json
    trace.write("log", room=room, epoch=page["epoch"], floor=page["floor"], head=page["head"])
    for entry in person.entries(room):
        trace.write("history", room=room, epoch=page["epoch"], **told(entry))
    trace.close()


def judge(folder):
    """What the judge says of all traces in a folder together; empty: nothing wrong."""
    whole = folder / "whole.jsonl"
    whole.write_text("".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.trace"))),
                     encoding="utf-8")
    command = [sys.executable, str(CHECK), str(whole)]
    verdict = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert verdict.returncode in (0, 1), verdict.stderr
    return verdict.stdout

"""What can be seen of a running server from outside: its log and its memory."""
import re
import time

from . import PATIENCE

DEBUG = ("--log-level", "debug", "--log-format", "json")


def resident(server):
    """Bytes of it that are in memory."""
    with open(f"/proc/{server.pid}/statm", encoding="ascii") as pages:
        return int(pages.read().split()[1]) * 4096


def logged(server, pattern, count=1):
    """Waits until so many lines of its log have this; returns them."""
    deadline = time.monotonic() + PATIENCE
    while True:
        lines = [line for line in list(server.output) if re.search(pattern, line)]
        if len(lines) >= count:
            return lines
        assert time.monotonic() < deadline, (pattern, server.output[-20:])
        time.sleep(0.01)

"""What workchat-server writes to standard error, and that nobody waits for who reads it."""
import http.client
import json
import os
import pty
import re
import resource
import threading
import time

import pytest

from chat import PATIENCE, person
from chat.rest import Rest
from chat.world import wait_until


def test_log_lines_are_json_where_asked_for(start_server):
    server = start_server(arguments=("--log-format", "json", "--log-level", "debug"))
    person.guest(server)
    server.stop()
    logged = [json.loads(line) for line in server.output if line.startswith("{")]
    assert {"listening", "http", "stopped"} <= {line["event"] for line in logged}
    for line in logged:
        assert set(line) == {"time", "level", "event", "text"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])


def keep_logging(server, lines):
    """More than `lines` lines of 4,000 letters, one answer after the other."""
    rest = Rest(server)
    for _ in range(lines):
        assert rest.get("/" + "x" * 4000).status == 404


def test_a_log_that_nobody_reads_holds_nobody_up_and_says_what_was_left_out(start_server):
    reading, writing = os.pipe()
    server = start_server(arguments=("--log-level", "debug"), before=lambda: os.dup2(writing, 2))
    os.close(writing)
    keep_logging(server, 400)  # more than the pipe and a megabyte in the server
    ana = person.guest(server, "ana")
    room = ana.make_room()["id"]
    ana.say(room, "hola")
    with os.fdopen(reading, errors="replace") as log:
        lost = next(re.search(r" (\d+) lines were left out", line) for line in log if "left out" in line)
        assert int(lost[1]) > 0
        Rest(server).get("/goes-on")
        assert any("/goes-on" in line for line in log)
        server.ask_to_stop()
        assert "stopped" in log.read()
    assert server.wait() == 0


def nobody():
    return os.pipe()


def a_stopped_terminal():
    return pty.openpty()


def who_reads_slowly():
    """A page every 40 ms: there is always room for the next line, and never for all."""
    reading, writing = os.pipe()

    def read():
        with os.fdopen(reading, "rb", buffering=0) as pipe:
            while pipe.read(4096):
                time.sleep(0.04)
    threading.Thread(target=read, daemon=True).start()
    return None, writing


@pytest.mark.parametrize("make", [nobody, a_stopped_terminal, who_reads_slowly], ids=lambda make: make.__name__)
def test_who_reads_the_log_does_not_keep_the_server_from_ending(make, start_server):
    reading, writing = make()
    server = start_server(arguments=("--log-level", "debug"), before=lambda: os.dup2(writing, 2))
    os.close(writing)
    keep_logging(server, 400)
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < PATIENCE / 2
    if reading is not None:
        os.close(reading)


def test_lines_that_a_full_disk_did_not_take_are_counted_and_the_next_one_begins_anew(start_server, tmp_path):
    path = tmp_path / "log"
    with path.open("wb") as log:
        server = start_server(arguments=("--log-level", "debug", "--log-format", "json", "--store", "memory:"),
                              before=lambda: os.dup2(log.fileno(), 2))
    client = http.client.HTTPConnection(server.address, server.port, timeout=PATIENCE)  # one: its coming is told once

    def ask(name):
        client.request("GET", "/" + name)
        client.getresponse().read()

    ask("before")
    wait_until(lambda: b"/before" in path.read_bytes())
    room = path.stat().st_size + 10
    unlimited = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (room, unlimited[1]))
    began, asked = time.monotonic(), 0
    while time.monotonic() - began < 0.5:  # many times as long as lines are gathered for
        ask(f"lost-{asked}")
        asked += 1
    wait_until(lambda: path.stat().st_size == room)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, unlimited)
    ask("after")
    client.close()
    assert server.stop() == 0
    lines = path.read_text().splitlines()
    [half] = [line for line in lines if not line.endswith("}")]
    assert len(half) == 10
    texts = [json.loads(line)["text"] for line in lines if line != half]
    kept = sum("/lost-" in text for text in texts)
    left_out = sum(int(text.split()[0]) for text in texts if text.endswith("lines were left out"))
    assert any("/after" in text for text in texts)
    assert left_out == asked - kept > 0

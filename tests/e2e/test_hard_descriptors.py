"""Trap 13: a descriptor table that is full hurts nobody who is in already, and does not make the server spin."""
import os
import resource
import select
import socket
import time

import pytest

from chat import PATIENCE
from chat.person import guest
from chat.server import BUILD
from chat.world import wait_until

MOST = 64
WATCHED_S = 1.5


def few_descriptors():
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST, MOST))


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def said_accept(server):
    return [line for line in server.output if " accept " in line]


def knock(server):
    """A connection as the kernel takes it; the server may or may not have."""
    return socket.create_connection((server.address, server.port), timeout=PATIENCE)


# UBSan asks the system for a pipe before it looks at an object, and takes it for a broken one without.
@pytest.mark.skipif("asan" in BUILD.name, reason="the sanitizer needs descriptors itself")
def test_trap_13_without_descriptors_those_who_are_in_go_on_and_others_wait(start_server):
    server = start_server(before=few_descriptors)
    ana = guest(server, "ana")
    texts = [f"{number} " + "d" * 1000 for number in range(100)]
    ana.join("general")
    with ana.connect() as inside:  # nothing was read yet: what reading needs is not open because of that
        for text in texts:
            inside.post("general", text)
        knocking = [knock(server) for _ in range(2 * MOST)]
        wait_until(lambda: said_accept(server))

        for before in range(20, 101, 20):
            inside.send({"type": "history", "room": "general", "before": before, "limit": 10, "id": f"h{before}"})
        for before in range(20, 101, 20):
            answer = inside.until(id=f"h{before}")
            assert [each["seq"] for each in answer["result"]["messages"]][-1] == before - 1, answer
        assert inside.post("general", "still here")["durable"]

        begun = cpu_seconds(server.pid)
        time.sleep(WATCHED_S)  # it is the absence of work that is watched
        assert cpu_seconds(server.pid) - begun < 0.2 * WATCHED_S
        assert len(said_accept(server)) == 1

        for each in knocking:
            each.close()
        late = guest(server, "late")
        with late.enter("general") as newcomer:
            inside.post("general", "welcome")
            assert newcomer.until("message", text="welcome")

        knocking = [knock(server) for _ in range(2 * MOST)]
        assert select.select(knocking, [], [], PATIENCE)[0]  # the table is full again: one was turned away
        for each in knocking:
            each.close()
    assert server.stop() == 0
    assert len(said_accept(server)) == 1  # and that is in the log already

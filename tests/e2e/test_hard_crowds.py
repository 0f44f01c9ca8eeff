"""Whoever is here already, and whoever comes, is not kept waiting by a crowd (decision 0009)."""
import concurrent.futures
import json
import socket
import time

import pytest

from chat import PATIENCE
from chat.person import guest
from chat.rest import created

CROWD = 150
BEHIND = 30


@pytest.mark.alone
def test_a_crowd_that_comes_back_at_once_gets_everything_and_hardly_holds_up_the_others(start_server):
    server = start_server()
    owner = guest(server, "owner")
    room = owner.make_room()["id"]
    crowd = [guest(server, f"p{number}") for number in range(CROWD)]
    for person in crowd:
        person.join(room)
    state = created(owner.get(f"/rooms/{room}"), 200)
    epoch, head = state["epoch"], state["head"]
    for number in range(BEHIND):
        owner.say(room, f"missed {number}")
    elsewhere = owner.make_room()["id"]
    with owner.enter(elsewhere) as talker, concurrent.futures.ThreadPoolExecutor(CROWD) as threads:
        back = list(threads.map(lambda person: person.connect(), crowd))
        for each in back:
            each.send({"type": "resume", "rooms": {room: {"epoch": epoch, "after": head}}, "id": 1})
        slowest = 0
        for number in range(20):
            begun = time.monotonic()
            talker.done({"type": "message", "room": elsewhere, "text": f"{number}"})
            slowest = max(slowest, time.monotonic() - begun)
        for each in back:
            texts = []
            while len(texts) < BEHIND:
                frame = each.receive()
                if frame["type"] == "message":
                    assert frame["seq"] == head + 1 + len(texts)
                    texts.append(frame["text"])
            assert texts == [f"missed {number}" for number in range(BEHIND)]
            each.close()
        assert slowest < PATIENCE / 4


@pytest.mark.alone
def test_sign_ins_that_wait_for_their_hashes_hold_up_no_newcomer(start_server):
    server = start_server(hash_memory=16777216, connections_per_address=1000)
    nobody = guest(server, "nobody")
    created(nobody.post("/auth/register", {"username": "ana", "password": "long enough 1"}))
    body = json.dumps({"username": "ana", "password": "wrong wrong 9"})
    login = (f"POST /auth/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
             f"Content-Length: {len(body)}\r\n\r\n{body}").encode()
    begun = time.monotonic()
    logins = [socket.create_connection((server.address, server.port), PATIENCE) for _ in range(100)]
    for each in logins:
        each.sendall(login)
    newcomers = []
    for _ in range(10):
        asked = time.monotonic()
        assert nobody.get("/healthz").status == 200
        newcomers.append(time.monotonic() - asked)
    for each in logins:
        assert each.recv(65536).startswith(b"HTTP/1.1 401")
        each.close()
    taken = time.monotonic() - begun
    assert sum(newcomers) < taken / 2, "ten newcomers wait for no hundred hashes"

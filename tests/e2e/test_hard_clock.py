"""The wall clock jumps while the server runs: waits and rates do not notice, and times do not go back."""
import time

import pytest

from chat.person import guest
from chat.rest import Rest, created, refused
from chat.world import World, needs_world

pytestmark = needs_world

HOUR = 3600 * 1000
DAY = 24 * HOUR
JUMPS = [-HOUR, DAY, 0, DAY + HOUR, -DAY, 0]
HEARTBEAT_MS = 250


@pytest.fixture
def world(tmp_path):
    return World(tmp_path / "world", tmp_path / "data0")


def now_ms():
    return int(time.time() * 1000)


def test_times_in_a_room_never_go_back(world, start_server):
    server = start_server(environment=world.environment)
    ana = guest(server)
    times = []
    for jump in JUMPS:
        world.jump(jump)
        ana.token = created(ana.post("/auth/refresh", headers=cookie(ana)), 200)["access_token"]
        with ana.enter("general") as socket:
            posted = [socket.post("general", f"{jump} {number}")["ts"] for number in range(5)]
        assert posted[-1] >= now_ms() + jump - 5000
        times += posted
        server.kill()
        server.start()  # also for a server that finds times of the future in its log
    assert times == sorted(times)
    assert max(times) <= now_ms() + max(JUMPS)
    entries = ana.entries("general")
    assert [entry["ts"] for entry in entries] == sorted(entry["ts"] for entry in entries)


def cookie(person):
    return {"Cookie": f"session_id={person.cookie}", "Authorization": ""}


def test_a_token_dies_when_its_hour_is_over_by_the_clock_and_the_cookie_gives_another(world, start_server):
    server = start_server(environment=world.environment, heartbeat_ms=HEARTBEAT_MS, token_ttl=3600)
    ana = guest(server)
    assert ana.get("/auth/me").status == 200
    with ana.connect() as socket:
        world.jump(-HOUR)
        assert ana.get("/auth/me").status == 200
        socket.done({"type": "rooms"})
        world.jump(HOUR // 2)
        assert ana.get("/auth/me").status == 200
        world.jump(DAY)
        refused(ana.get("/auth/me"), 401, "unauthenticated")
        assert socket.closed() == 4501  # within a heartbeat
    for jump in JUMPS:
        world.jump(jump)
        fresh = created(ana.post("/auth/refresh", headers=cookie(ana)), 200)
        assert fresh["expires_in"] == 3600
        assert Rest(server, fresh["access_token"]).get("/auth/me").status == 200
    # One that was given in the future holds no longer than an hour from there.
    world.jump(DAY)
    ana.token = created(ana.post("/auth/refresh", headers=cookie(ana)), 200)["access_token"]
    world.jump(DAY + HOUR + 2000)
    refused(ana.get("/auth/me"), 401, "unauthenticated")


def test_heartbeats_and_presence_go_by_a_clock_that_does_not_jump(world, start_server):
    server = start_server(environment=world.environment, heartbeat_ms=HEARTBEAT_MS, heartbeat_grace_ms=2000,
                          presence_grace_ms=200)
    ana, beto = guest(server, "ana"), guest(server, "beto")
    with ana.enter("general") as socket:
        begun, beats = time.monotonic(), 0
        for jump in (-HOUR, HOUR // 2):  # longer than the silence that closes a socket
            world.jump(jump)
            with beto.enter("general"):
                socket.until("join", user=beto.ref)
            left = time.monotonic()
            socket.until("leave", user=beto.ref)
            assert 0.1 < time.monotonic() - left < 5
            for _ in range(3):
                socket.until("heartbeat")
                beats += 1
        beats += len([frame for frame in socket.aside if frame["type"] == "heartbeat"])
        elapsed = time.monotonic() - begun
        assert elapsed < 10 and beats <= 1000 * elapsed / HEARTBEAT_MS + 2  # none is made up for


@pytest.mark.parametrize("jump", [-HOUR, DAY])
def test_rates_go_by_a_clock_that_does_not_jump(world, start_server, jump):
    server = start_server(environment=world.environment, rate="on", rate_messages=30, burst_messages=5)
    ana = guest(server)
    with ana.connect() as socket:
        socket.join("general")
        answers = [socket.ask({"type": "message", "room": "general", "text": "a"}) for _ in range(7)]
        assert [answer["type"] for answer in answers] == ["ok"] * 5 + ["error"] * 2
        world.jump(jump)
        again = [socket.ask({"type": "message", "room": "general", "text": "b"}) for _ in range(4)]
        limited = [answer for answer in again if answer["type"] == "error"]
        assert len(limited) >= 3  # the jump has filled no bucket
        assert all(answer["code"] == "rate_limited" and 0 < answer["retry_ms"] <= 2000 for answer in limited)


def test_a_mute_and_a_guests_name_end_by_the_clock_and_an_hour_back_prolongs_them_by_no_more(world, start_server):
    server = start_server(environment=world.environment)
    owner, beto = guest(server, "owner"), guest(server, "beto")
    room = owner.make_room()["id"]
    beto.join(room)
    assert owner.put(f"/rooms/{room}/mutes/{beto.id}", {"for_ms": HOUR}).status == 200
    refused(beto.post(f"/rooms/{room}/messages", {"text": "a"}), 403, "forbidden")
    world.jump(-HOUR)
    refused(beto.post(f"/rooms/{room}/messages", {"text": "a"}), 403, "forbidden")
    world.jump(HOUR + 2000)
    beto.token = created(beto.post("/auth/refresh", headers=cookie(beto)), 200)["access_token"]
    assert beto.say(room, "b")["text"] == "b"
    # Nobody takes the name of a guest who is here, whatever the clock says.
    with beto.connect():
        world.jump(3 * DAY)
        refused(Rest(server).post("/auth/guest", {"name": beto.name}), 409, "conflict")

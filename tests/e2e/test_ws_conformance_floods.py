"""What strangers on a WebSocket can cost: memory, time and other people's patience are bounded (traps 1, 3 and 15)."""
import json
import socket as sockets
import threading
import time

import pytest

from chat.echo import OFFER, Echo
from chat.person import PASSWORD, Person, guest, member
from chat.process import resident
from chat.raw import RawWebSocket, close_payload, deflated, frame
from chat.rest import Rest
from chat.server import BUILD

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
MIB = 1 << 20
plain_memory = pytest.mark.skipif("san" in BUILD.name, reason="a sanitizer's memory is not the server's")
COMMAND = '{"type":"ping","id":1}'


@pytest.fixture(scope="module")
def echo():
    running = Echo(size=65536)
    yield running
    running.end()


def connect(person, extra=""):
    raw = RawWebSocket(person.server, f"/ws?token={person.token}", extra)
    assert json.loads(raw.read_frame()[1])["type"] == "welcome"
    return raw


def send_until_full(raw, data, most):
    """Sends without reading until the server takes no more, or `most` bytes. Returns how many it took."""
    sent = 0
    raw._socket.settimeout(0.5)
    try:
        while sent < most:
            sent += raw._socket.send(data)
    except (TimeoutError, ConnectionError):
        pass
    raw._socket.settimeout(20)
    return sent


# -- memory -------------------------------------------------------------------------------------------------

@plain_memory
@pytest.mark.parametrize("flood", [frame(PING), frame(PING, b"x" * 125), frame(TEXT), frame(TEXT, "{}"),
                                   frame(TEXT, COMMAND)], ids=["pings", "large pings", "empty", "errors", "commands"])
def test_a_flood_whose_answers_are_not_read_stops_being_read(server, ana, flood):
    with connect(ana) as raw, ana.connect() as other:
        raw._socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        before = resident(server)
        sent = send_until_full(raw, flood * (65536 // len(flood)), 128 * MIB)
        assert sent < 128 * MIB
        assert resident(server) - before < 4 * MIB
        assert other.ask({"type": "ping"})["type"] == "pong"


@plain_memory
def test_trap_1_a_bomb_costs_the_server_no_more_than_the_limit(server, ana):
    bomb = deflated(b" " * (60 * MIB))[:65000]
    raws = [connect(ana, OFFER) for _ in range(20)]
    before = resident(server)
    for raw in raws:
        raw.send_frame(TEXT, bomb, rsv=4)
    assert [raw.read_close() for raw in raws] == [1009] * len(raws)
    assert resident(server) - before < 20 * 4 * 65536
    for raw in raws:
        raw.__exit__()


def test_a_message_of_endless_empty_frames_is_1009(server, ana):
    with connect(ana) as raw:
        raw.send(frame(TEXT, b"", fin=False))
        raw.send(frame(0, b"", fin=False) * 65537)
        assert raw.read_close() == 1009


@plain_memory
def test_a_header_costs_no_memory_for_what_it_announces(echo):
    raws = [echo.connect() for _ in range(100)]
    before = resident(echo)
    for raw in raws:
        raw.send(frame(BINARY, b"x", length=65536))
    with echo.connect() as last:
        last.send_frame(TEXT, "x")
        last.read_frame()
    assert (resident(echo) - before) / len(raws) < 8192
    for raw in raws:
        raw.__exit__()


@plain_memory
@pytest.mark.parametrize("extra", ["", OFFER])
def test_an_idle_socket_keeps_no_buffer(echo, extra):
    raws = [echo.connect(extra) for _ in range(200)]
    data = bytes(range(256)) * 200
    payload = deflated(data) if extra else data
    raws[0].send_frame(BINARY, payload, rsv=4 if extra else 0)
    raws[0].read_frame()
    before = resident(echo)
    for raw in raws:
        raw.send_frame(BINARY, payload, rsv=4 if extra else 0)
        assert raw.read_frame() == (BINARY, data)
    assert (resident(echo) - before) / len(raws) < 4096
    for raw in raws:
        raw.__exit__()


# -- time ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("code, bad", [
    (1002, frame(3)), (1003, frame(BINARY, b"x")), (1007, frame(TEXT, b"\xff")), (1009, frame(TEXT, b"", length=65537)),
    (1007, frame(TEXT, b"\xff" * 40, rsv=4)), (1007, frame(TEXT, deflated(COMMAND.encode() * 9)[:-6], rsv=4))])
def test_trap_3_the_close_frame_reaches_who_still_sends_five_megabytes(ana, code, bad):
    with connect(ana, OFFER) as raw:
        raw.send(bad)
        raw.send(b"\0" * (5 * MIB))
        frames = raw.read_last()
        assert frames[-1][0] == CLOSE and frames[-1][1][:2] == close_payload(code)


@pytest.mark.alone
@pytest.mark.skipif("san" in BUILD.name, reason="a sanitizer's speed is not the server's")
def test_who_sends_without_end_after_it_was_failed_does_not_hold_the_others_up(echo):
    def flood():
        with echo.connect() as raw:
            raw.send(frame(3))
            try:
                while True:
                    raw._socket.send(b"\0" * (4 * MIB))
            except OSError:
                pass
    floods = [threading.Thread(target=flood) for _ in range(4)]
    longest = 0
    with echo.connect() as other:
        for each in floods:
            each.start()
        while any(each.is_alive() for each in floods):  # two seconds: limits.linger_ms
            began = time.monotonic()
            other.send_frame(TEXT, "x")
            assert other.read_frame() == (TEXT, b"x")
            longest = max(longest, time.monotonic() - began)
    assert longest < 0.5


def test_who_never_answers_the_close_frame_is_cut_in_time(start_server):
    server = start_server(linger_ms=300)
    with connect(guest(server)) as raw:
        raw.send_frame(3)
        assert raw.read_last()[-1] == (CLOSE, close_payload(1002))
        began = time.monotonic()
        with pytest.raises(ConnectionError):
            while time.monotonic() < began + 20:
                raw.send(b"x" * 1000)
        assert 0.2 < time.monotonic() - began < 10


def test_trap_15_a_socket_that_took_another_logins_token_ends_with_that_login(server):
    ana = member(server)
    other = Person(server, Rest(server).post("/auth/login", {"username": ana.name, "password": PASSWORD}))
    with ana.connect() as socket, other.connect() as bystander:
        assert socket.ask({"type": "auth", "token": other.token})["type"] == "ok"
        assert ana.post("/auth/logout").status in (200, 204)
        assert socket.ask({"type": "ping"})["type"] == "pong", "its login is the other one now"
        assert other.post("/auth/logout").status in (200, 204)
        assert socket.closed() == bystander.closed() == 4501


# -- what is asked for on the way in ------------------------------------------------------------------------

@pytest.mark.parametrize("query, accept, means", [
    ("es", None, "es"), ("pt", "es", "pt"), ("en", "pt", "en"), ("xx", "es", "es"), ("", "pt", "pt"),
    ("ES", None, "en")])
def test_slash_commands_answer_in_the_language_the_path_names(ana, query, accept, means):
    def help_in(path, language):
        with ana.connect(path, headers={"Accept-Language": language} if language else {}) as socket:
            socket.join("general")
            socket.send({"type": "message", "room": "general", "text": "/help"})
            return socket.until("notice")["text"]
    answers = {language: help_in("/ws", language) for language in ("en", "es", "pt")}
    assert len(set(answers.values())) == 3
    assert help_in(f"/ws?lang={query}", accept) == answers[means]


def test_a_rooms_own_path_takes_a_language_too(ana):
    with ana.connect("/ws/chat/general?lang=es") as socket:
        socket.until("joined")
        socket.send({"type": "message", "room": "general", "text": "/help"})
        spanish = socket.until("notice")["text"]
    with ana.connect(headers={"Accept-Language": "es"}) as socket:
        socket.join("general")
        socket.send({"type": "message", "room": "general", "text": "/help"})
        assert socket.until("notice")["text"] == spanish


def test_events_reach_who_has_a_small_window_uncompressed(ana, beto):
    room = ana.make_room()["id"]
    beto.join(room)
    offer = "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n"
    path = f"/ws/chat/{room}?token={beto.token}"
    with RawWebSocket(beto.server, path, offer) as narrow, ana.connect(compression="deflate") as wide:
        assert narrow.extension.endswith("server_max_window_bits=9")
        wide.join(room)
        text = "ñandú " * 600
        wide.post(room, text)
        assert wide.until("message")["text"] == text
        while True:
            heard = json.loads(narrow.read_frame()[1])
            if heard["type"] == "message":
                break
        assert heard["text"] == text

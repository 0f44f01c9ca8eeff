"""What a port spends on peers that ask for much and give little: bodies, slow senders, slow readers."""
import json
import select
import socket
import time

import pytest

from chat import PATIENCE
from chat.person import guest
from chat.process import DEBUG, logged, resident
from chat.raw import RawSocket, send_raw

HEALTH = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
SANITIZED_SLACK = 4  # what a sanitizer keeps of freed memory is not the server's


def post(path, *fields):
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: x", *fields]) + "\r\n\r\n"


def bearer(person):
    return f"Authorization: Bearer {person.token}"


def code_of(answer):
    return answer.status, json.loads(answer.body)["error"]["code"]


class NarrowSocket(RawSocket):
    """Its kernel takes little beyond what is read."""

    def __init__(self, server):
        self._buffer = bytearray()
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.settimeout(PATIENCE)
        self._socket.connect((server.address, server.port))

    def send_all_it_takes(self, text):
        """Until nobody reads it any more. Returns how many bytes that were."""
        sent = 0
        while select.select([], [self._socket], [], 1)[1]:
            sent += self._socket.send(text)
        return sent

    def wait_for_byte(self, seconds):
        return bool(select.select([self._socket], [], [], seconds)[0])


# -- bodies that nobody asked for ---------------------------------------------------------------------------

@pytest.mark.parametrize("length", ["Content-Length: 1048576", "Content-Length: 5", "Transfer-Encoding: chunked"])
def test_a_body_is_not_waited_for_where_the_head_is_refused(server, ana, length):
    forged = bearer(ana)[:-4] + "AAAA"
    cookie = f"Cookie: session_id={ana.cookie}"
    for head, expected in (
            (post("/rooms", length), (401, "unauthenticated")),
            (post("/rooms", length, forged), (401, "unauthenticated")),
            (post("/rooms", length, "Authorization: Basic YTpi"), (401, "unauthenticated")),
            (post("/rooms?token=" + ana.token, length), (401, "unauthenticated")),
            (post("/rooms", length, cookie, "Origin: http://evil.example"), (403, "forbidden")),
            (post("/auth/login", length, "Sec-Fetch-Site: cross-site"), (403, "forbidden")),
            (post("/nowhere", length, bearer(ana)), (404, "not_found")),
            (post("/healthz", length, bearer(ana)), (405, "method_not_allowed")),
            (post("/rooms/general", length), (405, "method_not_allowed"))):
        with RawSocket(server) as connection:
            connection.send(head)
            answer = connection.read_answer()
            assert code_of(answer) == expected, head
            assert answer.header("Connection") == "close"
            connection.send(b"x" * 100000)  # is still taken from the wire, so that no reset destroys the answer
            connection.end_sending()
            assert connection.read_to_end() == b""


def test_a_small_body_that_came_with_its_head_keeps_the_connection(server):
    with RawSocket(server) as connection:
        connection.send(post("/rooms", "Content-Length: 2") + "{}" + HEALTH)
        assert [connection.read_answer().status for _ in range(2)] == [401, 200]


def test_bodies_of_strangers_take_no_memory(start_server):
    server = start_server()
    before = resident(server)
    crowd = [RawSocket(server) for _ in range(100)]
    for each in crowd:
        each.send(post("/rooms", "Content-Length: 1048576"))
        each.send(b"x" * 500000)
    for each in crowd:
        assert each.read_answer().status == 401
    assert resident(server) - before < 5e6 * SANITIZED_SLACK, "of 50 MB that were sent"
    for each in crowd:
        each.__exit__()


def test_large_bodies_of_all_connections_together_have_a_bound(start_server):
    """limits.bodies: 100,000 bytes here, beyond the size of a head (16,384) for each."""
    server = start_server(bodies=100000)
    ana, edge = guest(server), 100000 + 16384

    def answer(size):
        body = b"{}".ljust(size)
        return code_of(send_raw(server, post("/rooms", bearer(ana), f"Content-Length: {size}").encode() + body))
    assert answer(edge) == (422, "invalid")
    assert answer(edge + 1) == (503, "overloaded")
    with RawSocket(server) as greedy:
        greedy.send(post("/rooms", bearer(ana), f"Content-Length: {edge}"))
        greedy.send(b"x" * (edge - 1))
        while answer(16400) != (503, "overloaded"):  # until all of that has arrived
            pass
        assert answer(16384) == (422, "invalid"), "what people write is small, and always finds room"
        greedy.send(b"x")
        assert code_of(greedy.read_answer()) == (400, "bad_request")
        assert answer(edge) == (422, "invalid"), "and the room is free again"
        greedy.send(post("/rooms", bearer(ana), f"Content-Length: {edge}"))
        greedy.send(b"x" * (edge - 1))
        while answer(16400) != (503, "overloaded"):
            pass
    while answer(edge) != (422, "invalid"):  # until the server has seen that the other one is gone
        pass


# -- slow senders -------------------------------------------------------------------------------------------

def drip(connection, limit_ms):
    """Sends a byte now and then until there is an answer; it comes when the limit says, whatever was sent."""
    begun = time.monotonic()
    while not connection.wait_for_byte(0.02):
        connection.send("x")
        assert time.monotonic() - begun < PATIENCE
    assert time.monotonic() - begun > limit_ms / 1000 * 0.8
    return connection.read_answer()


def test_trap_5_a_head_has_its_time_whatever_drips(start_server):
    server = start_server(head_timeout_ms=300)
    with NarrowSocket(server) as connection:
        connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\nX: ")
        assert code_of(drip(connection, 300)) == (408, "timeout")
    with NarrowSocket(server) as connection:  # the second head as well, though keep-alive is long
        connection.send(HEALTH)
        connection.read_answer()
        connection.send("GET /healthz HTTP/1.1\r\nX: ")
        assert code_of(drip(connection, 300)) == (408, "timeout")
    with NarrowSocket(server) as connection:
        assert connection.read_to_end() == b"", "who says nothing is told nothing"


def test_trap_5_a_body_has_its_time_whatever_drips(start_server):
    server = start_server(body_timeout_ms=300)
    for fields in ("Content-Length: 1000000", "Transfer-Encoding: chunked"):
        with NarrowSocket(server) as connection:
            connection.send(post("/auth/guest", fields))
            if "chunked" in fields:
                connection.send("fffff\r\n")
            assert code_of(drip(connection, 300)) == (408, "timeout")


def test_trap_5_an_idle_connection_has_its_time(start_server):
    server = start_server(keep_alive_ms=300)
    with NarrowSocket(server) as connection:
        for _ in range(3):
            connection.send(HEALTH)
            assert connection.read_answer().status == 200
        begun = time.monotonic()
        assert connection.read_to_end() == b""
        assert time.monotonic() - begun > 0.2


def test_a_peer_that_ends_in_the_middle_is_let_go(start_server):
    server = start_server(arguments=DEBUG)
    for number, text in enumerate(("", "GET /hea", post("/auth/guest", "Content-Length: 9") + "{", HEALTH), 1):
        with RawSocket(server) as connection:
            connection.send(text)
            connection.end_sending()
            assert connection.read_to_end().count(b"HTTP/1.1 200") == (text == HEALTH)
            assert len(logged(server, '"disconnect"', number)) == number


# -- slow readers -------------------------------------------------------------------------------------------

def test_trap_5_who_takes_none_of_its_answers_is_cut(start_server):
    server = start_server(write_timeout_ms=300, arguments=DEBUG)
    with NarrowSocket(server) as connection:
        connection.send(LARGE * 400)
        logged(server, '"disconnect"')


@pytest.mark.alone
def test_who_takes_its_answers_slowly_gets_them_all(start_server):
    server = start_server(write_timeout_ms=700, keep_alive_ms=200)
    size = len(send_raw(server, LARGE).body)
    count = 8000000 // size
    with NarrowSocket(server) as connection:
        connection.send(LARGE * (count - 1) + LARGE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))
        for number in range(count):
            assert len(connection.read_answer().body) == size
            if number % (count // 20) == 0:
                time.sleep(0.07)  # the pace of a slow reader, in all twice the time of one that takes nothing
        assert connection.read_to_end() == b""


def test_answers_that_nobody_reads_are_not_made(start_server):
    """The socket is not read while answers wait, so that the requests stay with who sends them."""
    server = start_server()
    with NarrowSocket(server) as connection:
        connection.send(LARGE * 50)
        before = resident(server)
        sent = connection.send_all_it_takes((LARGE * 1000).encode())
        assert resident(server) - before < 4e6 * SANITIZED_SLACK, f"for {sent} bytes of requests"


def test_a_stream_that_nobody_reads_is_cut_and_its_memory_bounded(start_server):
    server = start_server(backlog=262144, arguments=DEBUG)
    ana, beto = guest(server), guest(server, "beto")
    room = ana.make_room()["id"]
    beto.join(room)
    with NarrowSocket(server) as stream, ana.enter(room) as writer:
        stream.send(f"GET /rooms/{room}/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
                    f"{bearer(beto)}\r\n\r\n")
        assert stream.read_until(b"\r\n").endswith(b"200 OK")
        # One line for each connection that the clients above ended, and one more when the stream is cut.
        done = len(logged(server, '"connect"')) - 2
        logged(server, '"disconnect"', done)
        before, number = resident(server), 0
        while sum('"disconnect"' in line for line in list(server.output)) == done:
            writer.done({"type": "message", "room": room, "text": "漢" * 3900})
            number += 1
            assert number < 3000, "the kernels hold a few MiB"
        assert resident(server) - before < 30e6 * SANITIZED_SLACK
        assert writer.ask({"type": "ping"})["type"] == "pong"

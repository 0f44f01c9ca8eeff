"""Who does not read costs a bounded amount of memory, and costs the others nothing.

The bound: a connection has at most `backlog` bytes waiting, beside one chunk that was being added and one piece that
is half written; what waits in the kernel's buffers is not the server's."""
import base64
import itertools
import json
import os
import re
import selectors
import socket
import struct
import time

import pytest

from chat import PATIENCE
from chat.person import guest
from chat.server import BUILD

SANITIZED = re.search("SANITIZE:.*=.+", (BUILD / "CMakeCache.txt").read_text())
READERS = 40 if SANITIZED else 400
SLOW = 10 if SANITIZED else 100  # of each kind
BACKLOG = 1048576
CHUNK = 65536
TEXT = "🐢" * 3900  # 15.6 kB of UTF-8
BASELINE = 25  # messages
SEQ = re.compile(rb'"seq":(\d+)')
# The kernel that sends doubles its waits while nothing is taken (RFC 6298, 5.5; Linux up to two minutes): who reads again
# may get the next byte that late.
KERNEL_PATIENCE = 130  # s


def connect(server, small=False):
    """`small`: a peer whose kernel takes next to nothing for it."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if small:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1000)
    sock.settimeout(PATIENCE)
    sock.connect((server.address, server.port))
    return sock


def resident_kb(server, field="VmHWM"):
    with open(f"/proc/{server.pid}/status", encoding="utf-8") as file:
        return int(re.search(rf"{field}:\s*(\d+) kB", file.read())[1])


class Seat:
    """A WebSocket, as few instructions as possible for a frame: four hundred of them share one thread."""

    def __init__(self, person, small=False):
        self.person = person
        self.seqs = []      # of messages, in the order in which they came
        self.close_code = None
        self._buffer = bytearray()
        self.sock = connect(person.server, small)
        self.sock.sendall((f"GET /ws?token={person.token} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                           "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                           f"{base64.b64encode(os.urandom(16)).decode()}\r\n\r\n").encode())
        while b"\r\n\r\n" not in self._buffer:
            assert self._receive()
        assert self._buffer.startswith(b"HTTP/1.1 101"), bytes(self._buffer)
        del self._buffer[:self._buffer.index(b"\r\n\r\n") + 4]

    def _receive(self):
        try:
            data = self.sock.recv(1 << 20)
        except (ConnectionResetError, BrokenPipeError):
            data = b""
        self._buffer += data
        return bool(data)

    def send(self, frame):
        payload = json.dumps(frame, ensure_ascii=False).encode()
        size = len(payload)
        head = bytes([0x81, 0x80 | size]) if size < 126 else struct.pack(">BBH", 0x81, 0xFE, size)
        self.sock.sendall(head + bytes(4) + payload)  # a mask of zeros is one

    def frames(self):
        """Those that are whole, as (opcode, payload)."""
        buffer, at = self._buffer, 0
        while at + 2 <= len(buffer):
            size, begin = buffer[at + 1], at + 2
            if size == 126 and at + 4 <= len(buffer):
                size, begin = struct.unpack_from(">H", buffer, at + 2)[0], at + 4
            elif size == 127 and at + 10 <= len(buffer):
                size, begin = struct.unpack_from(">Q", buffer, at + 2)[0], at + 10
            elif size >= 126:
                break
            if begin + size > len(buffer):
                break
            yield buffer[at] & 0x0F, buffer[begin:begin + size]
            at = begin + size
        del buffer[:at]

    def take(self):
        """What has come. False at the end of the stream."""
        alive = self._receive()
        for opcode, payload in self.frames():
            if opcode == 8:
                self.close_code = struct.unpack(">H", payload[:2])[0]
            elif payload.startswith(b'{"type":"message"'):
                self.seqs.append(int(SEQ.search(payload)[1]))
        return alive

    def enter(self, frame):
        """Joins or resumes. Returns the `joined`; messages that come with it are not counted."""
        self.send(frame)
        while True:
            for opcode, payload in self.frames():
                if opcode == 1 and payload.startswith(b'{"type":"joined"'):
                    return json.loads(payload)
                assert not payload.startswith(b'{"type":"error"'), payload
            assert self._receive()

    def read_to_end(self):
        self.sock.settimeout(KERNEL_PATIENCE)
        while self.take():
            pass


class Audience:
    """Seats that read, and how long each message takes to reach each of them."""

    def __init__(self, seats):
        self._seats = seats
        self._selector = selectors.DefaultSelector()
        for seat in seats:
            self._selector.register(seat.sock, selectors.EVENT_READ, seat)

    def hear(self, seq, begun):
        """Until all have it. Returns the seconds it took to each."""
        took, left = [], {id(seat) for seat in self._seats if not seat.seqs or seat.seqs[-1] < seq}
        while left:
            ready = self._selector.select(PATIENCE)
            assert ready, f"{len(left)} do not hear message {seq}"
            for key, _ in ready:
                assert key.data.take(), "a reader was closed"
                if id(key.data) in left and key.data.seqs and key.data.seqs[-1] >= seq:
                    left.discard(id(key.data))
                    took.append(time.monotonic() - begun)
        return took


class Talk:
    """One who writes, and an audience that must have each message before the next is written."""

    def __init__(self, writer, room, seats):
        self._writer = writer.enter(room)
        self._room = room
        self._audience = Audience(seats)
        self.seqs = []

    def say(self):
        begun = time.monotonic()
        self._writer.send({"type": "message", "room": self._room, "text": TEXT, "id": f"m{len(self.seqs)}"})
        seq = self._writer.until("ok", id=f"m{len(self.seqs)}")["seq"]
        self._writer.aside.clear()
        self.seqs.append(seq)
        return self._audience.hear(seq, begun)


def p99(seconds):
    return sorted(seconds)[int(len(seconds) * 0.99)]


class Stream:
    """A stream of /notifications that is not read."""

    def __init__(self, person, last_id=None, small=True):
        self.person = person
        self.sock = connect(person.server, small)
        resumed = f"Last-Event-ID: {last_id}\r\n" if last_id else ""
        self.sock.sendall((f"GET /notifications HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n{resumed}"
                           f"Authorization: Bearer {person.token}\r\n\r\n").encode())
        self.text = b""
        while b"retry:" not in self.text:
            self.text += self.sock.recv(4096)

    def read(self, until=lambda text: False):
        """The ids and seqs of the messages in it; to its end, or to where it is enough."""
        self.sock.settimeout(KERNEL_PATIENCE)
        pieces, tail = [self.text], b""
        try:
            while not until(tail):
                piece = self.sock.recv(1 << 20)
                if not piece:
                    break
                pieces.append(piece)
                tail = (tail + piece)[-40000:]
        except ConnectionResetError:
            pass
        whole = b"".join(pieces).rpartition(b"\n\n")[0]
        return re.findall(rb'\nid: ?(\S+)\n(?:event: ?message\n)?data: ?\{"type":"message"[^\n]*?"seq":(\d+)', whole)


@pytest.mark.alone
@pytest.mark.slow
def test_those_who_never_read_are_closed_with_4008_and_the_others_notice_nothing(start_server):
    # No seat answers pings: however long this takes, none is closed for that.
    server = start_server(presence_grace_ms=0, heartbeat_ms=600000, backlog=BACKLOG, chunk=CHUNK,
                          connections_per_user=1000)
    people = [guest(server, "p") for _ in range(READERS + 2 * SLOW)]
    owner = guest(server, "owner")
    room = owner.make_room()["id"]
    join = {"type": "join", "room": room, "id": 1}
    seats = [Seat(person) for person in people[:READERS]]
    for seat in seats:
        seat.enter(join)
    talk = Talk(owner, room, seats)
    for _ in range(5):
        talk.say()  # until everything is warm
    before = list(itertools.chain.from_iterable(talk.say() for _ in range(BASELINE)))
    resident = resident_kb(server)

    slow = [Seat(person, small=True) for person in people[READERS:READERS + SLOW]]
    joined = [seat.enter(join) for seat in slow]
    for person in people[READERS + SLOW:]:
        person.join(room)
    streams = [Stream(person) for person in people[READERS + SLOW:]]
    begun_at = talk.seqs[-1]
    beside = []
    while owner.get(f"/rooms/{room}").json["online"] > READERS + 1:
        assert len(talk.seqs) < 300, "those who do not read are not closed"
        beside += talk.say()
    for _ in range(BASELINE):
        beside += talk.say()

    # The others: every message, about as soon as before.
    for seat in seats:
        assert seat.seqs == talk.seqs
    if not SANITIZED:
        assert p99(beside) <= 3 * p99(before) + 0.020, (p99(before), p99(beside))
        grown_kb = resident_kb(server) - resident
        assert grown_kb * 1024 <= 2 * SLOW * (BACKLOG + 2 * CHUNK) + (32 << 20), grown_kb

    # Those who did not read: told why, if their socket still takes it; and nothing is lost to them.
    for seat, entered in zip(slow, joined):
        seat.read_to_end()
        assert seat.close_code in (4008, None)
        resumed = Seat(seat.person)
        after = seat.seqs[-1] if seat.seqs else begun_at
        answer = resumed.enter({"type": "join", "room": room, "id": 2, "epoch": entered["epoch"], "after": after})
        assert answer["recovered"]
        while not resumed.seqs or resumed.seqs[-1] < talk.seqs[-1]:
            assert resumed.take()
        resumed.sock.close()
        assert seat.seqs + resumed.seqs == [seq for seq in talk.seqs if seq > begun_at]
    for stream in streams:
        seen = stream.read()
        again = Stream(stream.person, last_id=seen[-1][0].decode(), small=False)
        rest = again.read(until=lambda tail: b'"seq":%d,' % talk.seqs[-1] in tail and tail.endswith(b"\n\n"))
        again.sock.close()
        assert [int(seq) for _, seq in seen + rest] == [seq for seq in talk.seqs if seq > begun_at]


@pytest.mark.alone
@pytest.mark.slow
def test_who_asks_on_and_on_without_reading_is_not_read_from_and_holds_up_nobody(start_server):
    server = start_server()
    ana = guest(server)
    with ana.enter("general") as writer:
        for number in range(30):
            writer.post("general", f"{number} {TEXT}")
    ask = (f"GET /rooms/general/messages?limit=500 HTTP/1.1\r\nHost: x\r\n"
           f"Authorization: Bearer {ana.token}\r\n\r\n").encode()
    page = len(ana.get("/rooms/general/messages?limit=500").body)
    assert page > 250000
    resident = resident_kb(server)
    stuck = [connect(server, small=True) for _ in range(SLOW)]
    for sock in stuck:
        sock.sendall(20 * ask)
    begun = time.monotonic()
    for _ in range(20):
        assert ana.get("/rooms/general/messages?limit=1").status == 200
    assert time.monotonic() - begun < PATIENCE / 4
    stuck[-1].settimeout(KERNEL_PATIENCE)
    last = stuck[-1].makefile("rb")
    for _ in range(20):
        assert last.readline().startswith(b"HTTP/1.1 200")
        length = [int(line.split(b":")[1]) for line in iter(last.readline, b"\r\n") if line.startswith(b"Content-Length")]
        assert length == [page] and len(last.read(page)) == page
    if not SANITIZED:  # one answer each, and the page that it was made of while it was made
        assert (resident_kb(server) - resident) * 1024 <= SLOW * 2 * page + (32 << 20)

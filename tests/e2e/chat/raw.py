"""A bare socket: for HTTP that no client library would send, and for WebSocket frames bit by bit."""
import base64
import contextlib
import hashlib
import os
import random
import socket
import struct
import zlib

from . import PATIENCE

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
# The same in each process that collects the tests: frames are part of some tests' names.
MASKS = random.Random(1)


class RawAnswer:
    def __init__(self, head, body):
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1])
        self.fields = [tuple(line.split(":", 1)) for line in lines[1:]]
        self.body = body

    def __repr__(self):
        return f"{self.status} {self.fields} {self.body[:300]!r}"

    def header(self, name):
        """Its only value; None where it is missing."""
        values = [value.strip() for field, value in self.fields if field.lower() == name.lower()]
        assert len(values) < 2, self
        return values[0] if values else None


class RawSocket:
    def __init__(self, server):
        self._socket = socket.create_connection((server.address, server.port), timeout=PATIENCE)
        self._buffer = bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def send(self, data):
        self._socket.sendall(data.encode() if isinstance(data, str) else data)

    def end_sending(self):
        """No matter where the server has ended the connection already."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def _more(self):
        """False at the end of the stream; a reset is an end too, of a server in a hurry."""
        try:
            data = self._socket.recv(65536)
        except ConnectionResetError:
            return False
        self._buffer += data
        return bool(data)

    def read(self, size):
        while len(self._buffer) < size:
            if not self._more():
                raise EOFError(bytes(self._buffer))
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def read_until(self, mark):
        while mark not in self._buffer:
            if not self._more():
                raise EOFError(bytes(self._buffer))
        size = self._buffer.index(mark)
        return self.read(size + len(mark))[:size]

    def read_to_end(self):
        while self._more():
            pass
        return self.read(len(self._buffer))

    def read_answer(self, method="GET"):
        """The next HTTP response; skips 100 Continue."""
        answer = RawAnswer(self.read_until(b"\r\n\r\n"), b"")
        if answer.status == 100:
            return self.read_answer(method)
        if method != "HEAD" and answer.status not in (101, 204, 304):
            answer.body = self._read_body(answer)
        return answer

    def _read_body(self, answer):
        if answer.header("Content-Length") is not None:
            return self.read(int(answer.header("Content-Length")))
        if answer.header("Transfer-Encoding") is None:
            return self.read_to_end()
        body = b""
        while True:
            size = int(self.read_until(b"\r\n").split(b";")[0], 16)
            if size == 0:
                self.read_until(b"\r\n")
                return body
            body += self.read(size)
            assert self.read(2) == b"\r\n"


def send_raw(server, data, method="GET"):
    """One answer to these bytes."""
    with RawSocket(server) as connection:
        connection.send(data)
        return connection.read_answer(method)


def masked(payload, key):
    """XOR as one big number: a loop over megabytes of bytes would take seconds."""
    stream = (key * (len(payload) // 4 + 1))[:len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(payload), "big")


def frame(opcode, payload=b"", fin=True, rsv=0, mask=True, length=None):
    """The bytes of one frame; `length`: what its header says instead of the truth."""
    payload = payload.encode() if isinstance(payload, str) else payload
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    bit = 0x80 if mask else 0
    length = len(payload) if length is None else length
    if length < 126:
        head += bytes([bit | length])
    elif length < 65536:
        head += bytes([bit | 126]) + struct.pack(">H", length)
    else:
        head += bytes([bit | 127]) + struct.pack(">Q", length)
    if not mask:
        return head + payload
    key = MASKS.getrandbits(32).to_bytes(4, "big")
    return head + key + masked(payload, key)


def close_payload(code, reason=b""):
    return struct.pack(">H", code) + reason


def deflated(data, window=15, final=False, before=b""):
    """A message's payload as permessage-deflate has it; `before`: what its copies may come from too."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -window, zdict=before)
    if final:
        return packer.compress(data) + packer.flush(zlib.Z_FINISH) + b"\0"
    return (packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]


def inflated(payload, window=15):
    return zlib.decompressobj(-window).decompress(payload + b"\0\0\xff\xff")


class RawWebSocket(RawSocket):
    """Upgraded by hand; frames go out as they are told, masked unless told otherwise."""

    def __init__(self, server, path="/", extra=""):
        super().__init__(server)
        key = base64.b64encode(os.urandom(16))
        self.send(f"GET {path} HTTP/1.1\r\nHost: {server.address}\r\n"
                  "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                  f"Sec-WebSocket-Key: {key.decode()}\r\nSec-WebSocket-Version: 13\r\n{extra}\r\n")
        self.answer = self.read_answer()
        assert self.answer.status == 101, self.answer
        accept = base64.b64encode(hashlib.sha1(key + GUID).digest()).decode()
        assert self.answer.header("Sec-WebSocket-Accept") == accept
        self._window = 15
        for parameter in (self.extension or "").split(";"):
            name, _, value = parameter.strip().partition("=")
            self._window = int(value) if name == "server_max_window_bits" else self._window

    @property
    def extension(self):
        """What was agreed on; None: nothing."""
        return self.answer.header("Sec-WebSocket-Extensions")

    def send_frame(self, opcode, payload=b"", **how):
        self.send(frame(opcode, payload, **how))

    def _read_bits(self):
        """(first byte, payload) of the next frame; a server neither fragments nor masks."""
        first, second = self.read(2)
        assert first & 0xB0 == 0x80 and not second & 0x80, (first, second)
        length = second & 0x7F
        if length == 126:
            length, = struct.unpack(">H", self.read(2))
        elif length == 127:
            length, = struct.unpack(">Q", self.read(8))
        return first, self.read(length)

    def read_frame(self):
        """(opcode, payload) of the next frame, inflated with no larger a window than was agreed on."""
        first, payload = self._read_bits()
        if first & 0x40:
            assert self.extension and first & 0x0F < 8, first
            payload = inflated(payload, max(self._window, 9))  # zlib's least
        return first & 0x0F, payload

    def read_close(self):
        """The code of the close frame, whatever comes before it."""
        while True:
            opcode, payload = self.read_frame()
            if opcode == 8:
                return struct.unpack(">H", payload[:2])[0] if payload else 1005

    def read_last(self):
        """All frames up to the end of the stream."""
        frames = []
        while True:
            try:
                frames.append(self.read_frame())
            except EOFError as end:
                assert end.args == (b"",), "cut off inside a frame"
                return frames

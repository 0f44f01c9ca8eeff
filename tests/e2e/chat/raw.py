"""A bare socket: for HTTP that no client library would send, and for WebSocket frames bit by bit."""
import base64
import hashlib
import os
import socket
import struct

from . import PATIENCE

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


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
        self._buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def send(self, data):
        self._socket.sendall(data.encode() if isinstance(data, str) else data)

    def end_sending(self):
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
                raise EOFError(self._buffer)
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data

    def read_until(self, mark):
        while mark not in self._buffer:
            if not self._more():
                raise EOFError(self._buffer)
        data, _, self._buffer = self._buffer.partition(mark)
        return data

    def read_to_end(self):
        while self._more():
            pass
        data, self._buffer = self._buffer, b""
        return data

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


class RawWebSocket(RawSocket):
    """Upgraded by hand; frames go out as they are told, masked unless told otherwise."""

    def __init__(self, server, path, extra=""):
        super().__init__(server)
        key = base64.b64encode(os.urandom(16))
        self.send(f"GET {path} HTTP/1.1\r\nHost: {server.address}\r\n"
                  "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                  f"Sec-WebSocket-Key: {key.decode()}\r\nSec-WebSocket-Version: 13\r\n{extra}\r\n")
        self.answer = self.read_answer()
        assert self.answer.status == 101, self.answer
        accept = base64.b64encode(hashlib.sha1(key + GUID).digest()).decode()
        assert self.answer.header("Sec-WebSocket-Accept") == accept

    def send_frame(self, opcode, payload=b"", fin=True, rsv=0, mask=True, length=None):
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
        if mask:
            key = os.urandom(4)
            head, payload = head + key, bytes(byte ^ key[i % 4] for i, byte in enumerate(payload))
        self.send(head + payload)

    def read_frame(self):
        """(opcode, payload) of the next frame; a server does not mask."""
        first, second = self.read(2)
        assert first & 0x80 and not second & 0x80, (first, second)
        length = second & 0x7F
        if length == 126:
            length, = struct.unpack(">H", self.read(2))
        elif length == 127:
            length, = struct.unpack(">Q", self.read(8))
        return first & 0x0F, self.read(length)

    def read_close(self):
        """The code of the close frame, whatever comes before it."""
        while True:
            opcode, payload = self.read_frame()
            if opcode == 8:
                return struct.unpack(">H", payload[:2])[0] if payload else 1005

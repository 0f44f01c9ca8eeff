"""A WebSocket client for tests that read from top to bottom: websockets (asyncio) in a thread of its own."""
import asyncio
import itertools
import json
import threading
import time

import websockets

from . import PATIENCE


class _Loop:
    """One event loop for all sockets, started when the first one asks."""

    def __init__(self):
        self._loop = None

    def run(self, task, timeout=PATIENCE):
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, daemon=True).start()
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(task, timeout), self._loop).result()


_loop = _Loop()


def matches(frame, kind, fields):
    return (kind is None or frame.get("type") == kind) and all(frame.get(name) == value
                                                               for name, value in fields.items())


class WebSocket:
    def __init__(self, server, path="/ws", token=None, headers=None, **options):
        options = {"ping_interval": None, "max_size": None, "max_queue": None, "compression": None, **options}
        if token:
            path += ("&" if "?" in path else "?") + "token=" + token
        host = f"[{server.address}]" if ":" in server.address else server.address
        self._socket = _loop.run(self._open(f"ws://{host}:{server.port}{path}", headers or {}, options))
        self._ids = itertools.count(1)
        self.aside = []  # frames that came before the one that was waited for

    async def _open(self, url, headers, options):
        return await websockets.connect(url, extra_headers=headers, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def subprotocol(self):
        return self._socket.subprotocol

    @property
    def extensions(self):
        return [extension.name for extension in self._socket.extensions]

    def send(self, frame):
        """An object as JSON; text and bytes as they are."""
        _loop.run(self._socket.send(json.dumps(frame) if isinstance(frame, dict) else frame))

    def receive(self, timeout=PATIENCE):
        """The next frame from the wire."""
        return json.loads(_loop.run(self._socket.recv(), timeout))

    def until(self, kind=None, **fields):
        """The first frame like this that was not taken yet; those before it are put aside, in order."""
        for index, frame in enumerate(self.aside):
            if matches(frame, kind, fields):
                return self.aside.pop(index)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                frame = self.receive(max(0.001, deadline - time.monotonic()))
            except asyncio.TimeoutError:
                raise AssertionError(f"no {kind} {fields} came, only {self.aside}") from None
            if matches(frame, kind, fields):
                return frame
            self.aside.append(frame)

    def ask(self, frame):
        """Sends a command with an id, and returns its one answer."""
        number = next(self._ids)
        self.send({**frame, "id": number})
        return self.until(id=number)

    def done(self, frame):
        answer = self.ask(frame)
        assert answer["type"] in ("ok", "joined"), answer
        return answer

    def refused(self, frame, code, status, **fields):
        answer = self.ask(frame)
        assert matches(answer, "error", {"code": code, "status": status, **fields}), answer
        assert answer["message"]
        return answer

    def join(self, room, **more):
        return self.done({"type": "join", "room": room, **more})

    def resume(self, **rooms):
        """Each room as (epoch, after). Returns the `joined` of each, by room."""
        number = next(self._ids)
        asked = {room: {"epoch": epoch, "after": after} for room, (epoch, after) in rooms.items()}
        self.send({"type": "resume", "rooms": asked, "id": number})
        joined = [self.until("joined", id=number) for _ in rooms]
        assert self.until(id=number)["type"] == "ok"
        return {answer["room"]["id"]: answer for answer in joined}

    def post(self, room, text, **more):
        return self.done({"type": "message", "room": room, "text": text, **more})

    def heard(self, kind=None, **fields):
        """All frames like this that have come, after a fence: what was on its way is here. None is taken.

        Twice, because an answer may overtake events in one round of writing, but none of the round before."""
        for _ in range(2):
            self.done({"type": "rooms"})
        return [frame for frame in self.aside if matches(frame, kind, fields)]

    def closed(self):
        """Waits for the close. Returns its code; the frames before it are put aside."""
        try:
            while True:
                self.aside.append(self.receive())
        except websockets.ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 1006

    def close(self):
        _loop.run(self._socket.close())

    def cut(self):
        """Ends the connection without a word, as a lost network does."""
        async def abort():
            self._socket.transport.abort()
            await self._socket.wait_closed()
        _loop.run(abort())


def upgrade_status(server, path, token=None, **options):
    """The HTTP status that refuses this upgrade; 101 where it does not."""
    try:
        WebSocket(server, path, token, **options).close()
    except websockets.InvalidStatusCode as refusal:
        return refusal.status_code
    return 101

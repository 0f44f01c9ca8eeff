"""A client that chats on its own, loses its connection at random, resumes, and writes a trace of it all.

ws_client.mjs is its twin over another library."""
import asyncio
import json
import random

import websockets

from .trace import told

ENTRIES = ("message", "edit", "delete", "reaction", "pin", "member", "room", "nop")
AT_ONCE = 4       # messages on their way
CUT_EVERY = 12    # one of so many receipts is followed by a cut, where the client is one that is cut


class Chatter:
    def __init__(self, person, room, messages, trace, gate, acknowledged, cuts, seed):
        name = person.name
        self._cuts = cuts
        self.closes = []       # the code of each end that was not our doing; 1006: without a close
        self._acknowledged = acknowledged  # called for each receipt
        self._url = f"ws://{person.server.address}:{person.server.port}/ws?token={person.token}"
        self._user = person.id
        self._room = room
        self._write = lambda kind, **fields: trace.write(kind, client=name, **fields)
        self._gate = gate      # open while the server is meant to be up
        self._random = random.Random(seed)
        self._to_send = [(f"{name}-{number}", f"{name} dice {number} ñ ✓") for number in range(messages)]
        self._waiting = {}     # ref -> (client_id, text), sent and not answered
        self._refs = 0
        self._epoch = None
        self._seen = 0
        self._socket = None
        self._asked_to_cut = False
        self._listens = False

    def _over(self, head):
        """All is said, and, once `head` is told, all is heard, on a connection that still listens."""
        said = not self._to_send and not self._waiting
        return said and self._listens and head.done() and self._seen >= head.result()

    async def run(self, head):
        """Until it is over, in as many connections as it takes."""
        over = False
        while not over:
            await self._gate.wait()
            try:
                over = await self._live(head)
            except (OSError, websockets.WebSocketException, asyncio.TimeoutError):
                pass  # the server is away, or we were cut: try again when it is there
        self._write("caught_up", room=self._room)

    async def _live(self, head):
        """One connection. True: it is over, and nothing was missing in the end."""
        options = {"ping_interval": None, "max_queue": None, "open_timeout": 5}
        async with websockets.connect(self._url, **options) as self._socket:
            self._write("connected", user=self._user)
            over = False
            try:
                over = await self._listen(head)
            finally:
                if not over:
                    self._write("cut")
                if self._socket.close_code and not self._asked_to_cut:
                    self.closes.append(self._socket.close_code)
            return over

    async def _listen(self, head):
        self._asked_to_cut = self._listens = False
        await self._enter()
        ending = asyncio.ensure_future(self._wake_when_told(head))
        try:
            async for text in self._socket:
                await self._take(json.loads(text))
                if self._asked_to_cut:
                    self._socket.transport.abort()
                    return False
                if self._over(head):
                    return True
        finally:
            ending.cancel()
        return False

    async def _wake_when_told(self, head):
        """The head may be told when the last entry was heard already: a ping then brings the loop round."""
        await asyncio.shield(head)  # cancelling this must not cancel what all wait for
        await self._socket.send(json.dumps({"type": "ping"}))

    async def _enter(self):
        place = {"epoch": self._epoch, "after": self._seen}
        if self._epoch is None:
            frame = {"type": "join", "room": self._room, "id": "enter"}
        elif self._random.random() < 0.5:
            frame = {"type": "join", "room": self._room, "id": "enter", **place}
        else:
            frame = {"type": "resume", "rooms": {self._room: place}, "id": "enter"}
        await self._socket.send(json.dumps(frame))

    async def _take(self, frame):
        kind = frame["type"]
        if kind == "joined":
            self._joined(frame)
            # What was not answered on the connection before is sent again, first.
            self._to_send[:0], self._waiting = self._waiting.values(), {}
            await self._send_more()
        elif kind == "ok" and frame["id"] in self._waiting:
            self._answered(frame)
            await self._send_more()
        elif kind == "error" and frame.get("status", 500) < 500 and frame.get("id") in self._waiting:
            self._write("refused", ref=frame["id"])
            del self._waiting[frame["id"]]
        elif kind in ENTRIES and frame["room"] == self._room:
            self._seen = frame.get("to", frame["seq"])
            self._write("received", room=self._room, **told(frame))

    def _joined(self, frame):
        self._listens = True
        if frame["recovered"]:
            self._write("resumed", room=self._room, epoch=frame["epoch"], **{"from": self._seen})
            return
        self._epoch, self._seen = frame["epoch"], frame["head"]
        self._write("joined", room=self._room, epoch=self._epoch, **{"from": self._seen})
        for message in frame["messages"]:
            self._write("paged", room=self._room, epoch=self._epoch, **told(message))

    def _answered(self, frame):
        del self._waiting[frame["id"]]
        self._acknowledged()
        self._write("acknowledged", ref=frame["id"], room=self._room, seq=frame["seq"], ts=frame["ts"],
                    duplicate=frame["duplicate"])
        self._asked_to_cut = self._cuts and self._random.randrange(CUT_EVERY) == 0

    async def _send_more(self):
        while self._to_send and len(self._waiting) < AT_ONCE and not self._asked_to_cut:
            await self._send(self._to_send.pop(0))

    async def _send(self, message):
        self._refs += 1
        self._waiting[self._refs] = message
        name, text = message
        self._write("sent", ref=self._refs, room=self._room, client_id=name, text=text)
        frame = {"type": "message", "room": self._room, "text": text, "client_id": name, "id": self._refs}
        await self._socket.send(json.dumps(frame))

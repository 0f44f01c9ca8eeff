"""Somebody who is signed in, with every door at hand."""
import itertools

from .rest import Rest, created
from .sse import EventStream
from .websocket import WebSocket

_numbers = itertools.count(1)


def unique(word):
    """A name nobody in this run of the tests has."""
    return f"{word}-{next(_numbers)}"


class Person(Rest):
    def __init__(self, server, signed_in):
        super().__init__(server, signed_in.json["access_token"])
        self.cookie = signed_in.cookie
        self.user = signed_in.json["user"]
        self.id = self.user["id"]
        self.name = self.user["name"]
        self.ref = {"id": self.id, "name": self.name}

    def connect(self, path="/ws", welcome=True, **more):
        """A WebSocket of this person, its `welcome` read."""
        socket = WebSocket(self.server, path, self.token, **more)
        if welcome:
            socket.welcome = socket.receive()
            assert socket.welcome["type"] == "welcome", socket.welcome
        return socket

    def enter(self, *rooms):
        """A WebSocket that listens in these rooms."""
        socket = self.connect()
        for room in rooms:
            socket.join(room)
        return socket

    def stream(self, path="/notifications", **more):
        return EventStream(self.server, path, self.token, **more)

    def make_room(self, word="room", **more):
        """A new room of this person's; its object."""
        return created(self.post("/rooms", {"name": unique(word), **more}))

    def join(self, room, **more):
        return created(self.post(f"/rooms/{room}/join", more), 200)

    def say(self, room, text, **more):
        return created(self.post(f"/rooms/{room}/messages", {"text": text, **more}))

    def messages(self, room, query=""):
        return created(self.get(f"/rooms/{room}/messages{query}"), 200)

    def entries(self, room, query=None):
        """Raw entries of a log: those of one page, or all."""
        if query:
            return created(self.get(f"/rooms/{room}/events{query}"), 200)["entries"]
        entries, more = [], True
        while more:
            after = entries[-1]["seq"] if entries else 0
            page = created(self.get(f"/rooms/{room}/events?after={after}"), 200)
            entries, more = entries + page["entries"], page["more"]
        return entries


def guest(server, word="ana"):
    return Person(server, signed_in(Rest(server).post("/auth/guest", {"name": unique(word)}), 200))


PASSWORD = "correct horse 7"


def member(server, word="ana", password=PASSWORD, **more):
    """A registered person."""
    body = {"username": unique(word), "password": password, **more}
    return Person(server, signed_in(Rest(server).post("/auth/register", body), 201))


def signed_in(answer, status):
    created(answer, status)
    return answer

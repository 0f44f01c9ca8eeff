"""The disk is full, read-only, broken or gone: a clear error, no false `ok`, and no restart where none is needed."""
import errno
import os
import shutil

import pytest

from chat.person import guest, unique
from chat.rest import Rest, refused
from chat.world import World, needs_world, wait_until

pytestmark = needs_world


@pytest.fixture
def world(tmp_path):
    return World(tmp_path / "world", tmp_path / "data0")


@pytest.fixture
def server(world, start_server):
    return start_server(environment=world.environment)


def texts_of(person, room="general"):
    return [entry["text"] for entry in person.entries(room) if entry["type"] == "message"]


def said(server, word):
    """How many lines of the server's log have this word."""
    return sum(f" {word} " in line for line in server.output)


def until_writable(server):
    wait_until(lambda: Rest(server).post("/auth/guest", {"name": unique("probe")}).status == 200)


class Traffic:
    """Says one thing after the other, each until it is stored."""

    def __init__(self, socket, room="general"):
        self._socket = socket
        self._room = room
        self.receipts = {}
        self.refusals = []

    def say(self, text):
        answer = self._socket.ask({"type": "message", "room": self._room, "text": text, "client_id": text})
        if answer["type"] == "ok":
            assert answer["durable"], answer
            self.receipts[text] = answer
        else:
            self.refusals.append((answer["code"], answer["status"]))
        return answer["type"] == "ok"


def test_a_full_disk_refuses_what_is_sent_and_takes_it_when_there_is_room(world, server):
    ana, beto = guest(server, "ana"), guest(server, "beto")
    texts = [f"message {number}" for number in range(40)]
    with ana.enter("general") as socket, beto.enter("general") as listener:
        traffic = Traffic(socket)
        for text in texts[:10]:
            assert traffic.say(text)
        world.fill_disk(after=20000)  # in the middle of what comes next
        left = texts[10:]
        while left and traffic.say(left[0]):
            left.pop(0)
        assert left, "the disk never got full"
        assert not any(traffic.say(text) for text in left)
        assert set(traffic.refusals) == {("unavailable", 503)}
        refused(ana.post("/rooms", {"name": "no room"}), 503, "unavailable")
        refused(Rest(server).post("/auth/guest", {"name": "late"}), 503, "unavailable")
        # Reads and what is in no log go on.
        assert texts_of(beto) == list(traffic.receipts)
        assert ana.messages("general")["head"] == beto.get("/rooms/general").json["head"]
        socket.send({"type": "typing", "room": "general"})
        assert listener.until("typing")["user"] == ana.ref

        world.heal()
        until_writable(server)
        assert all(traffic.say(text) for text in left)
        assert all(traffic.say(text) for text in texts)  # again: each is there once
    assert texts_of(beto) == texts
    heard = [frame["text"] for frame in listener.aside if frame["type"] == "message"]
    assert heard == texts[:len(heard)]
    assert said(server, "store_failed") == 1 and said(server, "store_recovered") == 1


def test_the_health_route_says_that_nothing_can_be_stored_and_by_itself_that_it_can_again(world, server):
    """Who watches it keeps requests away from here, so none of those may be needed for it to get well."""
    def health():
        answer = Rest(server).get("/healthz")
        return answer.status, answer.json["status"]
    ana = guest(server)
    assert health() == (200, "ok")
    for fault in ({"room": 0}, {"write_error": errno.EIO}):
        world.set(**fault)
        refused(ana.post("/rooms", {"name": "no room"}), 503, "unavailable")
        assert health() == (503, "unavailable")
        refused_before = world.refused
        wait_until(lambda: world.refused > refused_before)  # it has tried by itself, in vain
        assert health() == (503, "unavailable")
        world.heal()
        wait_until(lambda: health() == (200, "ok"))


def test_a_disk_that_breaks_refuses_until_it_works_again(world, server):
    ana = guest(server)
    with ana.enter("general") as socket:
        traffic = Traffic(socket)
        assert traffic.say("before")
        for name, error in (("sync_error", errno.EIO), ("write_error", errno.EIO), ("write_error", errno.EROFS)):
            world.set(**{name: error})
            text = f"{name} {error}"
            for _ in range(20):
                assert not traffic.say(text)
            assert "before" in texts_of(ana)
            assert not traffic.say(text)
            world.heal()
            until_writable(server)
            assert traffic.say(text)
            assert traffic.say(text)
        stored = texts_of(ana)
    assert len(stored) == len(set(stored)) and set(stored) == set(traffic.receipts)
    assert set(traffic.refusals) == {("unavailable", 503)}
    assert said(server, "store_failed") < 8


def test_a_read_that_fails_is_an_error_of_that_read_alone(world, server):
    ana = guest(server)
    with ana.enter("general") as socket:
        for number in range(300):
            socket.post("general", f"{number} " + "x" * 2000)
        world.set(read_error=errno.EIO)
        statuses = set()
        for before in range(1, 301, 10):
            statuses.add(ana.get(f"/rooms/general/messages?limit=10&before={before}").status)
        world.heal()
        assert statuses <= {200, 503} and 503 in statuses
        assert said(server, "store_read_failed") < 5
        until_writable(server)
        assert len(ana.messages("general", "?limit=50")["messages"]) == 50
        assert socket.post("general", "after")["durable"]


def test_a_page_that_is_damaged_while_the_server_runs_harms_what_is_on_it_only(server, world):
    ana = guest(server)
    room = ana.make_room()["id"]
    with ana.enter(room) as socket:
        for number in range(200):
            socket.post(room, f"{number} " + "y" * 3000)
    assert server.stop() == 0
    database = world.folder / "workchat.db"
    content = bytearray(database.read_bytes())
    marked = [at for at in range(0, len(content), 4096) if b"yyyy" in content[at:at + 4096]]
    server.start()
    middle = marked[len(marked) // 2]
    with open(database, "r+b") as file:
        file.seek(middle)
        file.write(os.urandom(4096))
    statuses = [ana.get(f"/rooms/{room}/events?limit=5&after={after}").status for after in range(0, 200, 5)]
    assert set(statuses) == {200, 503}
    assert statuses.count(503) <= 3
    assert server.running
    with ana.enter("general") as socket:
        assert socket.post("general", "elsewhere")["durable"]
    assert ana.post(f"/rooms/{room}/messages", {"text": "the newest"}).status == 201
    assert server.stop() == 0


def test_a_data_folder_that_is_deleted_refuses_writes_and_keeps_on_reading(world, server):
    ana = guest(server)
    with ana.enter("general") as socket:
        socket.post("general", "before")
        shutil.rmtree(world.folder)
        for _ in range(3):
            socket.refused({"type": "message", "room": "general", "text": "after"}, "unavailable", 503)
        wait_until(lambda: said(server, "store_failed"))
        assert texts_of(ana) == ["before"]
        socket.refused({"type": "message", "room": "general", "text": "after"}, "unavailable", 503)
        assert not world.folder.exists() or not list(world.folder.iterdir())
    assert server.stop() == 0
